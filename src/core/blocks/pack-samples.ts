import { type ByteOrder, type DataType, isIntegerType, sampleWidth } from '../data-type.ts';
import { DecodeError } from '../decode-error.ts';
import { guessByteOrder, numberWidth, swapBytes, toMachineOrder } from './byte-order.ts';
import { ByteReader, PADDING } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeSamples, MACHINE_ORDER } from './decode-samples.ts';
import { packDoubles, packSingles } from './pack-floats.ts';
import { packSeries } from './pack-series.ts';
import { readDoubles, readSingles, unpackDoubles, unpackSingles } from './read-floats.ts';
import { readIntegers, toIntegers, unpackIntegers } from './read-integers.ts';

/** First byte of packed samples. */
const FORMS = { RAW: 0, LITTLE_ENDIAN: 1, BIG_ENDIAN: 2 } as const;
const COMPONENTS = 3;

/** Its memory grows to that of the largest block, and is used for the next. */
const writer = new ByteWriter(2 ** 15);

/** Which samples to decode, and how. */
export interface PackedRange {
  /** Order of the bytes within one number, as a configuration says. */
  readonly byteOrder: ByteOrder;
  /** Which of the three numbers of a triple float, 0 to 2; other types ignore it. */
  readonly component: number;
  /** Position of the first sample. */
  readonly from: number;
  /** Position after the last sample. */
  readonly to: number;
}

/**
 * Pack a block of samples without loss, as `docs/sample-blocks.md` describes. The byte order need
 * not be known: whatever the bytes mean, they come back.
 *
 * @param bytes Exactly `count` samples, at any alignment. Read only, never kept.
 * @returns At most one byte more than `bytes`.
 * @throws {RangeError} when `bytes` are not `count` samples.
 */
export function packSamples(bytes: Uint8Array, dataType: DataType, count: number): Uint8Array {
  if (bytes.byteLength !== count * sampleWidth(dataType))
    throw new RangeError(`Expected ${count} ${dataType} samples, got ${bytes.byteLength} bytes.`);
  if (count > 0) {
    const packed = packNumbers(bytes, dataType);
    if (packed.byteLength <= bytes.byteLength) return packed;
  }
  const raw = new Uint8Array(1 + bytes.byteLength);
  raw.set(bytes, 1);
  return raw;
}

/**
 * Unpack a block of samples: the bytes as they were packed.
 *
 * @returns `count` samples, with memory of their own.
 * @throws {DecodeError} when the packed bytes are malformed.
 */
export function unpackSamples(packed: Uint8Array, dataType: DataType, count: number): Uint8Array {
  const order = readOrder(packed);
  if (order === null) return Uint8Array.from(rawSamples(packed, dataType, 0, count, count));
  const reader = new ByteReader(packed, 1);
  const bytes = unpackNumbers(reader, dataType, count);
  reader.finish();
  if (order !== MACHINE_ORDER) swapBytes(bytes, numberWidth(dataType));
  return bytes;
}

/** The order of bytes in which the packer took the numbers: that in which they decode fastest. */
export function packedByteOrder(packed: Uint8Array): ByteOrder {
  return packed[0] === FORMS.BIG_ENDIAN ? 'BIG_ENDIAN' : 'LITTLE_ENDIAN';
}

/**
 * Decode samples of a packed block to raw values, as `decodeSamples` does for plain bytes: of
 * the other cells of the block only the heads are read, if the byte order is the packed one.
 *
 * @param count Samples of the whole block.
 * @param target Where the values go, from index `at` on.
 * @throws {DecodeError} when the packed bytes are malformed.
 * @throws {RangeError} when the block or `target` has no such range.
 */
export function decodePacked(
  packed: Uint8Array,
  dataType: DataType,
  count: number,
  range: PackedRange,
  target: Float64Array,
  at: number,
): void {
  const { byteOrder, component, from, to } = range;
  if (!(from >= 0 && from <= to && to <= count && at >= 0 && at + to - from <= target.length))
    throw new RangeError(`Expected a range of ${count} samples, got ${from} to ${to}.`);
  if (from === to) return;
  const order = readOrder(packed);
  if (order === null || (order !== byteOrder && numberWidth(dataType) > 1)) {
    const bytes =
      order === null
        ? rawSamples(packed, dataType, from, to, count)
        : sliceSamples(unpackSamples(packed, dataType, count), dataType, from, to);
    target.set(decodeSamples(bytes, dataType, to - from, byteOrder, component), at);
    return;
  }
  const reader = new ByteReader(packed, 1);
  const wanted = { count, from, to };
  if (isIntegerType(dataType)) readIntegers(reader, dataType, wanted, target, at);
  else if (dataType === 'DOUBLE_64BIT') readDoubles(reader, wanted, target, at);
  else if (dataType === 'FLOATING_POINT_32BIT') readSingles(reader, wanted, target, at);
  else {
    skipComponents(reader, component);
    readSingles(reader, wanted, target, at);
  }
}

