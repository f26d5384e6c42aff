import { DecodeError } from '../decode-error.ts';
import { civilFromDays, daysFromCivil, daysInMonth } from './civil-date.ts';
import { isInt64, NANOSECONDS_PER_SECOND } from './nanoseconds.ts';

/** An instant and how it was written. */
export interface Timestamp {
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly instant: bigint;
  /** Minutes east of UTC; 0 for `Z`. */
  readonly offsetMinutes: number;
  /** Digits written after the decimal point, 0 to 9. */
  readonly fractionDigits: number;
}

const GRAMMAR =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * Read a date and time of RFC 3339, such as `2021-05-06T18:58:56.20289+01:00`.
 *
 * The zone is required, for a guess would shift sessions by hours; `t`, `z` and a space between
 * date and time are accepted. Leap seconds have no instant and are refused.
 *
 * @throws {DecodeError} when the text is not of that form, names a date or time that does not
 *   exist, has more than 9 fraction digits, or lies outside 64-bit nanoseconds.
 */
export function parseRfc3339(text: string): Timestamp {
  const match = GRAMMAR.exec(text);
  if (!match) {
    const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
    throw new DecodeError(
      `Expected a date and time with zone, such as 2021-05-06T18:58:56.20289+01:00, got "${shown}".`,
    );
  }
  const part = (group: number) => Number(match[group] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const [offsetHours, offsetRest] = [part(9), part(10)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    throw new DecodeError(`Expected a date that exists, got "${text}".`);
  if (hour > 23 || minute > 59 || second > 59)
    throw new DecodeError(`Expected a time from 00:00:00 to 23:59:59, got "${text}".`);
  if (offsetHours > 23 || offsetRest > 59)
    throw new DecodeError(`Expected a zone from -23:59 to +23:59, got "${text}".`);

  const fraction = match[7] ?? '';
  const minutesEast = offsetHours * 60 + offsetRest;
  const offsetMinutes = match[8] === '-' && minutesEast !== 0 ? -minutesEast : minutesEast;
  const seconds =
    daysFromCivil(year, month, day) * 86_400 + hour * 3600 + (minute - offsetMinutes) * 60 + second;
  const instant = BigInt(seconds) * NANOSECONDS_PER_SECOND + BigInt(fraction.padEnd(9, '0'));
  if (!isInt64(instant))
    throw new DecodeError(`Expected an instant from 1677-09-21 to 2262-04-11, got "${text}".`);
  return { instant, offsetMinutes, fractionDigits: fraction.length };
}

/**
 * Write an instant as RFC 3339.
 *
 * @param instant Nanoseconds since 1970-01-01T00:00:00Z.
 * @param offsetMinutes Minutes east of UTC, within a day; 0 is written `Z`.
 * @param fractionDigits Digits after the decimal point, 0 to 9; what lies beyond is cut off. When
 *   absent, as many as the instant needs.
 * @throws {DecodeError} when an argument is out of range.
 */
export function formatRfc3339(instant: bigint, offsetMinutes = 0, fractionDigits?: number): string {
  if (!isInt64(instant)) throw new DecodeError(`Expected an instant of 64 bits, got ${instant}.`);
  if (!Number.isInteger(offsetMinutes) || Math.abs(offsetMinutes) >= 1440)
    throw new DecodeError(`Expected an offset within a day, got ${offsetMinutes} minutes.`);
  if (
    fractionDigits !== undefined &&
    !(Number.isInteger(fractionDigits) && fractionDigits >= 0 && fractionDigits <= 9)
  )
    throw new DecodeError(`Expected 0 to 9 fraction digits, got ${fractionDigits}.`);

  const remainder = instant % NANOSECONDS_PER_SECOND;
  const nanoseconds = remainder < 0n ? remainder + NANOSECONDS_PER_SECOND : remainder;
  const local = Number((instant - nanoseconds) / NANOSECONDS_PER_SECOND) + offsetMinutes * 60;
  const days = Math.floor(local / 86_400);
  const secondOfDay = local - days * 86_400;
  const { year, month, day } = civilFromDays(days);

  const digits = pad(Number(nanoseconds), 9);
  const fraction =
    fractionDigits === undefined ? digits.replace(/0+$/, '') : digits.slice(0, fractionDigits);
  const time = [
    Math.floor(secondOfDay / 3600),
    Math.floor((secondOfDay % 3600) / 60),
    secondOfDay % 60,
  ].map((value) => pad(value, 2));
  return (
    `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${time.join(':')}` +
    `${fraction && '.'}${fraction}${formatOffset(offsetMinutes)}`
  );
}

function formatOffset(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'Z';
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
