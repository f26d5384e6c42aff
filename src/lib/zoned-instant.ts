import { DecodeError } from '../core/decode-error.ts';
import { formatRfc3339, parseRfc3339 } from '../core/time/rfc3339.ts';
import { malformed } from '../errors.ts';

/** An instant together with the text it was given as: offset and digits are part of the value. */
export interface ZonedInstant {
  readonly instantNs: bigint;
  /** RFC 3339. */
  readonly text: string;
}

/**
 * Read RFC 3339 text with its offset.
 *
 * @throws {AppError} BAD_USER_INPUT, also for text without an offset: guessing one shifts sessions
 *   by hours.
 */
export function parseZonedInstant(value: unknown): ZonedInstant {
  if (typeof value !== 'string') {
    throw malformed(`Expected RFC 3339 text with an offset, got ${typeof value}.`);
  }
  try {
    return { instantNs: parseRfc3339(value).instant, text: value };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw malformed(error.message);
  }
}

/** An instant as text in UTC, or in the offset of another text. */
export function toZonedInstant(instantNs: bigint, like?: string): ZonedInstant {
  const offsetMinutes = like === undefined ? 0 : parseRfc3339(like).offsetMinutes;
  return { instantNs, text: formatRfc3339(instantNs, offsetMinutes) };
}
