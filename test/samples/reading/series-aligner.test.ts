import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALIGN_MODES } from '../../../src/core/series/align-mode.ts';
import { joinSeries } from '../../../src/samples/reading/merge-series.ts';
import { SeriesAligner } from '../../../src/samples/reading/series-aligner.ts';
import { anyChunks, asStream } from '../../bulk/chunked-series.ts';
import { alignSeries } from '../../support/align-series.ts';

describe('SeriesAligner', () => {
  it.each(ALIGN_MODES)('gives for %s what aligning a whole series gives', async (mode) => {
    const anyGrid = fc.record({
      startTime: fc.integer({ min: -50, max: 250 }),
      interval: fc.integer({ min: 1, max: 60 }),
      count: fc.integer({ min: 0, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(anyChunks, anyGrid, fc.nat(60), async (chunks, grid, cut) => {
        const aligner = new SeriesAligner(asStream(chunks), mode, grid.interval / 2);
        const times = Float64Array.from(
          { length: grid.count },
          (_, i) => grid.startTime + i * grid.interval,
        );

        const values = [
          ...(await aligner.take(times.subarray(0, cut))),
          ...(await aligner.take(times.subarray(cut))),
        ];
        expect(values).toEqual([...alignSeries(joinSeries(0n, chunks), grid, mode)]);
      }),
      { numRuns: 300 },
    );
  });
});
