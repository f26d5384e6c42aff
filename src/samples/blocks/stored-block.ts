import { crc32 } from 'node:zlib';
import {
  type BlockCells,
  findCells,
  packCells,
  unpackCells,
} from '../../core/blocks/block-cells.ts';
import {
  type BlockSummaries,
  packSummaries,
  SUMMARY_BYTES,
  summariseBlock,
  unpackSummaries,
} from '../../core/blocks/block-summaries.ts';
import { decodeSamples } from '../../core/blocks/decode-samples.ts';
import { subtractOrigin } from '../../core/blocks/int64-offsets.ts';
import {
  decodePacked,
  packedByteOrder,
  packSamples,
  unpackSamples,
} from '../../core/blocks/pack-samples.ts';
import { decodeTimes, packTimes, unpackTimes } from '../../core/blocks/pack-times.ts';
import { type ByteOrder, DATA_TYPES, type DataType, sampleWidth } from '../../core/data-type.ts';
import { DecodeError } from '../../core/decode-error.ts';
import { AppError } from '../../errors.ts';
import type { Burst } from './burst.ts';

/** How the bytes of a block are encoded: see docs/sample-blocks.md. */
const PACKED = 'cells-1';

/** Values as they came, instants as int64 little-endian, no summary: so the first version wrote. */
const PLAIN = 'raw';

/** A block as its row has it. */
export interface StoredBlock extends Omit<Burst, 'times'> {
  readonly encoding: string;
  readonly checksum: number;
  /** Null for blocks of the first version, and where it was not asked for. */
  readonly summary: Uint8Array | null;
  /** Packed instants; null when the samples follow each other at the interval. */
  readonly timestamps: Uint8Array | null;
  /** Packed values. */
  readonly data: Uint8Array;
}

