import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame } from '../../src/data-stream/encode-messages.ts';
import { START } from '../support/sample-session.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';
import { askPosition, connectStream, dataUrl, sendStream } from './data-stream-client.ts';
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

const ended = (identity: string) =>
  app.askData(
    `mutation ($identity: String!) { endSession(identity: $identity) { session { state } } }`,
    { identity },
  );

describe('an error in a data stream', () => {
  /** Send frames one after the other, and all in one; both must tell and store the same. */
  async function sendFaulty(...frames: readonly Uint8Array[]) {
    const [slowly, atOnce] = [await createRecording(app), await createRecording(app)];
    const connection = connectStream(url, slowly);
    const acknowledged = [];
    for (const frame of frames) {
      await connection.send(frame);
      const line = await connection.next();
      acknowledged.push(line);
      if (line?.error) break;
    }
    await connection.cut();
    const last = (await sendStream(url, atOnce, Buffer.concat(frames))).at(-1);
    expect(acknowledged.at(-1)).toEqual(last);
    for (const identity of [slowly, atOnce]) {
      expect(await askPosition(url, identity)).toMatchObject({ position: last?.position });
    }
    return last;
  }

  const GOOD = Buffer.concat([encodeFrame([burst(0, 1), burst(1, 2)]), encodeFrame(event(1))]);

  it('names the message by its number and the first byte of its frame, and stores what comes before', async () => {
    const wrong = [burst(2, 3), burst(3), burst(4, 5)];
    const line = await sendFaulty(GOOD, GOOD, encodeFrame(wrong), encodeFrame(burst(5, 6)));
    expect(line).toEqual({
      error: {
        code: 'BAD_USER_INPUT',
        message: 'Expected at least 1 sample, got 0.',
        argument: 'messages[7].periodic.samples',
        frame: String(2 * GOOD.length),
      },
      position: String(2 * GOOD.length),
    });
  });

  it('is the first one, where the service finds a later one sooner', async () => {
    const unknown = encodeFrame({
      row: { channelIds: [77], timestamp: START, buffer: Buffer.of(1) },
    });
    const line = await sendFaulty(GOOD, encodeFrame(burst(2)), unknown);
    expect(line).toMatchObject({
      error: { argument: 'messages[3].periodic.samples', frame: String(GOOD.length) },
    });
  });

  it('may be of bytes that are no message', async () => {
    const line = await sendFaulty(GOOD, Buffer.from('03000000 12FF01'.replace(' ', ''), 'hex'));
    expect(line).toMatchObject({
      error: {
        code: 'BAD_USER_INPUT',
        argument: 'messages[3].periodic',
        frame: String(GOOD.length),
      },
      position: String(GOOD.length),
    });
  });

  it('may be of too long a list', async () => {
    const many = Array.from({ length: 51 }, (_, i) => burst(i, i));
    expect(await sendFaulty(GOOD, encodeFrame(many))).toMatchObject({
      error: { code: 'PAYLOAD_TOO_LARGE', frame: String(GOOD.length) },
      position: String(GOOD.length),
    });
  });

  it.each([
    ['00000000', 'BAD_USER_INPUT'],
    ['FFFFFFFF', 'BAD_USER_INPUT'],
    ['00000080', 'BAD_USER_INPUT'],
    ['A1860100', 'PAYLOAD_TOO_LARGE'],
    ['FFFFFF7F', 'PAYLOAD_TOO_LARGE'],
  ])('may be of the length %s', async (length, code) => {
    expect(await sendFaulty(GOOD, Buffer.from(length, 'hex'))).toMatchObject({
      error: { code, argument: 'body', frame: String(GOOD.length) },
      position: String(GOOD.length),
    });
  });

  it('may be half a frame at the end', async () => {
    const identity = await createRecording(app);
    const lines = await sendStream(url, identity, Buffer.concat([GOOD, GOOD.subarray(0, 9)]));
    expect(lines.at(-1)).toEqual({
      error: {
        code: 'BAD_USER_INPUT',
        message: 'Expected whole frames, got 9 bytes of the last one.',
        argument: 'body',
        frame: String(GOOD.length),
      },
      position: String(GOOD.length),
    });
  });

  it('may be that the session has ended meanwhile', async () => {
    const identity = await createRecording(app);
    const connection = connectStream(url, identity);
    await connection.send(GOOD);
    await connection.next();
    await ended(identity);
    await connection.send(encodeFrame(burst(5, 1)));
    expect(await connection.next()).toMatchObject({
      error: { code: 'CONFLICT', message: expect.stringContaining('takes no more data') },
      position: String(GOOD.length),
    });
    await connection.cut();
  });

  it('closes the connection, though the client goes on sending', async () => {
    const identity = await createRecording(app);
    const connection = connectStream(url, identity);
    await connection.send(Buffer.alloc(4));
    expect(await connection.next()).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
    expect(await connection.next()).toBeNull();
    await connection.cut();
  });
});

