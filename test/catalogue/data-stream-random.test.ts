import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_TYPES, type DataType, sampleWidth } from '../../src/core/data-type.ts';
import { encodeFrame } from '../../src/data-stream/encode-messages.ts';
import type { DataMessage } from '../../src/samples/data-messages.ts';
import { createSession, readBlocks, START, samplesOf } from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { askPosition, connectStream, type Line } from './data-stream-client.ts';

let app: TestApp;
let url: string;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp({ PADDOCK_MAX_BATCH_MESSAGES: '40' }));
  ({ url } = await app.start());
});
afterAll(() => stop());

const ROWS = [5, 6, 7];

/** A session's channels: two periodic ones, two with times of their own, and a row of three. */
interface AnySession {
  readonly types: readonly DataType[];
  readonly intervals: readonly bigint[];
  readonly steps: readonly AnyStep[];
}

/** Messages of one kind, which make one frame. */
interface AnyStep {
  readonly kind: 'periodic' | 'timestamped' | 'row' | 'event' | 'marker';
  readonly channel: number;
  readonly asList: boolean;
  readonly bursts: readonly { readonly from: number; readonly length: number }[];
  /** Nanoseconds between samples with times of their own. */
  readonly gaps: readonly number[];
}

const anyStep: fc.Arbitrary<AnyStep> = fc.record({
  kind: fc.constantFrom('periodic', 'timestamped', 'row', 'event', 'marker'),
  channel: fc.nat(1),
  asList: fc.boolean(),
  bursts: fc.array(fc.record({ from: fc.nat(300), length: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  gaps: fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 40 })), {
    minLength: 1,
    maxLength: 5,
  }),
});

const anySession: fc.Arbitrary<AnySession> = fc.record({
  types: fc.array(fc.constantFrom(...DATA_TYPES), { minLength: 7, maxLength: 7 }),
  intervals: fc.array(fc.constantFrom(1n, 10n, 1_000_000n, 333_333_333n), {
    minLength: 2,
    maxLength: 2,
  }),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 14 }),
});

/** Bytes of a sample, from its time: the same whenever it is sent. */
function bytesAt(time: bigint, width: number): Buffer {
  let state = Number((time - START) & 0xffffffffn) * 2 + 12_345;
  return Buffer.from(
    Array.from({ length: width }, () => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
      return (state >>> 11) & 255;
    }),
  );
}

/** What was put into a stream, and so has to be read back. */
interface Expected {
  readonly bytes: Buffer;
  readonly messages: number;
  readonly channels: ReadonlyMap<number, ReadonlyMap<bigint, Buffer>>;
  readonly events: readonly string[];
  readonly markers: readonly string[];
}

function toStream({ types, intervals, steps }: AnySession): Expected {
  const channels = new Map<number, Map<bigint, Buffer>>();
  const events: string[] = [];
  const markers: string[] = [];
  const widthOf = (channelId: number) => sampleWidth(types[channelId - 1]!);
  const put = (channelId: number, time: bigint): Buffer => {
    const samples = channels.get(channelId) ?? new Map<bigint, Buffer>();
    channels.set(channelId, samples);
    const bytes = bytesAt(time, widthOf(channelId));
    samples.set(time, bytes);
    return bytes;
  };
  const toMessage = (step: AnyStep, from: number, length: number): DataMessage => {
    if (step.kind === 'periodic') {
      const channelId = 1 + step.channel;
      const interval = intervals[step.channel]!;
      const startTimestamp = START + BigInt(from) * interval;
      const samples = Array.from({ length }, (_, i) =>
        put(channelId, startTimestamp + BigInt(i) * interval),
      );
      return {
        periodic: {
          channelId,
          startTimestamp,
          interval,
          samples: length,
          buffer: Buffer.concat(samples),
        },
      };
    }
    if (step.kind === 'timestamped') {
      const channelId = 3 + step.channel;
      const times = [START + BigInt(from)];
      for (let i = 1; i < length; i++) {
        times.push(times[i - 1]! + BigInt(step.gaps[i % step.gaps.length]!));
      }
      const buffer = Buffer.concat(times.map((time) => put(channelId, time)));
      return { timestamped: { channelId, times: BigInt64Array.from(times), buffer } };
    }
    const timestamp = START + BigInt(from);
    if (step.kind === 'row') {
      const buffer = Buffer.concat(ROWS.map((channelId) => put(channelId, timestamp)));
      return { row: { channelIds: ROWS, timestamp, buffer } };
    }
    // Numbered, so that each is another one.
    events.push(`${timestamp} ${events.length}`);
    return {
      event: {
        eventDefinitionId: 1,
        groupName: 'App0',
        timestamp,
        values: [],
        statusText: String(events.length - 1),
      },
    };
  };

  let messages = 0;
  const frames = steps.flatMap((step) => {
    if (step.kind === 'marker') {
      markers.push(`marker ${markers.length}`);
      return [encodeFrame({ flushMarker: markers.at(-1)! })];
    }
    const made = step.bursts.map(({ from, length }) => toMessage(step, from, length));
    messages += made.length;
    return step.asList ? [encodeFrame(made)] : made.map(encodeFrame);
  });
  return { bytes: Buffer.concat(frames), messages, channels, events, markers };
}

