import { DecodeError } from '../decode-error.ts';

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

/**
 * Read nanoseconds written as a decimal integer.
 *
 * @throws {DecodeError} when the text is anything else, or beyond a signed 64-bit integer.
 */
export function parseNanoseconds(text: string): bigint {
  if (!/^-?\d{1,19}$/.test(text))
    throw new DecodeError(`Expected nanoseconds as a decimal integer, got "${shorten(text)}".`);
  const value = BigInt(text);
  if (!isInt64(value)) throw new DecodeError(`Expected nanoseconds within 64 bits, got "${text}".`);
  return value;
}

/**
 * Nanoseconds between an origin and an instant, as a number.
 *
 * @throws {DecodeError} when a number cannot hold the difference exactly: beyond 2^53 ns, which is
 *   about 104 days.
 */
export function toRelative(instant: bigint, origin: bigint): number {
  const difference = Number(instant - origin);
  if (!Number.isSafeInteger(difference))
    throw new DecodeError(`Expected an instant within 104 days of ${origin}, got ${instant}.`);
  return difference;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
