import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Query, useBulkClient } from '../bulk/bulk-client.ts';
import {
  count,
  createSession,
  MS,
  PERIODIC_S16,
  periodic,
  START,
  write,
} from '../support/sample-session.ts';

const client = useBulkClient({
  PADDOCK_MAX_BULK_READS: '1',
  PADDOCK_MAX_SERIES_PER_REQUEST: '3',
  PADDOCK_MAX_POINTS_PER_SERIES: '1000',
  PADDOCK_MAX_SAMPLES_SCANNED: '1000',
});
const P = { parameters: 'c1' };
const COARSE = { ...PERIODIC_S16, channelId: 2, interval: 100n * MS };
const LENGTH = 50_000;
const END = START + BigInt(LENGTH - 1) * 10n * MS;

/** A session of 50,000 samples with an identity that must be encoded. */
async function record(identity: string) {
  await createSession(client.app, identity, {
    channels: [PERIODIC_S16, COARSE],
    parameters: [
      { identifier: 'c1', name: 'c1', channels: [1] },
      { identifier: 'both', name: 'both', channels: [1, 2] },
      { identifier: 'twice', name: 'twice', function: '$c1 * 2' },
      { identifier: 'circle', name: 'circle', function: '$nothing' },
    ],
  });
  const values = count(LENGTH).map((i) => i % 1000);
  await write(client.app, identity, periodic(START, values), periodic(START, [1, 2], COARSE));
}

beforeAll(() => record('http/ä'));

const ask = (query: Query, init?: RequestInit, format = 'csv') =>
  client.ask('http/ä', format, query, init);

describe('an answer of a bulk read', () => {
  it.each([
    ['csv', 'text/csv; charset=utf-8; header=present'],
    ['arrow', 'application/vnd.apache.arrow.stream'],
    ['parquet', 'application/vnd.apache.parquet'],
    ['f64', 'application/octet-stream'],
  ])('says what it is: %s', async (format, type) => {
    const query = { ...P, offsetStart: '0', offsetEnd: String(20n * MS) };
    const { status, headers, text } = await ask(query, {}, format).then(async (response) => ({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    }));

    expect(status).toBe(200);
    expect(text).not.toBe('');
    expect(headers).toMatchObject({
      'content-type': type,
      'content-disposition': expect.stringMatching(new RegExp(`^attachment; .*\\.${format}"`)),
      'cache-control': 'private, no-cache',
      'x-paddock-start-time': String(START),
      'x-paddock-end-time': String(START + 20n * MS),
      'x-paddock-sample-count': '3',
    });
  });

  it('is named for the session', async () => {
    await client.app.askData(
      `mutation { createOrUpdateSession(input: { identity: "named", createIfNotExists: { identifier: "Run 7: wet/dry" } }) { created } }`,
    );
    await client.app.askData(
      `mutation { createOrUpdateSession(input: { identity: "named", updates: [{ setConfigBindings: [{ identifier: "http/ä/0" }] }] }) { created } }`,
    );
    const { headers } = await client.ask('named', 'csv', P);
    expect(headers.get('content-disposition')).toBe('attachment; filename="Run 7_ wet_dry.csv"');
  });

  it('tells no count that only reading tells', async () => {
    for (const query of [
      { parameters: 'both' },
      { parameters: 'twice' },
      { ...P, maxPoints: '10' },
      { ...P, interval: String(1000n * MS) },
    ]) {
      const { status, headers } = await ask(query, { method: 'HEAD' });
      expect([status, headers.get('x-paddock-sample-count')]).toEqual([200, null]);
    }
  });

  it('is not limited by the samples that one series of GraphQL may take', async () => {
    const text = await client.getText('http/ä', 'csv', { ...P, time: 's' });
    expect(text.split('\r\n')).toHaveLength(LENGTH + 3);
    const reduced = await client.getText('http/ä', 'csv', { ...P, maxPoints: '10' });
    expect(reduced.split('\r\n').length).toBeLessThanOrEqual(13);
  });

  it('has to HEAD the headers alone', async () => {
    const [head, whole] = [await ask(P, { method: 'HEAD' }), await ask(P)];
    expect(await head.text()).toBe('');
    const named = ({ headers }: Response) =>
      [...headers].filter(
        ([name]) => !/^(date|connection|keep-alive|transfer|content-l)/.test(name),
      );
    expect(named(head)).toEqual(named(whole));
    await whole.text();
  });
});