async function createRandomSession(id: string, { types, intervals }: AnySession): Promise<void> {
  const sources = ['PERIODIC', 'PERIODIC', 'TIMESTAMPED', 'SYNCHRO', ...ROWS.map(() => 'ROW_DATA')];
  await createSession(app, id, {
    channels: sources.map((dataSource, i) => ({
      channelId: i + 1,
      dataSource,
      dataType: types[i]!,
      ...(intervals[i] === undefined ? {} : { interval: intervals[i] }),
    })),
  });
}

/** Whether everything of a stream is stored once, bit for bit. */
async function expectStored(id: string, { bytes, messages, channels, events }: Expected) {
  expect(await askPosition(url, id)).toEqual({
    position: String(bytes.length),
    messages: String(messages),
  });
  for (const channelId of [1, 2, 3, 4, ...ROWS]) {
    const model = channels.get(channelId) ?? new Map<bigint, Buffer>();
    const times = [...model.keys()].sort((a, b) => (a < b ? -1 : 1));
    const stored = samplesOf(await readBlocks(app, id, [channelId]));
    expect(stored).toEqual({ times, bytes: Buffer.concat(times.map((time) => model.get(time)!)) });
  }
  const { session } = await app.askData(
    `query ($id: String!) { session(identity: $id) {
      events(first: 1000) { nodes { timestamp statusText } } } }`,
    { id },
  );
  const found = session.events.nodes.map(
    ({ timestamp, statusText }: Record<string, string>) => `${timestamp} ${statusText}`,
  );
  expect(found.sort()).toEqual([...events].sort());
}

describe('a stream of any messages', () => {
  it('is stored bit for bit, however the network cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySession,
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 6 }),
        async (session, sizes) => {
          const id = `stream-${++made}`;
          await createRandomSession(id, session);
          const expected = toStream(session);
          const connection = connectStream(url, id);
          for (let at = 0, i = 0; at < expected.bytes.length; i++) {
            const to = at + sizes[i % sizes.length]!;
            await connection.send(expected.bytes.subarray(at, to));
            at = to;
            // Let the piece reach the server by itself.
            if (i % 3 === 0) await askPosition(url, id);
          }
          const lines = await connection.end();
          const last = lines.at(-1);
          expect(last).toMatchObject({
            done: true,
            messages: expected.messages,
            events: expected.events.length,
            replaced: 0,
          });
          const commits = lines.slice(0, -1);
          expect(commits.flatMap(({ flushed = [] }) => flushed)).toEqual(expected.markers);
          const sum = (name: string) => commits.reduce((total, line) => total + line[name], 0);
          for (const name of ['messages', 'samples', 'duplicates', 'replaced', 'events']) {
            expect(sum(name)).toBe(last?.[name]);
          }
          const samples = [...expected.channels.values()].reduce((n, { size }) => n + size, 0);
          expect(last?.samples).toBe(samples);
          await expectStored(id, expected);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('is stored once, however often it is cut and resumed', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySession,
        fc.array(
          fc.record({
            bytes: fc.nat(4000),
            // From the position, or all over again.
            resumes: fc.boolean(),
            awaits: fc.boolean(),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async (session, cuts) => {
          const id = `stream-${++made}`;
          await createRandomSession(id, session);
          const expected = toStream(session);
          for (const { bytes, resumes, awaits } of cuts) {
            const from = resumes ? Number((await askPosition(url, id)).position) : 0;
            const connection = connectStream(url, id, { position: from });
            await connection.send(expected.bytes.subarray(from, from + bytes));
            if (awaits) await connection.status.catch(() => {});
            await connection.cut();
          }
          await expectStored(id, await sendToEnd(id, expected));
        },
      ),
      { numRuns: 8 },
    );
  });

  /** As a recorder does: from the position, again while another connection is still being stored. */
  async function sendToEnd(id: string, expected: Expected): Promise<Expected> {
    for (;;) {
      const from = Number((await askPosition(url, id)).position);
      const connection = connectStream(url, id, { position: from });
      await connection.send(expected.bytes.subarray(from));
      const last: Line | undefined = (await connection.end()).at(-1);
      if (last?.done) return expected;
      expect(last).toMatchObject({ error: { code: 'CONFLICT' } });
    }
  }
});

describe('any bytes', () => {
  it('are answered by an error, or stored, and leave the position at a frame', async () => {
    const id = `stream-${++made}`;
    await createRandomSession(id, { types: DATA_TYPES, intervals: [1n, 1n], steps: [] });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(anySession, fc.nat(), fc.integer({ min: 0, max: 255 })),
        async ([session, at, byte]) => {
          const { bytes } = toStream({ ...session, types: DATA_TYPES, intervals: [1n, 1n] });
          bytes[at % bytes.length] = byte;
          const stream = `any ${++made}`;
          const connection = connectStream(url, id, { stream });
          await connection.send(bytes);
          const last = (await connection.end()).at(-1);
          if (!last?.done) {
            expect(['BAD_USER_INPUT', 'PAYLOAD_TOO_LARGE']).toContain(last?.error.code);
            if (last?.error.frame) expect(last.error.frame).toBe(last.position);
          }
          expect(await askPosition(url, id, stream)).toMatchObject({ position: last?.position });
        },
      ),
      { numRuns: 12 },
    );
  });
});
