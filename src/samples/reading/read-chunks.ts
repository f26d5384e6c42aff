import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { isGap } from '../../core/blocks/block-summaries.ts';
import type { ByteOrder, DataType } from '../../core/data-type.ts';
import { compilePipeline, type Pipeline } from '../../core/pipeline.ts';
import type { Series } from '../../core/series/series.ts';
import type { Sql } from '../../db/sql.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import { definitionOf, type ReadableParameter } from '../../parameters/parameter.service.ts';
import { BLOCK_CAPACITY, indexAtOrAfter, timeAt } from '../blocks/burst.ts';
import { type Extent, measureSummaries, readSummaries } from '../blocks/read-summaries.ts';
import { readBlockAfter, readBlockBefore, readBlocks } from '../blocks/sample-block.store.ts';
import {
  decodeInstants,
  decodeValues,
  nameBlock,
  orCorrupt,
  type StoredBlock,
  unpackInstants,
} from '../blocks/stored-block.ts';

/** Blocks read at a time: enough to amortise a statement, few enough to let others have a turn. */
const BLOCKS_PER_READ = 64;

/** A channel of a parameter as a session stores it, with the way to engineering values. */
export interface ReadableChannel {
  readonly sessionId: number;
  readonly channelId: number;
  /** Configured nanoseconds between samples; 0 when they carry their own times. */
  readonly intervalNs: bigint;
  readonly dataType: DataType;
  readonly byteOrder: ByteOrder;
  readonly pipeline: Pipeline;
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
    dataType: channel.dataType as DataType,
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
  return measureSummaries(sql, channel, window, await readSummaries(sql, channel, window));
}

/** Memory that decoded samples may go to, one block after the other. */
export interface Scratch {
  readonly times: Float64Array;
  readonly raw: Float64Array;
  readonly values: Float64Array;
}

/** New memory costs more than decoding: who keeps nothing of a piece gives the same for all. */
export function createScratch(): Scratch {
  return {
    times: new Float64Array(BLOCK_CAPACITY),
    raw: new Float64Array(BLOCK_CAPACITY),
    values: new Float64Array(BLOCK_CAPACITY),
  };
}

/**
 * The decoded samples of a channel in a window, piece by piece. Times count from the window's
 * start.
 *
 * @param scratch When given, the arrays of a piece are valid only until the next one.
 * @throws {AppError} CORRUPT_DATA when stored bytes cannot be decoded.
 */
export async function* readChunks(
  sql: Sql,
  channel: ReadableChannel,
  window: TimeRange,
  scratch?: Scratch,
): AsyncGenerator<Series> {
  const { sessionId, channelId } = channel;
  const { endTime } = window;
  let previous: StoredBlock | null = null;
  let startTime = window.startTime;
  for (;;) {
    const blocks = await readBlocks(sql, sessionId, channelId, startTime, endTime, BLOCKS_PER_READ);
    for (const block of blocks) {
      // Not the whole window: a block may have grown since its samples were read.
      const within = { startTime, endTime };
      const origin = window.startTime;
      const piece = decodeBlock(channel, block, within, origin, previous, scratch);
      if (!piece) continue;
      previous = block;
      yield piece;
    }
    const last = blocks.at(-1);
    if (!last || blocks.length < BLOCKS_PER_READ || last.endNs >= endTime) return;
    startTime = last.endNs + 1n;
    // Decoding is synchronous: without this, a long read would keep every other request waiting.
    await yieldToOthers();
  }
}

/** The samples of a block in a window; null when there are none. @throws {AppError} CORRUPT_DATA. */
export function decodeBlock(
  channel: ReadableChannel,
  block: StoredBlock,
  window: TimeRange,
  origin: bigint,
  previous: Pick<StoredBlock, 'endNs' | 'intervalNs'> | null,
  scratch?: Scratch,
): Series | null {
  const { byteOrder, pipeline } = channel;
  return orCorrupt(nameBlock(channel.sessionId, block.channelId, block.startNs), () => {
    const { from, to } = positionsIn(block, window);
    if (from >= to) return null;
    const raw = decodeValues(block, { byteOrder, component: 0, from, to }, scratch?.raw);
    const instants = () => decodeInstants(block, origin, { from, to }, scratch?.times);
    // Those that follow the interval are written out only when somebody asks.
    let times = block.timestamps ? instants() : null;
    const first = times
      ? times[0]!
      : Number(block.startNs + BigInt(from) * block.intervalNs - origin);
    const isBreak =
      previous !== null &&
      isGap(
        first - Number(previous.endNs - origin),
        spacingOf(channel, previous.intervalNs || block.intervalNs),
      );
    const inner = times ? breaksWithin(spacingOf(channel, block.intervalNs), times) : [];
    return {
      origin,
      get times() {
        times ??= instants();
        return times;
      },
      raw,
      values: pipeline.isIdentity ? raw : pipeline.toEngineering(raw, scratch?.values),
      breaks: Uint32Array.from(isBreak ? [0, ...inner] : inner),
    };
  });
}

/** The usual nanoseconds between samples, by the block or else by the configuration; 0 for none. */
function spacingOf({ intervalNs }: Pick<ReadableChannel, 'intervalNs'>, ofBlock: bigint): number {
  return Number(ofBlock || intervalNs);
}

/** Positions of a block's samples in a window: the first, and the one after the last. */
function positionsIn(block: StoredBlock, { startTime, endTime }: TimeRange) {
  const isWhole = block.startNs >= startTime && block.endNs <= endTime;
  if (isWhole) return { from: 0, to: block.sampleCount };
  const times = block.timestamps && unpackInstants(block, block.timestamps);
  return {
    from: indexAtOrAfter({ ...block, times }, startTime),
    to: indexAtOrAfter({ ...block, times }, endTime + 1n),
  };
}

/** Positions of the samples before which samples are missing. */
function breaksWithin(interval: number, times: Float64Array): number[] {
  const breaks: number[] = [];
  if (interval === 0) return breaks;
  for (let i = 1; i < times.length; i++) {
    if (isGap(times[i]! - times[i - 1]!, interval)) breaks.push(i);
  }
  return breaks;
}

/**
 * The times of the samples next to a window: the last before it and the first after it, in
 * nanoseconds after the window's start; null where there is none.
 */
export async function readNeighbours(
  sql: Sql,
  { sessionId, channelId }: Pick<ReadableChannel, 'sessionId' | 'channelId'>,
  { startTime, endTime }: TimeRange,
): Promise<{ before: number | null; after: number | null }> {
  const earlier = await readBlockBefore(sql, sessionId, channelId, startTime);
  const before =
    earlier && instantAt(earlier, positionsIn(earlier, { startTime, endTime: startTime }).from - 1);
  const [within] = await readBlocks(sql, sessionId, channelId, endTime, endTime, 1);
  const index = within ? positionsIn(within, { startTime: within.startNs, endTime }).to : 0;
  const after =
    within && index < within.sampleCount
      ? instantAt(within, index)
      : (await readBlockAfter(sql, sessionId, channelId, endTime))?.startNs;
  return {
    before: before === null ? null : Number(before - startTime),
    after: after === undefined ? null : Number(after - startTime),
  };
}

function instantAt(block: StoredBlock, index: number): bigint {
  const times = block.timestamps && unpackInstants(block, block.timestamps);
  return timeAt({ ...block, times }, index);
}
