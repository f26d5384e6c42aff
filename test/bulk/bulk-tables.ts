import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { fromFloatsBase64, read } from '../support/sample-session.ts';
import type { TestApp } from '../support/test-app.ts';
import { compressors } from './parquet-codecs.ts';

/** A row: the instant in nanoseconds since the epoch, then a number, a text or null a column. */
export type Row = readonly (bigint | number | string | null)[];

/** A table as one of its readers sees it. */
export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly Row[];
}

/** Rows of an Arrow IPC stream, by its own reader. */
export function fromArrow(bytes: Uint8Array): Table {
  const table = tableFromIPC(bytes);
  const names = table.schema.fields.map(({ name }) => name);
  const times = table.batches.flatMap((batch) => [
    ...(batch.data.children[0]!.values as BigInt64Array).subarray(0, batch.numRows),
  ]);
  const columns = table.schema.fields.slice(1).map((_, i) => table.getChildAt(i + 1)!);
  const rows = times.map((time, row) => [time, ...columns.map((column) => column.get(row))]);
  return { names, rows };
}

/** Rows of a Parquet file, by a reader of its own. */
export async function fromParquet(bytes: Uint8Array): Promise<Table> {
  const file = bytes.slice().buffer;
  const objects = await parquetReadObjects({
    file,
    compressors,
    parsers: { timestampFromNanoseconds: (time: bigint) => time },
  } as Parameters<typeof parquetReadObjects>[0]);
  const names = Object.keys(objects[0] ?? {});
  return { names, rows: objects.map((row) => names.map((name) => row[name] ?? null)) };
}

/** Rows of the 64-bit form, of so many columns; NaN stands for null too. */
export function fromFloat64(bytes: Uint8Array, columns: number): Row[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = 8 * (columns + 1);
  return Array.from({ length: bytes.byteLength / width }, (_, row) => [
    view.getBigInt64(row * width, true),
    ...Array.from({ length: columns }, (_cell, i) =>
      view.getFloat64(row * width + 8 + 8 * i, true),
    ),
  ]);
}

/** Rows of CSV after the names and units; cells as they stand. */
export function fromCsv(text: string): { readonly head: string[][]; readonly cells: string[][] } {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  rows.pop();
  return { head: rows.slice(0, 2), cells: rows.slice(2) };
}

/**
 * The rows that GraphQL's series make, put together one by one.
 *
 * @param request As GraphQL takes it.
 */
export async function fromGraphQL(
  app: Pick<TestApp, 'askData'>,
  identity: string,
  parameters: readonly string[],
  request: Parameters<typeof read>[3] = {},
): Promise<Row[]> {
  const rows = new Map<bigint, (number | null)[]>();
  for (const [i, parameter] of parameters.entries()) {
    const { times, values } = await read(app, identity, parameter, request);
    times.forEach((time, at) => {
      const row = rows.get(time) ?? new Array<null>(parameters.length).fill(null);
      row[i] = values[at]!;
      rows.set(time, row);
    });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([time, cells]) => [time, ...cells]);
}

const ALIGNED = `query ($id: String!, $parameters: [String!]!, $window: WindowInput, $interval: Nanoseconds!, $mode: AlignMode) {
  session(identity: $id) {
    aligned(parameters: $parameters, window: $window, interval: $interval, mode: $mode) {
      timestamps columns { valuesBase64 }
    }
  }
}`;

/** The rows of GraphQL's common grid; null where there is no number. */
export async function fromAligned(
  app: Pick<TestApp, 'askData'>,
  id: string,
  parameters: readonly string[],
  request: Readonly<Record<string, unknown>>,
): Promise<Row[]> {
  const { session } = await app.askData(ALIGNED, { id, parameters, ...request });
  const { timestamps, columns } = session.aligned;
  const values = columns.map(({ valuesBase64 }: { valuesBase64: string }) =>
    fromFloatsBase64(valuesBase64),
  );
  return timestamps.map((time: string, row: number) => [
    BigInt(time),
    ...values.map((column: number[]) => (Number.isNaN(column[row]) ? null : column[row])),
  ]);
}

/** Rows as CSV writes their numbers. */
export function toCells(rows: readonly Row[]): string[][] {
  return rows.map((row) =>
    row.map((cell) => {
      if (cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return '';
      return Object.is(cell, -0) ? '-0' : String(cell);
    }),
  );
}

/** Rows with NaN for null, as the 64-bit form has them. */
export function withNaN(rows: readonly Row[]): Row[] {
  return rows.map((row) => row.map((cell) => cell ?? Number.NaN));
}
