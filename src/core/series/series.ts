/** The samples of one parameter, in order of time. */
export interface Series {
  /** Nanoseconds since the Unix epoch at which `times` are 0. */
  readonly origin: bigint;
  /** Nanoseconds after `origin`: whole numbers below 2^53 that do not descend. */
  readonly times: Float64Array;
  /** Decoded values before shift, mask and conversion. */
  readonly raw: Float64Array;
  /** Engineering values; NaN where there is none. */
  readonly values: Float64Array;
  /** Ascending indices i such that samples are missing between i - 1 and i. */
  readonly breaks: Uint32Array;
}

/** A range of nanoseconds after a series' origin, inclusive at both ends: whole, below 2^53. */
export interface RelativeWindow {
  readonly startTime: number;
  readonly endTime: number;
}

/**
 * Nanoseconds a window covers, counting both ends.
 *
 * @throws {RangeError} when an end or the span is not a whole number below 2^53, or the window
 *   ends before it starts.
 */
export function windowSpan({ startTime, endTime }: RelativeWindow): number {
  const span = endTime - startTime + 1;
  const isExact = [startTime, endTime, span].every(Number.isSafeInteger);
  if (!isExact || span < 1)
    throw new RangeError(`Expected a window of whole nanoseconds, got ${startTime} to ${endTime}.`);
  return span;
}

/** First index whose time is not below `time`; the length when there is none. */
export function lowerBound(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index whose time is above `time`; the length when there is none. */
export function upperBound(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
