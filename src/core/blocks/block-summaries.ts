import { type ByteOrder, type DataType, isIntegerType } from '../data-type.ts';
import { DecodeError } from '../decode-error.ts';
import { type BlockCells, findMaximum, findMinimum } from './block-cells.ts';
import { MACHINE_ORDER } from './decode-samples.ts';

/**
 * What is known of consecutive blocks of a channel without reading them, by time. All arrays have
 * one entry a block. Numbers are raw values, of triples the first; NaN stands where a block has no
 * number. Offsets are whole nanoseconds after `origin`.
 */
export interface BlockSummaries {
  readonly origin: bigint;
  readonly count: number;
  /** First and last sample. */
  readonly startOffsets: Float64Array;
  readonly endOffsets: Float64Array;
  /** First sample that has the least value, and first that has the greatest. */
  readonly minimumOffsets: Float64Array;
  readonly maximumOffsets: Float64Array;
  readonly minimums: Float64Array;
  readonly maximums: Float64Array;
  /** First and last number. */
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
  /** Sum of the numbers, and sum of their squared distances from their mean. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Usual nanoseconds between samples; 0 when there is no such spacing. */
  readonly intervals: Float64Array;
  readonly sampleCounts: Uint32Array;
  readonly nanCounts: Uint32Array;
  /** Gaps between samples of the block. */
  readonly gapCounts: Uint32Array;
  /** Positions of the first least and the first greatest sample within the block. */
  readonly minimumIndices: Uint32Array;
  readonly maximumIndices: Uint32Array;
  /** Sum of the `BlockFlag`s that hold. */
  readonly flags: Uint32Array;
}

/** What is true of a block. */
export const BlockFlag = {
  /** Samples follow each other at the interval, without exception. */
  REGULAR: 1,
  /** The numbers were read with the most significant byte first. */
  BIG_ENDIAN: 2,
} as const;

const FLOATS = [
  'startOffsets',
  'endOffsets',
  'minimumOffsets',
  'maximumOffsets',
  'minimums',
  'maximums',
  'firsts',
  'lasts',
  'sums',
  'squares',
  'intervals',
] as const;

const INTEGERS = [
  'sampleCounts',
  'nanCounts',
  'gapCounts',
  'minimumIndices',
  'maximumIndices',
  'flags',
] as const;

/** Bytes that the summary of one block takes. */
export const SUMMARY_BYTES = FLOATS.length * 8 + INTEGERS.length * 4;

const OFFSETS = ['startOffsets', 'endOffsets', 'minimumOffsets', 'maximumOffsets'] as const;

/** Samples of a block, as far as its summary regards them. */
export interface SummarisedBlock {
  /** Raw values, and their extremes by cells. */
  readonly raw: Float64Array;
  readonly cells: BlockCells;
  /** Nanoseconds of each sample after the first; null when they follow the interval. */
  readonly offsets: Float64Array | null;
  /** Usual nanoseconds between samples; 0 when there is no such spacing. */
  readonly interval: number;
  readonly dataType: DataType;
  readonly byteOrder: ByteOrder;
}

/** Summarise one block; the origin is its first sample. */
export function summariseBlock(origin: bigint, block: SummarisedBlock): BlockSummaries {
  const { raw, cells, offsets, interval, byteOrder } = block;
  const offsetAt = (index: number) =>
    index < 0 ? Number.NaN : offsets ? offsets[index]! : index * interval;
  const summary = allocate(origin, 1);
  const minimumIndex = findMinimum(raw, cells);
  const maximumIndex = findMaximum(raw, cells);
  summary.endOffsets[0] = offsetAt(raw.length - 1);
  summary.minimumOffsets[0] = offsetAt(minimumIndex);
  summary.maximumOffsets[0] = offsetAt(maximumIndex);
  summary.minimums[0] = raw[minimumIndex] ?? Number.NaN;
  summary.maximums[0] = raw[maximumIndex] ?? Number.NaN;
  summary.firsts[0] = raw.find(isNumber) ?? Number.NaN;
  summary.lasts[0] = raw.findLast(isNumber) ?? Number.NaN;
  const { sum, squares, numbers } = findMoments(raw, isIntegerType(block.dataType));
  summary.sums[0] = sum;
  summary.squares[0] = squares;
  summary.intervals[0] = interval;
  summary.sampleCounts[0] = raw.length;
  summary.nanCounts[0] = raw.length - numbers;
  summary.gapCounts[0] = offsets ? countGaps(offsets, interval) : 0;
  summary.minimumIndices[0] = Math.max(0, minimumIndex);
  summary.maximumIndices[0] = Math.max(0, maximumIndex);
  summary.flags[0] =
    (offsets ? 0 : BlockFlag.REGULAR) | (byteOrder === 'BIG_ENDIAN' ? BlockFlag.BIG_ENDIAN : 0);
  return summary;
}

/** Whether samples are missing between two, by the time between them and the usual interval. */
export function isGap(distance: number, interval: number): boolean {
  return interval > 0 && distance * 2 > interval * 3;
}

/**
 * Join summaries, in order of time.
 *
 * @param origin From which the offsets of the result count.
 */
