import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { doubles, type Json, useCatalogue, WRITE } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, save, askData, publish } = catalogue;

const FOLLOW = `subscription ($identity: String!) {
  sessionChanged(identity: $identity) { kind identity changed session { type state labels timeRange { endTime } } }
}`;

let url = '';
let client: Client;

beforeAll(async () => {
  ({ url } = await catalogue.app.start());
  client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
});

afterAll(() => client.dispose());

interface Change {
  readonly kind: string;
  readonly changed: readonly string[];
  readonly session: { readonly type: string | null; readonly labels: readonly string[] } | null;
}

/** One way to follow a session: `next` waits for a message, null at the end of the stream. */
interface Following {
  next(): Promise<Change | null>;
  stop(): Promise<void>;
}

function overWebSocket(identity: string): Following {
  const stream = client.iterate<{ sessionChanged: Change }>({
    query: FOLLOW,
    variables: { identity },
  });
  return {
    async next() {
      const { done, value } = await stream.next();
      if (done) return null;
      if (value.errors) throw new Error(value.errors[0]?.message);
      return value.data?.sessionChanged ?? null;
    },
    async stop() {
      await stream.return?.();
    },
  };
}

function overEvents(identity: string): Following {
  const abort = new AbortController();
  async function* read(): AsyncGenerator<Change> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: FOLLOW, variables: { identity } }),
      signal: abort.signal,
    });
    let text = '';
    if (!response.body) throw new Error('Expected an answer with a body.');
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        if (!event.includes('event: next')) continue;
        const { data, errors } = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}');
        if (errors) throw new Error(errors[0].message);
        yield data.sessionChanged;
      }
    }
  }
  const stream = read();
  return {
    async next() {
      const { done, value } = await stream.next();
      return done ? null : value;
    },
    async stop() {
      abort.abort();
    },
  };
}

const DELETE = 'mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }';
const END = 'mutation ($i: String!) { endSession(identity: $i, state: FAILED) { applied } }';

