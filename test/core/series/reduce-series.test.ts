import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDUCTION_METHODS, reduceSeries } from '../../../src/core/series/reduce-series.ts';
import type { Series } from '../../../src/core/series/series.ts';
import { anySeries, anyWindow } from './series-arbitrary.ts';

/** A series of values 10 ns apart. */
function everyTen(values: number[], breaks: number[] = []): Series {
  return {
    origin: 0n,
    times: Float64Array.from(values, (_, i) => 10 * i),
    raw: Float64Array.from(values),
    values: Float64Array.from(values),
    breaks: Uint32Array.from(breaks),
  };
}

const WHOLE = { startTime: 0, endTime: 999 };
const WAVE = everyTen(Array.from({ length: 100 }, (_, i) => Math.sin(i / 5)));
const points = fc.integer({ min: 4, max: 60 });

describe.each(REDUCTION_METHODS)('reduceSeries by %s', (method) => {
  it('keeps every sample and every gap when they fit', () => {
    const series = everyTen([1, 2, Number.NaN, 4], [2]);
    expect(reduceSeries(series, WHOLE, method, 5)).toEqual({
      indices: Int32Array.of(0, 1, -1, 2, 3),
      buckets: null,
      isComplete: true,
      sourceCount: 4,
    });
  });

  it('takes the window as inclusive at both ends, without the gap before it', () => {
    const series = everyTen([1, 2, 3, 4], [1]);
    const reduced = reduceSeries(series, { startTime: 10, endTime: 20 }, method, 4);
    expect([...reduced.indices]).toEqual([1, 2]);
  });

  it.each([
    ['no samples', everyTen([]), WHOLE],
    ['a window between samples', WAVE, { startTime: 11, endTime: 19 }],
    ['a window after the samples', WAVE, { startTime: 5000, endTime: 6000 }],
    ['a window before the samples', WAVE, { startTime: -9, endTime: -1 }],
  ])('gives nothing for %s', (_case, series, window) => {
    expect(reduceSeries(series, window, method, 4)).toMatchObject({
      indices: new Int32Array(),
      isComplete: true,
      sourceCount: 0,
    });
  });

  it('never exceeds the points, and keeps samples of the window in order', () => {
    fc.assert(
      fc.property(anySeries, anyWindow, points, (series, window, maxPoints) => {
        const { indices, sourceCount } = reduceSeries(series, window, method, maxPoints);
        expect(indices.length).toBeLessThanOrEqual(maxPoints);
        const kept = indices.filter((i) => i >= 0);
        if (sourceCount > 0) expect(kept.length).toBeGreaterThan(0);
        kept.forEach((index, at) => {
          expect(series.times[index]).toBeGreaterThanOrEqual(window.startTime);
          expect(series.times[index]).toBeLessThanOrEqual(window.endTime);
          if (at > 0) expect(index).toBeGreaterThan(kept[at - 1]!);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('puts separators only where a gap lies between two points', () => {
    fc.assert(
      fc.property(anySeries, anyWindow, points, (series, window, maxPoints) => {
        const { indices } = reduceSeries(series, window, method, maxPoints);
        const missing: boolean[] = [];
        indices.forEach((index, at) => {
          if (index >= 0) {
            const before = at > 0 ? indices[at - 1]! : index;
            if (before < 0) return;
            missing.push(series.breaks.some((i) => i > before && i <= index));
          } else {
            const [before, after] = [indices[at - 1]!, indices[at + 1]!];
            expect(series.breaks.some((i) => i > before && i <= after)).toBe(true);
          }
        });
        // A gap goes without a separator only for want of room.
        if (indices.length < maxPoints) expect(missing).not.toContain(true);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses fewer than four points', () => {
    expect(() => reduceSeries(WAVE, WHOLE, method, 3)).toThrow(
      new RangeError('Expected at least 4 points, got 3.'),
    );
  });

  it('refuses a window that a number cannot hold', () => {
    expect(() => reduceSeries(WAVE, { startTime: 0, endTime: 2 ** 53 }, method, 4)).toThrow(
      new RangeError('Expected a window of whole nanoseconds, got 0 to 9007199254740992.'),
    );
  });
});

describe.each(['MIN_MAX', 'LTTB', 'MIN_MAX_LTTB', 'FIRST'] as const)(
  'reduceSeries by %s',
  (method) => {
    it('keeps the first and the last sample of the window', () => {
      fc.assert(
        fc.property(anySeries, anyWindow, points, (series, window, maxPoints) => {
          const { indices } = reduceSeries(series, window, method, maxPoints);
          const inside = [...series.times.keys()].filter(
            (i) => series.times[i]! >= window.startTime && series.times[i]! <= window.endTime,
          );
          expect([indices[0], indices.at(-1)]).toEqual([inside[0], inside.at(-1)]);
        }),
      );
    });
  },
);

describe('reduceSeries by LTTB', () => {
  it('keeps a spike', () => {
    const values = Array.from({ length: 1000 }, () => 0);
    values[333] = 100;
    const { indices, buckets } = reduceSeries(
      everyTen(values),
      { startTime: 0, endTime: 9999 },
      'LTTB',
      50,
    );
    expect(indices).toContain(333);
    expect(indices.length).toBe(50);
    expect(buckets).toBe(48);
  });

  it('chooses the point of the largest triangle', () => {
    // Three buckets of two samples; each choice can be followed by hand.
    const series = everyTen([0, 1, 5, 4, 0, 0, 9, 0]);
    const { indices } = reduceSeries(series, WHOLE, 'LTTB', 5);
    expect([...indices]).toEqual([0, 2, 4, 6, 7]);
  });

  it('takes the first of equal triangles', () => {
    const { indices } = reduceSeries(everyTen([0, 0, 0, 0, 0, 0, 0, 0]), WHOLE, 'LTTB', 5);
    expect([...indices]).toEqual([0, 1, 3, 5, 7]);
  });

  it('prefers numbers to NaN', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? i : Number.NaN));
    const { indices } = reduceSeries(everyTen(values), WHOLE, 'LTTB', 12);
    expect(Array.from(indices, (i) => values[i])).not.toContain(Number.NaN);
  });
});

describe('reduceSeries by MIN_MAX_LTTB', () => {
  it('keeps extremes of buckets four times finer', () => {
    const series = everyTen(Array.from({ length: 5000 }, (_, i) => Math.sin(i * i)));
    const window = { startTime: 0, endTime: 49_990 };
    const fine = reduceSeries(series, window, 'MIN_MAX', 4 * 40).indices;
    const { indices } = reduceSeries(series, window, 'MIN_MAX_LTTB', 40);
    expect(indices.length).toBe(40);
    expect([...fine]).toEqual(expect.arrayContaining([...indices]));
  });
});

describe('reduceSeries by MEAN', () => {
  it('gives the mean value at the mean time', () => {
    const series = everyTen([1, 2, 3, 4, 5, 6, 7, 8, Number.NaN, 10]);
    const reduced = reduceSeries(series, { startTime: 0, endTime: 99 }, 'MEAN', 5);
    expect(reduced).toEqual({
      indices: Int32Array.of(0, 2, 4, 6, 8),
      buckets: 5,
      isComplete: false,
      sourceCount: 10,
      synthetic: {
        times: Float64Array.of(5, 25, 45, 65, 85),
        values: Float64Array.of(1.5, 3.5, 5.5, 7.5, 10),
      },
    });
  });

  it('gives nothing for empty buckets, NaN for buckets of NaN, NaN at separators', () => {
    const times = Float64Array.of(0, 1, 2, 3, 50, 51, 90, 91);
    const values = Float64Array.of(1, 3, 5, 7, Number.NaN, Number.NaN, 2, 4);
    const series = { origin: 0n, times, raw: values, values, breaks: Uint32Array.of(4) };
    const reduced = reduceSeries(series, { startTime: 0, endTime: 99 }, 'MEAN', 6);
    expect([...reduced.indices]).toEqual([0, -1, 4, 6]);
    expect([...reduced.synthetic!.times]).toEqual([1, Number.NaN, 50, 90]);
    expect([...reduced.synthetic!.values]).toEqual([4, Number.NaN, Number.NaN, 3]);
  });
});

describe('reduceSeries by FIRST', () => {
  it('keeps the first of every bucket and the last sample', () => {
    const reduced = reduceSeries(WAVE, WHOLE, 'FIRST', 5);
    expect(reduced.buckets).toBe(4);
    expect([...reduced.indices]).toEqual([0, 25, 50, 75, 99]);
  });
});

describe('reduceSeries by EVERY_NTH', () => {
  it.each([
    [10, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]],
    [9, [0, 12, 24, 36, 48, 60, 72, 84, 96]],
    [50, Array.from({ length: 50 }, (_, i) => 2 * i)],
  ])('keeps one in so many for %i points', (maxPoints, expected) => {
    expect([...reduceSeries(WAVE, WHOLE, 'EVERY_NTH', maxPoints).indices]).toEqual(expected);
  });
});
