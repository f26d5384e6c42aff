import type { SeriesAligner } from '../samples/reading/series-aligner.ts';
import { type CellColumn, type RowBatch, rowsPerBatch } from './row-batch.ts';

/** Instants at equal distances from the table's origin on. */
export interface Grid {
  /** Nanoseconds, at least 1. */
  readonly interval: number;
  readonly count: number;
}

/** One row an instant of a grid, with the value each series has there. */
export async function* gridRows(
  aligners: readonly SeriesAligner[],
  { interval, count }: Grid,
): AsyncGenerator<RowBatch> {
  const size = rowsPerBatch(aligners.length);
  for (let from = 0; from < count; from += size) {
    const rowCount = Math.min(size, count - from);
    const times = Float64Array.from({ length: rowCount }, (_, i) => (from + i) * interval);
    const columns: CellColumn[] = [];
    for (const aligner of aligners) columns.push(toCells(await aligner.take(times)));
    yield { rowCount, times, columns };
  }
}

/** On a grid NaN says that there is no value. */
function toCells(values: Float64Array): CellColumn {
  const present = new Uint8Array(values.length);
  let missingCount = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) missingCount++;
    else present[i] = 1;
  }
  return { values, present: missingCount === 0 ? null : present, missingCount };
}
