import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBulkClient } from '../bulk/bulk-client.ts';
import { createSession, MS, periodic, timestamped, write } from '../support/sample-session.ts';

const GUIDE = readFileSync('docs/bulk.md', 'utf8');
const BLOCKS = [...GUIDE.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(([, kind, text]) => ({
  kind: kind ?? '',
  text: text ?? '',
}));

const client = useBulkClient();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-guide-'));
  const speed = {
    channelId: 1,
    dataSource: 'PERIODIC',
    dataType: 'DOUBLE_64BIT',
    interval: 10n * MS,
  } as const;
  const gear = { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'UNSIGNED_8BIT' } as const;
  await createSession(client.app, 'run-7', {
    channels: [speed, gear],
    conversions: [
      {
        text: { name: 'gears', rawValues: [0, 1, 2, 3], texts: ['N', '1', '2', '3'] },
      },
    ],
    parameters: [
      { identifier: 'Speed:Car', name: 'Speed', channels: [1], unit: 'km/h' },
      { identifier: 'Gear:Car', name: 'Gear', channels: [2], conversion: 'gears' },
    ],
  });
  const start = 1_700_000_000_000_000_000n;
  await write(
    client.app,
    'run-7',
    periodic(start, [100, 101.5, 103], speed),
    periodic(start + 70n * MS, [109], speed),
    timestamped(2, [start, start + 25n * MS], [2, 3], 'UNSIGNED_8BIT'),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Requests with the block that shows what is answered. */
const REQUESTS = BLOCKS.flatMap(({ kind, text }, i) =>
  kind === 'http' ? [{ path: text.replace('GET ', '').trim(), answer: BLOCKS[i + 1]! }] : [],
);

/** Code with what its last line, a comment, says it gives. */
const withResult = (wanted: RegExp) =>
  BLOCKS.filter(({ kind }) => wanted.test(kind)).map(({ text }) => {
    const [, code = '', result = ''] = /^([\s\S]*)\n(?:\/\/|--) (.*)\n$/.exec(text) ?? [];
    return { code, result: JSON.parse(result) as unknown };
  });

describe('the guide to bulk reads', () => {
  it.each(REQUESTS)('shows what is answered to $path', async ({ path, answer }) => {
    const text = await (await fetch(client.url + path)).text();
    if (answer.kind === 'csv') expect(text).toBe(answer.text.replaceAll('\n', '\r\n'));
    else expect(JSON.parse(text)).toEqual(JSON.parse(answer.text));
  });

  it.each(withResult(/^js /))('shows what $code shows', async ({ code, result }) => {
    const shown: unknown[] = [];
    const context = {
      url: client.url,
      fetch: async (path: string) => ({
        // Of the realm of the code, so that it knows its own kinds.
        arrayBuffer: async () => (await fetch(path)).arrayBuffer(),
      }),
      tableFromIPC: (buffer: ArrayBuffer) => tableFromIPC(new Uint8Array(buffer)),
      show: (value: unknown) => shown.push(value),
      DataView,
      String,
    };
    await runInNewContext(`(async () => { ${code} })()`, context);
    expect(JSON.parse(JSON.stringify(shown))).toEqual([result]);
  });

  it.each(withResult(/^sql$/))('shows what $code selects', async ({ code, result }) => {
    const [, path = ''] = /'(samples\.[^']*)'/.exec(code) ?? [];
    const response = await fetch(`${client.url}/sessions/run-7/${path}`);
    const file = join(folder, path.split('?')[0] ?? '');
    await writeFile(file, new Uint8Array(await response.arrayBuffer()));

    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(code.replace(path, file));
    expect(reader.getRowsJson()).toEqual(result);
    connection.closeSync();
    instance.closeSync();
  });

  it('names every field that is known', async () => {
    const refused = await client.ask('run-7', 'csv', { parameters: 'Speed:Car', unknown: '1' });
    const { error } = (await refused.json()) as { error: { message: string } };
    const fields = /Expected fields (.*), got/.exec(error.message)?.[1]?.split(', ') ?? [];
    expect(fields.length).toBeGreaterThan(10);
    const selected = /## What is selected([\s\S]*?)\n## /.exec(GUIDE)?.[1] ?? '';
    expect(fields.filter((field) => !selected.includes(`\`${field}\``))).toEqual([]);
  });
});
