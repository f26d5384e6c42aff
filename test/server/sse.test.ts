import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startServer } from './server-harness.ts';

async function subscribe(url: string, query: string, signal?: AbortSignal) {
  const response = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'text/event-stream' },
    ...(signal ? { signal } : {}),
  });
  return response;
}

/** Events of a finished stream, without the heartbeats. */
function eventsOf(text: string): string[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => block.replace('event: ', '').replace('\ndata: ', ' ').replace('\ndata:', ''));
}

describe('/graphql over SSE', () => {
  it('sends the events of a subscription, then completes it', async () => {
    const { url } = await startServer();
    const response = await subscribe(url, 'subscription { countdown }');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(eventsOf(await response.text())).toEqual([
      'next {"data":{"countdown":3}}',
      'next {"data":{"countdown":2}}',
      'next {"data":{"countdown":1}}',
      'complete',
    ]);
  });

  it('takes a subscription that was posted', async () => {
    const { post } = await startServer();
    const response = await post(
      { query: 'subscription { countdown }' },
      { headers: { accept: 'text/event-stream' } },
    );
    expect(eventsOf(await response.text())).toHaveLength(4);
  });

  it('begins with a heartbeat, before there is an event', async () => {
    const { url, events } = await startServer();
    const opened = once(events, 'opened');
    const gone = new AbortController();
    const { body } = await subscribe(url, 'subscription { ticks }', gone.signal);
    await opened;
    const { value } = await body!.getReader().read();
    expect(new TextDecoder().decode(value)).toBe(':\n\n');
    gone.abort();
  });

  it('ends the source when the client leaves', async () => {
    const { url, events, open } = await startServer();
    const opened = once(events, 'opened');
    const gone = new AbortController();
    await subscribe(url, 'subscription { ticks }', gone.signal);
    await opened;
    expect([...open]).toEqual(['ticks']);

    gone.abort();
    // A generator ends at its next event.
    while (open.size > 0) {
      events.emit('ticks', 1);
      await new Promise(setImmediate);
    }
    expect([...open]).toEqual([]);
  });

  it('masks what a source fails with', async () => {
    const { url, log } = await startServer();
    const text = await (await subscribe(url, 'subscription { breaks }')).text();
    expect(text).toContain('"Unexpected error."');
    expect(text).not.toContain('hunter2');
    const [, errorId] = /"errorId":"([^"]+)"/.exec(text)!;
    expect(log.filter((line) => line.errorId === errorId)).toMatchObject([
      { level: 50, err: { message: 'password is hunter2' } },
    ]);
  });

  it('refuses with the limits of any operation', async () => {
    const { url } = await startServer({ env: { PADDOCK_MAX_ALIASES: '0' } });
    const text = await (await subscribe(url, 'subscription { a: countdown }')).text();
    expect(text).toContain('at most 0 aliases');
  });

  it('is refused to a client that accepts JSON alone', async () => {
    const { post } = await startServer();
    const response = await post(
      { query: 'subscription { countdown }' },
      { headers: { accept: 'application/json' } },
    );
    expect(response.status).toBe(406);
  });
});
