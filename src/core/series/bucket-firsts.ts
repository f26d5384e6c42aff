import { cutIntoBuckets } from './buckets.ts';
import type { RelativeWindow } from './series.ts';

/**
 * The first sample of every bucket of time that has one, and the last sample of the window.
 *
 * @returns Ascending indices.
 */
export function firstsOfBuckets(
  times: Float64Array,
  from: number,
  to: number,
  window: RelativeWindow,
  bucketCount: number,
): Int32Array {
  const buckets = cutIntoBuckets(window, bucketCount);
  const firsts = new Int32Array(Math.min(bucketCount, to - from) + 1);
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) {
    if (times[at]! < end) continue;
    end = buckets.boundary(buckets.indexOf(times[at]!) + 1);
    firsts[count++] = at;
  }
  if (firsts[count - 1] !== to - 1) firsts[count++] = to - 1;
  return firsts.subarray(0, count);
}
