import { BlockFlag, isGap } from '../../core/blocks/block-summaries.ts';
import type { Segment } from '../../core/series/coverage.ts';
import type { Sql } from '../../db/sql.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import { readSummaries } from '../blocks/read-summaries.ts';
import { readBlockTimes } from '../blocks/sample-block.store.ts';

/** A channel of a session whose segments are asked for. */
export interface CoveredChannel {
  readonly sessionId: number;
  readonly channelId: number;
  /** Configured nanoseconds between samples; 0 when they carry their own times. */
  readonly intervalNs: bigint;
}

/** Neighbouring samples of a channel, in nanoseconds after a window's start. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly sampleCount: number;
}

/**
 * The segments of a channel in a window, by start: between them are the gaps that readers of its
 * samples find. Only blocks that the window cuts, or that have gaps, are looked at, and of these
 * only the instants.
 *
 * @throws {AppError} CORRUPT_DATA.
 */
export async function channelSegments(
  sql: Sql,
  channel: CoveredChannel,
  window: TimeRange,
): Promise<Segment[]> {
  const summaries = await readSummaries(sql, channel, window);
  const configured = Number(channel.intervalNs);
  const segments: Segment[] = [];
  let open: Stretch | null = null;
  let previousInterval = 0;
  const close = (stretch: Stretch, interval: number) =>
    segments.push({
      startTime: window.startTime + BigInt(stretch.first),
      endTime: window.startTime + BigInt(stretch.last),
      sampleCount: stretch.sampleCount,
      interval: BigInt(interval),
    });
  for (let i = 0; i < summaries.count; i++) {
    const interval = summaries.intervals[i]! || configured;
    // Between blocks the interval of the one before counts, as it does when samples are decoded.
    let between = previousInterval || interval;
    const block = {
      first: summaries.startOffsets[i]!,
      last: summaries.endOffsets[i]!,
      sampleCount: summaries.sampleCounts[i]!,
      isRegular: (summaries.flags[i]! & BlockFlag.REGULAR) !== 0,
      hasGaps: summaries.gapCounts[i]! > 0 || (summaries.intervals[i]! === 0 && configured > 0),
    };
    for (const stretch of await stretchesOf(sql, channel, window, block, interval)) {
      if (open && isGap(stretch.first - open.last, between)) {
        close(open, between);
        open = stretch;
      } else {
        open = open ? join(open, stretch) : stretch;
      }
      between = interval;
    }
    previousInterval = summaries.intervals[i]!;
  }
  if (open) close(open, previousInterval || configured);
  return segments;
}

function join(a: Stretch, b: Stretch): Stretch {
  return { first: a.first, last: b.last, sampleCount: a.sampleCount + b.sampleCount };
}

interface SummarisedBlock extends Stretch {
  readonly isRegular: boolean;
  readonly hasGaps: boolean;
}

/** What a block holds in a window. */
async function stretchesOf(
  sql: Sql,
  channel: CoveredChannel,
  window: TimeRange,
  block: SummarisedBlock,
  interval: number,
): Promise<Stretch[]> {
  const end = Number(window.endTime - window.startTime);
  const { first, last, sampleCount } = block;
  if (first >= 0 && last <= end && !block.hasGaps) return [{ first, last, sampleCount }];
  if (block.isRegular) {
    const from = first >= 0 ? 0 : Math.ceil(-first / interval);
    const to = last <= end ? sampleCount - 1 : Math.floor((end - first) / interval);
    if (to < from) return [];
    return [
      { first: first + from * interval, last: first + to * interval, sampleCount: to - from + 1 },
    ];
  }
  const start = window.startTime + BigInt(first);
  const times = await readBlockTimes(sql, channel.sessionId, channel.channelId, start);
  return stretchesOfTimes(times ?? new BigInt64Array(), window, interval);
}

function stretchesOfTimes(times: BigInt64Array, window: TimeRange, interval: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const time of times) {
    if (time < window.startTime || time > window.endTime) continue;
    const first = Number(time - window.startTime);
    const open = stretches.at(-1);
    const one = { first, last: first, sampleCount: 1 };
    if (open && !isGap(first - open.last, interval))
      stretches[stretches.length - 1] = join(open, one);
    else stretches.push(one);
  }
  return stretches;
}
