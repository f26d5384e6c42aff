import type { DataType } from '../../core/data-type.ts';
import type { BlobSpool } from './blob-spool.ts';
import { type CheckedEntry, checkEntry } from './check-block.ts';
import { type BlockFault, decodeSnappy } from './decode-block.ts';
import type { FindingLog } from './finding-log.ts';
import { appendTo } from './group-rows.ts';
import {
  type ListedStream,
  type LoadedStream,
  listStreams,
  type StreamFault,
} from './load-streams.ts';
import type { SessionChannel } from './read-configuration.ts';
import type { TableContext } from './read-table.ts';
import type { SampleEntry, TimingEntry } from './sample-index.ts';
import { SSN2_CODES, type Ssn2Code } from './ssn2-codes.ts';
import type { Ssn2Limits } from './ssn2-limits.ts';
import { judgeTimingBlock, TIMING_BLOCK_BYTES } from './timing-block.ts';
import { createTimingLookup } from './timing-lookup.ts';

/** Sample counts above this are taken for nonsense when lost samples are added up. */
const PLAUSIBLE_COUNT = 2n ** 24n;

/** A block that passed every check, and where to read it. */
export interface GoodBlock extends CheckedEntry {
  /** Number of its stream in the spool. */
  readonly stream: number;
}

/** What the streams hold. */
export interface ScanResult {
  /** By channel id with offset, in the order of the file. */
  readonly blocks: ReadonlyMap<number, GoodBlock[]>;
  readonly dataTypes: ReadonlyMap<number, DataType>;
  /** Blocks left out, by channel id where the entry had one that fits 32 bits. */
  readonly leftOutBlocks: ReadonlyMap<number, number>;
  readonly leftOut: { readonly blocks: number; readonly sampleCount: number };
}

