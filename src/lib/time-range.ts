/** A range of time, both ends inclusive; nanoseconds since the Unix epoch. */
export interface TimeRange {
  readonly startTime: bigint;
  readonly endTime: bigint;
}

/** The least range that holds both. */
export function extendRange(range: TimeRange | null, more: TimeRange): TimeRange {
  if (!range) return more;
  return {
    startTime: more.startTime < range.startTime ? more.startTime : range.startTime,
    endTime: more.endTime > range.endTime ? more.endTime : range.endTime,
  };
}
