import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { abandonSessions } from '../../src/demo/abandon-sessions.ts';
import { createDemoClient, type DemoClient } from '../../src/demo/demo-client.ts';
import { beginLiveSession } from '../../src/demo/live-session.ts';
import { recordLive } from '../../src/demo/record-live.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const START = Date.parse('2026-03-01T10:00:00.250Z');
const silent = pino({ level: 'silent' });
const clientOf = (app: TestApp) => createDemoClient(app.fetch, app.runtime.limits);

async function read(app: TestApp, identity: string) {
  const { session } = await app.askData(
    `query ($identity: String!) { session(identity: $identity) {
      state isLive duration timeRange { startTime endTime } constants { name }
      laps { name duration isFastest }
      parameter(identifier: "gVert:Chassis") { sampleCount }
    } }`,
    { identity },
  );
  return session;
}

describe('beginLiveSession', () => {
  it('opens a session of its own and records up to the instant', async () => {
    const app = await createTestApp();
    const session = await beginLiveSession(clientOf(app), START);
    expect(session.identity).toBe('demo-live-20260301T100000250Z');

    await session.advanceTo(START + 100);
    await session.advanceTo(START + 350);

    expect(await read(app, session.identity)).toMatchObject({
      state: 'OPEN',
      duration: '349000000',
      timeRange: { startTime: String(BigInt(START) * 1_000_000n) },
      laps: [{ name: 'Out Lap', duration: null }],
      parameter: { sampleCount: 350 },
    });
  });

  it('writes nothing twice when the clock stands or goes back', async () => {
    const app = await createTestApp();
    const session = await beginLiveSession(clientOf(app), START);
    await session.advanceTo(START + 100);
    await session.advanceTo(START + 100);
    await session.advanceTo(START + 50);
    expect((await read(app, session.identity)).parameter.sampleCount).toBe(100);
  });

  it('begins laps as they come, and has a fastest one at last', async () => {
    const app = await createTestApp();
    const session = await beginLiveSession(clientOf(app), START);
    for (let second = 5; second <= 215; second += 5) await session.advanceTo(START + second * 1000);
    await session.close();

    const { laps, state } = await read(app, session.identity);
    expect(state).toBe('CLOSED');
    expect(laps).toMatchObject([
      { name: 'Out Lap', isFastest: false },
      { name: 'Lap 1' },
      { name: 'Lap 2' },
    ]);
  });

  it('catches up in one burst', async () => {
    const app = await createTestApp();
    const { client, calls } = counting(clientOf(app));
    const session = await beginLiveSession(client, START);
    await session.advanceTo(START + 4_000);
    expect(calls).toEqual(['write', 'addLaps']);
    expect((await read(app, session.identity)).parameter.sampleCount).toBe(4_000);
  });

  it('leaves a long sleep out, and records the last seconds of it', async () => {
    const app = await createTestApp();
    const session = await beginLiveSession(clientOf(app), START);
    await session.advanceTo(START + 1_000);
    await session.advanceTo(START + 3_600_000);

    const { parameter, timeRange } = await read(app, session.identity);
    expect(parameter.sampleCount).toBe(6_000);
    expect(timeRange.endTime).toBe(String(BigInt(START + 3_600_000 - 1) * 1_000_000n));
  });

  it('sends again what was not taken, before it goes on', async () => {
    const app = await createTestApp();
    const client = clientOf(app);
    let fails = true;
    const session = await beginLiveSession(
      {
        ...client,
        async write(identity, messages) {
          if (fails) throw new Error('The disk is full.');
          await client.write(identity, messages);
        },
      },
      START,
    );
    await expect(session.advanceTo(START + 100)).rejects.toThrow('The disk is full.');
    await expect(session.advanceTo(START + 200)).rejects.toThrow('The disk is full.');
    fails = false;
    await session.advanceTo(START + 300);

    const { parameter, laps } = await read(app, session.identity);
    expect(parameter.sampleCount).toBe(300);
    expect(laps).toHaveLength(1);
  });
});

