import { type RelativeWindow, windowSpan } from './series.ts';

/** A window cut into equal buckets of time. */
export interface Buckets {
  readonly count: number;
  /**
   * First nanosecond of bucket `index`, exact: start + ceil(index * span / count), where span
   * counts both ends of the window. For `count` it is the nanosecond after the window.
   */
  boundary(index: number): number;
  /** The bucket that holds a time within the window. */
  indexOf(time: number): number;
}

/** Most buckets for which boundaries are exact. */
export const MAX_BUCKETS = 2 ** 26;

/**
 * Cut a window into equal buckets of time.
 *
 * @param count From 1 to {@link MAX_BUCKETS}. Where it exceeds the nanoseconds of the window, some
 *   buckets hold no instant.
 * @throws {RangeError} when the window or the count is out of range.
 */
export function cutIntoBuckets(window: RelativeWindow, count: number): Buckets {
  const span = windowSpan(window);
  if (!(Number.isInteger(count) && count >= 1 && count <= MAX_BUCKETS))
    throw new RangeError(`Expected 1 to ${MAX_BUCKETS} buckets, got ${count}.`);
  const { startTime } = window;

  // index * span may pass 2^53; split by quotient and remainder every step stays below it.
  const quotient = Math.floor(span / count);
  const remainder = span % count;
  const boundary = (index: number) => {
    const rest = index * remainder;
    const part = rest % count;
    return startTime + index * quotient + (rest - part) / count + (part > 0 ? 1 : 0);
  };
  return {
    count,
    boundary,
    indexOf(time) {
      let index = Math.min(count - 1, Math.floor(((time - startTime) / span) * count));
      while (index > 0 && boundary(index) > time) index--;
      while (index < count - 1 && boundary(index + 1) <= time) index++;
      return index;
    },
  };
}
