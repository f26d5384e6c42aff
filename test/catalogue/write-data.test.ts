import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_TYPES, sampleWidth } from '../../src/core/data-type.ts';
import {
  askRead,
  askWrite,
  count,
  createSession,
  fromFloatsBase64,
  type Message,
  MS,
  periodic,
  read,
  readBlocks,
  readChannel,
  START,
  samplesOf,
  timestamped,
  toBytes,
  toTimesBase64,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const MAX_INT64 = 2n ** 63n - 1n;

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp({ PADDOCK_MAX_BATCH_MESSAGES: '50' }));
});
afterAll(() => stop());

/**
 * A session with channels 1 (PERIODIC s16, 10 ms), 2 (TIMESTAMPED double), 3 and 4 (ROW_DATA double
 * and u16), 5 (SYNCHRO f32), 6 (SUB_SAMPLED_PERIODIC u8, 1 s), 7 (EVENT), 8 (CAN).
 */
async function newSession(): Promise<string> {
  const identity = `write-${++made}`;
  await createSession(app, identity, {
    channels: [
      { channelId: 1, dataSource: 'PERIODIC', dataType: 'SIGNED_16BIT', interval: 10n * MS },
      { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' },
      { channelId: 3, dataSource: 'ROW_DATA', dataType: 'DOUBLE_64BIT' },
      { channelId: 4, dataSource: 'ROW_DATA', dataType: 'UNSIGNED_16BIT' },
      { channelId: 5, dataSource: 'SYNCHRO', dataType: 'FLOATING_POINT_32BIT' },
      {
        channelId: 6,
        dataSource: 'SUB_SAMPLED_PERIODIC',
        dataType: 'UNSIGNED_8BIT',
        interval: 1000n * MS,
      },
      { channelId: 7, dataSource: 'EVENT', dataType: 'DOUBLE_64BIT' },
      { channelId: 8, dataSource: 'CAN', dataType: 'UNSIGNED_8BIT' },
    ],
  });
  return identity;
}

function row(channelIds: readonly number[], timestamp: bigint, bytes: Uint8Array): Message {
  const buffer = Buffer.from(bytes).toString('base64');
  return { row: { channelIds, timestamp: String(timestamp), buffer } };
}

describe('writeData', () => {
  it('stores a periodic burst, and says what it did', async () => {
    const id = await newSession();

    const payload = await write(app, id, periodic(START, [5, -6, 32767]));

    const timeRange = { startTime: String(START), endTime: String(START + 20n * MS) };
    expect(payload).toEqual({
      accepted: 1,
      sampleCount: 3,
      duplicates: 0,
      replaced: 0,
      timeRange,
      session: { timeRange },
    });
    const { times, values } = await read(app, id, 'c1');
    expect(times).toEqual([START, START + 10n * MS, START + 20n * MS]);
    expect(values).toEqual([5, -6, 32767]);
  });

  it('stores a burst of a sub-sampled channel', async () => {
    const id = await newSession();
    const channel = { channelId: 6, interval: 1000n * MS, dataType: 'UNSIGNED_8BIT' } as const;

    await write(app, id, periodic(START, [1, 255], channel));

    expect((await read(app, id, 'c6')).values).toEqual([1, 255]);
  });

  it('stores samples with times, listed or in base64', async () => {
    const id = await newSession();
    const buffer = toBytes([12.7, 14.9, 21.2], 'DOUBLE_64BIT').toString('base64');
    const times = [START, START + 4n, START + 9_000_000_000n];

    await write(app, id, timestamped(2, times, [12.7, 14.9, 21.2]), {
      timestamped: { channelId: 3, timestampsBase64: toTimesBase64(times), buffer },
    });

    for (const parameter of ['c2', 'c3']) {
      const series = await read(app, id, parameter);
      expect(series.times).toEqual(times);
      expect(series.values).toEqual([12.7, 14.9, 21.2]);
    }
  });

  it('stores samples before 1970 and at the ends of 64-bit time', async () => {
    const id = await newSession();

    await write(app, id, timestamped(2, [-(2n ** 63n), -1n, MAX_INT64], [1, 2, 3]));

    const stored = samplesOf(await readBlocks(app, id));
    expect(stored.times).toEqual([-(2n ** 63n), -1n, MAX_INT64]);
    expect(fromFloatsBase64(stored.bytes.toString('base64'))).toEqual([1, 2, 3]);
    const near = { range: { startTime: '-10', endTime: '10' } };
    expect((await read(app, id, 'c2', { window: near })).times).toEqual([-1n]);
    expect((await askRead(app, id, ['c2'])).errors).toMatchObject([
      {
        message: 'Expected a window of at most 104 days, got 213503 days. Ask for a shorter one.',
        extensions: { code: 'BAD_USER_INPUT', argument: 'window' },
      },
    ]);
  });

  it('takes rows apart into their channels', async () => {
    const id = await newSession();
    const rows = count(4).map((i) =>
      row(
        i % 2 === 0 ? [3, 4] : [4, 3],
        START + BigInt(i),
        i % 2 === 0
          ? Buffer.concat([toBytes([i + 0.5], 'DOUBLE_64BIT'), toBytes([i], 'UNSIGNED_16BIT')])
          : Buffer.concat([toBytes([i], 'UNSIGNED_16BIT'), toBytes([i + 0.5], 'DOUBLE_64BIT')]),
      ),
    );

    const payload = await write(app, id, ...rows);

    expect(payload).toMatchObject({ accepted: 4, sampleCount: 8 });
    expect((await read(app, id, 'c3')).values).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect((await read(app, id, 'c4')).values).toEqual([0, 1, 2, 3]);
    expect(await readBlocks(app, id)).toHaveLength(2);
  });

  it('takes messages of every kind in one write', async () => {
    const id = await newSession();
    const event = { eventDefinitionId: 1, timestamp: String(START - 5n) };

    const payload = await write(
      app,
      id,
      periodic(START, [1]),
      timestamped(5, [START + 7n], [0.5], 'FLOATING_POINT_32BIT'),
      row([4], START, toBytes([9], 'UNSIGNED_16BIT')),
      { event },
    );

    expect(payload).toMatchObject({
      accepted: 4,
      sampleCount: 3,
      timeRange: { startTime: String(START - 5n), endTime: String(START + 7n) },
    });
  });

  it('takes no messages, and changes no time range', async () => {
    const id = await newSession();

    expect(await write(app, id)).toMatchObject({
      accepted: 0,
      sampleCount: 0,
      timeRange: null,
      session: { timeRange: null },
    });
  });

  it.each(DATA_TYPES)('keeps every byte of %s samples', async (dataType) => {
    const id = `write-bytes-${dataType}`;
    const width = sampleWidth(dataType);
    const bytes = Buffer.from(count(width * 300).map((i) => (i * 151 + (i >> 8)) & 255));
    const interval = 3n;
    await createSession(app, id, {
      channels: [
        { channelId: 1, dataSource: 'PERIODIC', dataType, interval },
        { channelId: 2, dataSource: 'TIMESTAMPED', dataType },
      ],
    });
    const buffer = bytes.toString('base64');
    const times = count(300).map((i) => START + BigInt(i * i));

    await write(
      app,
      id,
      {
        periodic: {
          channelId: 1,
          startTimestamp: String(START),
          interval: '3',
          samples: 300,
          buffer,
        },
      },
      { timestamped: { channelId: 2, timestamps: times.map(String), buffer } },
    );

    expect(samplesOf(await readBlocks(app, id, [1])).bytes).toEqual(bytes);
    const stored = samplesOf(await readBlocks(app, id, [2]));
    expect(stored).toEqual({ times, bytes });
    expect(await readChannel(app, id, 1)).toEqual({
      channelId: 1,
      sampleCount: 300,
      byteLength: 300 * width,
      timeRange: { startTime: String(START), endTime: String(START + 299n * interval) },
    });
  });
});

const ok = periodic(START, [1, 2]);
const good = ok.periodic as Record<string, unknown>;
const timed = timestamped(2, [START, START + 1n], [1, 2]).timestamped as Record<string, unknown>;
const rowOf = row([3, 4], START, new Uint8Array(10)).row as Record<string, unknown>;

/** [what is wrong, the message, where, what is said] */
const FAULTS: readonly (readonly [string, Message, string, string])[] = [
  [
    'an unknown channel',
    { periodic: { ...good, channelId: 99 } },
    'periodic.channelId',
    expect.stringMatching(
      /^No configuration set that the session uses defines channel 99\. It uses "[^"]+" \(1 to 8\)\.$/,
    ),
  ],
  [
    'a periodic burst of a channel with times',
    { periodic: { ...good, channelId: 2 } },
    'periodic.channelId',
    'Expected a PERIODIC or SUB_SAMPLED_PERIODIC channel, got channel 2, which is TIMESTAMPED.',
  ],
  [
    'times for a periodic channel',
    { timestamped: { ...timed, channelId: 1 } },
    'timestamped.channelId',
    'Expected a TIMESTAMPED or SYNCHRO or ROW_DATA channel, got channel 1, which is PERIODIC.',
  ],
  [
    'a row of a channel that has none',
    { row: { ...rowOf, channelIds: [3, 2] } },
    'row.channelIds[1]',
    'Expected a ROW_DATA channel, got channel 2, which is TIMESTAMPED.',
  ],
  [
    'samples of an event channel',
    { timestamped: { ...timed, channelId: 7 } },
    'timestamped.channelId',
    'Expected a TIMESTAMPED or SYNCHRO or ROW_DATA channel, got channel 7, which is EVENT.',
  ],
  [
    'a buffer that is too short',
    { periodic: { ...good, samples: 3 } },
    'periodic.buffer',
    'Expected 3 samples of 2 bytes (6 bytes), got 4 bytes.',
  ],
  [
    'a buffer that is too long',
    { timestamped: { ...timed, timestamps: [String(START)] } },
    'timestamped.buffer',
    'Expected 1 samples of 8 bytes (8 bytes), got 16 bytes.',
  ],
  [
    'a row of the wrong length',
    { row: { ...rowOf, buffer: 'AAAA' } },
    'row.buffer',
    'Expected the 2 values of a row (10 bytes), got 3 bytes.',
  ],
  [
    'a row of no channels',
    { row: { ...rowOf, channelIds: [] } },
    'row.channelIds',
    'Expected at least 1 channel, got 0.',
  ],
  [
    'a channel twice in a row',
    { row: { ...rowOf, channelIds: [3, 3] } },
    'row.channelIds',
    'Expected each channel once in a row.',
  ],
  [
    'no samples',
    { periodic: { ...good, samples: 0, buffer: '' } },
    'periodic.samples',
    'Expected at least 1 sample, got 0.',
  ],
  [
    'fewer than no samples',
    { periodic: { ...good, samples: -1 } },
    'periodic.samples',
    'Expected at least 1 sample, got -1.',
  ],
  [
    'another interval',
    { periodic: { ...good, interval: '10000001' } },
    'periodic.interval',
    'Expected the interval of channel 1, 10000000, got 10000001.',
  ],
  [
    'a last sample beyond time',
    { periodic: { ...good, startTimestamp: String(MAX_INT64) } },
    'periodic.startTimestamp',
    'The last sample lies beyond the range of time.',
  ],
  [
    'no timestamps',
    { timestamped: { ...timed, timestamps: [], buffer: '' } },
    'timestamped.timestamps',
    'Expected at least 1 timestamp, got 0.',
  ],
  [
    'equal timestamps',
    { timestamped: { ...timed, timestamps: ['7', '7'] } },
    'timestamped.timestamps',
    'Expected timestamps that ascend, got 7 after 7 at position 1.',
  ],
  [
    'descending timestamps in base64',
    {
      timestamped: { ...timed, timestamps: null, timestampsBase64: toTimesBase64([5n, -5n]) },
    },
    'timestamped.timestampsBase64',
    'Expected timestamps that ascend, got -5 after 5 at position 1.',
  ],
  [
    'a piece of a timestamp',
    { timestamped: { ...timed, timestamps: null, timestampsBase64: 'AAAA' } },
    'timestamped.timestampsBase64',
    'Expected 8 bytes a timestamp, got 3 bytes.',
  ],
  [
    'timestamps in both forms',
    { timestamped: { ...timed, timestampsBase64: toTimesBase64([5n, 6n]) } },
    'timestamped',
    'Expected `timestamps` or `timestampsBase64`, one of the two.',
  ],
  [
    'timestamps in neither form',
    { timestamped: { channelId: 2, buffer: timed.buffer } },
    'timestamped',
    'Expected `timestamps` or `timestampsBase64`, one of the two.',
  ],
];