describe('abandonSessions', () => {
  it('ends what a killed demo has left open, and leaves everything else', async () => {
    const app = await createTestApp({ PADDOCK_MAX_PAGE_SIZE: '2', PADDOCK_DEFAULT_PAGE_SIZE: '2' });
    const client = clientOf(app);
    const killed = await Promise.all(
      [1, 2, 3].map(async (n) => (await beginLiveSession(client, START + n)).identity),
    );
    const ended = await beginLiveSession(client, START + 4);
    await ended.close();
    const own = await beginLiveSession(client, START + 5);
    await client.open({
      identity: 'other',
      identifier: 'x',
      timestamp: '2026-03-01T10:00:00Z',
      updates: [],
    });

    const abandoned = await abandonSessions(client, Date.now() + 60_000, own.identity);

    expect([...abandoned].sort()).toEqual(killed);
    const states = await Promise.all(
      [...killed, ended.identity, own.identity, 'other'].map(
        async (identity) => (await read(app, identity)).state,
      ),
    );
    expect(states).toEqual(['ABANDONED', 'ABANDONED', 'ABANDONED', 'CLOSED', 'OPEN', 'OPEN']);
  });

  it('leaves a session that another demo writes to', async () => {
    const app = await createTestApp();
    const { identity } = await beginLiveSession(clientOf(app), START);
    expect(await abandonSessions(clientOf(app), Date.now())).toEqual([]);
    expect((await read(app, identity)).state).toBe('OPEN');
  });
});

describe('recordLive', () => {
  it('grows by the clock, and closes the session when it is told to stop', async () => {
    const app = await createTestApp();
    const { recording, stopping, next } = record(app);
    const identity = await next();

    const durations: bigint[] = [];
    for await (const { kind, session } of follow(app, identity)) {
      if (session.duration !== null) durations.push(BigInt(session.duration));
      if (durations.length === 4) stopping.abort();
      if (kind === 'ENDED') expect(session.state).toBe('CLOSED');
    }

    await recording;
    expect(durations.length).toBeGreaterThanOrEqual(4);
    expect(durations).toEqual([...durations].sort((a, b) => Number(a - b)));
    expect(durations.at(-1)).toBeGreaterThan(durations[0]!);
  });

  it('goes on in another session when a client has ended the one before', async () => {
    const app = await createTestApp();
    const { recording, stopping, next } = record(app);
    const first = await next();
    await clientOf(app).end(first, 'CLOSED');

    const second = await next();
    stopping.abort();
    await recording;

    expect(second).not.toBe(first);
    expect((await read(app, second)).state).toBe('CLOSED');
  });

  it('ends at start what a killed demo has left open', async () => {
    const app = await createTestApp();
    const client = clientOf(app);
    const killed = await beginLiveSession(client, START);
    const aged: DemoClient = {
      ...client,
      listLive: async () =>
        (await client.listLive()).map((live) => ({ ...live, heartbeat: '2026-03-01T10:00:00Z' })),
    };
    const { recording, stopping, next } = record(app, aged);
    await next();
    stopping.abort();
    await recording;
    expect((await read(app, killed.identity)).state).toBe('ABANDONED');
  });
});

/** A client that tells of the writes it is asked for. */
function counting(client: DemoClient) {
  const calls: string[] = [];
  return {
    calls,
    client: {
      ...client,
      write: (session, messages) => {
        calls.push('write');
        return client.write(session, messages);
      },
      addLaps: (session, laps) => {
        calls.push('addLaps');
        return client.addLaps(session, laps);
      },
    } satisfies DemoClient,
  };
}

/** Record by the clock; `next` waits for the next session that begins. */
function record(app: TestApp, client = clientOf(app)) {
  const begun: string[] = [];
  let wake = () => {};
  const stopping = new AbortController();
  const recording = recordLive(client, stopping.signal, {
    logger: silent,
    onBegin(identity) {
      begun.push(identity);
      wake();
    },
  });
  return {
    recording,
    stopping,
    async next() {
      while (begun.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return begun.shift()!;
    },
  };
}

interface Change {
  readonly kind: string;
  readonly session: { readonly state: string; readonly duration: string | null };
}

/** Changes of a session, over server-sent events, until it ends. */
async function* follow(app: TestApp, identity: string): AsyncGenerator<Change> {
  const response = await app.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      query: `subscription ($identity: String!) {
        sessionChanged(identity: $identity) { kind session { state duration } }
      }`,
      variables: { identity },
    }),
  });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const messages = text.split('\n\n');
    text = messages.pop()!;
    for (const message of messages) {
      const [, data] = /^data: (\{.+\})$/m.exec(message) ?? [];
      if (data) yield JSON.parse(data).data.sessionChanged as Change;
    }
  }
}
