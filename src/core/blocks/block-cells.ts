import type { DataType } from '../data-type.ts';
import { decodeSamples } from './decode-samples.ts';
import { encodeSamples } from './encode-samples.ts';

/** Samples of a cell: extremes of a part of a block are found by cells, and few samples besides. */
export const CELL_SAMPLES = 128;

/** Extremes of each cell of a block, in raw values; NaN where a cell has no number. */
export interface BlockCells {
  readonly minimums: Float64Array;
  readonly maximums: Float64Array;
}

/** Find the extremes of each cell; the last may have fewer samples. */
export function findCells(raw: Float64Array): BlockCells {
  const count = Math.ceil(raw.length / CELL_SAMPLES);
  const cells = { minimums: new Float64Array(count), maximums: new Float64Array(count) };
  for (let cell = 0; cell < count; cell++) {
    const end = Math.min(raw.length, (cell + 1) * CELL_SAMPLES);
    let at = cell * CELL_SAMPLES;
    while (at < end - 1 && Number.isNaN(raw[at]!)) at++;
    let minimum = raw[at]!;
    let maximum = minimum;
    for (at++; at < end; at++) {
      const value = raw[at]!;
      if (value < minimum) minimum = value;
      else if (value > maximum) maximum = value;
    }
    cells.minimums[cell] = minimum;
    cells.maximums[cell] = maximum;
  }
  return cells;
}

/** Position of the first least number of a block; -1 when there is none. */
export function findMinimum(raw: Float64Array, { minimums }: BlockCells): number {
  let cell = -1;
  for (let i = 0; i < minimums.length; i++) {
    if (minimums[i]! < (minimums[cell] ?? Number.POSITIVE_INFINITY) || isFirst(minimums[i]!, cell))
      cell = i;
  }
  return cell < 0 ? -1 : raw.indexOf(minimums[cell]!, cell * CELL_SAMPLES);
}

/** Position of the first greatest number of a block; -1 when there is none. */
export function findMaximum(raw: Float64Array, { maximums }: BlockCells): number {
  let cell = -1;
  for (let i = 0; i < maximums.length; i++) {
    if (maximums[i]! > (maximums[cell] ?? Number.NEGATIVE_INFINITY) || isFirst(maximums[i]!, cell))
      cell = i;
  }
  return cell < 0 ? -1 : raw.indexOf(maximums[cell]!, cell * CELL_SAMPLES);
}

/** An infinity is no less than the infinity that stands for nothing. */
function isFirst(value: number, cell: number): boolean {
  return cell < 0 && !Number.isNaN(value);
}

/** The bytes of cells: least values, then greatest, in the type of the samples. */
export function packCells({ minimums, maximums }: BlockCells, dataType: DataType): Uint8Array {
  const values = new Float64Array(minimums.length + maximums.length);
  values.set(minimums);
  values.set(maximums, minimums.length);
  return encodeSamples(values, singleType(dataType));
}

/**
 * The inverse of `packCells`.
 *
 * @param sampleCount Samples of the block.
 * @throws {DecodeError} when the bytes are not those of as many cells.
 */
export function unpackCells(
  bytes: Uint8Array,
  dataType: DataType,
  sampleCount: number,
): BlockCells {
  const count = Math.ceil(sampleCount / CELL_SAMPLES);
  const values = decodeSamples(bytes, singleType(dataType), 2 * count);
  return { minimums: values.subarray(0, count), maximums: values.subarray(count) };
}

/** Of triples the first number counts. */
function singleType(dataType: DataType): DataType {
  return dataType === 'TRIPLE_FLOATING_POINT_32BIT' ? 'FLOATING_POINT_32BIT' : dataType;
}
