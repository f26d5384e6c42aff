import { LapRef } from '../laps/lap.type.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import { type LapStatistics, readLapStatistics } from './lap-statistics.service.ts';
import { SampleStatisticsRef } from './sample-statistics.type.ts';

const LapStatisticsRef = builder.objectRef<LapStatistics>('LapStatistics').implement({
  description: 'One row of a table of laps by parameters.',
  fields: (t) => ({
    lap: t.expose('lap', { type: LapRef, description: 'The lap.' }),
    statistics: t.field({
      type: [SampleStatisticsRef],
      description: 'Statistics over every sample of the lap, one a parameter, in their order.',
      resolve: ({ statistics }) => [...statistics],
    }),
  }),
});

builder.objectField(SessionRef, 'lapStatistics', (t) =>
  t.field({
    type: [LapStatisticsRef],
    description:
      'A table of laps by parameters. NOT_FOUND for a lap or a parameter that is not there; PAYLOAD_TOO_LARGE for more parameters than a request may read, or more laps than a page may have.',
    args: {
      parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }),
      laps: t.arg.intList({
        description:
          'Only laps of these numbers, in this order, the first where a number repeats; absent: all laps, by start.',
      }),
    },
    resolve: async (session, { parameters, laps }, context) => {
      const all = await context.loaders.lapsOfSession.load(session);
      return readLapStatistics(context, session, parameters, all, laps ?? null);
    },
  }),
);
