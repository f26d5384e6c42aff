import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame } from '../../src/data-stream/encode-messages.ts';
import type { DataMessage } from '../../src/samples/data-messages.ts';
import { lockSession } from '../../src/sessions/session.service.ts';
import { MS, read, START, toBytes } from '../support/sample-session.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';
import { askPosition, connectStream, sendStream } from './data-stream-client.ts';
import { burst, createRecording, event } from './data-stream-recording.ts';

let app: TestApp;
let url: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, stop } = await startTestApp({
    PADDOCK_MAX_BATCH_MESSAGES: '50',
    PADDOCK_MAX_FRAME_BYTES: '100000',
  }));
  ({ url } = await app.start());
});
afterAll(() => stop());

/** A frame of a flush marker, and of 60 000 bytes in a field that nobody knows. */
function largeMarker(): Buffer {
  const message = Buffer.concat([Buffer.from('4A0161C23EE0D403', 'hex'), Buffer.alloc(60_000)]);
  const prefix = Buffer.alloc(4);
  prefix.writeInt32LE(message.length);
  return Buffer.concat([prefix, message]);
}

/** A line of what was stored, zeros left out of what is given. */
function stored(position: number, counts: Record<string, unknown> = {}) {
  return {
    position: String(position),
    messages: 0,
    samples: 0,
    duplicates: 0,
    replaced: 0,
    events: 0,
    ...counts,
  };
}