describe('a data stream that is not let in', () => {
  /** A request that is answered at once by an ordinary error. */
  async function refusal(target: URL, init: RequestInit = {}) {
    const response = await fetch(target, {
      method: 'POST',
      body: new Uint8Array(),
      headers: { 'content-type': 'application/octet-stream' },
      ...init,
    });
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    return { status: response.status, ...error };
  }

  it('is of a session that is not there', async () => {
    const missing = dataUrl(url, 'missing');
    expect(await refusal(missing)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await fetch(missing)).status).toBe(404);
  });

  it('is of a session that has ended', async () => {
    const identity = await createRecording(app);
    await ended(identity);
    expect(await refusal(dataUrl(url, identity))).toMatchObject({
      status: 409,
      code: 'CONFLICT',
      message: `Session "${identity}" is CLOSED and takes no more data.`,
    });
    expect(await askPosition(url, identity)).toEqual({ position: '0', messages: '0' });
  });

  it.each([
    ['stream=', 'stream', 'Expected 1 to 200 characters, got 0.'],
    [`stream=${'x'.repeat(201)}`, 'stream', 'Expected 1 to 200 characters, got 201.'],
    ['stream=a&stream=b', 'stream', 'Expected one value, got 2.'],
    ['position=-1', 'position', 'Expected a number of bytes, got "-1".'],
    ['position=1.5', 'position', 'Expected a number of bytes, got "1.5".'],
    ['position=', 'position', 'Expected a number of bytes, got "".'],
    ['position=9223372036854775808', 'position', 'Expected a number of bytes'],
  ])('asks by %s', async (query, argument, message) => {
    const target = dataUrl(url, 'any');
    target.search = query;
    expect(await refusal(target)).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(message),
      detail: { argument },
    });
  });

  it('has a name that no database holds', async () => {
    const target = dataUrl(url, 'any');
    target.search = 'stream=%00';
    expect(await refusal(target)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
  });

  it.each([
    [{ 'content-type': 'application/json' }, 'content-type'],
    [{}, 'content-type'],
    [
      { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
      'content-encoding',
    ],
    [{ 'content-type': 'application/octet-stream', 'x-paddock-author': '%' }, 'x-paddock-author'],
  ])('has the headers %j', async (headers, argument) => {
    expect(await refusal(dataUrl(url, 'any'), { headers })).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      detail: { argument },
    });
  });

  it('is one more than the server takes, until another one ends', async () => {
    const other = await createTestApp({ PADDOCK_MAX_DATA_STREAMS: '1' });
    const { url } = await other.start();
    const identity = await createRecording(other);
    const first = connectStream(url, identity);
    await first.status;
    expect(await refusal(dataUrl(url, identity))).toMatchObject({
      status: 503,
      code: 'UNAVAILABLE',
    });
    await first.end();
    expect(await sendStream(url, identity, new Uint8Array())).toMatchObject([{ done: true }]);
  });
});
