import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { JsonInteger } from '../../src/lib/json-text.ts';
import { sendJson } from '../../src/server/http-error.ts';
import { EXACT, startServer } from './server-harness.ts';

const RESULT = `{"data":{"exact":${EXACT}}}`;
const JSON_TYPE = 'application/json';

describe('exact integers', () => {
  it.each([
    ['posted', 'POST', JSON_TYPE, '*/*'],
    ['posted as another type', 'POST', 'application/graphql+json', '*/*'],
    ['got', 'GET', '', '*/*'],
    ['posted, as an event', 'POST', JSON_TYPE, 'text/event-stream'],
  ])('are digits in the answer to a query that was %s', async (_how, method, type, accept) => {
    const { url } = await startServer();
    const isPost = method === 'POST';
    const response = await fetch(`${url}/graphql${isPost ? '' : '?query=%7Bexact%7D'}`, {
      method,
      headers: { accept, ...(isPost ? { 'content-type': type } : {}) },
      ...(isPost ? { body: '{"query":"{exact}"}' } : {}),
    });
    expect(await response.text()).toContain(RESULT);
  });

  it('are digits in the answer of fetch', async () => {
    const { server } = await startServer();
    const response = await server.fetch('http://localhost/graphql?query=%7Bexact%7D');
    expect(await response.text()).toBe(RESULT);
  });

  it('are digits in the events of a subscription over SSE', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/graphql?query=subscription%7Bexact%7D`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(await response.text()).toContain(`data: ${RESULT}\n`);
  });

  it('are digits in the JSON of a route, where a bigint is a text', async () => {
    const { url } = await startServer({
      routes: [
        {
          method: 'GET',
          path: '/big',
          handler: (_request, response) =>
            sendJson(response, 200, { exact: new JsonInteger(2n ** 63n - 1n), text: 2n ** 63n }),
        },
      ],
    });
    expect(await (await fetch(`${url}/big`)).text()).toBe(
      '{"exact":9223372036854775807,"text":"9223372036854775808"}',
    );
  });

  it.each(['{exact}', 'subscription{exact}'])('are digits over WebSocket: %s', async (query) => {
    const { url } = await startServer();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(`{"id":"1","type":"subscribe","payload":{"query":"${query}"}}`);
    const [message] = await once(socket, 'message');
    expect(String(message)).toBe(`{"id":"1","type":"next","payload":${RESULT}}`);
  });
});
