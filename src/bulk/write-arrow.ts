import {
  AsyncByteQueue,
  type Data,
  Field,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampNanosecond,
  Utf8,
} from 'apache-arrow';
import type { BulkTable } from './bulk-table.service.ts';
import type { CellColumn, RowBatch } from './row-batch.ts';
import { describeTable } from './table-metadata.ts';
import { toInt64Times } from './to-int64-times.ts';

/** What an Arrow writer has written, taken piece by piece. */
class Sink extends AsyncByteQueue {
  #parts: Uint8Array[] = [];

  override write(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) this.#parts.push(bytes);
  }

  take(): Uint8Array[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}

/**
 * Write an Arrow IPC stream: `time` as timestamps in nanoseconds, UTC, then a column of 64-bit
 * floating point numbers a parameter, or of texts; null where a parameter has no sample. Unit,
 * format, description and identifier are in the fields' metadata.
 */
export async function* writeArrow(
  table: BulkTable,
  batches: AsyncGenerator<RowBatch>,
): AsyncGenerator<Uint8Array> {
  const schema = toSchema(table);
  const sink = new Sink();
  const writer = new RecordBatchStreamWriter({ autoDestroy: false });
  writer.reset(sink, schema);
  yield* sink.take();
  for await (const batch of batches) {
    writer.write(toRecordBatch(table, schema, batch));
    yield* sink.take();
  }
  writer.close();
  yield* sink.take();
}

function toSchema(table: BulkTable): Schema {
  const columns = table.columns.map(
    ({ name, unit, format, description, textOf }) =>
      new Field(
        name,
        textOf ? new Utf8() : new Float64(),
        true,
        new Map(Object.entries({ identifier: name, unit, format, description })),
      ),
  );
  const time = new Field('time', new TimestampNanosecond('UTC'), false);
  return new Schema([time, ...columns], new Map(Object.entries(describeTable(table))));
}

function toRecordBatch(
  { origin, columns }: BulkTable,
  schema: Schema,
  { rowCount, times, columns: cells }: RowBatch,
): RecordBatch {
  const type = new TimestampNanosecond('UTC');
  const time = makeData({ type, length: rowCount, data: toInt64Times(origin, times) });
  const children: Data[] = [time];
  for (const [i, column] of cells.entries()) {
    const textOf = columns[i]?.textOf;
    children.push(textOf ? toTexts(column, textOf) : toNumbers(column));
  }
  const struct = new Struct(schema.fields);
  return new RecordBatch(
    schema,
    makeData({ type: struct, length: rowCount, nullCount: 0, children }),
  );
}

function toNumbers({ values, present, missingCount }: CellColumn): Data<Float64> {
  const common = { type: new Float64(), length: values.length, data: values };
  if (!present) return makeData({ ...common, nullCount: 0 });
  return makeData({
    ...common,
    nullCount: missingCount,
    nullBitmap: toBitmap(values.length, (row) => present[row] === 1),
  });
}

function toTexts({ values }: CellColumn, textOf: (value: number) => string): Data<Utf8> {
  const encoder = new TextEncoder();
  const encoded = new Map<number, Uint8Array>();
  const offsets = new Int32Array(values.length + 1);
  const texts: Uint8Array[] = [];
  let nullCount = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let length = 0;
    if (Number.isNaN(value)) nullCount++;
    else {
      const text = encoded.get(value) ?? encoder.encode(textOf(value));
      encoded.set(value, text);
      texts.push(text);
      length = text.length;
    }
    offsets[row + 1] = offsets[row]! + length;
  }
  return makeData({
    type: new Utf8(),
    length: values.length,
    nullCount,
    valueOffsets: offsets,
    data: Buffer.concat(texts),
    ...(nullCount > 0
      ? { nullBitmap: toBitmap(values.length, (row) => !Number.isNaN(values[row]!)) }
      : {}),
  });
}

function toBitmap(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(length / 64) * 8);
  for (let row = 0; row < length; row++) if (isSet(row)) bitmap[row >> 3]! |= 1 << (row & 7);
  return bitmap;
}