describe.each([
  ['WebSocket', overWebSocket],
  ['server-sent events', overEvents],
])('sessionChanged over %s', (_name, follow) => {
  const start = async (session: Json = { state: 'OPEN' }, ...updates: Json[]) => {
    const identity = await create(session, ...updates);
    const following = follow(identity);
    onTestFinished(() => following.stop());
    expect((await following.next())?.kind).toBe('CURRENT');
    return { identity, following };
  };

  it('begins with the session as it is', async () => {
    const identity = await create({ state: 'OPEN' }, { setType: 'now' });
    const following = follow(identity);
    onTestFinished(() => following.stop());
    expect(await following.next()).toEqual({
      kind: 'CURRENT',
      identity,
      changed: [],
      session: { type: 'now', state: 'OPEN', labels: [], timeRange: null },
    });
  });

  it('names what changed, and shows the session with it', async () => {
    const { identity, following } = await start();
    await save({ identity, updates: [{ setType: 'a' }, { setLabels: ['l'] }, { setType: 'b' }] });
    expect(await following.next()).toEqual({
      kind: 'UPDATED',
      identity,
      changed: ['labels', 'type'],
      session: { type: 'b', state: 'OPEN', labels: ['l'], timeRange: null },
    });
  });

  it.each<[string, Json, string[]]>([
    ['a heartbeat', { updateHeartbeat: true }, ['heartbeat']],
    ['details', { setDetails: { details: [{ key: 'k', value: 'v' }] } }, ['details']],
    ['extended details', { updateDetailsJson: { category: 'c', json: { a: 1 } } }, ['extDetails']],
    ['markers', { setMarkers: [] }, ['markers']],
    ['bindings', { setConfigBindings: [] }, ['configBindings']],
    ['the time range', { setTimeRange: { startTime: '1', endTime: '2' } }, ['timeRange']],
  ])('tells of %s', async (_what, update, changed) => {
    const { identity, following } = await start();
    await save({ identity, updates: [update] });
    expect(await following.next()).toMatchObject({ kind: 'UPDATED', changed });
  });

  it('tells of laps, constants, data and events', async () => {
    await publish(`live ${_name}`, { name: 'A', channels: [{ channelId: 1 }] });
    const binding = { setConfigBindings: [{ identifier: `live ${_name}` }] };
    const { identity, following } = await start({ state: 'OPEN' }, binding);
    await askData(
      'mutation ($s: String!) { addLaps(session: $s, laps: [{ number: 1, startTime: "1" }]) { applied } }',
      { s: identity },
    );
    expect((await following.next())?.changed).toEqual(['laps']);
    await askData(
      'mutation ($s: String!) { putConstants(session: $s, constants: [{ name: "c", value: 1 }]) { applied } }',
      { s: identity },
    );
    expect((await following.next())?.changed).toEqual(['constants']);
    const row = { channelIds: [1], timestamp: '5', buffer: doubles(1) };
    await askData(WRITE, { input: { session: identity, messages: [{ row }] } });
    expect(await following.next()).toMatchObject({
      changed: ['timeRange'],
      session: { timeRange: { endTime: '5' } },
    });
    const event = { eventDefinitionId: 1, timestamp: '5' };
    await askData(WRITE, { input: { session: identity, messages: [{ event }] } });
    expect((await following.next())?.changed).toEqual(['events']);
  });

  it('says nothing of a request that changed nothing', async () => {
    const { identity, following } = await start();
    await save({ identity, sequence: '5', updates: [{ setType: 'a' }] });
    expect((await following.next())?.session?.type).toBe('a');
    await save({ identity, sequence: '5', updates: [{ setType: 'stale' }] });
    await save({ identity, sequence: '6', updates: [{ setGroup: 'g' }] });
    expect(await following.next()).toMatchObject({ changed: ['group'], session: { type: 'a' } });
  });

  it('says nothing of other sessions', async () => {
    const { identity, following } = await start();
    await create({ state: 'OPEN' }, { setType: 'other' });
    await save({ identity, updates: [{ setType: 'mine' }] });
    expect((await following.next())?.session?.type).toBe('mine');
  });

  it('ends with the session, and completes', async () => {
    const { identity, following } = await start();
    await askData(END, { i: identity });
    expect(await following.next()).toMatchObject({
      kind: 'ENDED',
      changed: ['state'],
      session: { state: 'FAILED' },
    });
    expect(await following.next()).toBeNull();
  });

  it('ends when the state is set to an end, and follows a session that has ended already', async () => {
    const { identity, following } = await start({ state: 'CLOSED' });
    await save({ identity, updates: [{ setType: 'late' }] });
    expect(await following.next()).toMatchObject({ kind: 'UPDATED', changed: ['type'] });
    await save({ identity, updates: [{ setState: 'OPEN' }] });
    expect(await following.next()).toMatchObject({ kind: 'UPDATED', changed: ['state'] });
    await save({ identity, updates: [{ setState: 'ABANDONED' }] });
    expect((await following.next())?.kind).toBe('ENDED');
    expect(await following.next()).toBeNull();
  });

  it('ends with a deletion, even if a session of that identity is made at once', async () => {
    const { identity, following } = await start();
    await askData(DELETE, { i: [identity] });
    await save({ identity, createIfNotExists: {} });
    expect(await following.next()).toEqual({
      kind: 'DELETED',
      identity,
      changed: [],
      session: null,
    });
    expect(await following.next()).toBeNull();
  });

  it('loses no change between the first message and those after it', async () => {
    for (let round = 0; round < 5; round++) {
      const identity = await create({ state: 'OPEN' });
      const following = follow(identity);
      const seen = (async () => {
        for (;;) {
          const change = await following.next();
          if (!change || change.session?.type === 'last') return change;
        }
      })();
      await save({ identity, updates: [{ setType: 'first' }] });
      await save({ identity, updates: [{ setType: 'last' }] });
      expect((await seen)?.session?.type).toBe('last');
      await following.stop();
    }
  });

  it('serves many followers of one session', async () => {
    const identity = await create({ state: 'OPEN' });
    const all = Array.from({ length: 20 }, () => follow(identity));
    expect(
      new Set((await Promise.all(all.map((one) => one.next()))).map((one) => one?.kind)),
    ).toEqual(new Set(['CURRENT']));
    await save({ identity, updates: [{ setType: 'seen' }] });
    for (const change of await Promise.all(all.map((one) => one.next()))) {
      expect(change?.session?.type).toBe('seen');
    }
    await Promise.all(all.map((one) => one.stop()));
  });
});

describe('sessionChanged', () => {
  it('refuses a session that is not there', async () => {
    const stream = client.iterate({ query: FOLLOW, variables: { identity: 'nobody' } });
    const { value } = await stream.next().catch((errors: unknown) => ({ value: { errors } }));
    const { errors } = value as { errors: { message: string; extensions: Json }[] };
    expect(errors).toMatchObject([
      { message: 'Session "nobody" was not found.', extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it('makes one message of a hundred changes that nobody read, with the last state', async () => {
    const identity = await create({ state: 'OPEN' });
    const { schema } = await import('../../src/schema/index.ts');
    const { createLoaders } = await import('../../src/context.ts');
    const { parse, subscribe } = await import('graphql');
    const { runtime } = catalogue.app;
    const stream = (await subscribe({
      schema,
      document: parse(FOLLOW),
      variableValues: { identity },
      contextValue: { ...runtime, loaders: createLoaders(runtime, { cache: false }) },
    })) as AsyncIterableIterator<{ data: { sessionChanged: Change } }>;
    expect((await stream.next()).value.data.sessionChanged.kind).toBe('CURRENT');
    for (let i = 0; i < 100; i++) {
      await save({
        identity,
        updates: [i % 2 ? { setType: `t${i}` } : { updateLabels: [`l${i}`] }],
      });
    }
    const messages: Change[] = [];
    await askData(END, { i: identity });
    for await (const { data } of stream) messages.push(data.sessionChanged);
    expect(messages.length).toBeLessThanOrEqual(2);
    expect(messages.at(-1)).toMatchObject({ kind: 'ENDED', session: { type: 't99' } });
    expect(messages.at(-1)?.session?.labels).toHaveLength(50);
    expect([...new Set(messages.flatMap(({ changed }) => changed))].sort()).toEqual([
      'labels',
      'state',
      'type',
    ]);
  });
});
