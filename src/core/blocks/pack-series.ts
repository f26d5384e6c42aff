import type { ByteWriter } from './byte-writer.ts';
import { CELL } from './cell-format.ts';
import { greatestDivisor } from './greatest-divisor.ts';
import { packCell } from './pack-cell.ts';

/**
 * Pack integers as multiples of a common step, in cells of 128.
 *
 * @param values 32-bit integers, at least one. They are written over.
 */
export function packSeries(values: Int32Array, writer: ByteWriter): void {
  const origin = values[0]!;
  const step = greatestDivisor(values);
  writer.varint(step);
  if (step !== 1) writer.signed(origin);
  if (step === 0) return;
  if (step > 1) for (let i = 0; i < values.length; i++) values[i] = (values[i]! - origin) / step;
  for (let from = 0; from < values.length; from += CELL)
    packCell(values, from, Math.min(CELL, values.length - from), writer);
}
