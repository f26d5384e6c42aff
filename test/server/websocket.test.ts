import { once } from 'node:events';
import { type Client, createClient, type ExecutionResult } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AppError } from '../../src/errors.ts';
import { startServer } from './server-harness.ts';

interface Outcome {
  readonly results: readonly ExecutionResult[];
  /** Errors that ended the operation, as sent. */
  readonly errors: unknown;
}

function openClient(url: string, connectionParams?: Record<string, unknown>): Client {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(connectionParams ? { connectionParams } : {}),
  });
  onTestFinished(() => void client.dispose());
  return client;
}

function run(
  client: Client,
  query: string,
  {
    variables = {},
    operationName,
  }: { variables?: Record<string, unknown>; operationName?: string } = {},
): Promise<Outcome> {
  const results: ExecutionResult[] = [];
  return new Promise((resolve) => {
    client.subscribe(
      { query, variables, ...(operationName === undefined ? {} : { operationName }) },
      {
        next: (result) => results.push(result as ExecutionResult),
        error: (errors) => resolve({ results, errors }),
        complete: () => resolve({ results, errors: null }),
      },
    );
  });
}

/** A socket without a client library: what it is sent, and how it is closed. */
async function openRaw(url: string, protocols: string[] = ['graphql-transport-ws'], options = {}) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocols, options);
  const messages: { type: string; id?: string; payload?: unknown }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)]);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const send = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return { socket, send, closed, messages };
}

/** What refuses to upgrade. */
async function refusalOf(url: string, path: string, headers: Record<string, string>) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', {
    headers,
  });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  return response.statusCode as number;
}

