import {
  BlockFlag,
  type BlockSummaries,
  isGap,
  joinSummaries,
  sliceSummaries,
} from '../../core/blocks/block-summaries.ts';
import { lowerBound, upperBound } from '../../core/series/series.ts';
import type { Sql } from '../../db/sql.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import { readBlockSummaries, readBlockTimes } from './sample-block.store.ts';
import { readRollups } from './sample-rollup.store.ts';

/** What the blocks in a window say without their samples being decoded. */
export interface Extent {
  /** Samples in the window. */
  readonly sampleCount: number;
  /** Gaps between samples of the window. */
  readonly gapCount: number;
}

/** A channel of a session, as far as summaries regard it. */
interface SummarisedChannel {
  readonly sessionId: number;
  readonly channelId: number;
  /** Configured nanoseconds between samples; 0 when they carry their own times. */
  readonly intervalNs: bigint;
}

/** Summaries of the blocks of a channel that touch a window; the origin is the window's start. */
export async function readSummaries(
  sql: Sql,
  { sessionId, channelId }: Pick<SummarisedChannel, 'sessionId' | 'channelId'>,
  { startTime, endTime }: TimeRange,
): Promise<BlockSummaries> {
  const rolled = await readRollups(sql, sessionId, channelId, startTime, endTime);
  const last = rolled.at(-1);
  const end = last ? last.origin + BigInt(last.endOffsets.at(-1) ?? 0) : null;
  const from = end === null ? startTime : end + 1n;
  const single =
    from <= endTime ? await readBlockSummaries(sql, sessionId, channelId, from, endTime) : [];
  const all = joinSummaries(startTime, [...rolled, ...single]);
  // A rollup has blocks on both sides of the window, too.
  const first = lowerBound(all.endOffsets, 0);
  return sliceSummaries(
    all,
    first,
    Math.max(first, upperBound(all.startOffsets, Number(endTime - startTime))),
  );
}

/**
 * What a channel holds in a window, by the summaries of its blocks there: only blocks that the
 * window cuts, or that have gaps, are looked at, and of these only the instants.
 */
export async function measureSummaries(
  sql: Sql,
  channel: SummarisedChannel,
  window: TimeRange,
  summaries: BlockSummaries,
): Promise<Extent> {
  const end = Number(window.endTime - window.startTime);
  const { count, startOffsets, endOffsets, sampleCounts, gapCounts, intervals, flags } = summaries;
  const configured = Number(channel.intervalNs);
  let sampleCount = 0;
  let gapCount = 0;
  let previousEnd = Number.NaN;
  let previousInterval = 0;
  for (let i = 0; i < count; i++) {
    const interval = intervals[i]! || configured;
    let first = startOffsets[i]!;
    let last = endOffsets[i]!;
    // The first version's blocks do not say how far their samples should be apart.
    const isKnown = intervals[i]! > 0 || configured === 0;
    if (first >= 0 && last <= end && isKnown) {
      sampleCount += sampleCounts[i]!;
      gapCount += gapCounts[i]!;
    } else if ((flags[i]! & BlockFlag.REGULAR) !== 0) {
      const from = first >= 0 ? 0 : Math.ceil(-first / interval);
      const to = last <= end ? sampleCounts[i]! - 1 : Math.floor((end - first) / interval);
      if (to < from) continue;
      sampleCount += to - from + 1;
      last = first + to * interval;
      first += from * interval;
    } else {
      const start = window.startTime + BigInt(first);
      const part = await timesIn(sql, channel, start, window);
      const [partFirst] = part;
      if (partFirst === undefined) continue;
      sampleCount += part.length;
      for (let k = 1; k < part.length; k++)
        if (isGap(part[k]! - part[k - 1]!, interval)) gapCount++;
      first = partFirst;
      last = part.at(-1) ?? partFirst;
    }
    // The interval of the block before counts, as it does when samples are decoded.
    if (isGap(first - previousEnd, previousInterval || interval)) gapCount++;
    previousEnd = last;
    previousInterval = intervals[i]!;
  }
  return { sampleCount, gapCount };
}

/** Instants of a block in a window, in nanoseconds after its start. */
async function timesIn(
  sql: Sql,
  { sessionId, channelId }: SummarisedChannel,
  startNs: bigint,
  { startTime, endTime }: TimeRange,
): Promise<number[]> {
  const times = (await readBlockTimes(sql, sessionId, channelId, startNs)) ?? [];
  const within: number[] = [];
  for (const time of times) {
    if (time >= startTime && time <= endTime) within.push(Number(time - startTime));
  }
  return within;
}
