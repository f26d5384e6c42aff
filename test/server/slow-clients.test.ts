import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { limitBodyTime } from '../../src/server/body-timer.ts';
import { sendRaw, startServer } from './server-harness.ts';

const HEAD = 'POST /x HTTP/1.1\r\nHost: localhost\r\n';

/** A server that times its bodies, answers when asked to, and says when a connection was cut. */
async function startTimed(isUpload: boolean, times: { bodyMs: number; lingerMs: number }) {
  let onRequest = (_response: ServerResponse) => {};
  const asked = new Promise<ServerResponse>((resolve) => {
    onRequest = resolve;
  });
  const http = createServer((request, response) => {
    limitBodyTime(request, response, isUpload, times);
    onRequest(response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
  let received = '';
  socket.on('data', (data) => {
    received += data;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(received)));
  onTestFinished(() => {
    socket.destroy();
    http.closeAllConnections();
    http.close();
  });
  return { socket, asked, closed, isOpen: () => !socket.destroyed };
}

describe('limitBodyTime', () => {
  it('cuts a client that takes too long for its body, although bytes keep coming', async () => {
    const { socket, closed } = await startTimed(false, { bodyMs: 100, lingerMs: 10_000 });
    socket.write(`${HEAD}Content-Length: 1000000\r\n\r\n`);
    const drip = setInterval(() => socket.write('x'), 10);
    expect(await closed).toBe('');
    clearInterval(drip);
  });

  it('lets an upload take longer while bytes keep coming, and cuts it when none do', async () => {
    const { socket, closed, asked } = await startTimed(true, { bodyMs: 150, lingerMs: 10_000 });
    const start = performance.now();
    socket.write(`${HEAD}Content-Length: 1000000\r\n\r\n`);
    let drips = 0;
    const drip = setInterval(() => {
      socket.write('x');
      if (++drips === 20) clearInterval(drip);
    }, 20);
    (await asked).req.resume();
    await closed;
    expect(drips).toBe(20);
    expect(performance.now() - start).toBeGreaterThan(400);
  });

  it('leaves a request alone once its body is there', async () => {
    const { socket, asked } = await startTimed(true, { bodyMs: 30, lingerMs: 30 });
    const answered = new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    );
    socket.write(`${HEAD}Content-Length: 1\r\n\r\nx`);
    const response = await asked;
    response.req.resume();
    setTimeout(() => response.end('done'), 120);
    expect(await answered).toContain('done');
  });

  it('cuts a client that goes on sending after its answer, which it gets to see', async () => {
    const { socket, closed, asked } = await startTimed(false, { bodyMs: 10_000, lingerMs: 50 });
    socket.write(`${HEAD}Content-Length: 1000000\r\n\r\n`);
    const drip = setInterval(() => socket.write('x'), 5);
    (await asked).writeHead(413).end('too large');
    expect(await closed).toContain('too large');
    clearInterval(drip);
  });
});

describe('other protocols and too many clients', () => {
  it('answers in HTTP/1.1 to a client that offers HTTP/2, as Java does', async () => {
    const { url } = await startServer();
    const body = '{"query":"{ hello }"}';
    const answer = await sendRaw(
      url,
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n' +
        `HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
        'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(answer).toContain('{"data":{"hello":"Hello you."}}');
  });

  it('drops a connection beyond the limit', async () => {
    const { url } = await startServer({ env: { PADDOCK_MAX_CONNECTIONS: '1' } });
    const { hostname, port } = new URL(url);
    const first = connect(Number(port), hostname);
    first.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise((resolve) => first.once('data', resolve));

    expect(await sendRaw(url, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe('');
    first.destroy();
  });
});

describe('the log', () => {
  it('has one line a request, with the operation and nothing of its content', async () => {
    const { url, post, log } = await startServer();
    await post({ query: 'query Greeting { hello(name: "hunter2") }' });
    await fetch(`${url}/nothing?token=hunter2`);
    await fetch(`${url}/health`);

    expect(log).toMatchObject([
      {
        level: 30,
        msg: 'request',
        method: 'POST',
        path: '/graphql',
        status: 200,
        kind: 'query',
        operation: 'Greeting',
        ms: expect.any(Number),
      },
      { level: 30, msg: 'request', method: 'GET', path: '/nothing', status: 404 },
      { level: 20, msg: 'request', method: 'GET', path: '/health', status: 200 },
    ]);
    expect(JSON.stringify(log)).not.toContain('hunter2');
  });
});
