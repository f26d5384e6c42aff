import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALIGN_MODES, alignSeries } from '../../../src/core/series/align-series.ts';
import { createAligner } from '../../../src/core/series/aligner.ts';
import type { Series } from '../../../src/core/series/series.ts';
import { anySeries } from './series-arbitrary.ts';
import { anyCuts, cutSeries } from './series-pieces.ts';

const NAN = Number.NaN;
/** Samples at 10, 20, 30, a gap, 80, 90. */
const SERIES = {
  times: Float64Array.of(10, 20, 30, 80, 90),
  values: Float64Array.of(1, 2, 4, 8, 9),
  breaks: Uint32Array.of(3),
};

function align(
  pieces: readonly Pick<Series, 'times' | 'values' | 'breaks'>[],
  ...aligner: Parameters<typeof createAligner>
): number[] {
  const { add, finish } = createAligner(...aligner);
  for (const piece of pieces) add(piece);
  return [...finish()];
}

describe('createAligner', () => {
  it.each([
    ['HOLD', [NAN, 1, 1, 4, NAN, 8, 9]],
    ['LINEAR', [NAN, 1, 1.5, 4, NAN, 8, NAN]],
    ['NEAREST', [NAN, 1, 1, 4, NAN, 8, NAN]],
  ] as const)('takes values at any instants by %s', (mode, expected) => {
    const instants = Float64Array.of(0, 10, 15, 30, 31, 80, 91);
    expect(align([SERIES], instants, mode)).toEqual(expected);
  });

  it('reaches beyond the ends and into gaps as far as it is told', () => {
    const instants = Float64Array.of(7, 8, 32, 33, 77, 78, 92, 93);
    expect(align([SERIES], instants, 'NEAREST', 2)).toEqual([NAN, 1, 4, NAN, NAN, 8, 9, NAN]);
  });

  it('gives the same value at equal instants', () => {
    expect(align([SERIES], Float64Array.of(25, 25, 25), 'HOLD')).toEqual([2, 2, 2]);
  });

  it('has nothing without samples', () => {
    for (const mode of ALIGN_MODES)
      expect(align([], Float64Array.of(1, 2), mode)).toEqual([NAN, NAN]);
  });

  it.each(ALIGN_MODES)(
    'gives on a grid what alignSeries gives, however the series is cut, by %s',
    (mode) => {
      fc.assert(
        fc.property(
          anySeries,
          anyCuts,
          fc.integer({ min: -50, max: 500 }),
          fc.integer({ min: 1, max: 60 }),
          (series, cuts, startTime, interval) => {
            const grid = { startTime, interval, count: 60 };
            const instants = Float64Array.from({ length: 60 }, (_, i) => startTime + i * interval);
            const found = align(cutSeries(series, cuts), instants, mode, interval / 2);
            expect(found).toEqual([...alignSeries(series, grid, mode)]);
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
