import { CELL } from './cell-format.ts';

type Numbers = Int32Array | Uint32Array | Float32Array;

/**
 * Copy numbers of a cell, from `first` to `end` (exclusive), to `at` and on. The engine converts
 * whole arrays several times faster than a loop does.
 */
export function putCell(
  values: Numbers,
  first: number,
  end: number,
  target: Int32Array | Float64Array,
  at: number,
): void {
  target.set(end - first === CELL ? values : values.subarray(first, end), at);
}
