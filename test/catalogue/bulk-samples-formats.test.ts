import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBulkClient } from '../bulk/bulk-client.ts';
import { fromArrow, fromCsv, fromGraphQL, fromParquet, type Row } from '../bulk/bulk-tables.ts';
import {
  count,
  createSession,
  MS,
  periodic,
  START,
  timestamped,
  write,
} from '../support/sample-session.ts';

const client = useBulkClient();
let folder: string;

const SPEED = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'DOUBLE_64BIT',
  interval: 10n * MS,
} as const;
const GEAR = { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'UNSIGNED_8BIT' } as const;
const ALL = ['speed:car', 'gear:car', '=1+"x", y'];

/** Enough for several blocks, batches and row groups of three columns. */
const LENGTH = 70_000;
const speedOf = (i: number) => (i % 1000 === 3 ? Number.NaN : Math.sin(i / 100) * 1e3);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-bulk-'));
  await createSession(client.app, 'formats', {
    channels: [SPEED, GEAR],
    conversions: [
      { rational: { name: 'line', coefficients: [0, 1, 0, 0, 0, 1], unit: 'km/h' } },
      {
        text: {
          name: 'gears',
          rawValues: [0, 1, 2],
          texts: ['neutral', 'one, "low"', ''],
          defaultText: '=cmd()',
        },
      },
    ],
    parameters: [
      {
        identifier: 'speed:car',
        name: 'speed',
        channels: [1],
        conversion: 'line',
        format: '%6.1f',
        description: 'Speed over ground, measured',
      },
      { identifier: 'gear:car', name: 'gear', channels: [2], conversion: 'gears' },
      { identifier: '=1+"x", y', name: 'odd', channels: [2], unit: 'a"b' },
    ],
  });
  const part = 35_000;
  for (let from = 0; from < LENGTH; from += part) {
    const values = count(part).map((i) => speedOf(from + i));
    await write(client.app, 'formats', periodic(START + BigInt(from) * 10n * MS, values, SPEED));
  }
  const times = count(4).map((i) => START + BigInt(i) * 5n * MS);
  await write(client.app, 'formats', timestamped(2, times, [0, 1, 2, 9], 'UNSIGNED_8BIT'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The rows that DuckDB makes of a query over a file. */
async function askDuckDb(bytes: Uint8Array, name: string, query: string): Promise<Row[]> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(query.replace('FILE', `'${path}'`));
    return reader.getRows() as unknown as Row[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('bulk files', () => {
  it('are read alike by the readers of each format', async () => {
    const query = { parameters: ALL };
    const rows = await fromGraphQL(client.app, 'formats', ALL);
    expect(rows).toHaveLength(LENGTH + 2);

    const same = (read: readonly Row[]) => expect(isDeepStrictEqual(read, rows)).toBe(true);
    same(fromArrow(await client.get('formats', 'arrow', query)).rows);
    same((await fromParquet(await client.get('formats', 'parquet', query))).rows);
    const exact = await client.get('formats', 'parquet', { ...query, time: 'ns' });
    same(await askDuckDb(exact, 'a.parquet', 'SELECT * FROM FILE'));
    const typed = `SELECT * FROM read_csv(FILE, skip = 2, header = false,
      columns = { 'time': 'BIGINT', 'a': 'DOUBLE', 'b': 'DOUBLE', 'c': 'DOUBLE' })`;
    const csv = await askDuckDb(await client.get('formats', 'csv', query), 'a.csv', typed);
    const finite = rows.map((row) => row.map((cell) => (Number.isNaN(cell) ? null : cell)));
    expect(isDeepStrictEqual(csv, finite)).toBe(true);
  });

  it('have the instants of Parquet as timestamps in UTC', async () => {
    const bytes = await client.get('formats', 'parquet', { parameters: ['gear:car'] });
    const types = 'SELECT typeof(time), epoch_us(time) FROM FILE LIMIT 1';
    expect(await askDuckDb(bytes, 'b.parquet', types)).toEqual([
      ['TIMESTAMP WITH TIME ZONE', START / 1000n],
    ]);
    const logical = parquetMetadata(bytes.slice().buffer).schema[1]?.logical_type;
    expect(logical).toEqual({ type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' });
  });

  it('tell in Arrow and Parquet what the columns are', async () => {
    const query = { parameters: ['speed:car', 'gear:car'], offsetStart: '0', offsetEnd: '99' };
    const about = {
      session: 'formats',
      identifier: '',
      startTime: String(START),
      endTime: String(START + 99n),
    };
    const speed = { unit: 'km/h', format: '%6.1f', description: 'Speed over ground, measured' };

    const { schema } = tableFromIPC(await client.get('formats', 'arrow', query));
    expect(Object.fromEntries(schema.metadata)).toEqual({
      ...about,
      identifier: expect.any(String),
    });
    expect(schema.fields.map(({ name, type }) => [name, String(type)])).toEqual([
      ['time', 'Timestamp<NANOSECOND, UTC>'],
      ['speed:car', 'Float64'],
      ['gear:car', 'Float64'],
    ]);
    expect(Object.fromEntries(schema.fields[1]!.metadata)).toEqual({
      ...speed,
      identifier: 'speed:car',
    });

    const bytes = await client.get('formats', 'parquet', query);
    const { key_value_metadata: pairs = [] } = parquetMetadata(bytes.slice().buffer);
    const metadata = Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({ session: 'formats', startTime: String(START) });
    expect(JSON.parse(metadata.columns ?? '')[0]).toEqual({ name: 'speed:car', ...speed });
  });

  it('hold texts instead of numbers where they are wanted', async () => {
    const query = { parameters: ['gear:car', 'speed:car'], texts: 'true', offsetStart: '0' };
    const asked = { ...query, offsetEnd: String(15n * MS) };
    const at = (ms: bigint) => START + ms * MS;
    const expected = [
      [at(0n), 'neutral', speedOf(0)],
      [at(5n), 'one, "low"', null],
      [at(10n), '', speedOf(1)],
      [at(15n), '=cmd()', null],
    ];

    expect(fromArrow(await client.get('formats', 'arrow', asked)).rows).toEqual(expected);
    const parquet = await client.get('formats', 'parquet', asked);
    expect((await fromParquet(parquet)).rows).toEqual(expected);
    expect(await client.getText('formats', 'csv', { ...asked, time: 's' })).toBe(
      [
        'time,gear:car,speed:car',
        's,,km/h',
        '0,neutral,0',
        '0.005,"one, ""low""",',
        `0.01,"",${speedOf(1)}`,
        '0.015,=cmd(),',
        '',
      ].join('\r\n'),
    );
  });

  it.each([
    ['ns', 'ns', [String(START), String(START + 5n * MS)]],
    ['iso', '', ['2023-11-14T22:13:20.123456789Z', '2023-11-14T22:13:20.128456789Z']],
    ['s', 's', ['0', '0.005']],
  ])('write the instants of CSV as %s', async (time, unit, cells) => {
    const query = { parameters: ['=1+"x", y'], offsetStart: '0', offsetEnd: String(5n * MS), time };
    const table = fromCsv(await client.getText('formats', 'csv', query));
    expect(table.head).toEqual([
      ['time', '=1+"x", y'],
      [unit, 'a"b'],
    ]);
    expect(table.cells.map(([cell]) => cell)).toEqual(cells);
  });

  it.each(['csv', 'arrow', 'parquet', 'f64'])('are whole %s without a row too', async (format) => {
    const query = { parameters: ALL, startTime: '0', endTime: '1' };
    const bytes = await client.get('formats', format, query);
    const rows = {
      csv: () => fromCsv(new TextDecoder().decode(bytes)).cells,
      arrow: () => fromArrow(bytes).rows,
      parquet: async () => (await fromParquet(bytes)).rows,
      f64: () => [...bytes],
    }[format];
    expect(await rows?.()).toEqual([]);
  });
});

describe('SampleSeries.url', () => {
  const QUERY = `query ($window: WindowInput, $resolution: ResolutionInput) {
    session(identity: "formats") {
      samples(parameters: ["speed:car"], window: $window, resolution: $resolution) {
        count arrow: url(format: ARROW) parquet: url(format: PARQUET) csv: url(format: CSV) f64: url(format: FLOAT64)
      }
    }
  }`;

  async function series(variables: Record<string, unknown>) {
    return (await client.app.askData(QUERY, variables)).session.samples[0];
  }

  it('selects what the series does', async () => {
    const window = { offset: { startTime: '0', endTime: String(900n * MS) } };
    const whole = await series({ window });
    const reduced = await series({ window, resolution: { maxPoints: 10, method: 'LTTB' } });

    const rowsOf = async (url: string) => {
      const response = await fetch(client.url + url);
      return fromArrow(new Uint8Array(await response.arrayBuffer())).rows.length;
    };
    expect(await rowsOf(whole.arrow)).toBe(91);
    expect(await rowsOf(reduced.arrow)).toBe(reduced.count);
    expect(reduced.csv).toBe(
      `/sessions/formats/samples.csv?parameters=speed%3Acar&startTime=${START}&endTime=${START + 900n * MS}&maxPoints=10&method=LTTB`,
    );
    expect(reduced.f64).toMatch(/samples\.f64\?/);
    expect(reduced.parquet).toMatch(/samples\.parquet\?/);
  });

  it('selects nothing for a series without data', async () => {
    const { csv } = await series({ window: { range: { startTime: '0', endTime: '1' } } });
    const response = await fetch(client.url + csv);
    expect(await response.text()).toBe('time,speed:car\r\nns,km/h\r\n');
  });
});
