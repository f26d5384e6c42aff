import fc from 'fast-check';
import type { Series } from '../../../src/core/series/series.ts';

/** Where a series is cut, as parts of its length. */
export const anyCuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });

/** Cut a series into pieces, some of which may be empty; breaks stay before their samples. */
export function cutSeries(series: Series, cuts: readonly number[]): Series[] {
  const { length } = series.times;
  const inner = cuts.map((part) => Math.round(part * length)).sort((a, b) => a - b);
  const ends = [...inner, length];
  return ends.map((to, i) => {
    const from = ends[i - 1] ?? 0;
    return {
      origin: series.origin,
      times: series.times.slice(from, to),
      raw: series.raw.slice(from, to),
      values: series.values.slice(from, to),
      breaks: series.breaks.filter((at) => at >= from && at < to).map((at) => at - from),
    };
  });
}
