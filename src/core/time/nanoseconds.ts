/** Earliest instant: 1677-09-21T00:12:43.145224192Z. */
export const INT64_MIN = -(2n ** 63n);

/** Latest instant: 2262-04-11T23:47:16.854775807Z. */
export const INT64_MAX = 2n ** 63n - 1n;

/** Nanoseconds in one second. */
export const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** Whether a number of nanoseconds fits in a signed 64-bit integer. */
export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}
