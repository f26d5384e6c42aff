import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { decodeSamples } from '../core/blocks/decode-samples.ts';
import type { ByteOrder, DataType } from '../core/data-type.ts';
import { DecodeError } from '../core/decode-error.ts';
import { compilePipeline, type Pipeline } from '../core/pipeline.ts';
import type { Series } from '../core/series/series.ts';
import type { Sql } from '../db/sql.ts';
import { AppError } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { definitionOf, type ReadableParameter } from '../parameters/parameter.service.ts';
import { type Burst, indexAtOrAfter, sliceBurst, timeAt } from './burst.ts';
import { readBlockSummaries, readBlocks, type SampleBlockSummary } from './sample-block.store.ts';

/** Blocks read at a time: enough to amortise a statement, few enough to let others have a turn. */
const BLOCKS_PER_READ = 16;

/** A channel of a parameter as a session stores it, with the way to engineering values. */
export interface ReadableChannel {
  readonly sessionId: number;
  readonly channelId: number;
  readonly byteOrder: ByteOrder;
  readonly pipeline: Pipeline;
}

/** What the blocks in a window say without being decoded. */
export interface Extent {
  /** Samples in the window: exact for periodic blocks, else at most so many. */
  readonly sampleCount: number;
  /** Gaps between samples of the window. */
  readonly gapCount: number;
  /** Mean spacing of the samples in nanoseconds; the finer of two channels wins. */
  readonly spacing: number;
}

/** @throws {AppError} CORRUPT_DATA when a stored conversion cannot be compiled. */
export function readableChannels({
  sessionId,
  parameter,
  channels,
  channelIds,
  conversion,
}: ReadableParameter): ReadableChannel[] {
  const byteOrder = parameter.byteOrder as ByteOrder;
  return channels.map((channel, i) => ({
    sessionId,
    channelId: channelIds[i] ?? 0,
    byteOrder,
    pipeline: orCorrupt(`Conversion of "${parameter.identifier}"`, () =>
      compilePipeline({
        dataType: channel.dataType as DataType,
        byteOrder,
        bitShift: parameter.bitShift,
        dataBitMask: Number(parameter.dataBitMask),
        conversion: conversion && definitionOf(conversion),
        offset: parameter.offset,
      }),
    ),
  }));
}

/** What a channel holds in a window. */
export async function measure(
  sql: Sql,
  { sessionId, channelId }: ReadableChannel,
  window: TimeRange,
): Promise<Extent> {
  const blocks = await readBlockSummaries(
    sql,
    sessionId,
    channelId,
    window.startTime,
    window.endTime,
  );
  let sampleCount = 0;
  let gapCount = 0;
  let previous: SampleBlockSummary | null = null;
  let first: bigint | null = null;
  for (const block of blocks) {
    const count = countIn(block, window);
    if (count === 0) continue;
    sampleCount += count;
    first ??= block.startNs;
    if (previous && isGap(previous, block)) gapCount++;
    previous = block;
  }
  const span = previous && first !== null ? Number(previous.endNs - first) : 0;
  const spacing = sampleCount > 1 ? span / sampleCount : Number.POSITIVE_INFINITY;
  return { sampleCount, gapCount, spacing };
}

/** Samples of a block in a window; for samples with times of their own, all if any may be. */
function countIn(
  { startNs, endNs, intervalNs, sampleCount }: SampleBlockSummary,
  window: TimeRange,
) {
  if (startNs >= window.startTime && endNs <= window.endTime) return sampleCount;
  if (intervalNs === 0n) return sampleCount;
  const from =
    window.startTime <= startNs ? 0n : ceilDivide(window.startTime - startNs, intervalNs);
  const to =
    window.endTime >= endNs ? BigInt(sampleCount) - 1n : (window.endTime - startNs) / intervalNs;
  return to < from ? 0 : Number(to - from) + 1;
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/**
 * Whether samples are missing between two neighbours: when more than one and a half intervals lie
 * between them. Samples with times of their own have no gaps among themselves.
 */
function isGap(
  before: Pick<Burst, 'endNs' | 'intervalNs'>,
  after: Pick<Burst, 'startNs' | 'intervalNs'>,
): boolean {
  const interval = before.intervalNs > 0n ? before.intervalNs : after.intervalNs;
  return interval > 0n && (after.startNs - before.endNs) * 2n > interval * 3n;
}

/**
 * The decoded samples of a channel in a window, piece by piece. Times count from the window's
 * start.
 *
 * @throws {AppError} CORRUPT_DATA when stored bytes cannot be decoded.
 */
export async function* readChunks(
  sql: Sql,
  { sessionId, channelId, byteOrder, pipeline }: ReadableChannel,
  window: TimeRange,
): AsyncGenerator<Series> {
  let previous: Burst | null = null;
  let from = window.startTime;
  for (;;) {
    const blocks = await readBlocks(
      sql,
      sessionId,
      channelId,
      from,
      window.endTime,
      BLOCKS_PER_READ,
    );
    for (const block of blocks) {
      const part = cut(block, window);
      if (!part) continue;
      const isBreak = previous !== null && isGap(previous, part);
      previous = part;
      yield orCorrupt(`Block of channel ${channelId} at ${block.startNs}`, () => {
        const raw = decodeSamples(part.data, part.dataType, part.sampleCount, byteOrder);
        return {
          origin: window.startTime,
          times: relativeTimes(part, window.startTime),
          raw,
          values: pipeline.isIdentity ? raw : pipeline.toEngineering(raw),
          breaks: isBreak ? Uint32Array.of(0) : new Uint32Array(),
        };
      });
    }
    const last = blocks.at(-1);
    if (!last || blocks.length < BLOCKS_PER_READ || last.endNs >= window.endTime) return;
    from = last.endNs + 1n;
    // Decoding is synchronous: without this, a long read would keep every other request waiting.
    await yieldToOthers();
  }
}

function cut(block: Burst, window: TimeRange): Burst | null {
  const from = indexAtOrAfter(block, window.startTime);
  const to = indexAtOrAfter(block, window.endTime + 1n);
  if (from >= to) return null;
  return from === 0 && to === block.sampleCount ? block : sliceBurst(block, from, to);
}

function relativeTimes(part: Burst, origin: bigint): Float64Array {
  const times = new Float64Array(part.sampleCount);
  if (!part.timestamps) {
    const start = Number(part.startNs - origin);
    const interval = Number(part.intervalNs);
    for (let i = 0; i < times.length; i++) times[i] = start + i * interval;
    return times;
  }
  for (let i = 0; i < times.length; i++) times[i] = Number(timeAt(part, i) - origin);
  return times;
}

function orCorrupt<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw new AppError('CORRUPT_DATA', `${what}: ${cause.message}`, {}, { cause });
  }
}
