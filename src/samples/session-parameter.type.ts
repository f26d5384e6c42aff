import type { ReadableParameter } from '../parameters/parameter.service.ts';
import { builder } from '../schema/builder.ts';
import { ConfigurationSetRef, ParameterRef, TimeRangeRef, WindowInput } from '../schema/refs.ts';
import type { Session } from '../sessions/session.service.ts';
import { readParameterCoverage } from './coverage.service.ts';
import { CoverageRef } from './coverage.type.ts';
import { readNextSamples } from './next-samples.service.ts';
import { ReadDirectionEnum } from './read-direction.type.ts';
import { requestSignal } from './request-signal.ts';
import { SampleStatisticsRef } from './sample-statistics.type.ts';
import { readSamples, readStatistics } from './samples.service.ts';
import { ResolutionInput, SampleSeriesRef } from './samples.type.ts';
import { searchSamples } from './search-samples.service.ts';
import { SampleConditionInput, SampleMatchRef } from './search-samples.type.ts';
import { coverageOf } from './session-channel.service.ts';
import { resolveWindow } from './window.service.ts';

/** A parameter, and the session that sees it. */
export interface SessionParameter extends ReadableParameter {
  readonly session: Session;
}

export const SessionParameterRef = builder.objectRef<SessionParameter>('SessionParameter');

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
