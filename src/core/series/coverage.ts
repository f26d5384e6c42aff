/** A stretch of time without a gap, from its first to its last sample. */
export interface Segment {
  /** Nanoseconds since the Unix epoch, as is `endTime`. */
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly sampleCount: number;
  /** Nanoseconds between samples where it ends; 0 where they have times of their own. */
  readonly interval: bigint;
}

/** What segments cover together. */
export interface Coverage {
  /** By start; a gap lies between any two. */
  readonly segments: readonly Segment[];
  /** All gaps, those that were closed to have fewer segments too. */
  readonly gapCount: number;
  /** Nanoseconds from start to end of all segments together, before any gap was closed. */
  readonly covered: bigint;
  /** Whether no gap was closed. */
  readonly isComplete: boolean;
  readonly sampleCount: number;
}

/**
 * Whether samples are missing between two segments: always, unless both have an interval and lie
 * within one and a half of the longer one.
 */
function isApart(before: Segment, after: Segment): boolean {
  const interval = before.interval > after.interval ? before.interval : after.interval;
  const isRegular = before.interval > 0n && after.interval > 0n;
  return !isRegular || (after.startTime - before.endTime) * 2n > interval * 3n;
}

/**
 * The union of segments of several channels: those that overlap, touch, or are as near as two
 * samples of the slower channel become one.
 *
 * @param lists The segments of each channel, by start.
 * @returns The segments by start.
 */
export function uniteSegments(lists: readonly (readonly Segment[])[]): Segment[] {
  const [only] = lists;
  if (only && lists.length === 1) return [...only];
  const all = lists
    .flat()
    .sort((a, b) => compare(a.startTime, b.startTime) || compare(a.interval, b.interval));
  const united: Segment[] = [];
  for (const segment of all) {
    const last = united.at(-1);
    if (last && (segment.startTime <= last.endTime + 1n || !isApart(last, segment)))
      united[united.length - 1] = join(last, segment);
    else united.push(segment);
  }
  return united;
}

function join(a: Segment, b: Segment): Segment {
  const isTie = a.endTime === b.endTime;
  const later = a.endTime > b.endTime || (isTie && a.interval > b.interval) ? a : b;
  return {
    startTime: a.startTime,
    endTime: later.endTime,
    sampleCount: a.sampleCount + b.sampleCount,
    interval: later.interval,
  };
}

/**
 * Sum up segments, and close the shortest gaps, of equal ones the later first, until at most so
 * many segments are left.
 *
 * @param segments By start, with a gap between any two.
 * @param maxSegments At least 1.
 */
export function summariseSegments(segments: readonly Segment[], maxSegments: number): Coverage {
  const isComplete = segments.length <= maxSegments;
  return {
    segments: isComplete ? segments : closeGaps(segments, maxSegments),
    gapCount: Math.max(0, segments.length - 1),
    covered: segments.reduce((sum, { startTime, endTime }) => sum + endTime - startTime, 0n),
    isComplete,
    sampleCount: segments.reduce((sum, { sampleCount }) => sum + sampleCount, 0),
  };
}

function closeGaps(segments: readonly Segment[], maxSegments: number): Segment[] {
  const gapBefore = (i: number) => segments[i]!.startTime - segments[i - 1]!.endTime;
  const longest = segments
    .map((_, i) => i)
    .slice(1)
    .sort((a, b) => compare(gapBefore(b), gapBefore(a)) || a - b)
    .slice(0, maxSegments - 1);
  const kept = new Set(longest);
  const result: Segment[] = [];
  segments.forEach((segment, i) => {
    const last = result.at(-1);
    if (last && !kept.has(i)) result[result.length - 1] = join(last, segment);
    else result.push(segment);
  });
  return result;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
