import type { BlockSummaries } from '../../core/blocks/block-summaries.ts';
import {
  asPart,
  createStatisticsMerger,
  type StatisticsPart,
} from '../../core/series/merge-statistics.ts';
import { createStatistics, type Statistics } from '../../core/series/statistics.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import type { Runtime } from '../../runtime.ts';
import { measureSummaries, readSummaries } from '../blocks/read-summaries.ts';
import { createScratch, type ReadableChannel, readChunks } from './read-chunks.ts';
import { isOrdered } from './read-extremes.ts';
import { checkScanned } from './read-whole.ts';

/** Values outside which a sample is worth a warning. */
interface WarningLimits {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Statistics of one channel in a window. Where engineering values are a line over raw values, blocks
 * wholly in the window are answered by their summaries; only those that the window cuts, and those
 * with values on both sides of a warning limit, are read.
 *
 * @param warning Null when the parameter has no limits.
 */
export async function readChannelStatistics(
  runtime: Pick<Runtime, 'db' | 'limits'>,
  channel: ReadableChannel,
  window: TimeRange,
  warning: WarningLimits | null,
): Promise<Statistics> {
  const { sql } = runtime.db.read;
  const summaries = await readSummaries(sql, channel, window);
  const { sampleCount } = await measureSummaries(sql, channel, window, summaries);
  const parts = wholeBlocks(channel, summaries, window, warning);
  const merger = createStatisticsMerger();
  for (let i = 0, scanned = 0; i < summaries.count; ) {
    const part = parts(i);
    if (part) {
      merger.add(part);
      i++;
      continue;
    }
    // Neighbours that have to be read are read together.
    const from = i;
    for (; i < summaries.count && !parts(i); i++) scanned += summaries.sampleCounts[i]!;
    // Of blocks that the window cuts, the rest is not decoded.
    checkScanned(runtime, Math.min(scanned, sampleCount));
    const collector = createStatistics(warning ?? undefined);
    const stretch = stretchOf(summaries, from, i, window);
    for await (const { times, values } of readChunks(sql, channel, stretch, createScratch())) {
      collector.add(shifted(times, Number(stretch.startTime - window.startTime)), values);
    }
    const only = from === 0 && i === summaries.count;
    if (only) return collector.result();
    merger.add(asPart(collector.result()));
  }
  return merger.result();
}

/** What tells the statistics of a block by its summary; null for blocks that have to be read. */
function wholeBlocks(
  channel: ReadableChannel,
  summaries: BlockSummaries,
  window: TimeRange,
  warning: WarningLimits | null,
): (i: number) => StatisticsPart | null {
  const { line } = channel.pipeline;
  if (!line || !isOrdered(channel, summaries)) return () => null;
  const end = Number(window.endTime - window.startTime);
  const convert = channel.pipeline.isIdentity
    ? (raw: Float64Array) => raw
    : (raw: Float64Array) => channel.pipeline.toEngineering(raw);
  const ofMinimums = convert(summaries.minimums);
  const ofMaximums = convert(summaries.maximums);
  const ofFirsts = convert(summaries.firsts);
  const ofLasts = convert(summaries.lasts);

  return (i) => {
    if (summaries.startOffsets[i]! < 0 || summaries.endOffsets[i]! > end) return null;
    const count = summaries.sampleCounts[i]!;
    const nanCount = summaries.nanCounts[i]!;
    const numbers = count - nanCount;
    // A sum that overflowed tells no mean.
    const sum = line.gain * summaries.sums[i]! + line.offset * numbers;
    if (!Number.isFinite(sum)) return null;
    const isReversed = ofMinimums[i]! > ofMaximums[i]!;
    const minimum = isReversed ? ofMaximums[i]! : ofMinimums[i]!;
    const maximum = isReversed ? ofMinimums[i]! : ofMaximums[i]!;
    let outsideWarning = 0;
    if (warning && (minimum < warning.minimum || maximum > warning.maximum)) {
      if (!(maximum < warning.minimum || minimum > warning.maximum)) return null;
      outsideWarning = numbers;
    }
    const [low, high] = isReversed
      ? [summaries.maximumOffsets, summaries.minimumOffsets]
      : [summaries.minimumOffsets, summaries.maximumOffsets];
    return {
      count,
      nanCount,
      minimum: orNull(minimum),
      maximum: orNull(maximum),
      minimumAt: orNull(low[i]!),
      maximumAt: orNull(high[i]!),
      first: orNull(ofFirsts[i]!),
      last: orNull(ofLasts[i]!),
      sum,
      mean: numbers === 0 ? null : sum / numbers,
      squares: line.gain ** 2 * summaries.squares[i]!,
      outsideWarning,
    };
  };
}

function stretchOf(
  { origin, startOffsets, endOffsets }: BlockSummaries,
  from: number,
  to: number,
  window: TimeRange,
): TimeRange {
  const start = origin + BigInt(startOffsets[from]!);
  const end = origin + BigInt(endOffsets[to - 1]!);
  return {
    startTime: start > window.startTime ? start : window.startTime,
    endTime: end < window.endTime ? end : window.endTime,
  };
}

function shifted(times: Float64Array, by: number): Float64Array {
  return by === 0 ? times : times.map((time) => time + by);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