/** What scanning needs besides the tables. */
export interface ScanOptions {
  readonly sessionId: bigint;
  readonly epochMidnight: bigint;
  readonly channels: ReadonlyMap<number, SessionChannel>;
  readonly limits: Ssn2Limits;
  readonly spool: BlobSpool;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Check and decode every block of every stream, keeping none of it. A block at fault is reported
 * and left out.
 *
 * @throws {ImportError} the code of the stream when no stream could be used, SSN2_NO_DATA when no
 *   block is left, SSN2_LIMIT_EXCEEDED.
 */
export async function scanStreams(
  context: TableContext,
  options: ScanOptions,
): Promise<ScanResult> {
  const streams = await listStreams(context, options.sessionId, options.limits);
  const scan = createScan(context, options, streams);
  const faults: StreamFault[] = [];
  for (const stream of streams) {
    const loaded = stream.load();
    if ('code' in loaded) {
      faults.push(loaded);
      scan.skip(stream);
    } else {
      await scan.read(stream, loaded);
    }
  }
  const { log } = context;
  const only = faults[0];
  const sameCode = faults.every(({ code }) => code === only?.code);
  if (only !== undefined && faults.length === streams.length && sameCode) {
    throw log.fatal(
      only.code,
      `${only.message}. There is no other. Nothing was imported.`,
      only.detail,
    );
  }
  for (const { code, message, detail } of faults) {
    log.warn(code, `${message}. It is left out.`, detail);
  }
  if (scan.result.blocks.size === 0) {
    throw log.fatal('SSN2_NO_DATA', 'no samples could be read. Nothing was imported.', {
      causes: causesOf(log),
      findings: log
        .warnings()
        .slice(0, 20)
        .map(({ message }) => message),
    });
  }
  return scan.result;
}

/** Findings that cost samples, by code. */
function causesOf(log: FindingLog): Readonly<Record<string, number>> {
  const costs = (code: Ssn2Code) =>
    SSN2_CODES[code].class !== 'warn' || code === 'SSN2_STREAM_KIND_UNSUPPORTED';
  return Object.fromEntries(
    Object.entries(log.counts()).filter(([code]) => costs(code as Ssn2Code)),
  );
}

type FindTiming = (checked: CheckedEntry) => TimingEntry | null;

function createScan(context: TableContext, options: ScanOptions, streams: readonly ListedStream[]) {
  const { log, slice } = context;
  const { channels, epochMidnight, limits, onProgress } = options;
  const total = streams.reduce((sum, stream) => sum + stream.blocks, 0);
  const blocks = new Map<number, GoodBlock[]>();
  const dataTypes = new Map<number, DataType>();
  const leftOutBlocks = new Map<number, number>();
  const leftOut = { blocks: 0, sampleCount: 0 };
  let done = 0;
  let decodedBytes = 0;

  const leaveOut = (entry: SampleEntry, { code, message }: BlockFault) => {
    const plausible = entry.sampleCount <= PLAUSIBLE_COUNT;
    const id = Number(entry.channelId);
    leftOut.blocks++;
    if (plausible) leftOut.sampleCount += Number(entry.sampleCount);
    leftOutBlocks.set(id, (leftOutBlocks.get(id) ?? 0) + 1);
    log.warn(
      code,
      `a block of channel ${entry.channelId} ${message}. ${entry.sampleCount} samples from ${entry.startTs} to ${entry.endTs} ns were left out.`,
      {
        channelId: String(entry.channelId),
        startTs: String(entry.startTs),
        endTs: String(entry.endTs),
        sampleCount: String(entry.sampleCount),
        offset: String(entry.offset),
        storedLength: entry.storedLength,
        uncompressedLength: entry.uncompressedLength,
      },
    );
  };

  const check = (entry: SampleEntry, blob: Uint8Array, findTiming: FindTiming) => {
    const id = entry.channelId <= 0xffff_ffffn ? Number(entry.channelId) : -1;
    const blockLimits = {
      blobLength: blob.length,
      blockBytes: limits.blockBytes,
      epochMidnight,
    };
    const checked = checkEntry(entry, channels.get(id), dataTypes.get(id) ?? null, blockLimits);
    if ('code' in checked) return checked;
    const timing = findTiming(checked);
    const fault = timing && checkTiming(timing, checked, blob);
    if (fault !== null) return fault;
    decodedBytes += checked.uncompressedLength;
    if (decodedBytes > limits.decodedBytes) {
      throw log.fatal(
        'SSN2_LIMIT_EXCEEDED',
        `the samples have more than ${limits.decodedBytes} bytes. Nothing was imported.`,
        { limit: limits.decodedBytes },
      );
    }
    const good = { ...checked, timed: timing !== null };
    if (!checked.snappy) return good;
    const stored = blob.subarray(checked.offset, checked.offset + checked.storedLength);
    const bytes = decodeSnappy(stored, checked.uncompressedLength, limits.blockBytes);
    return 'code' in bytes ? bytes : good;
  };

  const read = async (stream: ListedStream, loaded: LoadedStream) => {
    const number = await options.spool.add(loaded.blob);
    const timings = createTimingLookup(loaded.timings);
    const untimed = new Map<number, number>();
    for (let i = 0; i < loaded.samples.count; i++) {
      const entry = loaded.samples.at(i);
      const checked = check(entry, loaded.blob, ({ channelId, startTs }) =>
        timings.find(i, channelId, startTs),
      );
      if ('code' in checked) {
        leaveOut(entry, checked);
      } else {
        const { timed, ...good } = checked;
        const { channelId } = good;
        appendTo(blocks, channelId, { ...good, stream: number });
        dataTypes.set(channelId, good.dataType);
        if (!timed) untimed.set(channelId, (untimed.get(channelId) ?? 0) + 1);
      }
      done++;
      if (slice.due()) {
        onProgress(done, total);
        await slice.pause();
      }
    }
    for (const [channelId, count] of untimed) {
      log.warn(
        'SSN2_DELTA_MISSING',
        `${count} blocks of channel ${channelId} have no timing block. They were imported with the timing of the index.`,
        { channelId, blocks: count, stream: stream.guid },
      );
    }
    onProgress(done, total);
  };

  const skip = (stream: ListedStream) => {
    done += stream.blocks;
    onProgress(done, total);
  };

  const result: ScanResult = { blocks, dataTypes, leftOutBlocks, leftOut };
  return { read, skip, result };
}

/** Compare a block with its timing block. */
function checkTiming(
  entry: TimingEntry,
  checked: CheckedEntry,
  blob: Uint8Array,
): BlockFault | null {
  const fault = (code: Ssn2Code, message: string) => ({ code, message });
  const { offset, storedLength, uncompressedLength, encoding } = entry;
  if (offset + BigInt(storedLength) > BigInt(blob.length)) {
    return fault('SSN2_BLOCK_OUT_OF_RANGE', 'has its timing block outside the data of its stream');
  }
  const plain = encoding === 0 && storedLength === uncompressedLength;
  if (!plain || storedLength !== TIMING_BLOCK_BYTES) {
    return fault('SSN2_DELTA_UNSUPPORTED', 'has a timing block of unknown form');
  }
  if (entry.startTsAgain !== entry.startTs) {
    return fault('SSN2_DELTA_MISMATCH', 'has an entry of the timing index that contradicts itself');
  }
  const start = Number(offset);
  const bytes = blob.subarray(start, start + TIMING_BLOCK_BYTES);
  switch (judgeTimingBlock(bytes, checked)) {
    case 'agrees':
      return null;
    case 'unsupported':
      return fault('SSN2_DELTA_UNSUPPORTED', 'has a timing block of unknown form');
    case 'mismatch':
      return fault('SSN2_DELTA_MISMATCH', 'has a timing block that contradicts the index');
  }
}
