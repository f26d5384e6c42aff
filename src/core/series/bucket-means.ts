import { cutIntoBuckets } from './buckets.ts';
import type { RelativeWindow } from './series.ts';

/** Means of buckets, one entry a bucket that has samples. */
export interface BucketMeans {
  /** Index of the first sample of each bucket. */
  readonly firstIndices: Int32Array;
  /** Mean time of the bucket's samples, in whole nanoseconds. */
  readonly times: Float64Array;
  /** Mean of the bucket's numbers; NaN when it has none. */
  readonly values: Float64Array;
}

/**
 * Take the mean of every bucket of time.
 *
 * NaN is left out of values, not of times. Buckets without samples give nothing.
 *
 * @param from First sample in the window.
 * @param to After the last sample in the window.
 */
export function meansOfBuckets(
  times: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  window: RelativeWindow,
  bucketCount: number,
): BucketMeans {
  const buckets = cutIntoBuckets(window, bucketCount);
  const size = Math.min(bucketCount, to - from);
  const firstIndices = new Int32Array(size);
  const meanTimes = new Float64Array(size);
  const meanValues = new Float64Array(size);

  let bucket = 0;
  let at = from;
  while (at < to) {
    const first = at;
    const end = buckets.boundary(buckets.indexOf(times[at]!) + 1);
    let timeSum = 0;
    let valueSum = 0;
    let numbers = 0;
    for (; at < to && times[at]! < end; at++) {
      timeSum += times[at]! - times[first]!;
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      valueSum += value;
      numbers++;
    }
    firstIndices[bucket] = first;
    meanTimes[bucket] = times[first]! + Math.floor(timeSum / (at - first));
    meanValues[bucket] = numbers === 0 ? Number.NaN : valueSum / numbers;
    bucket++;
  }
  return {
    firstIndices: firstIndices.subarray(0, bucket),
    times: meanTimes.subarray(0, bucket),
    values: meanValues.subarray(0, bucket),
  };
}
