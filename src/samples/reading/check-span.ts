import { badInput } from '../../errors.ts';
import type { TimeRange } from '../../lib/time-range.ts';

/** Nanoseconds that JavaScript numbers count exactly, with room at the ends: 104 days. */
const MAX_SPAN = 2n ** 53n - 2n;

/** @throws {AppError} BAD_USER_INPUT for a range whose times are not exact as JavaScript numbers. */
export function checkSpan({ startTime, endTime }: TimeRange, argument = 'window') {
  const span = endTime - startTime;
  if (span < MAX_SPAN) return;
  const days = span / (86_400n * 1_000_000_000n);
  throw badInput(
    argument,
    `Expected a window of at most 104 days, got ${days} days. Ask for a shorter one.`,
  );
}
