import { type ByteOrder, type DataType, isIntegerType, sampleWidth } from '../data-type.ts';
import { MACHINE_ORDER } from './decode-samples.ts';
import { WorkSpace } from './work-space.ts';

const WINDOWS = 8;
const WINDOW = 32;
/** Part of the oddness of little-endian numbers below which big-endian ones are the better. */
const CLEARLY = 0.6;
const LEAST_USUAL = 1e-10;
const MOST_USUAL = 1e15;

const space = new WorkSpace();

/**
 * A copy of numbers of `width` bytes, from the order given to this machine's, as 32-bit integers in
 * memory that the next ones take.
 */
export function toMachineOrder(bytes: Uint8Array, width: number, order: ByteOrder): Int32Array {
  const copy = space.bytes(bytes.byteLength);
  copy.set(bytes);
  if (order !== MACHINE_ORDER) swapBytes(copy, width);
  return new Int32Array(copy.buffer, 0, copy.byteLength / 4);
}

/** Turn round the bytes of every number, in place. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  if (width === 2) {
    for (let i = 0; i < length; i += 2) view.setUint16(i, view.getUint16(i, true));
  } else if (width === 4) {
    for (let i = 0; i < length; i += 4) view.setInt32(i, view.getInt32(i, true));
  } else if (width === 8) {
    for (let i = 0; i < length; i += 8) {
      const low = view.getInt32(i, true);
      view.setInt32(i, view.getInt32(i + 4, true));
      view.setInt32(i + 4, low);
    }
  }
}

/**
 * The order of bytes in which numbers look like measurements: integers that differ little from one
 * to the next, floats of usual size. Little-endian unless the other is clearly better.
 */
export function guessByteOrder(bytes: Uint8Array, dataType: DataType): ByteOrder {
  const width = numberWidth(dataType);
  const count = bytes.byteLength / width;
  const length = Math.min(WINDOW, count);
  const stride = Math.max(WINDOW, Math.floor(count / WINDOWS));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const oddness = isIntegerType(dataType) ? stepBits : unusual;
  let little = 0;
  let big = 0;
  if (width > 1)
    for (let from = 0; from + length <= count; from += stride) {
      little += oddness(view, width, from, from + length, true);
      big += oddness(view, width, from, from + length, false);
    }
  return big < CLEARLY * little ? 'BIG_ENDIAN' : 'LITTLE_ENDIAN';
}

/** Bytes of one number; a triple float has three of them. */
export function numberWidth(dataType: DataType): number {
  return dataType === 'TRIPLE_FLOATING_POINT_32BIT' ? 4 : sampleWidth(dataType);
}

/** Bits of the steps between neighbours. */
function stepBits(
  view: DataView,
  width: number,
  from: number,
  to: number,
  little: boolean,
): number {
  let bits = 0;
  let previous = 0;
  for (let i = from; i < to; i++) {
    const value = width === 2 ? view.getInt16(2 * i, little) : view.getInt32(4 * i, little);
    const step = (value - previous) | 0;
    if (i > from) bits += 32 - Math.clz32(step ^ (step >> 31));
    previous = value;
  }
  return bits;
}

/** Floats of a size that measurements do not have. */
function unusual(view: DataView, width: number, from: number, to: number, little: boolean): number {
  let found = 0;
  for (let i = from; i < to; i++) {
    const size = Math.abs(
      width === 4 ? view.getFloat32(4 * i, little) : view.getFloat64(8 * i, little),
    );
    if (size !== 0 && !(size > LEAST_USUAL && size < MOST_USUAL)) found++;
  }
  return found;
}