/** What of a block is decoded. */
export interface BlockPart {
  readonly byteOrder: ByteOrder;
  /** Which number of a triple, 0 to 2. */
  readonly component: number;
  /** First sample, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** Pack a burst of at most the capacity of a block. */
export function packBlock(burst: Burst): StoredBlock {
  const { dataType, sampleCount, intervalNs, times } = burst;
  const data = packSamples(burst.data, dataType, sampleCount);
  const timestamps = times && packTimes(times, intervalNs);
  const { channelId, startNs, endNs } = burst;
  const columns = { channelId, startNs, endNs, sampleCount, intervalNs, dataType };
  return {
    ...columns,
    encoding: PACKED,
    checksum: checksumOf({ ...columns, encoding: PACKED, timestamps, data }),
    summary: packSummary(summarise(burst, packedByteOrder(data)), dataType),
    timestamps,
    data,
  };
}

/** What is known of a block besides its samples. */
interface Summary {
  readonly whole: BlockSummaries;
  readonly cells: BlockCells;
}

function summarise(
  { startNs, dataType, sampleCount, intervalNs, times, data }: Burst,
  byteOrder: ByteOrder,
): Summary {
  const offsets = times && new Float64Array(sampleCount);
  if (times && offsets) subtractOrigin(times, startNs, offsets, 0);
  const interval = Number(intervalNs);
  const raw = decodeSamples(data, dataType, sampleCount, byteOrder);
  const cells = findCells(raw);
  const whole = summariseBlock(startNs, { raw, cells, offsets, interval, dataType, byteOrder });
  return { whole, cells };
}

/** A summary made from the samples themselves. @throws {AppError} CORRUPT_DATA. */
export function summariseStored(block: StoredBlock, nameOfBlock: string): BlockSummaries {
  return orCorrupt(nameOfBlock, () => summariseAgain(block, nameOfBlock).whole);
}

function summariseAgain(block: StoredBlock, nameOfBlock: string): Summary {
  const byteOrder = block.encoding === PLAIN ? 'LITTLE_ENDIAN' : packedByteOrder(block.data);
  return summarise(unpackBlock(block, nameOfBlock), byteOrder);
}

/** Whether the stored summary of a block is that of its samples. @throws {AppError} CORRUPT_DATA. */
export function isWellSummarised(block: StoredBlock, nameOfBlock: string): boolean {
  const { summary, dataType } = block;
  if (!summary) return block.encoding === PLAIN;
  const made = orCorrupt(nameOfBlock, () => summariseAgain(block, nameOfBlock));
  return Buffer.compare(summary, packSummary(made, dataType)) === 0;
}

/** The stored summary of a block. @throws {AppError} CORRUPT_DATA. */
export function unpackSummary(
  startNs: bigint,
  summary: Uint8Array,
  nameOfBlock: string,
): BlockSummaries {
  return unpackSummaries(startNs, opened(summary, nameOfBlock).subarray(0, SUMMARY_BYTES));
}

/** The stored extremes of a block's cells; null when there are none. @throws {AppError} CORRUPT_DATA. */
export function unpackBlockCells(
  { summary, dataType, sampleCount }: StoredBlock,
  nameOfBlock: string,
): BlockCells | null {
  if (!summary) return null;
  const bytes = opened(summary, nameOfBlock).subarray(SUMMARY_BYTES);
  return orCorrupt(nameOfBlock, () => unpackCells(bytes, dataType, sampleCount));
}

const CHECKSUM_BYTES = 4;

/** The bytes of a summary: the whole block, its cells, and the CRC-32 of both. */
function packSummary({ whole, cells }: Summary, dataType: DataType): Uint8Array {
  const ofWhole = packSummaries(whole);
  const ofCells = packCells(cells, dataType);
  const length = ofWhole.byteLength + ofCells.byteLength;
  const bytes = new Uint8Array(length + CHECKSUM_BYTES);
  bytes.set(ofWhole);
  bytes.set(ofCells, ofWhole.byteLength);
  const checksum = crc32(bytes.subarray(0, length));
  new DataView(bytes.buffer).setUint32(length, checksum, true);
  return bytes;
}

/** The bytes of a summary without their checksum, which is checked. */
function opened(summary: Uint8Array, nameOfBlock: string): Uint8Array {
  const bytes = summary.subarray(0, -CHECKSUM_BYTES);
  const view = new DataView(summary.buffer, summary.byteOffset, summary.byteLength);
  if (bytes.byteLength < SUMMARY_BYTES || view.getUint32(bytes.byteLength, true) !== crc32(bytes)) {
    throw new AppError(
      'CORRUPT_DATA',
      `${nameOfBlock}: the checksum of the summary does not match.`,
    );
  }
  return bytes;
}

/** The samples of a stored block, bit for bit as they were written. @throws {AppError} CORRUPT_DATA. */
export function unpackBlock(block: StoredBlock, nameOfBlock: string): Burst {
  const { channelId, startNs, endNs, sampleCount, intervalNs, dataType, timestamps } = block;
  return orCorrupt(nameOfBlock, () => ({
    channelId,
    startNs,
    endNs,
    sampleCount,
    intervalNs,
    dataType,
    times: timestamps && unpackInstants(block, timestamps),
    data: block.encoding === PLAIN ? block.data : unpackSamples(block.data, dataType, sampleCount),
  }));
}

/** The instants of a block that has its own. */
export function unpackInstants(
  { encoding, sampleCount }: Pick<StoredBlock, 'encoding' | 'sampleCount'>,
  timestamps: Uint8Array,
): BigInt64Array {
  if (encoding !== PLAIN) return unpackTimes(timestamps, sampleCount);
  const view = new DataView(timestamps.buffer, timestamps.byteOffset, timestamps.byteLength);
  return BigInt64Array.from({ length: sampleCount }, (_, i) => view.getBigInt64(i * 8, true));
}

/**
 * Raw values of some samples of a block.
 *
 * @param room Where they may go, when it is long enough; a new array otherwise.
 * @throws {DecodeError}
 */
export function decodeValues(
  block: StoredBlock,
  part: BlockPart,
  room?: Float64Array,
): Float64Array {
  const { dataType, sampleCount, data } = block;
  const { byteOrder, component, from, to } = part;
  if (block.encoding === PLAIN) {
    const width = sampleWidth(dataType);
    const bytes = data.subarray(from * width, to * width);
    return decodeSamples(bytes, dataType, to - from, byteOrder, component);
  }
  const target = take(room, to - from);
  decodePacked(data, dataType, sampleCount, part, target, 0);
  return target;
}

/** Instants of some samples of a block, in nanoseconds after `origin`; as `decodeValues`. */
export function decodeInstants(
  block: StoredBlock,
  origin: bigint,
  { from, to }: Pick<BlockPart, 'from' | 'to'>,
  room?: Float64Array,
): Float64Array {
  const { startNs, intervalNs, sampleCount, timestamps } = block;
  const target = take(room, to - from);
  if (!timestamps) {
    const interval = Number(intervalNs);
    const start = Number(startNs - origin) + from * interval;
    for (let i = 0; i < target.length; i++) target[i] = start + i * interval;
  } else if (block.encoding === PLAIN) {
    const instants = unpackInstants(block, timestamps);
    for (let i = from; i < to; i++) target[i - from] = Number((instants[i] ?? 0n) - origin);
  } else {
    decodeTimes(timestamps, sampleCount, origin, from, to, target, 0);
  }
  return target;
}

function take(room: Float64Array | undefined, length: number): Float64Array {
  if (!room || room.length < length) return new Float64Array(length);
  return room.length === length ? room : room.subarray(0, length);
}

/**
 * Refuse a row whose bytes are not those that were written, or do not fit its columns.
 *
 * @throws {AppError} CORRUPT_DATA.
 */
export function checkBlock(block: StoredBlock, nameOfBlock: string): void {
  const { encoding, checksum, timestamps, data, dataType, sampleCount, intervalNs } = block;
  if (encoding !== PACKED && encoding !== PLAIN) {
    throw new AppError('CORRUPT_DATA', `${nameOfBlock}: unknown encoding "${encoding}".`);
  }
  if (checksumOf(block) !== checksum) {
    throw new AppError('CORRUPT_DATA', `${nameOfBlock}: the checksum does not match.`);
  }
  // The checksum is over the bytes alone: the columns that say how to read them must fit them.
  const isPlain = encoding === PLAIN;
  const width = DATA_TYPES.includes(dataType) ? sampleWidth(dataType) : Number.NaN;
  if (
    Number.isNaN(width) ||
    (intervalNs === 0n && timestamps === null) ||
    (isPlain && data.byteLength !== sampleCount * width) ||
    (isPlain && timestamps !== null && timestamps.byteLength !== sampleCount * 8)
  ) {
    throw new AppError(
      'CORRUPT_DATA',
      `${nameOfBlock}: ${data.byteLength} bytes are not ${sampleCount} samples of ${dataType}.`,
    );
  }
}

/** How messages name a block. */
export function nameBlock(sessionId: number, channelId: number, startNs: bigint): string {
  return `Block of channel ${channelId} at ${startNs} (session row ${sessionId})`;
}

/**
 * CRC-32 of the columns that say how to read the bytes, of the instants and of the values: see
 * docs/sample-blocks.md. The first version left the columns out.
 */
function checksumOf(block: Omit<StoredBlock, 'checksum' | 'summary'>): number {
  const { encoding, startNs, endNs, sampleCount, intervalNs, dataType, timestamps, data } = block;
  let checksum = 0;
  if (encoding !== PLAIN) {
    const columns = new DataView(new ArrayBuffer(29));
    columns.setBigInt64(0, startNs, true);
    columns.setBigInt64(8, endNs, true);
    columns.setBigInt64(16, intervalNs, true);
    columns.setUint32(24, sampleCount, true);
    columns.setInt8(28, DATA_TYPES.indexOf(dataType));
    checksum = crc32(new Uint8Array(columns.buffer));
  }
  if (timestamps) checksum = crc32(timestamps, checksum);
  return crc32(data, checksum);
}

/** @throws {AppError} CORRUPT_DATA in place of a DecodeError. */
export function orCorrupt<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw new AppError('CORRUPT_DATA', `${what}: ${cause.message}`, {}, { cause });
  }
}
