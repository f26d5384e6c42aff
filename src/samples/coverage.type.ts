import type { Coverage, Segment } from '../core/series/coverage.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef, TimeRangeRef, WindowInput } from '../schema/refs.ts';
import { readCoverage } from './coverage.service.ts';

export const CoverageRef = builder.objectRef<Coverage>('Coverage');

const CoverageSegmentRef = builder.objectRef<Segment>('CoverageSegment').implement({
  description: 'A stretch of time in which no samples are missing.',
  fields: (t) => ({
    startTime: t.expose('startTime', {
      type: 'Nanoseconds',
      description: 'First sample, in nanoseconds since the Unix epoch.',
    }),
    endTime: t.expose('endTime', {
      type: 'Nanoseconds',
      description: 'Last sample, in nanoseconds since the Unix epoch.',
    }),
    sampleCount: t.exposeFloat('sampleCount', { description: 'Samples of all its channels.' }),
  }),
});

CoverageRef.implement({
  description:
    'When there are samples. Between two samples of a channel is a gap when more than one and a half of its intervals lie between them; a channel without an interval has no gaps. Of several channels it is the union: segments that overlap, or whose distance is no gap for the slower of two channels with intervals, count as one.',
  fields: (t) => ({
    segments: t.expose('segments', {
      type: [CoverageSegmentRef],
      description:
        'By time. When there are more than asked for, the shortest gaps are closed, of equal ones the later.',
    }),
    gaps: t.field({
      type: [TimeRangeRef],
      description:
        'What lies between the segments: from the nanosecond after one to that before the next.',
      resolve: ({ segments }) =>
        segments.slice(1).map(({ startTime }, i) => ({
          startTime: segments[i]!.endTime + 1n,
          endTime: startTime - 1n,
        })),
    }),
    gapCount: t.exposeFloat('gapCount', {
      description: 'All gaps, those that were closed too.',
    }),
    covered: t.expose('covered', {
      type: 'Nanoseconds',
      description:
        'Nanoseconds from the first to the last sample of every segment, added up before any gap was closed.',
    }),
    isComplete: t.exposeBoolean('isComplete', {
      description: 'Whether every gap is listed: none was closed.',
    }),
    sampleCount: t.exposeFloat('sampleCount', { description: 'Samples of all channels.' }),
  }),
});

builder.objectField(SessionRef, 'coverage', (t) =>
  t.field({
    type: CoverageRef,
    description: 'When any channel of the session has samples.',
    args: {
      window: t.arg({ type: WindowInput, description: 'Only within it; absent: the session.' }),
      maxSegments: t.arg.int({
        defaultValue: 1_000,
        description: 'Most segments, from 1 to 10,000.',
      }),
    },
    resolve: async (session, { window, maxSegments }, context) => {
      const channels = await context.loaders.channelsOfSession.load(session.id);
      return readCoverage(context, session, channels, {
        window,
        maxSegments: maxSegments ?? 1_000,
      });
    },
  }),
);