describe('the entity tag of a bulk read', () => {
  const tagOf = async (query: Query, format = 'csv') =>
    (await ask(query, { method: 'HEAD' }, format)).headers.get('etag') ?? '';

  it('answers 304 to who has it', async () => {
    const etag = await tagOf(P);
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    const response = await ask(P, { headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([
      304,
      etag,
      '',
    ]);
  });

  it('is another for another selection and format', async () => {
    const tags = [
      await tagOf(P),
      await tagOf(P, 'f64'),
      await tagOf({ parameters: 'both' }),
      await tagOf({ ...P, texts: 'true' }),
      await tagOf({ ...P, time: 's' }),
      await tagOf({ ...P, maxPoints: '10' }),
      await tagOf({ ...P, interval: '1000000' }),
      await tagOf({ ...P, offsetStart: '0', offsetEnd: '1' }),
    ];
    expect(new Set(tags).size).toBe(tags.length);
    expect(await tagOf({ ...P, startTime: String(START), endTime: String(END) })).not.toBe('');
  });

  it('is another when the session has changed', async () => {
    await record('changing');
    const tagNow = async () =>
      (await client.ask('changing', 'csv', P, { method: 'HEAD' })).headers.get('etag');
    const before = await tagNow();
    expect(await tagNow()).toBe(before);
    await write(client.app, 'changing', periodic(START, [9]));
    expect(await tagNow()).not.toBe(before);
  });

  it('is another when a set is published that the session uses already', async () => {
    const binding = { identifier: 'late/1' };
    await client.app.askData(
      'mutation ($input: CreateOrUpdateSessionInput!) { createOrUpdateSession(input: $input) { created } }',
      {
        input: {
          identity: 'late',
          createIfNotExists: {},
          updates: [{ setConfigBindings: [{ identifier: 'http/ä/0' }, binding] }],
        },
      },
    );
    const tagNow = async () =>
      (await client.ask('late', 'csv', P, { method: 'HEAD' })).headers.get('etag');
    const before = await tagNow();
    await client.app.askData(
      'mutation { createConfigurationSet(input: { identifier: "late/1", applications: [{ name: "late" }] }) { created } }',
    );
    expect(await tagNow()).not.toBe(before);
  });
});

describe('a bulk read', () => {
  async function refusal(query: Query, identity = 'http/ä', format = 'csv') {
    const response = await client.ask(identity, format, query);
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('etag')).toBeNull();
    return { status: response.status, ...error };
  }

  it.each([
    [{ parameters: 'none' }, 404, 'NOT_FOUND', 'parameters'],
    [{ ...P, lap: '7' }, 404, 'NOT_FOUND', 'lap'],
    [{ ...P, marker: 'none' }, 404, 'NOT_FOUND', 'marker'],
    [{ parameters: 'circle' }, 404, 'NOT_FOUND', 'parameters'],
    [{ ...P, widow: '1' }, 400, 'BAD_USER_INPUT', 'widow'],
    [{ ...P, maxPoints: '1001' }, 400, 'BAD_USER_INPUT', 'maxPoints'],
    [{ ...P, interval: '1' }, 413, 'PAYLOAD_TOO_LARGE', 'interval'],
    [{ parameters: ['a', 'b', 'c', 'd'] }, 413, 'PAYLOAD_TOO_LARGE', 'parameters'],
    [{ ...P, offsetStart: '9', offsetEnd: '1' }, 400, 'BAD_USER_INPUT', 'offsetStart'],
  ])('refuses %j', async (query, status, code, argument) => {
    expect(await refusal(query)).toMatchObject({ status, code, detail: { argument } });
  });

  it('refuses unknown sessions and formats', async () => {
    expect(await refusal(P, 'nobody')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await refusal(P, 'http/ä', 'xlsx')).toMatchObject({
      status: 404,
      message: 'Expected samples as one of arrow, parquet, csv, f64, got "xlsx".',
    });
  });

  it('is refused with advice while as many run as may, and again taken when a client went away', async () => {
    // 50 million rows: far more than sockets hold.
    const endless = { ...P, interval: '10000' };
    const socket = connect(Number(new URL(client.url).port), '127.0.0.1');
    socket.pause();
    socket.on('error', () => {});
    const path = client.pathOf('http/ä', 'f64', endless);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));

    const refused = await ask(P);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await refused.json()).toMatchObject({
      error: { code: 'UNAVAILABLE', message: expect.stringContaining('PADDOCK_MAX_BULK_READS') },
    });
    expect((await ask(P, { method: 'HEAD' })).status).toBe(200);

    socket.destroy();
    let status = 503;
    while (status === 503) {
      const response = await ask(P);
      await response.arrayBuffer();
      status = response.status;
    }
    expect(status).toBe(200);
  });

  it('answers 500 for samples that are damaged, or is cut where they are', async () => {
    await createSession(client.app, 'damaged', { channels: [PERIODIC_S16] });
    // More blocks than are read at a time.
    const part = 200_000;
    for (const i of count(6)) {
      const at = START + BigInt(i * part) * 10n * MS;
      await write(client.app, 'damaged', periodic(at, new Array<number>(part).fill(i)));
    }
    const damage = (order: 'ASC' | 'DESC') =>
      client.app.runtime.db.write(({ sql }) =>
        sql.run(
          `UPDATE "SampleBlock" SET "checksum" = "checksum" + 1
            WHERE "sessionId" = (SELECT "id" FROM "Session" WHERE "identity" = 'damaged')
              AND "startNs" = (SELECT "startNs" FROM "SampleBlock"
                WHERE "sessionId" = (SELECT "id" FROM "Session" WHERE "identity" = 'damaged')
                ORDER BY "startNs" ${order} LIMIT 1)`,
          [],
        ),
      );
    await damage('DESC');
    const begun = await client.ask('damaged', 'f64', P);
    expect(begun.status).toBe(200);
    await expect(begun.arrayBuffer()).rejects.toThrow();

    await damage('ASC');
    expect(await refusal(P, 'damaged')).toMatchObject({ status: 500, code: 'CORRUPT_DATA' });
  });
});
