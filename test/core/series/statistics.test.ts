import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStatistics } from '../../../src/core/series/statistics.ts';

function statisticsOf(values: number[], warning?: { minimum: number; maximum: number }) {
  const collector = createStatistics(warning);
  const times = Float64Array.from(values, (_, i) => 10 * i);
  collector.add(times, Float64Array.from(values));
  return collector.result();
}

const EMPTY = {
  minimum: null,
  maximum: null,
  sum: null,
  mean: null,
  standardDeviation: null,
  minimumAt: null,
  maximumAt: null,
  first: null,
  last: null,
  outsideWarning: 0,
};

describe('createStatistics', () => {
  it('counts every sample and leaves NaN out of the rest', () => {
    const values = [Number.NaN, 2, 4, 4, 4, 5, 5, 7, 9, Number.NaN];
    expect(statisticsOf(values, { minimum: 4, maximum: 7 })).toEqual({
      count: 10,
      nanCount: 2,
      minimum: 2,
      maximum: 9,
      sum: 40,
      mean: 5,
      standardDeviation: Math.sqrt(32 / 7),
      minimumAt: 10,
      maximumAt: 80,
      first: 2,
      last: 9,
      outsideWarning: 2,
    });
  });

  it('has nulls for no samples and for NaN alone', () => {
    expect(statisticsOf([])).toEqual({ count: 0, nanCount: 0, ...EMPTY });
    expect(statisticsOf([Number.NaN])).toEqual({ count: 1, nanCount: 1, ...EMPTY });
  });

  it('has no deviation for one number', () => {
    expect(statisticsOf([3])).toMatchObject({ mean: 3, standardDeviation: null });
  });

  it('gives the first of equal extremes', () => {
    expect(statisticsOf([2, 1, 3, 1, 3])).toMatchObject({ minimumAt: 10, maximumAt: 20 });
  });

  it.each([
    [[1, Infinity], Infinity],
    [[1, -Infinity], -Infinity],
    [[Infinity, -Infinity], Number.NaN],
    [[Infinity, Infinity], Infinity],
  ])('counts infinities as numbers: %j', (values, mean) => {
    expect(statisticsOf(values)).toMatchObject({
      sum: mean,
      mean,
      standardDeviation: Number.NaN,
      minimum: Math.min(...values),
      maximum: Math.max(...values),
    });
  });

  it('loses no digits to a large offset', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => 1e9 + (i % 2));
    const { mean, standardDeviation } = statisticsOf(values);
    expect(mean).toBe(1e9 + 0.5);
    expect(standardDeviation).toBeCloseTo(Math.sqrt((0.25 * 100_000) / 99_999), 12);
  });

  it('sums what cancels exactly', () => {
    expect(statisticsOf([1e16, 1, -1e16, 1])).toMatchObject({ sum: 2, mean: 0.5 });
  });

  it('has a mean where the sum overflows', () => {
    expect(statisticsOf([1.5e308, 1.5e308, 1.5e308])).toMatchObject({
      sum: Infinity,
      mean: 1.5e308,
    });
  });

  it('gives the same however the samples are cut', () => {
    const number = fc.oneof(fc.double({ min: -1e9, max: 1e9 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(number), fc.nat(), (values, pick) => {
        const at = values.length === 0 ? 0 : pick % values.length;
        const times = Float64Array.from(values, (_, i) => 10 * i);
        const collector = createStatistics();
        collector.add(times, Float64Array.from(values), 0, at);
        collector.add(times.subarray(at), Float64Array.from(values.slice(at)));
        expect(collector.result()).toEqual(statisticsOf(values));
      }),
    );
  });

  it('agrees with two passes over the numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 2 }),
        (values) => {
          const mean = values.reduce((a, b) => a + b) / values.length;
          const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
          const found = statisticsOf(values);
          expect(found.mean).toBe(mean);
          expect(found.standardDeviation).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 6);
          expect(found.minimum).toBe(Math.min(...values));
          expect(found.maximum).toBe(Math.max(...values));
        },
      ),
    );
  });
});
