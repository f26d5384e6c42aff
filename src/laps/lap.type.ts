import { builder } from '../schema/builder.ts';
import type { Lap } from './lap.service.ts';

export const LapRef = builder.objectRef<Lap>('Lap');

LapRef.implement({
  description: 'A lap, or any other segment of a session.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Number; may repeat within a session.' }),
    name: t.exposeString('name', { description: 'Name, such as "Lap 3" or "Out Lap".' }),
    startTime: t.expose('startTime', {
      type: 'Nanoseconds',
      description: 'Start, in nanoseconds since the Unix epoch.',
    }),
    endTime: t.expose('endTime', {
      type: 'Nanoseconds',
      nullable: true,
      description:
        "The next lap's start, which belongs to that lap, or the end of the session, which belongs to this one; an earlier end that was given counts. Null for the last lap of a live session.",
    }),
    duration: t.field({
      type: 'Nanoseconds',
      nullable: true,
      description: 'End minus start: the lap time. Null while the lap is open.',
      resolve: ({ startTime, endTime }) => (endTime === null ? null : endTime - startTime),
    }),
    storedEndTime: t.expose('storedEndTime', {
      type: 'Nanoseconds',
      nullable: true,
      description:
        'The finish that an imported file states, for reference: such finishes are not reliable. Null if there is none.',
    }),
    triggerSource: t.exposeInt('triggerSource', {
      description: 'What triggered the lap, 0 to 255; the meaning is up to whoever recorded it.',
    }),
    countForFastestLap: t.exposeBoolean('countForFastestLap', {
      description: 'Whether it may be the fastest.',
    }),
    isFastest: t.exposeBoolean('isFastest', {
      description: 'Whether it is the shortest finished lap that counts.',
    }),
  }),
});
