import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asPart, createStatisticsMerger } from '../../../src/core/series/merge-statistics.ts';
import { createStatistics, type Statistics } from '../../../src/core/series/statistics.ts';

const WARNING = { minimum: -50, maximum: 50 };

function statisticsOf(values: readonly number[], start: number): Statistics {
  const collector = createStatistics(WARNING);
  collector.add(
    Float64Array.from(values, (_, i) => start + i),
    Float64Array.from(values),
  );
  return collector.result();
}

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

describe('createStatisticsMerger', () => {
  it('gives the statistics of the whole from those of its stretches', () => {
    fc.assert(
      fc.property(fc.array(fc.array(number, { maxLength: 20 }), { maxLength: 8 }), (stretches) => {
        const merger = createStatisticsMerger();
        let start = 0;
        for (const values of stretches) {
          merger.add(asPart(statisticsOf(values, start)));
          start += values.length;
        }
        const { mean, standardDeviation, sum, ...exact } = merger.result();
        const whole = statisticsOf(stretches.flat(), 0);

        expect(exact).toEqual({
          count: whole.count,
          nanCount: whole.nanCount,
          minimum: whole.minimum,
          maximum: whole.maximum,
          minimumAt: whole.minimumAt,
          maximumAt: whole.maximumAt,
          first: whole.first,
          last: whole.last,
          outsideWarning: whole.outsideWarning,
        });
        expectClose(sum, whole.sum);
        expectClose(mean, whole.mean);
        expectClose(standardDeviation, whole.standardDeviation);
      }),
    );
  });

  it('has nothing where nothing was added', () => {
    expect(createStatisticsMerger().result()).toEqual(statisticsOf([], 0));
  });
});

function expectClose(actual: number | null, expected: number | null): void {
  if (expected === null) expect(actual).toBeNull();
  else expect(actual).toBeCloseTo(expected, 9);
}
