import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, createMinMaxReducer } from '../../../src/core/series/min-max.ts';
import { reduceSeries } from '../../../src/core/series/reduce-series.ts';
import type { RelativeWindow, Series } from '../../../src/core/series/series.ts';
import { anySeries, anyWindow } from './series-arbitrary.ts';

/** MIN_MAX straight from its definition. */
function byDefinition(series: Series, { startTime, endTime }: RelativeWindow, maxPoints: number) {
  const { times, values } = series;
  const inside = [...times.keys()].filter((i) => times[i]! >= startTime && times[i]! <= endTime);
  const gaps = [...series.breaks].filter((i) => inside.includes(i) && inside.includes(i - 1));
  const between = (a: number, b: number) => gaps.filter((i) => i > a && i <= b);
  if (inside.length + gaps.length <= maxPoints)
    return inside.flatMap((i) => (gaps.includes(i) ? [-1, i] : [i]));

  const reserved = Math.min(gaps.length, Math.floor(maxPoints / 4), maxPoints - 4);
  const count = Math.floor((maxPoints - 2 - reserved) / 2);
  const span = BigInt(endTime - startTime + 1);
  const boundary = (k: number) => {
    const product = BigInt(k) * span;
    const n = BigInt(count);
    return startTime + Number(product / n + (product % n > 0n ? 1n : 0n));
  };
  const kept = new Set([inside[0]!, inside.at(-1)!]);
  for (let k = 0; k < count; k++) {
    const bucket = inside.filter((i) => times[i]! >= boundary(k) && times[i]! < boundary(k + 1));
    const numbers = bucket.filter((i) => !Number.isNaN(values[i]));
    if (numbers.length > 0) {
      const least = Math.min(...numbers.map((i) => values[i]!));
      const greatest = Math.max(...numbers.map((i) => values[i]!));
      kept.add(numbers.find((i) => values[i] === least || (values[i] === 0 && least === 0))!);
      kept.add(numbers.find((i) => values[i] === greatest || (values[i] === 0 && greatest === 0))!);
    } else if (bucket.length > 0) kept.add(bucket[0]!);
  }
  const ordered = [...kept].sort((a, b) => a - b);
  const separable = ordered
    .map((i, at) => {
      const lengths = at === 0 ? [] : between(ordered[at - 1]!, i);
      return { i, length: Math.max(-1, ...lengths.map((g) => times[g]! - times[g - 1]!)) };
    })
    .filter(({ length }) => length >= 0)
    .sort((a, b) => b.length - a.length || a.i - b.i)
    .slice(0, maxPoints - ordered.length)
    .map(({ i }) => i);
  return ordered.flatMap((i) => (separable.includes(i) ? [-1, i] : [i]));
}

/** Cut a series into chunks of the given lengths, then whatever is left. */
function cut(series: Series, lengths: readonly number[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = 0, at = 0; from < series.times.length; at++) {
    const to = from + (lengths[at] ?? series.times.length);
    chunks.push({
      times: series.times.slice(from, to),
      raw: series.raw.slice(from, to),
      values: series.values.slice(from, to),
      breaks: series.breaks.filter((i) => i >= from && i < to).map((i) => i - from),
    });
    from = to;
  }
  return chunks;
}

const points = fc.integer({ min: 4, max: 60 });

describe('reduceSeries by MIN_MAX', () => {
  it('keeps what the definition says', () => {
    fc.assert(
      fc.property(anySeries, anyWindow, points, (series, window, maxPoints) => {
        const { indices } = reduceSeries(series, window, 'MIN_MAX', maxPoints);
        expect([...indices]).toEqual(byDefinition(series, window, maxPoints));
        expect(indices.length).toBeLessThanOrEqual(maxPoints);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the first of equal extremes, once each', () => {
    const values = Float64Array.of(1, 3, 0, 0, 3, 1, 1, 1, 1, 1);
    const times = Float64Array.from(values.keys());
    const series = { origin: 0n, times, raw: values, values, breaks: new Uint32Array() };
    const reduced = reduceSeries(series, { startTime: 0, endTime: 9 }, 'MIN_MAX', 6);
    expect(reduced).toEqual({
      indices: Int32Array.of(0, 1, 2, 5, 9),
      buckets: 2,
      isComplete: false,
      sourceCount: 10,
    });
  });

  it('gives the longest gaps their separators first', () => {
    // Two buckets, six samples and room for two separators: the gap of 190 ns goes without.
    const times = Float64Array.of(0, 1, 2, 300, 490, 510, 511, 900, 901, 902);
    const values = Float64Array.of(5, 0, 5, 9, 5, 0, 5, 9, 5, 5);
    const breaks = Uint32Array.of(3, 4, 7);
    const series = { origin: 0n, times, raw: values, values, breaks };
    const reduced = reduceSeries(series, { startTime: 0, endTime: 999 }, 'MIN_MAX', 8);
    expect([...reduced.indices]).toEqual([0, 1, -1, 3, 5, -1, 7, 9]);
  });
});

describe('createMinMaxReducer', () => {
  it('gives the same points however the series is cut', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(anySeries, anyWindow, points, lengths, (series, window, maxPoints, cuts) => {
        const whole = reduceSeries(series, window, 'MIN_MAX', maxPoints);
        const { startTime, endTime } = window;
        const isInside = (i: number) =>
          series.times[i]! >= startTime && series.times[i]! <= endTime;
        const from = Math.max(0, [...series.times.keys()].findIndex(isInside));
        const gapCount = series.breaks.filter((i) => isInside(i) && isInside(i - 1)).length;

        const reducer = createMinMaxReducer({ ...window, maxPoints, gapCount });
        for (const chunk of cut(series, cuts)) reducer.add(chunk);
        const streamed = reducer.finish();

        const pick = (array: Float64Array) =>
          Array.from(whole.indices, (i) => (i < 0 ? Number.NaN : array[i]!));
        expect([...streamed.indices]).toEqual(
          Array.from(whole.indices, (i) => (i < 0 ? -1 : i - from)),
        );
        expect([...streamed.times]).toEqual(pick(series.times));
        expect([...streamed.raw]).toEqual(pick(series.raw));
        expect([...streamed.values]).toEqual(pick(series.values));
        expect(streamed.sourceCount).toBe(whole.sourceCount);
        expect(streamed.buckets).toBe(whole.buckets);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses to end when gaps are not as many as announced', () => {
    const reducer = createMinMaxReducer({ startTime: 0, endTime: 9, maxPoints: 8, gapCount: 1 });
    reducer.add({
      times: Float64Array.of(1, 2),
      raw: Float64Array.of(1, 2),
      values: Float64Array.of(1, 2),
      breaks: new Uint32Array(),
    });
    expect(reducer.finish).toThrow(new RangeError('Expected 1 gaps in the window, got 0.'));
  });

  it.each([3, 4.5, Number.NaN])('refuses %d points', (maxPoints) => {
    expect(() => createMinMaxReducer({ startTime: 0, endTime: 9, maxPoints, gapCount: 0 })).toThrow(
      new RangeError(`Expected at least 4 points, got ${maxPoints}.`),
    );
  });

  it.each([-1, 0.5])('refuses %d gaps', (gapCount) => {
    expect(() => createMinMaxReducer({ startTime: 0, endTime: 9, maxPoints: 8, gapCount })).toThrow(
      new RangeError(`Expected a number of gaps, got ${gapCount}.`),
    );
  });
});
