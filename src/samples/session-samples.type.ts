import type { Loaders } from '../context.ts';
import { decodeSamples } from '../core/blocks/decode-samples.ts';
import { AppError, notFound } from '../errors.ts';
import { LapRef } from '../laps/lap.type.ts';
import { toConnection, toPageRequest } from '../lib/connection.ts';
import { ParameterFilterInput } from '../parameters/parameter.inputs.ts';
import { type ReadableParameter, readableParameters } from '../parameters/parameter.service.ts';
import { DataTypeEnum } from '../parameters/parameter.type.ts';
import { parameterConnection } from '../parameters/parameter-connection.ts';
import { builder } from '../schema/builder.ts';
import {
  ChannelRef,
  ConfigurationSetRef,
  ParameterRef,
  SessionRef,
  TimeRangeRef,
  WindowInput,
} from '../schema/refs.ts';
import type { Session } from '../sessions/session.service.ts';
import type { Burst } from './blocks/burst.ts';
import { readCoverage, readParameterCoverage } from './coverage.service.ts';
import { CoverageRef } from './coverage.type.ts';
import { readNextSamples } from './next-samples.service.ts';
import { ReadDirectionEnum } from './read-direction.type.ts';
import { requestSignal } from './request-signal.ts';
import {
  pageSampleBlocks,
  readAllStatistics,
  readSamples,
  readStatistics,
} from './samples.service.ts';
import { ResolutionInput, SampleSeriesRef, SampleStatisticsRef } from './samples.type.ts';
import { searchSamples } from './search-samples.service.ts';
import { SampleConditionInput, SampleMatchRef } from './search-samples.type.ts';
import { coverageOf, type SessionChannel } from './session-channel.service.ts';
import { resolveWindow } from './window.service.ts';

// What a session and a lap have to do with samples: fields added to their types.

interface SessionParameter extends ReadableParameter {
  readonly session: Session;
}

const SessionParameterRef = builder.objectRef<SessionParameter>('SessionParameter');

SessionParameterRef.implement({
  description: 'A parameter as a session sees it.',
  fields: (t) => ({
    parameter: t.expose('parameter', { type: ParameterRef, description: 'The parameter.' }),
    identifier: t.string({
      description: "The parameter's identifier.",
      resolve: ({ parameter }) => parameter.identifier,
    }),
    configurationSet: t.field({
      type: ConfigurationSetRef,
      description: 'The set that defines it.',
      resolve: ({ boundSet }) => {
        if (!boundSet.configurationSet) throw new Error('A parameter has a published set.');
        return boundSet.configurationSet;
      },
    }),
    channelIds: t.field({
      type: ['UInt32'],
      description: "Numbers of its channels, the session's offset added.",
      resolve: ({ channelIds }) => [...channelIds],
    }),
    sampleCount: t.float({
      description: 'Samples of all its channels.',
      resolve: async ({ session, channelIds }, _args, { loaders }) =>
        coverageOf(await loaders.channelsOfSession.load(session.id), channelIds).sampleCount,
    }),
    timeRange: t.field({
      type: TimeRangeRef,
      nullable: true,
      description: 'First and last sample of its channels; null without data.',
      resolve: async ({ session, channelIds }, _args, { loaders }) =>
        coverageOf(await loaders.channelsOfSession.load(session.id), channelIds).timeRange,
    }),
    samples: t.field({
      type: SampleSeriesRef,
      description: 'Its samples. See `Session.samples`.',
      args: {
        window: t.arg({ type: WindowInput, description: 'Only these; absent: the session.' }),
        resolution: t.arg({ type: ResolutionInput, description: 'Absent: every sample.' }),
      },
      resolve: async ({ session, parameter }, { window, resolution }, context) => {
        const ids = [parameter.identifier];
        const [series] = await readSamples(context, session, ids, window, resolution);
        if (!series) throw new Error('One parameter has one series.');
        return series;
      },
    }),
    statistics: t.field({
      type: SampleStatisticsRef,
      description: 'Statistics over every sample of the window.',
      args: { window: t.arg({ type: WindowInput, description: 'Absent: the session.' }) },
      resolve: async (source, { window }, context) =>
        readStatistics(context, source, await resolveWindow(context, source.session, window)),
    }),
    nextSamples: t.field({
      type: SampleSeriesRef,
      description:
        'Its samples from an instant on, in order of time whichever way they are read, none left out. To read on, begin one nanosecond after the last of them, or before the first.',
      args: {
        from: t.arg({
          type: 'Nanoseconds',
          required: true,
          description: 'The instant, in nanoseconds since the Unix epoch; it belongs to both ways.',
        }),
        count: t.arg.int({
          required: true,
          description: 'How many, from 1 to the limit of a series; fewer where there are no more.',
        }),
        direction: t.arg({
          type: ReadDirectionEnum,
          defaultValue: 'FORWARD',
          description: 'Which way they are read.',
        }),
      },
      resolve: (source, { from, count, direction }, context) =>
        readNextSamples(context, source.session, source, from, count, direction ?? 'FORWARD'),
    }),
    latestSamples: t.field({
      type: SampleSeriesRef,
      description: 'Its last samples, in order of time, none left out.',
      args: {
        count: t.arg.int({
          required: true,
          description: 'How many, from 1 to the limit of a series; fewer where there are no more.',
        }),
      },
      resolve: (source, { count }, context) => {
        const end = source.session.timeRange?.endTime ?? 0n;
        return readNextSamples(context, source.session, source, end, count, 'BACKWARD');
      },
    }),
    coverage: t.field({
      type: CoverageRef,
      description:
        'When it has samples: the union over its channels; of a virtual parameter, where its function has results.',
      args: {
        window: t.arg({ type: WindowInput, description: 'Only within it; absent: the session.' }),
        maxSegments: t.arg.int({
          defaultValue: 1_000,
          description: 'Most segments, from 1 to 10,000.',
        }),
      },
      resolve: (source, { window, maxSegments }, context) =>
        readParameterCoverage(context, source.session, source, {
          window,
          maxSegments: maxSegments ?? 1_000,
        }),
    }),
    search: t.field({
      type: [SampleMatchRef],
      description:
        'Where a condition holds, in order of time. A sample that does not meet it, or is not a number, and a gap end a match, as do the ends of the window. PAYLOAD_TOO_LARGE when the window holds more samples than one read takes.',
      args: {
        condition: t.arg({
          type: SampleConditionInput,
          required: true,
          description: 'What must hold.',
        }),
        forAtLeast: t.arg({
          type: 'Nanoseconds',
          description:
            'Only matches of at least so many nanoseconds from their first sample to their last; absent: all.',
        }),
        window: t.arg({ type: WindowInput, description: 'Only within it; absent: the session.' }),
        first: t.arg.int({ defaultValue: 100, description: 'Most matches, from 1 to 1,000.' }),
      },
      resolve: (source, { first, ...search }, context) =>
        searchSamples(
          context,
          source.session,
          source,
          { ...search, first: first ?? 100 },
          requestSignal(context),
        ),
    }),
  }),
});

