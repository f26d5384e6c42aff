import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChannelSeries,
  joinSeries,
  mergeSeries,
} from '../../src/samples/reading/merge-series.ts';
import { mergeStreams } from '../../src/samples/reading/merge-streams.ts';
import { anyChunks, asStream, whole } from './chunked-series.ts';

const anyChannel = fc.record({
  chunks: anyChunks,
  interval: fc.constantFrom(0, 5, 10, 30),
  beforeBy: fc.option(fc.integer({ min: 1, max: 60 })),
  afterBy: fc.option(fc.integer({ min: 1, max: 60 })),
});

describe('mergeStreams', () => {
  it('gives the samples and breaks that merging whole series gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyChannel, { minLength: 2, maxLength: 4 }), async (given) => {
        const all = given.map(({ chunks }) => joinSeries(0n, chunks));
        const times = all.flatMap((series) => [...series.times]);
        const [first, last] = [Math.min(0, ...times), Math.max(0, ...times)];
        const channels = given.map(({ chunks, interval, beforeBy, afterBy }, i) => ({
          chunks,
          series: all[i]!,
          interval,
          before: beforeBy === null ? null : first - beforeBy,
          after: afterBy === null ? null : last + afterBy,
        }));
        const streams = channels.map(({ chunks, interval, before, after }) => ({
          chunks: asStream(chunks),
          interval,
          before,
          after,
        }));

        const merged = await whole(mergeStreams(0n, streams));
        expect(merged).toEqual(mergeSeries(0n, channels satisfies ChannelSeries[]));
      }),
      { numRuns: 500 },
    );
  });
});