function packNumbers(bytes: Uint8Array, dataType: DataType): Uint8Array {
  const width = numberWidth(dataType);
  const order = guessByteOrder(bytes, dataType);
  writer.clear();
  writer.byte(FORMS[order]);
  if (isIntegerType(dataType)) packSeries(toIntegers(bytes, dataType, order), writer);
  else {
    const patterns = toMachineOrder(bytes, width, order);
    if (dataType === 'DOUBLE_64BIT') packDoubles(patterns, writer);
    else if (dataType === 'FLOATING_POINT_32BIT') packSingles(patterns, writer);
    else packTriples(patterns);
  }
  writer.reserve(PADDING);
  return writer.finish();
}

/** The three components one after the other, the first two after their lengths. */
function packTriples(patterns: Int32Array): void {
  for (let component = 0; component < COMPONENTS; component++) {
    const own = new Int32Array(patterns.length / COMPONENTS);
    for (let i = 0; i < own.length; i++) own[i] = patterns[COMPONENTS * i + component]!;
    const part = new ByteWriter(4 * own.length + 64);
    packSingles(own, part);
    if (component < COMPONENTS - 1) writer.varint(part.length);
    writer.raw(part.finish());
  }
}

function unpackNumbers(reader: ByteReader, dataType: DataType, count: number): Uint8Array {
  if (isIntegerType(dataType)) return unpackIntegers(reader, dataType, count);
  const bytes = new Uint8Array(count * sampleWidth(dataType));
  const patterns = new Int32Array(bytes.buffer);
  if (dataType === 'DOUBLE_64BIT') unpackDoubles(reader, patterns);
  else if (dataType === 'FLOATING_POINT_32BIT') unpackSingles(reader, patterns);
  else unpackTriples(reader, patterns);
  return bytes;
}

function unpackTriples(reader: ByteReader, patterns: Int32Array): void {
  const own = new Int32Array(patterns.length / COMPONENTS);
  for (let component = 0; component < COMPONENTS; component++) {
    if (component < COMPONENTS - 1) reader.varint();
    unpackSingles(reader, own);
    for (let i = 0; i < own.length; i++) patterns[COMPONENTS * i + component] = own[i]!;
  }
}

/** Pass over the components before this one, and over its length. */
function skipComponents(reader: ByteReader, component: number): void {
  if (![0, 1, 2].includes(component))
    throw new RangeError(`Expected component 0, 1 or 2, got ${component}.`);
  for (let left = component; left > 0; left--) reader.skip(reader.varint());
  if (component < COMPONENTS - 1) reader.varint();
}

/** The order in which the samples are packed; null when they are raw. */
function readOrder(packed: Uint8Array): ByteOrder | null {
  switch (packed[0]) {
    case FORMS.RAW:
      return null;
    case FORMS.LITTLE_ENDIAN:
      return 'LITTLE_ENDIAN';
    case FORMS.BIG_ENDIAN:
      return 'BIG_ENDIAN';
    default:
      throw new DecodeError(`Expected packed samples, got ${packed[0] ?? 'nothing'}.`, 0);
  }
}

/** Samples of a block that is raw, in the memory of the block. */
function rawSamples(
  packed: Uint8Array,
  dataType: DataType,
  from: number,
  to: number,
  count: number,
): Uint8Array {
  const size = count * sampleWidth(dataType);
  const raw = packed.subarray(1);
  if (raw.byteLength !== size)
    throw new DecodeError(`Expected ${size} bytes of samples, got ${raw.byteLength}.`, 1);
  return sliceSamples(raw, dataType, from, to);
}

function sliceSamples(bytes: Uint8Array, dataType: DataType, from: number, to: number): Uint8Array {
  const width = sampleWidth(dataType);
  return bytes.subarray(from * width, to * width);
}
