import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { compressSync } from 'snappy';
import type { BulkTable } from './bulk-table.service.ts';
import type { CellColumn, RowBatch } from './row-batch.ts';
import { describeTable } from './table-metadata.ts';
import { toInt64Times } from './to-int64-times.ts';

/**
 * Cells of a row group: written at one go, in some 50 ms. The end of a Parquet file names every
 * column of every row group, so that smaller ones would take memory instead.
 */
const GROUP_CELLS = 262_144;

/** Row groups in which many batches are one. */
type Group = RowBatch[];

/**
 * Write a Parquet file, a row group at a time: `time` as timestamps in nanoseconds, UTC, then a
 * column of doubles a parameter, or of texts; null where a parameter has no sample. Units, formats
 * and descriptions are in the key-value metadata `columns`, as JSON. With `time=ns` instants are
 * plain integers.
 */
export async function* writeParquet(
  table: BulkTable,
  batches: AsyncGenerator<RowBatch>,
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const take = () => {
    // A copy: the writer uses its memory again.
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const parquet = new ParquetWriter({
    writer,
    schema: toSchema(table),
    compressors: { SNAPPY: (bytes) => compressSync(bytes) },
    kvMetadata: toMetadata(table),
    createdBy: 'Paddock',
  });
  const groupRows = Math.ceil(GROUP_CELLS / (table.columns.length + 1));
  let group: Group = [];
  let rowCount = 0;
  for await (const batch of batches) {
    group.push(batch);
    rowCount += batch.rowCount;
    if (rowCount < groupRows) continue;
    await parquet.write(toColumns(table, group, rowCount));
    yield take();
    group = [];
    rowCount = 0;
  }
  if (rowCount > 0) await parquet.write(toColumns(table, group, rowCount));
  await parquet.finish();
  yield take();
}

function toSchema({ columns, request }: BulkTable): SchemaElement[] {
  return [
    { name: 'samples', num_children: columns.length + 1 },
    {
      name: 'time',
      type: 'INT64',
      repetition_type: 'REQUIRED',
      ...(request.time === 'ns'
        ? {}
        : { logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' } }),
    },
    ...columns.map(
      ({ name, textOf }): SchemaElement =>
        textOf
          ? { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }
          : { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    ),
  ];
}

function toMetadata(table: BulkTable) {
  const columns = table.columns.map(({ name, unit, format, description }) => ({
    name,
    unit,
    format,
    description,
  }));
  const metadata = { ...describeTable(table), columns: JSON.stringify(columns) };
  return Object.entries(metadata).map(([key, value]) => ({ key, value }));
}

function toColumns({ origin, columns }: BulkTable, group: Group, rowCount: number) {
  const times = new Float64Array(rowCount);
  let at = 0;
  for (const batch of group) {
    times.set(batch.times, at);
    at += batch.rowCount;
  }
  const time = {
    name: 'time',
    data: toInt64Times(origin, times),
    encoding: 'DELTA_BINARY_PACKED' as const,
    offsetIndex: false,
  };
  const others = columns.map(({ name, textOf }, i) => {
    const cells = group.map((batch) => batch.columns[i]!);
    return textOf
      ? { name, data: toTexts(cells, textOf), offsetIndex: false }
      : {
          name,
          data: toNumbers(cells, rowCount),
          // The bits of a double are its value: a dictionary would make one of 0 and -0.
          encoding: 'PLAIN' as const,
          offsetIndex: false,
        };
  });
  return { columnData: [time, ...others], rowGroupSize: rowCount };
}

function toNumbers(cells: readonly CellColumn[], rowCount: number) {
  if (cells.every(({ present }) => present === null)) {
    const numbers = new Float64Array(rowCount);
    let at = 0;
    for (const { values } of cells) {
      numbers.set(values, at);
      at += values.length;
    }
    return numbers;
  }
  const numbers: (number | null)[] = new Array(rowCount);
  let at = 0;
  for (const { values, present } of cells) {
    for (let row = 0; row < values.length; row++) {
      numbers[at++] = present && !present[row] ? null : values[row]!;
    }
  }
  return numbers;
}

function toTexts(cells: readonly CellColumn[], textOf: (value: number) => string) {
  return cells.flatMap(({ values }) =>
    Array.from(values, (value) => (Number.isNaN(value) ? null : textOf(value))),
  );
}
