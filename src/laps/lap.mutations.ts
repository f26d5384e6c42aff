import { builder } from '../schema/builder.ts';
import { SessionPayloadRef } from '../sessions/session-payload.type.ts';
import { addLaps } from './lap.service.ts';

const LapInput = builder.inputType('LapInput', {
  description: 'A lap of a session.',
  fields: (t) => ({
    number: t.int({ required: true, description: 'Number, 0 or more; may repeat.' }),
    startTime: t.field({
      type: 'Nanoseconds',
      required: true,
      description: 'Start, in nanoseconds since the Unix epoch.',
    }),
    endTime: t.field({
      type: 'Nanoseconds',
      description: "End, inclusive. Absent: the next lap's start, or the session's end.",
    }),
    name: t.string({ description: 'Name, 1 to 150 characters. Absent: "Lap" and the number.' }),
    triggerSource: t.int({ defaultValue: 0, description: 'What triggered the lap, 0 to 255.' }),
    countForFastestLap: t.boolean({
      defaultValue: true,
      description: 'Whether it may be the fastest.',
    }),
  }),
});

builder.mutationField('addLaps', (t) =>
  t.field({
    type: SessionPayloadRef,
    description:
      'Add laps to a session. A lap of the same number, start and trigger source is the same lap, and is written again. NOT_FOUND.',
    args: {
      session: t.arg.string({ required: true, description: 'Identity of the session.' }),
      laps: t.arg({ type: [LapInput], required: true, description: 'The laps, in any order.' }),
      expectedVersion: t.arg({
        type: 'Nanoseconds',
        description: 'Write only if `metadataVersion` of the session is this; else CONFLICT.',
      }),
    },
    resolve: async (_root, { session, laps, expectedVersion }, context) => ({
      session: await addLaps(context, session, laps, expectedVersion),
      created: false,
      applied: true,
    }),
  }),
);
