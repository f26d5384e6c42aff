import type { BlockCells } from '../../core/blocks/block-cells.ts';
import { BlockFlag, type BlockSummaries, isGap } from '../../core/blocks/block-summaries.ts';
import { sampleWidth } from '../../core/data-type.ts';
import { type Buckets, cutIntoBuckets } from '../../core/series/buckets.ts';
import { BlockUse, chooseBlocks } from '../../core/series/choose-blocks.ts';
import {
  countMinMaxBuckets,
  createMinMaxReducer,
  type MinMaxPoints,
  type MinMaxReducer,
  type MinMaxRequest,
  type PointArrays,
  type WholeBlocks,
} from '../../core/series/min-max.ts';
import { type BlockSegment, splitBlock } from '../../core/series/split-block.ts';
import { AppError } from '../../errors.ts';
import { chunks } from '../../lib/chunks.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import type { Runtime } from '../../runtime.ts';
import { measureSummaries, readSummaries } from '../blocks/read-summaries.ts';
import { readBlocksAt } from '../blocks/sample-block.store.ts';
import {
  decodeValues,
  nameBlock,
  orCorrupt,
  type StoredBlock,
  unpackBlockCells,
} from '../blocks/stored-block.ts';
import { createScratch, decodeBlock, type ReadableChannel, readChunks } from './read-chunks.ts';
import { checkScanned } from './read-whole.ts';

type ReadRuntime = Pick<Runtime, 'db' | 'limits'>;

/** Reads again this often when data that comes in meanwhile changes what was counted. */
const ATTEMPTS = 5;

/** Blocks that are read together. */
const BLOCKS_PER_READ = 64;

/**
 * MIN_MAX of one channel; memory depends on the points and the number of blocks, not on the
 * samples. Where the way to engineering values keeps or reverses the order of raw values, blocks
 * within a bucket are answered by their summaries, to the same points.
 *
 * @throws {AppError} PAYLOAD_TOO_LARGE; UNAVAILABLE when the samples keep changing; CORRUPT_DATA.
 */
export async function readExtremes(
  runtime: ReadRuntime,
  channel: ReadableChannel,
  window: TimeRange,
  maxPoints: number,
): Promise<MinMaxPoints> {
  const { sql } = runtime.db.read;
  const relative = { startTime: 0, endTime: Number(window.endTime - window.startTime) };
  for (let attempt = 1; ; attempt++) {
    const summaries = await readSummaries(sql, channel, window);
    const { sampleCount, gapCount } = await measureSummaries(sql, channel, window, summaries);
    const request = { ...relative, maxPoints, gapCount };
    const reducer = createMinMaxReducer(request);
    try {
      if (sampleCount + gapCount > maxPoints && isOrdered(channel, summaries)) {
        await reduceBySummaries(runtime, channel, window, summaries, sampleCount, request, reducer);
      } else {
        checkScanned(runtime, sampleCount);
        for await (const chunk of readChunks(sql, channel, window, createScratch()))
          reducer.add(chunk);
      }
      return reducer.finish();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (attempt < ATTEMPTS) continue;
      const message = 'The samples of the window kept changing while they were read. Try again.';
      throw new AppError('UNAVAILABLE', message, { argument: 'window' }, { cause: error });
    }
  }
}

/** Whether extremes of raw values are extremes of engineering values, in all blocks. */
export function isOrdered(
  { pipeline, byteOrder, dataType }: ReadableChannel,
  { count, minimums, maximums, flags }: BlockSummaries,
): boolean {
  const wanted = byteOrder === 'BIG_ENDIAN' ? BlockFlag.BIG_ENDIAN : 0;
  const hasOrder = sampleWidth(dataType) > 1;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if (hasOrder && (flags[i]! & BlockFlag.BIG_ENDIAN) !== wanted) return false;
    if (minimums[i]! < least) least = minimums[i]!;
    if (maximums[i]! > greatest) greatest = maximums[i]!;
  }
  return least <= greatest && pipeline.monotonicity(least, greatest) !== 'NONE';
}

async function reduceBySummaries(
  { db, limits }: ReadRuntime,
  channel: ReadableChannel,
  window: TimeRange,
  summaries: BlockSummaries,
  sampleCount: number,
  request: MinMaxRequest,
  reducer: MinMaxReducer,
): Promise<void> {
  const uses = chooseBlocks(summaries, request);
  const needed: number[] = [];
  let samples = 0;
  uses.forEach((use, i) => {
    if (use !== BlockUse.READ) return;
    needed.push(i);
    samples += summaries.sampleCounts[i]!;
  });
  // Of blocks that the window cuts, the rest is not decoded.
  checkScanned({ limits }, Math.min(samples, sampleCount));

  const blocks = asWholeBlocks(channel, summaries);
  const passed = uses.map((use) => (use === BlockUse.PASS ? 1 : 0));
  const buckets = cutIntoBuckets(request, countMinMaxBuckets(request.maxPoints, request.gapCount));
  const scratch = createScratch();
  let next = 0;
  for (const some of chunks(needed, BLOCKS_PER_READ)) {
    const starts = some.map((i) => startOf(summaries, i));
    const { sessionId, channelId } = channel;
    const read = await readBlocksAt(db.read.sql, sessionId, channelId, starts);
    const byStart = new Map(read.map((block) => [block.startNs, block]));
    for (const i of some) {
      reducer.addWhole(blocks, next, i, passed);
      next = i + 1;
      const block = byStart.get(startOf(summaries, i));
      if (!isAsSummarised(block, summaries, i)) throw new RangeError('A block has changed.');
      const isWithin = i > 0 && i < summaries.count - 1;
      const isRegular = (summaries.flags[i]! & BlockFlag.REGULAR) !== 0;
      const cells = isWithin && isRegular ? unpackBlockCells(block, nameOf(channel, block)) : null;
      if (cells) {
        const segments = splitOf(
          channel,
          block,
          cells,
          summaries.startOffsets[i]!,
          buckets,
          scratch.raw,
        );
        reducer.addWhole(
          toWholeBlocks(channel, segments, blocks.gapsBefore[i]!),
          0,
          segments.length,
        );
        continue;
      }
      const previous = before(summaries, i);
      const piece = decodeBlock(channel, block, window, window.startTime, previous, scratch);
      if (piece) reducer.add(piece);
    }
  }
  reducer.addWhole(blocks, next, summaries.count, passed);
}

