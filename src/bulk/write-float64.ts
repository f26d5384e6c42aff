import type { BulkTable } from './bulk-table.service.ts';
import type { RowBatch } from './row-batch.ts';
import { toInt64Times } from './to-int64-times.ts';

/**
 * Write rows without any frame, little-endian: the instant as a signed 64-bit integer of nanoseconds
 * since the Unix epoch, then a 64-bit floating point number a column; NaN where there is none.
 */
export async function* writeFloat64(
  { origin, columns }: BulkTable,
  batches: AsyncGenerator<RowBatch>,
): AsyncGenerator<Uint8Array> {
  const width = 8 * (columns.length + 1);
  for await (const { rowCount, times, columns: cells } of batches) {
    const bytes = new Uint8Array(rowCount * width);
    const view = new DataView(bytes.buffer);
    toInt64Times(origin, times).forEach((time, row) => {
      view.setBigInt64(row * width, time, true);
    });
    for (const [i, { values }] of cells.entries()) {
      for (let row = 0; row < rowCount; row++) {
        view.setFloat64(row * width + 8 * (i + 1), values[row]!, true);
      }
    }
    yield bytes;
  }
}