describe('/graphql over WebSocket', () => {
  it('answers a query and a mutation', async () => {
    const { url } = await startServer();
    const client = openClient(url);
    expect(
      await run(client, 'query ($name: String) { hello(name: $name) }', {
        variables: { name: 'Ada' },
      }),
    ).toEqual({
      results: [{ data: { hello: 'Hello Ada.' } }],
      errors: null,
    });
    expect(await run(client, 'mutation { change }')).toMatchObject({
      results: [{ data: { change: 'changed' } }],
    });
  });

  it('sends the events of a subscription, then completes it', async () => {
    const { url } = await startServer();
    expect(await run(openClient(url), 'subscription { countdown }')).toEqual({
      results: [3, 2, 1].map((countdown) => ({ data: { countdown } })),
      errors: null,
    });
  });

  it('ends the source when the client completes', async () => {
    const { url, events, open } = await startServer();
    const opened = once(events, 'opened');
    const unsubscribe = openClient(url).subscribe(
      { query: 'subscription { ticks }' },
      { next: () => {}, error: () => {}, complete: () => {} },
    );
    await opened;
    expect([...open]).toEqual(['ticks']);

    unsubscribe();
    // A generator ends at its next event.
    while (open.size > 0) {
      events.emit('ticks', 1);
      await new Promise(setImmediate);
    }
    expect([...open]).toEqual([]);
  });

  it('tells createContext who asks, and that a subscription is one', async () => {
    const { url } = await startServer();
    const { results } = await run(openClient(url, { token: 't' }), '{ whoAsks }');
    expect(JSON.parse(String(results[0]?.data?.whoAsks))).toEqual({
      subscription: false,
      transport: 'ws',
      token: null,
      connectionParams: { token: 't' },
    });
  });

  it('finds the operation by its name', async () => {
    const { url } = await startServer();
    const query = 'query A { hello } query B { b: hello }';
    const client = openClient(url);
    expect(await run(client, query, { operationName: 'B' })).toMatchObject({
      results: [{ data: { b: 'Hello you.' } }],
    });
    expect(await run(client, query)).toEqual({
      results: [],
      errors: [
        {
          message: 'Expected operationName to be one of "A", "B", got none.',
          extensions: { code: 'BAD_USER_INPUT', argument: 'operationName' },
        },
      ],
    });
  });

  it('refuses the operation when createContext does', async () => {
    const { url } = await startServer({
      createContext: () => {
        throw new AppError('UNAUTHENTICATED', 'Expected a token.');
      },
    });
    expect((await run(openClient(url), '{ hello }')).errors).toEqual([
      { message: 'Expected a token.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });

  it.each([
    ['a syntax error', '{ hello', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ goodbye }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a source that refuses', 'subscription { refused }', 'NOT_FOUND'],
  ])('gives %s its code', async (_what, query, code) => {
    const { url } = await startServer();
    const { results, errors } = await run(openClient(url), query);
    const given = (errors ?? results[0]?.errors) as { extensions: unknown }[];
    expect(given.map(({ extensions }) => extensions)).toEqual([{ code }]);
  });

  it('says BAD_USER_INPUT for a faulty variable, and no more than HTTP does', async () => {
    const { url } = await startServer();
    const query = 'query ($v: Float!) { needs(size: $v) }';
    const { results } = await run(openClient(url), query, { variables: { v: 'x' } });
    expect(results[0]?.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(Object.keys(results[0]!.errors![0]!.extensions!)).toEqual(['code']);
  });

  it.each([
    ['a resolver', '{ secret }', 0],
    ['a source after its first event', 'subscription { breaks }', 1],
  ])('masks what %s fails with', async (_what, query, events) => {
    const { url, log } = await startServer();
    const { results, errors } = await run(openClient(url), query);
    const given = (errors ?? results[events]?.errors) as {
      message: string;
      extensions: Record<string, unknown>;
    }[];
    expect(given).toMatchObject([
      { message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(JSON.stringify({ results, errors })).not.toContain('hunter2');
    const { errorId } = given[0]!.extensions;
    expect(log.filter((line) => line.errorId === errorId)).toMatchObject([
      { level: 50, err: { message: 'password is hunter2' } },
    ]);
  });

  it('logs one line for an operation', async () => {
    const { url, log } = await startServer();
    await run(openClient(url), 'query Greeting { hello }');
    expect(log.filter(({ transport }) => transport === 'ws')).toMatchObject([
      { msg: 'operation', kind: 'query', operation: 'Greeting', ms: expect.any(Number) },
    ]);
  });
});

describe('limits over WebSocket', () => {
  const env = {
    PADDOCK_MAX_DEPTH: '3',
    PADDOCK_MAX_ALIASES: '1',
    PADDOCK_MAX_DIRECTIVES: '1',
    PADDOCK_MAX_TOKENS: '100',
    PADDOCK_MAX_COST: '60',
    PADDOCK_MAX_SUBSCRIPTIONS_PER_CONNECTION: '2',
    PADDOCK_MAX_WS_MESSAGE_BYTES: '2000',
  };

  it.each([
    ['depth', '{ lap { next { next { number } } } }', 'BAD_USER_INPUT', 'at most 3 levels'],
    ['aliases', '{ a: hello b: hello }', 'BAD_USER_INPUT', 'at most 1 aliases'],
    [
      'directives',
      '{ hello @skip(if: true) lap @skip(if: true) { number } }',
      'BAD_USER_INPUT',
      'at most 1 directives',
    ],
    ['tokens', `{ ${'hello '.repeat(101)} }`, 'PAYLOAD_TOO_LARGE', 'at most 100 tokens'],
    [
      'cost',
      '{ lap { laps(first: 59) { number } } }',
      'BAD_USER_INPUT',
      'a cost of at most 60, got 61',
    ],
  ])('refuse too much %s', async (_what, query, code, message) => {
    const { url } = await startServer({ env });
    expect((await run(openClient(url), query)).errors).toEqual([
      {
        message: expect.stringContaining(message),
        extensions: { code, limit: expect.any(Number) },
      },
    ]);
  });

  it('count the page sizes of the variables', async () => {
    const { url } = await startServer({ env });
    const query = 'query ($n: Int) { lap { laps(first: $n) { number } } }';
    const { errors } = await run(openClient(url), query, { variables: { n: 59 } });
    expect(errors).toMatchObject([{ extensions: { limit: 60 } }]);
  });

  it('refuse one operation too many, and take another when one has ended', async () => {
    const { url, events, open } = await startServer({ env });
    const { send, messages, socket } = await openRaw(url);
    const subscribe = (id: string) =>
      send({ type: 'subscribe', id, payload: { query: `subscription { ticks(name: "${id}") }` } });
    send({ type: 'connection_init' });
    await once(socket, 'message');
    for (const id of ['a', 'b']) {
      const opened = once(events, 'opened');
      subscribe(id);
      await opened;
    }

    subscribe('c');
    await once(socket, 'message');
    expect(messages.at(-1)).toEqual({
      type: 'error',
      id: 'c',
      payload: [
        {
          message: 'Expected at most 2 operations at one time on a WebSocket; complete some first.',
          extensions: { code: 'PAYLOAD_TOO_LARGE', limit: 2 },
        },
      ],
    });

    const opened = once(events, 'opened');
    send({ type: 'complete', id: 'a' });
    subscribe('d');
    await opened;
    expect(open).toContain('d');
  });

  it('close a connection that sends too long a message', async () => {
    const { url } = await startServer({ env });
    const { send, closed } = await openRaw(url);
    send('x'.repeat(2001));
    expect(await closed).toEqual([1009, '']);
  });
});

describe('the WebSocket protocol', () => {
  it.each([
    [
      'a subscribe before connection_init',
      { type: 'subscribe', id: '1', payload: { query: '{ hello }' } },
      [4401, 'Unauthorized'],
    ],
    ['what is no JSON', '{', [4400, 'Invalid message received']],
    ['an unknown message', { type: 'start' }, [4400, 'Invalid message received']],
  ])('closes on %s', async (_what, message, expected) => {
    const { url } = await startServer();
    const { send, closed } = await openRaw(url);
    send(message);
    expect(await closed).toEqual(expected);
  });

  it('closes on a second connection_init, and on an id in use', async () => {
    const { url, events } = await startServer();
    const first = await openRaw(url);
    first.send({ type: 'connection_init' });
    first.send({ type: 'connection_init' });
    expect(await first.closed).toEqual([4429, 'Too many initialisation requests']);

    const second = await openRaw(url);
    const opened = once(events, 'opened');
    const subscribe = { type: 'subscribe', id: '1', payload: { query: 'subscription { ticks }' } };
    second.send({ type: 'connection_init' });
    await once(second.socket, 'message');
    second.send(subscribe);
    await opened;
    second.send(subscribe);
    expect(await second.closed).toEqual([4409, 'Subscriber for 1 already exists']);
  });

  it('answers a ping', async () => {
    const { url } = await startServer();
    const { send, socket, messages } = await openRaw(url);
    send({ type: 'ping', payload: { at: 1 } });
    await once(socket, 'message');
    expect(messages).toEqual([{ type: 'pong', payload: { at: 1 } }]);
  });

  it('closes a connection of another subprotocol', async () => {
    const { url } = await startServer();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`);
    expect((await once(socket, 'close'))[0]).toBe(4406);
  });

  it.each([
    ['another path', '/other', {}, 404],
    ['a page of another site', '/graphql', { origin: 'https://evil.example' }, 403],
    ['a page without an origin of its own', '/graphql', { origin: 'null' }, 403],
    ['a name that is not served', '/graphql', { host: 'evil.example' }, 421],
  ])('refuses %s', async (_what, path, headers, status) => {
    const { url } = await startServer();
    expect(await refusalOf(url, path, headers)).toBe(status);
  });

  it('takes a page of a configured origin', async () => {
    const { url } = await startServer({ env: { PADDOCK_CORS_ORIGINS: 'https://a.example' } });
    const { socket } = await openRaw(url, undefined, { origin: 'https://a.example' });
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });
});