interface ChannelOfSession extends SessionChannel {
  readonly session: Session;
}

const SessionChannelRef = builder.objectRef<ChannelOfSession>('SessionChannel').implement({
  description: 'A channel of a session: configured, or with data, or both.',
  fields: (t) => ({
    channelId: t.expose('channelId', {
      type: 'UInt32',
      description: "The session's number of it: the set's number plus the offset of the binding.",
    }),
    channel: t.expose('channel', {
      type: ChannelRef,
      nullable: true,
      description: 'What is configured of it; null when no published set in use defines it.',
    }),
    sampleCount: t.exposeFloat('sampleCount', { description: 'Samples.' }),
    timeRange: t.expose('timeRange', {
      type: TimeRangeRef,
      nullable: true,
      description: 'First and last sample; null without data.',
    }),
    byteLength: t.exposeFloat('byteLength', { description: 'Bytes of its samples, as recorded.' }),
    coverage: t.field({
      type: CoverageRef,
      description: 'When it has samples.',
      args: {
        maxSegments: t.arg.int({
          defaultValue: 1_000,
          description: 'Most segments, from 1 to 10,000.',
        }),
        window: t.arg({ type: WindowInput, description: 'Only within it; absent: the session.' }),
      },
      resolve: (channel, { window, maxSegments }, context) =>
        readCoverage(context, channel.session, [channel], {
          window,
          maxSegments: maxSegments ?? 1_000,
        }),
    }),
  }),
});

const SampleBlockRef = builder.objectRef<Burst>('SampleBlock').implement({
  description: 'Consecutive samples of a channel as they are stored.',
  fields: (t) => ({
    channelId: t.expose('channelId', {
      type: 'UInt32',
      description: "The session's number of the channel.",
    }),
    startTime: t.field({
      type: 'Nanoseconds',
      description: 'First sample, in nanoseconds since the Unix epoch.',
      resolve: ({ startNs }) => startNs,
    }),
    endTime: t.field({
      type: 'Nanoseconds',
      description: 'Last sample, in nanoseconds since the Unix epoch.',
      resolve: ({ endNs }) => endNs,
    }),
    interval: t.field({
      type: 'Nanoseconds',
      description: 'Nanoseconds between samples; 0 when `timestamps` has their times.',
      resolve: ({ intervalNs, times }) => (times ? 0n : intervalNs),
    }),
    sampleCount: t.exposeInt('sampleCount', { description: 'Samples.' }),
    dataType: t.expose('dataType', { type: DataTypeEnum, description: 'How a sample is stored.' }),
    data: t.expose('data', {
      type: 'Base64',
      description: 'Samples without padding, in the byte order they were recorded in.',
    }),
    timestamps: t.field({
      type: 'Base64',
      nullable: true,
      description:
        'Instants as signed 64-bit integers, little-endian; null when they follow from the interval.',
      resolve: ({ times }) => times && littleEndianTimes(times),
    }),
    values: t.field({
      type: 'Floats',
      description: 'Raw values, taken as little-endian; of triple numbers the first.',
      resolve: ({ data, dataType, sampleCount }) => decodeSamples(data, dataType, sampleCount),
    }),
  }),
});

function littleEndianTimes(times: BigInt64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(times.length * 8));
  times.forEach((time, i) => {
    view.setBigInt64(i * 8, time, true);
  });
  return new Uint8Array(view.buffer);
}

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
