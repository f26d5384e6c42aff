import { packBits, packedSize } from './bit-packing.ts';
import type { ByteWriter } from './byte-writer.ts';
import { bitLength, CELL, MODES, type Mode } from './cell-format.ts';
import { table } from './cell-table.ts';
import { type CellPlan, planCell } from './plan-cell.ts';

/** The last numbers of a series, when they are no whole group of four. */
const rest = new Int32Array(CELL);
/** Of the exceptions of a cell. */
const positions = new Uint8Array(CELL);

/**
 * Pack up to 128 integers, in a small one of the forms that the numbers suggest.
 *
 * @param values 32-bit integers; those from `from` on are packed.
 * @param isFirst Whether they are the first of a series.
 */
export function packCell(
  values: Int32Array,
  from: number,
  count: number,
  isFirst: boolean,
  writer: ByteWriter,
): void {
  const plan = planCell(values, from, count, isFirst);
  writer.byte((plan.mode << 6) | plan.width);
  if (plan.mode === MODES.TABLE) {
    writer.byte(plan.tableSize);
    for (let i = 0; i < plan.tableSize; i++) writer.signed(table[i]!);
  } else {
    writer.byte(plan.exceptions);
    writeStart(plan.mode, values, from, writer);
    writer.signed(plan.base);
    if (plan.exceptions > 0) writeExceptions(plan, count, writer);
  }
  writeBits(plan, count, writer);
}

function writeStart(mode: Mode, values: Int32Array, from: number, writer: ByteWriter): void {
  if (mode === MODES.VALUES) return;
  writer.signed(values[from]!);
  if (mode === MODES.BENDS) writer.signed((values[from + 1]! - values[from]!) | 0);
}

/** The bits of exceptions above `width`, signed: how many bytes each has, where, and what. */
function writeExceptions(
  { numbers, at, base, width }: CellPlan,
  count: number,
  writer: ByteWriter,
) {
  let reach = 0;
  let found = 0;
  for (let i = 0; i < count; i++) {
    const high = (numbers[at + i]! - base) >> width;
    if (high === 0) continue;
    reach |= high ^ (high >> 31);
    positions[found++] = i;
  }
  const size = (bitLength(reach) + 8) >> 3;
  writer.byte(size);
  for (let k = 0; k < found; k++) writer.byte(positions[k]!);
  for (let k = 0; k < found; k++) {
    const high = (numbers[at + positions[k]!]! - base) >> width;
    for (let byte = 0; byte < size; byte++) writer.byte(high >> (8 * byte));
  }
}

function writeBits({ numbers, at, base, width }: CellPlan, count: number, writer: ByteWriter) {
  if (width === 0) return;
  const offset = writer.room(packedSize(count, width));
  if (count % 4 === 0) {
    packBits(numbers, at, count, width, base, writer.view, offset);
    return;
  }
  // Of the last group of four, what stands for none is zero.
  rest.fill(base);
  for (let i = 0; i < count; i++) rest[i] = numbers[at + i]!;
  packBits(rest, 0, (count + 3) & ~3, width, base, writer.view, offset);
}
