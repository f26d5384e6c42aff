const DAY_SECONDS = 86_400n;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?)?$/;

/** A date, or date and time, without a zone. */
export interface WallClock {
  /** Unix nanoseconds of it, read as if it were UTC. */
  readonly instant: bigint;
  /** Unix nanoseconds of the midnight before it, or of itself. */
  readonly midnight: bigint;
  /** Whether the text says the time of day. */
  readonly hasTime: boolean;
  /** Whether the text says fractions of a second. */
  readonly hasFraction: boolean;
}

/**
 * Read `2025-06-15 10:00:00.0727541Z`, `2025-06-15 10:00:00` or `2025-06-15`. Null when it is not
 * of that form or not in the calendar.
 */
export function parseWallClock(text: string): WallClock | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [
    Number(match[4] ?? 0),
    Number(match[5] ?? 0),
    Number(match[6] ?? 0),
  ];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const days = daysFromCivil(year, month, day);
  if (days === null) return null;
  const midnight = BigInt(days) * DAY_SECONDS * 1_000_000_000n;
  const seconds = BigInt(hour * 3600 + minute * 60 + second);
  const fraction = BigInt((match[7] ?? '').padEnd(9, '0'));
  return {
    instant: midnight + seconds * 1_000_000_000n + fraction,
    midnight,
    hasTime: match[4] !== undefined,
    hasFraction: match[7] !== undefined,
  };
}

/** Days since 1970-01-01, or null when there is no such day. */
function daysFromCivil(year: number, month: number, day: number): number | null {
  const ms = Date.UTC(2000, month - 1, day);
  const date = new Date(ms);
  // `Date.UTC` reads years below 100 as 19xx, so the year is set apart.
  date.setUTCFullYear(year, month - 1, day);
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1;
  return same && date.getUTCDate() === day ? date.getTime() / 86_400_000 : null;
}
