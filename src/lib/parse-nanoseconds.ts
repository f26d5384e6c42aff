import { isInt64 } from '../core/time/nanoseconds.ts';
import { malformed } from '../errors.ts';

/**
 * A signed 64-bit integer from what JSON can carry: a decimal string, or a safe integer.
 *
 * @throws {AppError} BAD_USER_INPUT.
 */
export function parseNanoseconds(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'bigint' || (typeof value === 'string' && /^-?\d{1,19}$/.test(value))) {
    const nanoseconds = BigInt(value);
    if (isInt64(nanoseconds)) return nanoseconds;
  }
  const got = typeof value === 'string' ? `"${value.slice(0, 80)}"` : String(value);
  throw malformed(
    `Expected nanoseconds as a decimal string of a signed 64-bit integer, got ${got}.`,
  );
}
