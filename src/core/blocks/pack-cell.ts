import { packBits, packedSize } from './bit-packing.ts';
import type { ByteWriter } from './byte-writer.ts';
import { bitLength, MODES, type Mode } from './cell-format.ts';
import { planCell } from './plan-cell.ts';

/**
 * Pack up to 128 integers, in the smallest of the forms that the numbers suggest.
 *
 * @param values 32-bit integers; those from `from` on are packed.
 */
export function packCell(
  values: Int32Array,
  from: number,
  count: number,
  writer: ByteWriter,
): void {
  const plan = planCell(values, from, count);
  const { mode, distances, base, width, exceptions, table, tableSize } = plan;
  writer.byte((mode << 6) | width);
  if (mode === MODES.TABLE) {
    writer.byte(tableSize);
    for (let i = 0; i < tableSize; i++) writer.signed(table[i]!);
  } else {
    writer.byte(exceptions);
    writeStart(mode, values, from, writer);
    writer.signed(base);
    if (exceptions > 0) writeExceptions(distances, count, width, writer);
  }
  // Of the last group of four, what stands for none is zero.
  if (count % 4 !== 0) distances.fill(0, count, count + 3);
  const { view, at } = writer.reserve(packedSize(count, width));
  packBits(distances, count, width, view, at);
}

function writeStart(mode: Mode, values: Int32Array, from: number, writer: ByteWriter): void {
  if (mode === MODES.VALUES) return;
  writer.signed(values[from]!);
  if (mode === MODES.BENDS) writer.signed((values[from + 1]! - values[from]!) | 0);
}

/** The bits of exceptions above `width`, signed: how many bytes each has, where, and what. */
function writeExceptions(
  distances: Int32Array,
  count: number,
  width: number,
  writer: ByteWriter,
): void {
  let bits = 0;
  for (let i = 0; i < count; i++) {
    const high = distances[i]! >> width;
    // Zero of what is no exception has the least bits.
    bits = Math.max(bits, bitLength(high ^ (high >> 31)) + 1);
  }
  const size = (bits + 7) >> 3;
  writer.byte(size);
  for (let i = 0; i < count; i++) if (distances[i]! >> width !== 0) writer.byte(i);
  for (let i = 0; i < count; i++) {
    const high = distances[i]! >> width;
    if (high !== 0) for (let byte = 0; byte < size; byte++) writer.byte(high >> (8 * byte));
  }
}