describe('POST /sessions/{identity}/data', () => {
  it('acknowledges what is stored while the body still comes in', async () => {
    const identity = await createRecording(app);
    const connection = connectStream(url, identity);
    expect(await connection.status).toBe(200);

    const first = encodeFrame(burst(0, 1, 2, 3));
    await connection.send(first);
    expect(await connection.next()).toEqual(stored(first.length, { messages: 1, samples: 3 }));
    expect((await read(app, identity, 'c1')).raw).toEqual([1, 2, 3]);

    const second = encodeFrame([burst(3, 4), burst(4, 5)]);
    await connection.send(second.subarray(0, 7));
    await connection.send(second.subarray(7));
    const position = first.length + second.length;
    expect(await connection.next()).toEqual(stored(position, { messages: 2, samples: 2 }));
    expect(await connection.end()).toEqual([
      { done: true, ...stored(position, { messages: 3, samples: 5 }) },
    ]);
    expect((await read(app, identity, 'c1')).raw).toEqual([1, 2, 3, 4, 5]);
    expect(await askPosition(url, identity)).toEqual({ position: String(position), messages: '3' });
  });

  it('takes every representation, in lists and alone', async () => {
    const identity = await createRecording(app);
    const times = BigInt64Array.of(START, START + 5n, START + 6n * MS);
    const row = (i: number): DataMessage => ({
      row: {
        channelIds: [3, 4],
        timestamp: START + BigInt(i),
        buffer: Buffer.from([i, 0, 100 + i]),
      },
    });
    const timestamped: DataMessage = {
      timestamped: { channelId: 2, times, buffer: toBytes([0.5, -1, 1e300], 'DOUBLE_64BIT') },
    };
    const frames = [burst(0, 7), timestamped, row(1), [row(2), row(3)], [event(1), event(2)]];
    const lines = await sendStream(url, identity, Buffer.concat(frames.map(encodeFrame)));

    expect(lines.at(-1)).toMatchObject({ done: true, messages: 7, samples: 10, events: 2 });
    expect((await read(app, identity, 'c1')).raw).toEqual([7]);
    const series = await read(app, identity, 'c2');
    expect([series.times, series.raw]).toEqual([[...times], [0.5, -1, 1e300]]);
    expect((await read(app, identity, 'c3')).raw).toEqual([1, 2, 3]);
    expect((await read(app, identity, 'c4')).raw).toEqual([101, 102, 103]);
  });

  it("takes RTA's app_name of an event as the group of its definition", async () => {
    const identity = randomUUID();
    await app.askData(
      'mutation ($input: ConfigurationSetInput!) { createConfigurationSet(input: $input) { created } }',
      {
        input: {
          identifier: identity,
          applications: [
            {
              name: 'demo',
              eventDefinitions: [
                { eventDefinitionId: 8, description: 'Deployed', groupName: 'demo' },
              ],
            },
          ],
        },
      },
    );
    await app.askData(
      'mutation ($input: CreateOrUpdateSessionInput!) { createOrUpdateSession(input: $input) { created } }',
      {
        input: {
          identity,
          createIfNotExists: { state: 'OPEN' },
          updates: [{ setConfigBindings: [{ identifier: identity }] }],
        },
      },
    );
    const frames = Buffer.from(
      '2300000022210808120464656D6F19007690ADCADA7B16220E4465706C6F7965643A2074727565' +
        '2500000022230808120464656D6F19007690ADCADA7B162A10000000000000F03F0000000000000440',
      'hex',
    );
    const lines = await sendStream(url, identity, frames);
    expect(lines.at(-1)).toMatchObject({ done: true, messages: 2, events: 2 });

    const { session } = await app.askData(
      `query ($identity: String!) { session(identity: $identity) { events { nodes {
        timestamp groupName values formatted definition { description } } } } }`,
      { identity },
    );
    const same = {
      timestamp: '1620129055000000000',
      groupName: 'demo',
      definition: { description: 'Deployed' },
    };
    expect(session.events.nodes).toEqual([
      { ...same, values: [], formatted: 'Deployed: true' },
      { ...same, values: [1, 2.5], formatted: '1 2.5' },
    ]);
  });

  it('tells flush markers back once what comes before them is stored', async () => {
    const identity = await createRecording(app);
    const connection = connectStream(url, identity);
    const frames = [burst(0, 1), { flushMarker: 'lap 1' }, { flushMarker: '' }].map(encodeFrame);
    await connection.send(Buffer.concat(frames));
    expect(await connection.next()).toEqual({
      ...stored(
        frames.reduce((sum, { length }) => sum + length, 0),
        { messages: 1, samples: 1 },
      ),
      flushed: ['lap 1', ''],
    });
    await connection.send(encodeFrame({ flushMarker: 'alone' }));
    expect(await connection.next()).toMatchObject({ messages: 0, flushed: ['alone'] });
    expect(await connection.end()).toMatchObject([{ done: true, messages: 1 }]);
  });

  it('ends an empty body with zeros', async () => {
    const identity = await createRecording(app);
    expect(await sendStream(url, identity, new Uint8Array())).toEqual([
      { done: true, ...stored(0) },
    ]);
    expect(await askPosition(url, identity)).toEqual({ position: '0', messages: '0' });
  });

  it('counts samples that are stored already, and those that give way', async () => {
    const identity = await createRecording(app);
    await sendStream(url, identity, encodeFrame(burst(0, 1, 2, 3)), { stream: 'a' });
    const lines = await sendStream(url, identity, encodeFrame(burst(0, 1, 9, 3)), { stream: 'b' });
    expect(lines.at(-1)).toMatchObject({ samples: 1, duplicates: 2, replaced: 1 });
  });

  it('makes a recorder wait while the database is busy', async () => {
    const other = await createTestApp();
    const { url } = await other.start();
    const identity = await createRecording(other);
    const connection = connectStream(url, identity);
    expect(await connection.status).toBe(200);
    const frames = Buffer.concat(Array.from({ length: 1024 }, () => largeMarker()));
    let release = () => {};
    const held = other.runtime.db.write(async (tx) => {
      await lockSession(tx, identity);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    void connection.send(frames);

    // Until nothing has left for a few round trips.
    for (
      let still = 0, before = -1;
      still < 20;
      still = connection.unsent === before ? still + 1 : 0
    ) {
      before = connection.unsent;
      await (await fetch(`${url}/health`)).arrayBuffer();
    }
    // What the server and both sockets hold, of 60 MiB.
    expect(connection.unsent).toBeGreaterThan(40 * 2 ** 20);

    release();
    await held;
    const lines = await connection.end();
    expect(lines.at(-1)).toMatchObject({ done: true, position: String(frames.length) });
  });
});

describe('a stream that goes on after a cut', () => {
  it('passes over what is stored already', async () => {
    const identity = await createRecording(app);
    const frames = [burst(0, 1), burst(1, 2), event(1), burst(2, 3)].map(encodeFrame);
    const half = Buffer.concat(frames.slice(0, 2));
    await sendStream(url, identity, half);

    const again = await sendStream(url, identity, Buffer.concat(frames));
    const whole = Buffer.concat(frames).length;
    expect(again.at(-1)).toEqual({
      done: true,
      ...stored(whole, { messages: 2, samples: 1, events: 1 }),
    });
    const rest = await sendStream(url, identity, Buffer.concat(frames.slice(1)), {
      position: frames[0]!.length,
    });
    expect(rest).toEqual([{ done: true, ...stored(whole) }]);
    expect(await askPosition(url, identity)).toEqual({ position: String(whole), messages: '4' });
  });

  it('stores the frames that were whole when the connection was cut', async () => {
    const identity = await createRecording(app);
    const whole = encodeFrame(burst(0, 1, 2));
    const connection = connectStream(url, identity);
    expect(await connection.status).toBe(200);
    await connection.send(Buffer.concat([whole, whole.subarray(0, 9)]));
    expect(await connection.next()).toMatchObject({ position: String(whole.length) });
    await connection.cut();
    expect(await askPosition(url, identity)).toEqual({
      position: String(whole.length),
      messages: '1',
    });
  });

  it('is another one under another name', async () => {
    const identity = await createRecording(app);
    const frame = encodeFrame(burst(0, 1));
    await sendStream(url, identity, frame, { stream: 'Größe / 1' });
    const position = String(frame.length);
    expect(await askPosition(url, identity, 'Größe / 1')).toEqual({ position, messages: '1' });
    expect(await askPosition(url, identity)).toEqual({ position: '0', messages: '0' });
    expect(await askPosition(url, identity, 'default')).toEqual({ position: '0', messages: '0' });
  });

  it('is refused from beyond what is stored, which the answer says', async () => {
    const identity = await createRecording(app);
    const frame = encodeFrame(burst(0, 1));
    await sendStream(url, identity, frame);
    const [line] = await sendStream(url, identity, frame, { position: 999 });
    expect(line).toEqual({
      error: {
        code: 'CONFLICT',
        message: `Stream "default" is stored up to byte ${frame.length}, got bytes from 999 on. Ask for its position, and send from there.`,
        detail: { argument: 'position', stored: String(frame.length) },
      },
    });
  });

  it('is refused where its frames lie across the end of what is stored', async () => {
    const identity = await createRecording(app);
    await sendStream(url, identity, encodeFrame(burst(0, 1)));
    const position = encodeFrame(burst(0, 1)).length;
    const [line] = await sendStream(url, identity, encodeFrame(burst(0, 1, 2, 3)));
    expect(line).toEqual({
      error: {
        code: 'BAD_USER_INPUT',
        message: `Expected frames that begin where stored ones do, got one at byte 0 that lies across byte ${position}, where the stored ones end.`,
        argument: 'position',
        frame: '0',
      },
      position: String(position),
    });
  });

  it('is stored by one of two connections that send it at once', async () => {
    const identity = await createRecording(app);
    const [one, two] = [connectStream(url, identity), connectStream(url, identity)];
    await Promise.all([one.status, two.status]);
    const frame = encodeFrame(burst(0, 1));
    await one.send(frame);
    expect(await one.next()).toMatchObject({ messages: 1 });
    await two.send(encodeFrame(burst(1, 5)));
    expect(await two.next()).toMatchObject({
      error: { code: 'CONFLICT', argument: 'position' },
      position: String(frame.length),
    });
    await two.cut();
    expect(await one.end()).toMatchObject([{ done: true, messages: 1 }]);
    expect((await read(app, identity, 'c1')).raw).toEqual([1]);
  });
});

describe('a server that stops', () => {
  it('ends the streams that run, and says so', async () => {
    const { app: other, stop } = await startTestApp();
    const { url } = await other.start();
    const identity = await createRecording(other);
    const connection = connectStream(url, identity);
    const frame = encodeFrame(burst(0, 1));
    await connection.send(frame);
    await connection.next();
    const stopped = stop();
    expect(await connection.next()).toMatchObject({
      error: { code: 'UNAVAILABLE' },
      position: String(frame.length),
    });
    await stopped;
  });
});
