import type { Loaders } from '../context.ts';
import { AppError, notFound } from '../errors.ts';
import { LapRef } from '../laps/lap.type.ts';
import { toConnection, toPageRequest } from '../lib/connection.ts';
import { ParameterFilterInput } from '../parameters/parameter.inputs.ts';
import { readableParameters } from '../parameters/parameter.service.ts';
import { parameterConnection } from '../parameters/parameter-connection.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef, WindowInput } from '../schema/refs.ts';
import { SampleBlockRef } from './sample-block.type.ts';
import { SampleStatisticsRef } from './sample-statistics.type.ts';
import { pageSampleBlocks, readAllStatistics, readSamples } from './samples.service.ts';
import { ResolutionInput, SampleSeriesRef } from './samples.type.ts';
import { SessionChannelRef } from './session-channel.type.ts';
import { type SessionParameter, SessionParameterRef } from './session-parameter.type.ts';
import { resolveWindow } from './window.service.ts';

// What a session and a lap have to do with samples: fields added to their types.

builder.objectFields(SessionRef, (t) => ({
  parameters: t.connection(
    {
      type: SessionParameterRef,
      description:
        'Parameters of the configuration sets in use, by identifier. Where several sets define one, the first counts.',
      args: { filter: t.arg({ type: ParameterFilterInput, description: 'Only these.' }) },
      resolve: async (session, args, context) => {
        const sets = await context.loaders.boundSetsOfSession.load(session.id);
        const setIds = sets.flatMap(({ configurationSet: set }) => (set ? [set.id] : []));
        const page = await parameterConnection(context, { owner: session.id, setIds }, args);
        const edges = await Promise.all(
          page.edges.map(async ({ cursor, node: parameter }) => {
            const boundSet = sets.find(
              ({ configurationSet: set }) => set?.id === parameter.configurationSetId,
            );
            if (!boundSet) throw new Error(`Parameter "${parameter.identifier}" has no set.`);
            const channels = await context.loaders.channelsOfParameter.load(parameter.id);
            const conversion = parameter.conversionId
              ? await context.loaders.conversionById.load(parameter.conversionId)
              : null;
            const channelIds = channels.map(
              ({ channelId }) => Number(channelId) + boundSet.channelOffset,
            );
            const node: SessionParameter = {
              session,
              sessionId: session.id,
              parameter,
              boundSet,
              channels,
              conversion,
              channelIds,
            };
            return { cursor, node };
          }),
        );
        return { ...page, edges };
      },
    },
    {
      name: 'SessionParameterConnection',
      description: 'A page of the parameters of a session.',
      fields: (fields) => ({
        totalCount: fields.int({
          description: 'How many parameters there are on all pages; counted only when selected.',
          resolve: (page, _args, { loaders }) => loaders.parameterCount.load(page as never),
        }),
      }),
    },
    { name: 'SessionParameterEdge', description: 'A parameter and its place in the list.' },
  ),
  parameter: t.field({
    type: SessionParameterRef,
    nullable: true,
    description: 'A parameter by its identifier; null when no set in use defines it.',
    args: { identifier: t.arg.string({ required: true, description: 'Such as "Speed:Car".' }) },
    resolve: async (session, { identifier }, context) => {
      try {
        const [found] = await readableParameters(context, session.id, [identifier]);
        return found ? { ...found, session } : null;
      } catch (error) {
        if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
        throw error;
      }
    },
  }),
  channels: t.field({
    type: [SessionChannelRef],
    description: 'Channels by number: those configured, and those with data.',
    resolve: async (session, _args, { loaders }) => {
      const channels = await loaders.channelsOfSession.load(session.id);
      return channels.map((channel) => ({ ...channel, session }));
    },
  }),
  samples: t.field({
    type: [SampleSeriesRef],
    description:
      'Samples of parameters, decoded, converted to engineering values and reduced to what a screen shows; one series a parameter, in their order. Without a resolution every sample, up to a limit beyond which the request is refused with advice (PAYLOAD_TOO_LARGE). NOT_FOUND for a parameter, lap or marker that is not there.',
    args: {
      parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }),
      window: t.arg({ type: WindowInput, description: 'Only these; absent: the session.' }),
      resolution: t.arg({ type: ResolutionInput, description: 'Absent: every sample.' }),
    },
    resolve: (session, { parameters, window, resolution }, context) =>
      readSamples(context, session, parameters, window, resolution),
  }),
  statistics: t.field({
    type: [SampleStatisticsRef],
    description: 'Statistics of parameters, over every sample of the window, in their order.',
    args: {
      parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }),
      window: t.arg({ type: WindowInput, description: 'Absent: the session.' }),
    },
    resolve: (session, { parameters, window }, context) =>
      readAllStatistics(context, session, parameters, window),
  }),
  sampleBlocks: t.connection(
    {
      type: SampleBlockRef,
      description: 'Samples as they are stored, by channel and time. Blocks are given whole.',
      args: {
        channels: t.arg({ type: ['UInt32'], description: 'Only these; absent: all.' }),
        window: t.arg({ type: WindowInput, description: 'Only blocks that touch it.' }),
      },
      resolve: async (session, args, context) => {
        const page = toPageRequest(args, { ...context.limits, maxPageSize: MAX_BLOCKS }, [
          'int64',
          'int64',
        ]);
        const range = await resolveWindow(context, session, args.window);
        const { channels } = args;
        const rows = range
          ? await pageSampleBlocks(context, session.id, channels ?? null, range, page)
          : [];
        return toConnection(rows, page, ({ channelId, startNs }) => [channelId, startNs]);
      },
    },
    { name: 'SampleBlockConnection', description: 'A page of blocks.' },
    { name: 'SampleBlockEdge', description: 'A block and its place in the list.' },
  ),
}));

/** Blocks of 4,096 samples of at most twelve bytes: a page is at most some ten megabytes. */
const MAX_BLOCKS = 100;

async function sessionOf(id: number, { sessionById }: Pick<Loaders, 'sessionById'>) {
  const session = await sessionById.load(id);
  if (!session) throw notFound('Session', 'of this lap');
  return session;
}

builder.objectFields(LapRef, (t) => ({
  samples: t.field({
    type: [SampleSeriesRef],
    description: 'Samples of parameters in this lap. See `Session.samples`.',
    args: {
      parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }),
      resolution: t.arg({ type: ResolutionInput, description: 'Absent: every sample.' }),
    },
    resolve: async (lap, { parameters, resolution }, context) => {
      const session = await sessionOf(lap.sessionId, context.loaders);
      return readSamples(context, session, parameters, { range: lap.window }, resolution);
    },
  }),
  statistics: t.field({
    type: [SampleStatisticsRef],
    description: 'Statistics of parameters over every sample of this lap.',
    args: { parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }) },
    resolve: async (lap, { parameters }, context) => {
      const session = await sessionOf(lap.sessionId, context.loaders);
      return readAllStatistics(context, session, parameters, { range: lap.window });
    },
  }),
}));
