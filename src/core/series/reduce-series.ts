import { firstsOfBuckets } from './bucket-firsts.ts';
import { meansOfBuckets } from './bucket-means.ts';
import { largestTriangles } from './largest-triangles.ts';
import { countMinMaxBuckets, createMinMaxReducer, reserveForGaps } from './min-max.ts';
import { chooseSeparators, longestGaps, withSeparators } from './separators.ts';
import { lowerBound, type RelativeWindow, type Series, upperBound, windowSpan } from './series.ts';

/** Every way to reduce a series, with what it promises. */
export const REDUCTION_METHODS = [
  'MIN_MAX',
  'LTTB',
  'MIN_MAX_LTTB',
  'MEAN',
  'FIRST',
  'EVERY_NTH',
] as const;

/** A way to reduce a series. */
export type ReductionMethod = (typeof REDUCTION_METHODS)[number];

/** The points of a reduced series. */
export interface Reduced {
  /** Index in the series of each kept sample, in order; -1 for a gap separator. */
  readonly indices: Int32Array;
  /** Buckets into which the samples were sorted; null when every sample is kept, or none needed. */
  readonly buckets: number | null;
  /** Whether every sample of the window is kept. */
  readonly isComplete: boolean;
  /** Samples in the window. */
  readonly sourceCount: number;
  /**
   * MEAN only: the points themselves, parallel to `indices`, which then has the first sample of
   * each bucket. Times are whole relative nanoseconds; separators are NaN in both.
   */
  readonly synthetic?: { readonly times: Float64Array; readonly values: Float64Array };
}

/**
 * Reduce the samples in a window to at most `maxPoints` points, gap separators included.
 *
 * When samples and gaps together fit, every sample is kept. Otherwise:
 * - MIN_MAX: the first of the least and of the greatest values of every bucket of time, and the
 *   first and last sample of the window. See `createMinMaxReducer`.
 * - LTTB: the samples that keep the look of the line, buckets having equally many samples; first
 *   and last sample kept. An extreme may be lost.
 * - MIN_MAX_LTTB: LTTB among the extremes of four times as many points; much faster.
 * - MEAN: for every bucket of time with samples, the mean value at the mean time. No point is a
 *   real sample.
 * - FIRST: the first sample of every bucket of time, and the last of the window.
 * - EVERY_NTH: every nth sample from the first, n as small as the points allow.
 *
 * A separator stands between two points with a gap between them. When there is no room for all,
 * the longest gaps have theirs, of equal ones the earlier.
 *
 * @param maxPoints At least 4.
 * @throws {RangeError} when `maxPoints` or the window is out of range.
 */
export function reduceSeries(
  series: Series,
  window: RelativeWindow,
  method: ReductionMethod,
  maxPoints: number,
): Reduced {
  windowSpan(window);
  const { times, breaks } = series;
  const from = lowerBound(times, window.startTime);
  const to = Math.max(from, upperBound(times, window.endTime));
  const sourceCount = to - from;
  const firstBreak = upperBound(breaks, from);
  const gapCount = Math.max(0, lowerBound(breaks, to) - firstBreak);
  const room = maxPoints - reserveForGaps(maxPoints, gapCount);
  const plain = { isComplete: false, sourceCount, buckets: null };

  if (sourceCount + gapCount <= maxPoints) {
    const indices = Int32Array.from({ length: sourceCount }, (_, i) => from + i);
    return { ...plain, indices: separate(series, indices, maxPoints).indices, isComplete: true };
  }

  switch (method) {
    case 'MIN_MAX': {
      const reducer = createMinMaxReducer({ ...window, maxPoints, gapCount });
      reducer.add(series);
      const indices = Int32Array.from(reducer.finish().indices, (i) => (i < 0 ? -1 : from + i));
      return { ...plain, indices, buckets: countMinMaxBuckets(maxPoints, gapCount) };
    }
    case 'LTTB': {
      const chosen = largestTriangles(
        times.subarray(from, to),
        series.values.subarray(from, to),
        Math.min(room, sourceCount),
      );
      const indices = chosen.map((i) => from + i);
      const { indices: separated } = separate(series, indices, maxPoints);
      return { ...plain, indices: separated, buckets: chosen.length - 2 };
    }
    case 'MIN_MAX_LTTB': {
      const extremes = extremesOf(series, window, from, EXTREMES_A_POINT * room);
      const chosen = chooseExtremes(
        Float64Array.from(extremes, (i) => times[i]!),
        Float64Array.from(extremes, (i) => series.values[i]!),
        room,
      ).map((i) => extremes[i]!);
      const { indices } = separate(series, chosen, maxPoints);
      return { ...plain, indices, buckets: room - 2 };
    }
    case 'MEAN': {
      const means = meansOfBuckets(times, series.values, from, to, window, room);
      const { indices, separators } = separate(series, means.firstIndices, maxPoints);
      const synthetic = {
        times: spread(means.times, separators, indices.length),
        values: spread(means.values, separators, indices.length),
      };
      return { ...plain, indices, buckets: room, synthetic };
    }
    case 'FIRST': {
      const firsts = firstsOfBuckets(times, from, to, window, room - 1);
      return { ...plain, indices: separate(series, firsts, maxPoints).indices, buckets: room - 1 };
    }
    case 'EVERY_NTH': {
      const step = Math.ceil(sourceCount / room);
      const length = Math.ceil(sourceCount / step);
      const nth = Int32Array.from({ length }, (_, i) => from + i * step);
      return { ...plain, indices: separate(series, nth, maxPoints).indices };
    }
  }
}

/** Points of MIN_MAX of which MIN_MAX_LTTB chooses one. */
export const EXTREMES_A_POINT = 4;

/** The second half of MIN_MAX_LTTB: positions of at most `room` of the extremes. */
export function chooseExtremes(
  times: Float64Array,
  values: Float64Array,
  room: number,
): Int32Array {
  if (times.length <= room) return Int32Array.from(times.keys());
  return largestTriangles(times, values, room);
}

function separate({ breaks, times }: Series, indices: Int32Array, maxPoints: number) {
  const gaps = longestGaps(indices, breaks, times);
  const separators = chooseSeparators(gaps, indices.length, maxPoints - indices.length);
  return { indices: withSeparators(indices, separators), separators };
}

/** Indices of the extremes of the window, without regard to gaps. */
function extremesOf(
  { times, raw, values }: Series,
  window: RelativeWindow,
  from: number,
  maxPoints: number,
): Int32Array {
  const reducer = createMinMaxReducer({ ...window, maxPoints, gapCount: 0 });
  reducer.add({ times, raw, values, breaks: new Uint32Array() });
  return Int32Array.from(reducer.finish().indices, (i) => from + i);
}

function spread(points: Float64Array, separators: Uint8Array, length: number): Float64Array {
  const result = new Float64Array(length).fill(Number.NaN);
  let to = 0;
  for (let from = 0; from < points.length; from++) {
    to += separators[from]!;
    result[to++] = points[from]!;
  }
  return result;
}
