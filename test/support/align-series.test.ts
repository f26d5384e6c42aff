import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALIGN_MODES } from '../../src/core/series/align-mode.ts';
import { anySeries } from '../core/series/series-arbitrary.ts';
import { alignSeries } from './align-series.ts';

const NAN = Number.NaN;
/** Samples at 10, 20, 30, a gap, 80, 90. */
const SERIES = {
  times: Float64Array.of(10, 20, 30, 80, 90),
  values: Float64Array.of(1, 2, 4, 8, 9),
  breaks: Uint32Array.of(3),
};

describe('alignSeries', () => {
  it.each([
    ['HOLD', [NAN, NAN, 1, 1, 2, 2, 4, NAN, NAN, NAN, 8, 8, 9, 9]],
    ['LINEAR', [NAN, NAN, 1, 1.5, 2, 3, 4, NAN, NAN, NAN, 8, 8.5, 9, NAN]],
    ['NEAREST', [NAN, NAN, 1, 1, 2, 2, 4, 4, NAN, NAN, 8, 8, 9, NAN]],
  ] as const)('takes values by %s', (mode, expected) => {
    const near = alignSeries(SERIES, { startTime: 0, interval: 5, count: 7 }, mode);
    const late = alignSeries(SERIES, { startTime: 35, interval: 15, count: 4 }, mode);
    const rest = alignSeries(SERIES, { startTime: 85, interval: 5, count: 3 }, mode);
    expect([...near, ...late, ...rest]).toEqual(expected);
  });

  it('takes the nearer sample, the earlier on a tie', () => {
    const grid = { startTime: 14, interval: 1, count: 3 };
    expect([...alignSeries(SERIES, grid, 'NEAREST')]).toEqual([1, 1, 2]);
  });

  it('takes a sample near the edge of a gap or of the series within half an interval', () => {
    const at = (startTime: number) =>
      alignSeries(SERIES, { startTime, interval: 10, count: 1 }, 'NEAREST')[0];
    expect([4, 5, 35, 36, 74, 75, 95, 96].map(at)).toEqual([NAN, 1, 4, NAN, NAN, 8, 9, NAN]);
  });

  it('takes the last of several samples at one instant', () => {
    const series = {
      times: Float64Array.of(10, 10, 20),
      values: Float64Array.of(1, 5, 7),
      breaks: new Uint32Array(),
    };
    const grid = { startTime: 10, interval: 5, count: 2 };
    expect([...alignSeries(series, grid, 'HOLD')]).toEqual([5, 5]);
    expect([...alignSeries(series, grid, 'LINEAR')]).toEqual([5, 6]);
  });

  it.each(ALIGN_MODES)('gives the samples themselves at their own instants by %s', (mode) => {
    fc.assert(
      fc.property(anySeries, (series) => {
        series.times.forEach((time, i) => {
          if (series.times[i + 1] === time) return;
          const grid = { startTime: time, interval: 7, count: 1 };
          expect(alignSeries(series, grid, mode)[0]).toBe(series.values[i]);
        });
      }),
    );
  });

  it.each(ALIGN_MODES)('gives for a grid what it gives instant by instant, by %s', (mode) => {
    fc.assert(
      fc.property(
        anySeries,
        fc.integer({ min: -50, max: 500 }),
        fc.integer({ min: 1, max: 60 }),
        (series, startTime, interval) => {
          const whole = alignSeries(series, { startTime, interval, count: 40 }, mode);
          whole.forEach((value, i) => {
            const grid = { startTime: startTime + i * interval, interval, count: 1 };
            expect(alignSeries(series, grid, mode)[0]).toBe(value);
          });
        },
      ),
    );
  });

  it.each(ALIGN_MODES)('has nothing where there are no samples, by %s', (mode) => {
    const series = {
      times: new Float64Array(),
      values: new Float64Array(),
      breaks: new Uint32Array(),
    };
    const grid = { startTime: 0, interval: 1, count: 2 };
    expect([...alignSeries(series, grid, mode)]).toEqual([NAN, NAN]);
  });

  it.each([
    [0.5, 1, 1],
    [0, 0, 1],
    [0, 1.5, 2],
    [0, 1, -1],
    [2 ** 53 - 1, 1, 3],
  ])('refuses a grid of %d, %d, %d', (startTime, interval, count) => {
    expect(() => alignSeries(SERIES, { startTime, interval, count }, 'HOLD')).toThrow(
      new RangeError(
        `Expected a grid of whole nanoseconds, got ${count} instants every ${interval} from ${startTime}.`,
      ),
    );
  });
});
