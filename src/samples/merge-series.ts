import type { Series } from '../core/series/series.ts';

/** Join pieces of one series, in order of time. */
export function joinSeries(origin: bigint, pieces: readonly Series[]): Series {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const length = pieces.reduce((sum, { times }) => sum + times.length, 0);
  const times = new Float64Array(length);
  const raw = new Float64Array(length);
  const values = new Float64Array(length);
  const breaks: number[] = [];
  let at = 0;
  for (const piece of pieces) {
    times.set(piece.times, at);
    raw.set(piece.raw, at);
    values.set(piece.values, at);
    for (const i of piece.breaks) breaks.push(at + i);
    at += piece.times.length;
  }
  return { origin, times, raw, values, breaks: Uint32Array.from(breaks) };
}

/** A stretch of a series without a gap: both ends inclusive. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Merge the series of several channels of one parameter: where their times overlap the finer one
 * counts, and the coarser ones fill its gaps.
 *
 * @param series The finest first.
 */
export function mergeSeries(origin: bigint, series: readonly Series[]): Series {
  let merged: Series | null = null;
  for (const next of series) merged = merged ? fillGaps(merged, next) : next;
  return merged ?? joinSeries(origin, []);
}

function fillGaps(fine: Series, coarse: Series): Series {
  const covered = stretchesOf(fine);
  const length = fine.times.length + coarse.times.length;
  const times = new Float64Array(length);
  const raw = new Float64Array(length);
  const values = new Float64Array(length);
  const breaks: number[] = [];
  let count = 0;
  let f = 0;
  let c = 0;
  let stretch = 0;
  let fineBreak = 0;
  /** Whether a gap of the series that gives the next sample lies since the sample put last. */
  let gapSince = false;
  const coarseBreaks = new Set(coarse.breaks);
  const put = (from: Series, i: number) => {
    if (gapSince && count > 0) breaks.push(count);
    gapSince = false;
    times[count] = from.times[i]!;
    raw[count] = from.raw[i]!;
    values[count] = from.values[i]!;
    count++;
  };
  while (f < fine.times.length || c < coarse.times.length) {
    const coarseTime = c < coarse.times.length ? coarse.times[c]! : Number.POSITIVE_INFINITY;
    if (f < fine.times.length && fine.times[f]! <= coarseTime) {
      if (fineBreak < fine.breaks.length && fine.breaks[fineBreak] === f) {
        fineBreak++;
        // The gap of the finer series stays one unless the coarser one has filled it.
        gapSince = count > 0 && times[count - 1] === fine.times[f - 1];
      }
      put(fine, f++);
      continue;
    }
    while (stretch < covered.length && covered[stretch]!.end < coarseTime) stretch++;
    const isCovered = stretch < covered.length && covered[stretch]!.start <= coarseTime;
    if (!isCovered) {
      gapSince = coarseBreaks.has(c) && count > 0 && times[count - 1] === coarse.times[c - 1];
      put(coarse, c);
    }
    c++;
  }
  return {
    origin: fine.origin,
    times: times.subarray(0, count),
    raw: raw.subarray(0, count),
    values: values.subarray(0, count),
    breaks: Uint32Array.from(breaks),
  };
}

function stretchesOf({ times, breaks }: Series): Stretch[] {
  if (times.length === 0) return [];
  const starts = [0, ...breaks];
  return starts.map((start, i) => ({
    start: times[start]!,
    end: times[(starts[i + 1] ?? times.length) - 1]!,
  }));
}
