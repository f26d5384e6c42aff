import { type ByteOrder, type DataType, sampleWidth } from '../data-type.ts';
import type { ByteReader } from './byte-reader.ts';
import { MACHINE_ORDER, NUMBER_ARRAYS } from './decode-samples.ts';
import { putCell } from './put-cell.ts';
import { SeriesReader, type Wanted } from './series-reader.ts';
import { WorkSpace } from './work-space.ts';

/** The bit turned in unsigned 32-bit numbers, so that they ascend as signed ones. */
const TOP = 1 << 31;

const space = new WorkSpace();
const copies = new WorkSpace();

/** Integers as 32-bit integers in the same order, in memory that the next ones take. */
export function toIntegers(bytes: Uint8Array, dataType: DataType, order: ByteOrder): Int32Array {
  const width = sampleWidth(dataType);
  const integers = space.integers(bytes.byteLength / width);
  if (order === MACHINE_ORDER || width === 1) convert(bytes, dataType, width, integers);
  else fillSwapped(bytes, dataType, order, integers);
  if (dataType === 'UNSIGNED_32BIT') turnTop(integers);
  return integers;
}

/** The engine converts whole arrays several times faster than a loop does. */
function convert(bytes: Uint8Array, dataType: DataType, width: number, integers: Int32Array): void {
  const aligned = bytes.byteOffset % width === 0 ? bytes : copies.bytes(bytes.byteLength);
  if (aligned !== bytes) aligned.set(bytes);
  const Numbers = NUMBER_ARRAYS[dataType];
  integers.set(new Numbers(aligned.buffer as ArrayBuffer, aligned.byteOffset, integers.length));
}

function fillSwapped(
  bytes: Uint8Array,
  dataType: DataType,
  order: ByteOrder,
  integers: Int32Array,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = order === 'LITTLE_ENDIAN';
  const { length } = integers;
  // One loop a type: a getter chosen outside a shared loop would be called through a pointer.
  if (dataType === 'UNSIGNED_16BIT')
    for (let i = 0; i < length; i++) integers[i] = view.getUint16(2 * i, little);
  else if (dataType === 'SIGNED_16BIT')
    for (let i = 0; i < length; i++) integers[i] = view.getInt16(2 * i, little);
  else for (let i = 0; i < length; i++) integers[i] = view.getInt32(4 * i, little);
}

/** Read integers as numbers, those wanted to `target` from `at` on. */
export function readIntegers(
  reader: ByteReader,
  dataType: DataType,
  { count, from, to }: Wanted,
  target: Float64Array,
  at: number,
): void {
  const series = new SeriesReader(reader, count);
  const { values } = series;
  if (dataType !== 'UNSIGNED_32BIT') {
    series.read(from, to, (first, end, given) => putCell(values, first, end, target, at + given));
    return;
  }
  const unsigned = new Uint32Array(values.buffer);
  series.read(from, to, (first, end, given) => {
    turnTop(values);
    putCell(unsigned, first, end, target, at + given);
  });
}

/** Read all integers as bytes, in numbers of this machine. */
export function unpackIntegers(reader: ByteReader, dataType: DataType, count: number): Uint8Array {
  const integers = new Int32Array(count);
  const series = new SeriesReader(reader, count);
  series.read(0, count, (first, end, given) => putCell(series.values, first, end, integers, given));
  if (dataType === 'UNSIGNED_32BIT') turnTop(integers);
  const numbers = new NUMBER_ARRAYS[dataType](integers);
  return new Uint8Array(numbers.buffer);
}

function turnTop(integers: Int32Array): void {
  for (let i = 0; i < integers.length; i++) integers[i]! ^= TOP;
}
