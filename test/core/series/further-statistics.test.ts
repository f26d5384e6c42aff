import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFurtherStatistics } from '../../../src/core/series/further-statistics.ts';
import { anySeries } from './series-arbitrary.ts';
import { anyCuts, cutSeries } from './series-pieces.ts';

const NAN = Number.NaN;

function furtherOf(
  values: readonly number[],
  times: readonly number[] = values.map((_, i) => i * 1e9),
  breaks: readonly number[] = [],
) {
  const collector = createFurtherStatistics();
  collector.add({
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    breaks: Uint32Array.from(breaks),
  });
  return collector.result();
}

describe('createFurtherStatistics', () => {
  it('has nothing for no numbers', () => {
    const nothing = {
      absoluteMean: null,
      geometricMean: null,
      regression: null,
      heldTime: 0,
      timeWeightedMean: null,
      timeWeightedDeviation: null,
    };
    expect(furtherOf([])).toEqual(nothing);
    expect(furtherOf([NAN, NAN])).toEqual(nothing);
  });

  it('averages magnitudes, and the logarithms of what is above 0', () => {
    expect(furtherOf([-3, 0, 1, 8, NAN])).toMatchObject({ absoluteMean: 3 });
    expect(furtherOf([-3, 0, 2, 8, NAN]).geometricMean).toBeCloseTo(4, 12);
    expect(furtherOf([-3, 0])).toMatchObject({ geometricMean: null });
  });

  it('sums magnitudes that cancel or overflow exactly', () => {
    expect(furtherOf([1e16, -1, -1, -1, -1]).absoluteMean).toBe((1e16 + 4) / 5);
    expect(furtherOf([1.5e308, -1.5e308]).absoluteMean).toBe(1.5e308);
    expect(furtherOf([1, -Infinity]).absoluteMean).toBe(Infinity);
  });

  it('fits a line through positions counted from 1, and through seconds', () => {
    const times = [0, 0.5e9, 1e9, 1.5e9];
    expect(furtherOf([7, 9, 11, 13], times)).toMatchObject({
      regression: { slope: 2, intercept: 5, rSquared: 1, slopePerSecond: 4 },
    });
  });

  it('counts positions of samples that are no numbers', () => {
    expect(furtherOf([7, NAN, 11, 13]).regression).toEqual({
      slope: expect.closeTo(2, 12),
      intercept: expect.closeTo(5, 12),
      rSquared: expect.closeTo(1, 12),
      slopePerSecond: expect.closeTo(2, 12),
    });
  });

  it('fits no line to one number, and none that explains what does not vary', () => {
    expect(furtherOf([7])).toMatchObject({ regression: null });
    expect(furtherOf([7, 7, 7])).toMatchObject({
      regression: { slope: 0, intercept: 7, rSquared: NAN, slopePerSecond: 0 },
    });
  });

  it('loses no digits of a slope to a large offset', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => 1e9 + i * 0.25);
    expect(furtherOf(values).regression?.slope).toBeCloseTo(0.25, 9);
  });

  it('weights each value by the time until the next sample', () => {
    const further = furtherOf([2, 8, 5], [0, 3, 4]);
    expect(further).toMatchObject({ heldTime: 4, timeWeightedMean: (3 * 2 + 8) / 4 });
    expect(further.timeWeightedDeviation).toBeCloseTo(Math.sqrt((3 * 1.5 ** 2 + 4.5 ** 2) / 4), 12);
  });

  it('holds nothing across a gap, past the end, or that is no number', () => {
    expect(furtherOf([2, 8, 5, NAN, 9], [0, 3, 100, 110, 120], [2])).toMatchObject({
      heldTime: 13,
      timeWeightedMean: (3 * 2 + 10 * 5) / 13,
    });
    expect(furtherOf([4])).toMatchObject({ heldTime: 0, timeWeightedMean: null });
  });

  it('gives the same however the samples are cut', () => {
    fc.assert(
      fc.property(anySeries, anyCuts, (series, cuts) => {
        const whole = createFurtherStatistics();
        whole.add(series);
        const cut = createFurtherStatistics();
        for (const piece of cutSeries(series, cuts)) cut.add(piece);
        expect(cut.result()).toEqual(whole.result());
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with two passes over the numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 50 }),
        (values) => {
          const n = values.length;
          const positions = values.map((_, i) => i + 1);
          const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
          const [meanX, meanY] = [mean(positions), mean(values)];
          const xy = mean(values.map((y, i) => (positions[i]! - meanX) * (y - meanY)));
          const xx = mean(positions.map((x) => (x - meanX) ** 2));
          const { regression, absoluteMean, timeWeightedMean } = furtherOf(values);
          expect(regression?.slope).toBeCloseTo(xy / xx, 6);
          expect(regression?.intercept).toBeCloseTo(meanY - (xy / xx) * meanX, 5);
          expect(absoluteMean).toBe(mean(values.map(Math.abs)));
          expect(timeWeightedMean).toBeCloseTo(mean(values.slice(0, n - 1)), 6);
        },
      ),
      { numRuns: 200 },
    );
  });
});
