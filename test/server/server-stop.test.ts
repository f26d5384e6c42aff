import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Answer, startServer } from './server-harness.ts';

const SUBSCRIBE = `?query=${encodeURIComponent('subscription { ticks }')}`;
const SSE = { headers: { accept: 'text/event-stream' } };

/** An operation over WebSocket: when it ends, and how its socket is closed. */
function subscribe(url: string, query = 'subscription { ticks }') {
  let onComplete = (_how: string) => {};
  let onClosed = (_code: number) => {};
  const completed = new Promise<string>((resolve) => {
    onComplete = resolve;
  });
  const closed = new Promise<number>((resolve) => {
    onClosed = resolve;
  });
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    on: { closed: (event) => onClosed((event as CloseEvent).code) },
  });
  onTestFinished(() => void client.dispose());
  client.subscribe(
    { query },
    { next: () => {}, error: () => onComplete('error'), complete: () => onComplete('complete') },
  );
  return { completed, closed };
}

interface CloseEvent {
  readonly code: number;
}

describe('stop', () => {
  it('completes a subscription over SSE whose source is quiet', async () => {
    const { url, server, events } = await startServer();
    const opened = once(events, 'opened');
    const response = await fetch(`${url}/graphql${SUBSCRIBE}`, SSE);
    await opened;

    await server.stop();

    expect(await response.text()).toMatch(/event: complete\ndata:\n\n$/);
  });

  it('completes a subscription over WebSocket whose source is quiet, then closes with 1001', async () => {
    const { url, server, events } = await startServer();
    const opened = once(events, 'opened');
    const { completed, closed } = subscribe(url);
    await opened;

    await server.stop();

    expect(await completed).toBe('complete');
    expect(await closed).toBe(1001);
  });

  it('closes a WebSocket without operations', async () => {
    const { url, server } = await startServer();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await server.stop();
    expect((await closed)[0]).toBe(1001);
  });

  it('cuts a WebSocket that does not answer the close', async () => {
    const { url, server } = await startServer();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.pause();
    await server.stop();
    await expect(fetch(url)).rejects.toThrow();
    socket.terminate();
  });

  it('lets a running request finish, on a connection that then closes', async () => {
    const { post, server, events, release, log } = await startServer();
    const asked = once(events, 'asked');
    const answer = post({ query: '{ slow }' });
    await asked;

    const stopped = server.stop();
    release();

    const response = await answer;
    expect(response.headers.get('connection')).toBe('close');
    expect(((await response.json()) as Answer).data).toEqual({ slow: 'done' });
    await stopped;
    expect(log.filter((line) => line.aborted)).toEqual([]);
  });

  it('lets an operation over WebSocket finish', async () => {
    const { url, server, events, release } = await startServer();
    const asked = once(events, 'asked');
    const { completed, closed } = subscribe(url, '{ slow }');
    await asked;

    const stopped = server.stop();
    release();

    expect(await completed).toBe('complete');
    expect(await closed).toBe(1001);
    await stopped;
  });

  it('cuts a request that runs longer than the grace period', async () => {
    const { post, server, events, log } = await startServer({
      env: { PADDOCK_SHUTDOWN_GRACE_MS: '50' },
    });
    const asked = once(events, 'asked');
    const answer = post({ query: '{ slow }' });
    const failed = expect(answer).rejects.toThrow('fetch failed');
    await asked;

    await server.stop();

    await failed;
    expect(log.filter((line) => line.path === '/graphql')).toMatchObject([{ aborted: true }]);
  });

  it('accepts nobody afterwards', async () => {
    const { url, server } = await startServer();
    await fetch(`${url}/health`);
    await server.stop();
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });

  it('is the same stop when it is called again', async () => {
    const { server } = await startServer();
    const first = server.stop();
    expect(server.stop()).toBe(first);
    await first;
    await server.stop();
  });
});

describe('start', () => {
  it('says what to do about an address that is taken', async () => {
    const { url } = await startServer();
    const { port } = new URL(url);
    await expect(startServer({ env: { PORT: port } })).rejects.toThrow(
      `Address 127.0.0.1:${port} is taken by another process; set PORT to a free one.`,
    );
  });

  it('gives the URL of an IPv6 address in brackets', async () => {
    const { url } = await startServer({ env: { HOST: '::1' } });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});
