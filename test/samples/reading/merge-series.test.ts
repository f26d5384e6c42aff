import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/core/series/series.ts';
import {
  type ChannelSeries,
  joinSeries,
  mergeSeries,
} from '../../../src/samples/reading/merge-series.ts';

function series(times: readonly number[], breaks: readonly number[] = [], raw = 0): Series {
  return {
    origin: 0n,
    times: Float64Array.from(times),
    raw: new Float64Array(times.length).fill(raw),
    values: new Float64Array(times.length).fill(raw * 10),
    breaks: Uint32Array.from(breaks),
  };
}

function channel(one: Series, interval: number, next: Partial<ChannelSeries> = {}): ChannelSeries {
  return { series: one, interval, before: null, after: null, ...next };
}

const plain = ({ times, raw, breaks }: Series) => ({
  times: [...times],
  raw: [...raw],
  breaks: [...breaks],
});

describe('joinSeries', () => {
  it('joins pieces and moves their breaks', () => {
    const joined = joinSeries(0n, [
      series([1, 2], [1], 1),
      series([9], [0], 2),
      series([10], [], 3),
    ]);

    expect(plain(joined)).toEqual({ times: [1, 2, 9, 10], raw: [1, 1, 2, 3], breaks: [1, 2] });
    expect([...joined.values]).toEqual([10, 10, 20, 30]);
  });

  it('makes an empty series of nothing', () => {
    expect(plain(joinSeries(5n, []))).toEqual({ times: [], raw: [], breaks: [] });
  });
});

describe('mergeSeries', () => {
  it('gives a single channel as it is', () => {
    const only = series([1, 2, 9], [2]);
    expect(mergeSeries(0n, [channel(only, 1)])).toBe(only);
  });

  it('takes the first channel at equal times', () => {
    const merged = mergeSeries(0n, [
      channel(series([0, 10], [], 1), 10),
      channel(series([0, 20], [], 2), 20),
    ]);

    expect(plain(merged)).toEqual({ times: [0, 10, 20], raw: [1, 1, 2], breaks: [] });
  });

  it.each([
    ['within one and a half of the coarser interval', 40, []],
    ['farther', 41, [1]],
  ])('sees a gap between channels only where they are not %s', (_, time, breaks) => {
    const merged = mergeSeries(0n, [
      channel(series([10], [], 1), 10),
      channel(series([time], [], 2), 20),
    ]);

    expect([...merged.breaks]).toEqual(breaks);
  });

  it('sees no gap next to samples with their own times', () => {
    const merged = mergeSeries(0n, [
      channel(series([0, 1, 500, 501], [2], 1), 1),
      channel(series([250], [], 2), 0),
    ]);

    expect(plain(merged)).toEqual({
      times: [0, 1, 250, 500, 501],
      raw: [1, 1, 2, 1, 1],
      breaks: [],
    });
  });

  it('lets three channels fill in for each other', () => {
    const merged = mergeSeries(0n, [
      channel(series([100, 110], [], 1), 10),
      channel(series([0, 20, 40, 60, 80, 100, 120], [], 2), 20),
      channel(series([-50, 0, 50, 100, 150], [], 3), 50),
    ]);

    expect(plain(merged)).toEqual({
      times: [-50, 0, 20, 40, 60, 80, 100, 110, 120, 150],
      raw: [3, 2, 2, 2, 2, 2, 1, 1, 2, 3],
      breaks: [],
    });
  });

  it('regards what the finer channel holds next to the window', () => {
    const coarse = channel(series([4, 104], [], 2), 100);

    const covered = channel(series([], [], 1), 10, { before: -5, after: 5 });
    expect([...mergeSeries(0n, [covered, coarse]).times]).toEqual([104]);
    const gap = channel(series([], [], 1), 10, { before: -50, after: 50 });
    expect([...mergeSeries(0n, [gap, coarse]).times]).toEqual([4, 104]);
    const edges = channel(series([10, 100], [1], 1), 10, { before: 0, after: 110 });
    expect([...mergeSeries(0n, [edges, coarse]).times]).toEqual([10, 100]);
  });
});