describe('writeData, refusing', () => {
  it.each(FAULTS)('refuses %s, and stores nothing of the write', async (_, message, at, text) => {
    const id = await newSession();

    const { errors } = await askWrite(app, id, [
      ok,
      timestamped(2, [START], [1]),
      { event: { eventDefinitionId: 1, timestamp: '0' } },
      message,
    ]);

    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      message: text,
      path: ['writeData'],
      extensions: { code: 'BAD_USER_INPUT', argument: `input.messages[3].${at}` },
    });
    const { session } = await app.askData(
      `query ($id: String!) { session(identity: $id) {
        timeRange { startTime } events(first: 1) { nodes { timestamp } } channels { sampleCount }
      } }`,
      { id },
    );
    expect(session.timeRange).toBeNull();
    expect(session.events.nodes).toEqual([]);
    expect(session.channels.every((c: { sampleCount: number }) => c.sampleCount === 0)).toBe(true);
    expect(await readBlocks(app, id)).toEqual([]);
  });

  it.each([
    ['text that is no base64', { periodic: { ...good, buffer: 'AAA' } }, 'base64'],
    ['base64 for the web', { periodic: { ...good, buffer: '__8=' } }, 'base64'],
    ['a time beyond 64 bits', { periodic: { ...good, startTimestamp: '9223372036854775808' } }, ''],
    ['a fraction of a nanosecond', { periodic: { ...good, startTimestamp: 0.5 } }, ''],
    ['two kinds in one message', { ...ok, timestamped: timed }, 'exactly one'],
    ['a message of no kind', {}, 'exactly one'],
  ])('refuses %s', async (_, message, text) => {
    const id = await newSession();

    const { errors } = await askWrite(app, id, [message]);

    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message.toLowerCase()).toContain(text);
    expect(await readBlocks(app, id)).toEqual([]);
  });

  it('refuses a session that is not there', async () => {
    const { errors } = await askWrite(app, 'nowhere', [ok]);

    expect(errors).toMatchObject([
      { message: 'Session "nowhere" was not found.', extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it('refuses data of a session that has ended, and keeps what it has', async () => {
    const id = await newSession();
    await write(app, id, ok);
    await app.askData('mutation ($id: String!) { endSession(identity: $id) { applied } }', { id });
    const before = await readBlocks(app, id);

    const { errors } = await askWrite(app, id, [periodic(START + 20n * MS, [3])]);

    expect(errors).toMatchObject([
      {
        message: `Session "${id}" is CLOSED and takes no more data.`,
        extensions: { code: 'CONFLICT', argument: 'input.session', state: 'CLOSED' },
      },
    ]);
    expect(await readBlocks(app, id)).toEqual(before);
  });

  it('refuses more messages than a write may hold', async () => {
    const id = await newSession();

    const { errors } = await askWrite(app, id, Array(51).fill(ok));

    expect(errors).toMatchObject([
      {
        message: 'Expected at most 50 messages in one write, got 51. Send several writes.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'input.messages' },
      },
    ]);
    expect(await readBlocks(app, id)).toEqual([]);
  });

  it('refuses samples of another type than the channel holds', async () => {
    const id = await newSession();
    await write(app, id, ok);
    const other = `write-${++made}`;
    await createSession(app, other, {
      channels: [
        { channelId: 1, dataSource: 'PERIODIC', dataType: 'UNSIGNED_8BIT', interval: 10n * MS },
      ],
    });
    await app.askData(
      'mutation ($input: CreateOrUpdateSessionInput!) { createOrUpdateSession(input: $input) { applied } }',
      { input: { identity: id, updates: [{ setConfigBindings: [{ identifier: `${other}/0` }] }] } },
    );
    const before = await readBlocks(app, id);
    const channel = { channelId: 1, dataType: 'UNSIGNED_8BIT', interval: 10n * MS } as const;

    const { errors } = await askWrite(app, id, [periodic(START + 10n * MS, [1, 2], channel)]);

    expect(errors).toMatchObject([
      {
        message:
          'Channel 1 holds SIGNED_16BIT samples of this session, and cannot take UNSIGNED_8BIT ones.',
        extensions: { code: 'CONFLICT', argument: 'input.messages' },
      },
    ]);
    expect(await readBlocks(app, id)).toEqual(before);
  });
});
