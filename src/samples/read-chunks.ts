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
import {
  readBlockAfter,
  readBlockBefore,
  readBlockSummaries,
  readBlocks,
  readBlockTimes,
  type SampleBlockSummary,
} from './sample-block.store.ts';

/** Blocks read at a time: enough to amortise a statement, few enough to let others have a turn. */
const BLOCKS_PER_READ = 16;

/** A channel of a parameter as a session stores it, with the way to engineering values. */
export interface ReadableChannel {
  readonly sessionId: number;
  readonly channelId: number;
  /** Configured nanoseconds between samples; 0 when they carry their own times. */
  readonly intervalNs: bigint;
  readonly byteOrder: ByteOrder;
  readonly pipeline: Pipeline;
}

/** What the blocks in a window say without their samples being decoded. */
export interface Extent {
  /** Samples in the window. */
  readonly sampleCount: number;
  /** Gaps between samples of the window. */
  readonly gapCount: number;
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
    intervalNs: channel.intervalNs,
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

/** The way from the results of a virtual parameter's function to its values. */
export function pipelineOf({ parameter, conversion }: ReadableParameter): Pipeline {
  return orCorrupt(`Conversion of "${parameter.identifier}"`, () =>
    compilePipeline({
      dataType: 'DOUBLE_64BIT',
      byteOrder: 'LITTLE_ENDIAN',
      bitShift: 0,
      dataBitMask: 0,
      conversion: conversion && definitionOf(conversion),
      offset: parameter.offset,
    }),
  );
}

/** What a channel holds in a window. */
export async function measure(
  sql: Sql,
  channel: ReadableChannel,
  window: TimeRange,
): Promise<Extent> {
  const { sessionId, channelId } = channel;
  const { startTime, endTime } = window;
  const blocks = await readBlockSummaries(sql, sessionId, channelId, startTime, endTime);
  let sampleCount = 0;
  let gapCount = 0;
  let previous: SampleBlockSummary | null = null;
  for (const block of blocks) {
    const inside = await measureBlock(sql, channel, block, window);
    if (inside.sampleCount === 0) continue;
    sampleCount += inside.sampleCount;
    gapCount += inside.gapCount;
    if (previous && isGap(channel, previous, block)) gapCount++;
    previous = block;
  }
  return { sampleCount, gapCount };
}

async function measureBlock(
  sql: Sql,
  channel: ReadableChannel,
  block: SampleBlockSummary,
  window: TimeRange,
): Promise<Extent> {
  const { startNs, endNs, intervalNs, sampleCount } = block;
  const isWhole = startNs >= window.startTime && endNs <= window.endTime;
  if (intervalNs > 0n) {
    return { sampleCount: isWhole ? sampleCount : countIn(block, window), gapCount: 0 };
  }
  if (isWhole && channel.intervalNs === 0n) return { sampleCount, gapCount: 0 };
  const timestamps = await readBlockTimes(sql, channel.sessionId, block);
  if (timestamps?.byteLength !== sampleCount * 8) return { sampleCount, gapCount: 0 };
  const part = cut({ ...block, dataType: 'UNSIGNED_8BIT', timestamps, data: NO_BYTES }, window);
  if (!part) return { sampleCount: 0, gapCount: 0 };
  const times = relativeTimes(part, window.startTime);
  return { sampleCount: part.sampleCount, gapCount: breaksWithin(channel, part, times).length };
}

const NO_BYTES = new Uint8Array();

/** Samples of an evenly spaced block in a window. */
function countIn(
  { startNs, endNs, intervalNs, sampleCount }: SampleBlockSummary,
  window: TimeRange,
) {
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
 * between them. Samples of channels without an interval have no gaps among themselves.
 */
function isGap(
  channel: Pick<ReadableChannel, 'intervalNs'>,
  before: Pick<Burst, 'endNs' | 'intervalNs'>,
  after: Pick<Burst, 'startNs' | 'intervalNs'>,
): boolean {
  const interval = before.intervalNs || after.intervalNs || channel.intervalNs;
  return interval > 0n && (after.startNs - before.endNs) * 2n > interval * 3n;
}

/** Gaps within a block: samples of a periodic channel that fell into crumbs have times of their own. */
function breaksWithin(
  { intervalNs }: Pick<ReadableChannel, 'intervalNs'>,
  { timestamps }: Pick<Burst, 'timestamps'>,
  times: Float64Array,
): number[] {
  const breaks: number[] = [];
  if (!timestamps || intervalNs === 0n) return breaks;
  const limit = Number(intervalNs) * 3;
  for (let i = 1; i < times.length; i++) {
    if ((times[i]! - times[i - 1]!) * 2 > limit) breaks.push(i);
  }
  return breaks;
}

/**
 * The decoded samples of a channel in a window, piece by piece. Times count from the window's
 * start.
 *
 * @throws {AppError} CORRUPT_DATA when stored bytes cannot be decoded.
 */
export async function* readChunks(
  sql: Sql,
  channel: ReadableChannel,
  window: TimeRange,
): AsyncGenerator<Series> {
  const { sessionId, channelId, byteOrder, pipeline } = channel;
  const { endTime } = window;
  let previous: Burst | null = null;
  let startTime = window.startTime;
  for (;;) {
    const blocks = await readBlocks(sql, sessionId, channelId, startTime, endTime, BLOCKS_PER_READ);
    for (const block of blocks) {
      // Not the whole window: a block may have grown since its samples were read.
      const part = cut(block, { startTime, endTime });
      if (!part) continue;
      const isBreak = previous !== null && isGap(channel, previous, part);
      previous = part;
      yield orCorrupt(`Block of channel ${channelId} at ${block.startNs}`, () => {
        const raw = decodeSamples(part.data, part.dataType, part.sampleCount, byteOrder);
        const times = relativeTimes(part, window.startTime);
        const inner = breaksWithin(channel, part, times);
        return {
          origin: window.startTime,
          times,
          raw,
          values: pipeline.isIdentity ? raw : pipeline.toEngineering(raw),
          breaks: Uint32Array.from(isBreak ? [0, ...inner] : inner),
        };
      });
    }
    const last = blocks.at(-1);
    if (!last || blocks.length < BLOCKS_PER_READ || last.endNs >= endTime) return;
    startTime = last.endNs + 1n;
    // Decoding is synchronous: without this, a long read would keep every other request waiting.
    await yieldToOthers();
  }
}

/**
 * The times of the samples next to a window: the last before it and the first after it, in
 * nanoseconds after the window's start; null where there is none.
 */
export async function readNeighbours(
  sql: Sql,
  { sessionId, channelId }: ReadableChannel,
  { startTime, endTime }: TimeRange,
): Promise<{ before: number | null; after: number | null }> {
  const earlier = await readBlockBefore(sql, sessionId, channelId, startTime);
  const before = earlier && timeAt(earlier, indexAtOrAfter(earlier, startTime) - 1);
  const [within] = await readBlocks(sql, sessionId, channelId, endTime, endTime, 1);
  const index = within ? indexAtOrAfter(within, endTime + 1n) : 0;
  const after =
    within && index < within.sampleCount
      ? timeAt(within, index)
      : (await readBlockAfter(sql, sessionId, channelId, endTime))?.startNs;
  return {
    before: before === null ? null : Number(before - startTime),
    after: after === undefined ? null : Number(after - startTime),
  };
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