export function joinSummaries(origin: bigint, parts: readonly BlockSummaries[]): BlockSummaries {
  const joined = allocate(
    origin,
    parts.reduce((sum, { count }) => sum + count, 0),
  );
  let at = 0;
  for (const part of parts) {
    for (const name of FLOATS) joined[name].set(part[name], at);
    for (const name of INTEGERS) joined[name].set(part[name], at);
    const shift = Number(part.origin - origin);
    for (const name of shift === 0 ? [] : OFFSETS) {
      const offsets = joined[name];
      for (let i = at; i < at + part.count; i++) offsets[i]! += shift;
    }
    at += part.count;
  }
  return joined;
}

/** The summaries from one position up to, not including, another. The arrays are shared. */
export function sliceSummaries(all: BlockSummaries, from: number, to: number): BlockSummaries {
  const part: Record<string, unknown> = { origin: all.origin, count: Math.max(0, to - from) };
  for (const name of [...FLOATS, ...INTEGERS]) part[name] = all[name].subarray(from, to);
  return part as unknown as BlockSummaries;
}

/** The bytes of summaries, without their origin: array after array, little-endian. */
export function packSummaries(summaries: BlockSummaries): Uint8Array {
  const { count } = summaries;
  const bytes = new Uint8Array(count * SUMMARY_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const name of FLOATS) {
    for (let i = 0; i < count; i++, at += 8) view.setFloat64(at, summaries[name][i]!, true);
  }
  for (const name of INTEGERS) {
    for (let i = 0; i < count; i++, at += 4) view.setUint32(at, summaries[name][i]!, true);
  }
  return bytes;
}

/**
 * The inverse of `packSummaries`.
 *
 * @throws {DecodeError} when the bytes are not whole summaries.
 */
export function unpackSummaries(origin: bigint, bytes: Uint8Array): BlockSummaries {
  const count = bytes.byteLength / SUMMARY_BYTES;
  if (!Number.isInteger(count))
    throw new DecodeError(`Expected ${SUMMARY_BYTES} bytes a block, got ${bytes.byteLength}.`);
  const summaries: Record<string, unknown> = { origin, count };
  // A copy of its own is aligned; on a machine of the same order it is the arrays themselves.
  const own = new Uint8Array(bytes);
  if (!IS_LITTLE_ENDIAN) swap(own, count);
  let at = 0;
  for (const name of FLOATS) {
    summaries[name] = new Float64Array(own.buffer, at, count);
    at += 8 * count;
  }
  for (const name of INTEGERS) {
    summaries[name] = new Uint32Array(own.buffer, at, count);
    at += 4 * count;
  }
  return summaries as unknown as BlockSummaries;
}

const IS_LITTLE_ENDIAN = MACHINE_ORDER === 'LITTLE_ENDIAN';

/** Reverse the bytes of every number. */
function swap(bytes: Uint8Array, count: number): void {
  const floats = FLOATS.length * 8 * count;
  for (let at = 0; at < floats; at += 8) bytes.subarray(at, at + 8).reverse();
  for (let at = floats; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
}

function allocate(origin: bigint, count: number): BlockSummaries {
  const summaries: Record<string, unknown> = { origin, count };
  for (const name of FLOATS) summaries[name] = new Float64Array(count);
  for (const name of INTEGERS) summaries[name] = new Uint32Array(count);
  return summaries as unknown as BlockSummaries;
}

function isNumber(value: number): boolean {
  return !Number.isNaN(value);
}

/** In two passes: the squares are of distances from the mean, so that nothing cancels. */
function findMoments(raw: Float64Array, isInteger: boolean) {
  // Integers of 32 bits add up exactly; others need what rounding loses, and NaN left out.
  const { sum, numbers } = isInteger ? { sum: sumOf(raw), numbers: raw.length } : carefulSum(raw);
  const mean = sum / numbers;
  const squares = numbers === raw.length ? squaresOf(raw, mean) : squaresOfNumbers(raw, mean);
  return { sum, numbers, squares };
}

function sumOf(raw: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < raw.length; i++) sum += raw[i]!;
  return sum;
}

function squaresOf(raw: Float64Array, mean: number): number {
  let squares = 0;
  for (let i = 0; i < raw.length; i++) {
    const distance = raw[i]! - mean;
    squares += distance * distance;
  }
  return squares;
}

function squaresOfNumbers(raw: Float64Array, mean: number): number {
  let squares = 0;
  for (let i = 0; i < raw.length; i++) {
    const distance = raw[i]! - mean;
    if (!Number.isNaN(distance)) squares += distance * distance;
  }
  return squares;
}

/** Neumaier's sum of the numbers, and how many there are. */
function carefulSum(raw: Float64Array): { sum: number; numbers: number } {
  let numbers = 0;
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < raw.length; i++) {
    const value = raw[i]!;
    if (Number.isNaN(value)) continue;
    numbers++;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return { sum: sum + lost, numbers };
}

function countGaps(offsets: Float64Array, interval: number): number {
  if (interval === 0) return 0;
  let gaps = 0;
  for (let i = 1; i < offsets.length; i++) {
    if (isGap(offsets[i]! - offsets[i - 1]!, interval)) gaps++;
  }
  return gaps;
}
