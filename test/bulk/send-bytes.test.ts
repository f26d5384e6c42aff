import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendBytes } from '../../src/bulk/send-bytes.ts';

const PART = new Uint8Array(100_000).fill(7);
/** What sockets may hold between the two: no more than this many parts of 100 kB. */
const MAX_HELD = 150;

/** A server that answers each request by `answer`, and tells how that ended. */
async function startServer(answer: (response: ServerResponse) => Promise<void>) {
  const ends: Promise<unknown>[] = [];
  const server = createServer((_request, response) => {
    const end = answer(response).then(
      () => 'done',
      (error: unknown) => {
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
        return error;
      },
    );
    ends.push(end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, ends };
}

/** A client that has asked, and reads nothing before it is resumed. */
function askAndWait(port: number) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  return socket;
}

/** Parts without end, or so many, counted as they are asked for. */
function createParts(length = Number.POSITIVE_INFINITY) {
  const parts = { asked: 0, isClosed: false };
  async function* source() {
    try {
      for (; parts.asked < length; parts.asked++) yield PART;
    } finally {
      parts.isClosed = true;
    }
  }
  /** The count, once it has stayed the same while others had many turns. */
  const settled = async () => {
    for (let last = -1; parts.asked === 0 || parts.asked !== last; ) {
      last = parts.asked;
      for (let turn = 0; turn < 200; turn++) await new Promise((done) => setImmediate(done));
    }
    return parts.asked;
  };
  return { parts, source, settled };
}

describe('sendBytes', () => {
  it('makes no more than a slow client takes, and all of it when that reads', async () => {
    const { source, settled } = createParts(1000);
    const { port } = await startServer((response) => sendBytes(response, {}, source()));
    const socket = askAndWait(port);
    expect(await settled()).toBeLessThan(MAX_HELD);

    let bytes = 0;
    socket.on('data', (data) => {
      bytes += data.length;
    });
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(bytes).toBeGreaterThan(1000 * PART.length);
  });

  it('stops asking for bytes when the client goes away', async () => {
    const { parts, source, settled } = createParts();
    const { port, ends } = await startServer((response) => sendBytes(response, {}, source()));
    const socket = askAndWait(port);
    await settled();
    socket.destroy();

    await new Promise((resolve) => socket.once('close', resolve));
    expect(await ends[0]).toBe('done');
    expect(parts.isClosed).toBe(true);
  });

  it('cuts a client that stands still', async () => {
    const { parts, source } = createParts();
    const { port, ends } = await startServer((response) => sendBytes(response, {}, source(), 50));
    const socket = askAndWait(port);

    const closed = new Promise((resolve) => socket.once('close', resolve));
    await settle(ends);
    expect(parts.isClosed).toBe(true);
    socket.resume();
    await closed;
  });

  it('throws what fails before the first byte, with nothing sent', async () => {
    async function* source() {
      yield PART.subarray(0, 10);
      throw new Error('damaged');
    }
    const { port, ends } = await startServer((response) =>
      sendBytes(response, { 'x-kind': 'samples' }, source()),
    );
    const response = await fetch(`http://127.0.0.1:${port}`);
    expect(response.status).toBe(500);
    expect(response.headers.get('x-kind')).toBeNull();
    expect(await ends[0]).toMatchObject({ message: 'damaged' });
  });

  it('throws what fails later, so that the answer is cut', async () => {
    async function* source() {
      yield PART;
      yield PART;
      throw new Error('damaged');
    }
    const { port, ends } = await startServer((response) => sendBytes(response, {}, source()));
    const response = await fetch(`http://127.0.0.1:${port}`);
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect(await ends[0]).toMatchObject({ message: 'damaged' });
  });

  it('sends headers alone when there are no bytes', async () => {
    const { source } = createParts(0);
    const { port } = await startServer((response) => sendBytes(response, { 'x-a': 'b' }, source()));
    const response = await fetch(`http://127.0.0.1:${port}`);
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([
      200,
      'b',
      '',
    ]);
  });
});

/** Wait for the answer that is still to come, then for its end. */
async function settle(ends: readonly Promise<unknown>[]) {
  while (!ends[0]) await new Promise((done) => setImmediate(done));
  return ends[0];
}