/**
 * The extremes of a block that lies in several buckets, in each of them: by its cells, and the
 * samples of those that a bound cuts, or that have an extreme.
 */
function splitOf(
  { byteOrder, ...channel }: ReadableChannel,
  block: StoredBlock,
  cells: BlockCells,
  start: number,
  buckets: Buckets,
  room: Float64Array,
): TimedSegment[] {
  const name = nameBlock(channel.sessionId, block.channelId, block.startNs);
  const decode = (from: number, to: number) =>
    orCorrupt(name, () => decodeValues(block, { byteOrder, component: 0, from, to }, room));
  const { sampleCount } = block;
  const interval = Number(block.intervalNs);
  const segments = splitBlock({ sampleCount, cells, decode }, start, interval, buckets);
  return segments.map((segment) => ({ ...segment, start, interval }));
}

/** A segment with what tells the times of its samples. */
interface TimedSegment extends BlockSegment {
  /** Relative nanoseconds of the block's first sample. */
  readonly start: number;
  readonly interval: number;
}

/** Segments of one block; only their extremes are converted. */
function toWholeBlocks(
  { pipeline }: ReadableChannel,
  segments: readonly TimedSegment[],
  gapBefore: number,
): WholeBlocks {
  const points = (of: 'minimum' | 'maximum'): PointArrays => {
    const raw = Float64Array.from(segments, (segment) => segment[of].raw);
    return {
      indices: segments.map((segment) => segment[of].index - segment.from),
      times: segments.map(
        ({ start, interval, ...segment }) => start + segment[of].index * interval,
      ),
      raw,
      values: pipeline.isIdentity ? raw : pipeline.toEngineering(raw),
    };
  };
  return {
    sampleCounts: segments.map(({ from, to }) => to - from),
    gapsBefore: segments.map((_, s) => (s === 0 ? gapBefore : -1)),
    startTimes: segments.map(({ start, interval, from }) => start + from * interval),
    endTimes: segments.map(({ start, interval, to }) => start + (to - 1) * interval),
    ...inOrder(points('minimum'), points('maximum')),
  };
}

function nameOf({ sessionId, channelId }: ReadableChannel, { startNs }: StoredBlock): string {
  return nameBlock(sessionId, channelId, startNs);
}

function startOf({ origin, startOffsets }: BlockSummaries, i: number): bigint {
  return origin + BigInt(startOffsets[i]!);
}

/** Whether a block still holds what its summary says, as far as that can be told at a glance. */
function isAsSummarised(
  block: StoredBlock | undefined,
  { origin, endOffsets, sampleCounts }: BlockSummaries,
  i: number,
): block is StoredBlock {
  return (
    block !== undefined &&
    block.sampleCount === sampleCounts[i] &&
    block.endNs === origin + BigInt(endOffsets[i]!)
  );
}

/** The end of the block before, for the gap between the two. */
function before({ origin, endOffsets, intervals }: BlockSummaries, i: number) {
  if (i === 0) return null;
  return {
    endNs: origin + BigInt(endOffsets[i - 1]!),
    intervalNs: BigInt(intervals[i - 1]!),
  };
}

/** Blocks as their summaries have them. */
function asWholeBlocks(channel: ReadableChannel, summaries: BlockSummaries): WholeBlocks {
  const { startOffsets, endOffsets, sampleCounts } = summaries;
  const { pipeline } = channel;
  // A block without a number has its first sample in place of its extremes.
  const orStart = (offset: number, i: number) => (Number.isNaN(offset) ? startOffsets[i]! : offset);
  const convert = (raw: Float64Array) => (pipeline.isIdentity ? raw : pipeline.toEngineering(raw));
  const minimum = {
    indices: summaries.minimumIndices,
    times: summaries.minimumOffsets.map(orStart),
    raw: summaries.minimums,
    values: convert(summaries.minimums),
  };
  const maximum = {
    indices: summaries.maximumIndices,
    times: summaries.maximumOffsets.map(orStart),
    raw: summaries.maximums,
    values: convert(summaries.maximums),
  };
  return {
    sampleCounts,
    gapsBefore: gapsBefore(channel, summaries),
    startTimes: startOffsets,
    endTimes: endOffsets,
    ...inOrder(minimum, maximum),
  };
}

/** A falling conversion makes the greatest raw value the least. */
function inOrder(minimum: PointArrays, maximum: PointArrays) {
  for (let i = 0; i < minimum.values.length; i++) {
    if (minimum.values[i]! > maximum.values[i]!) return { least: maximum, greatest: minimum };
  }
  return { least: minimum, greatest: maximum };
}

function gapsBefore(
  { intervalNs }: ReadableChannel,
  { count, startOffsets, endOffsets, intervals }: BlockSummaries,
): Float64Array {
  const gaps = new Float64Array(count).fill(-1);
  const configured = Number(intervalNs);
  for (let i = 1; i < count; i++) {
    const distance = startOffsets[i]! - endOffsets[i - 1]!;
    const interval = intervals[i - 1]! || intervals[i]! || configured;
    if (isGap(distance, interval)) gaps[i] = distance;
  }
  return gaps;
}
