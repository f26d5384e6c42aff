import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Client, createClient } from 'graphql-ws';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { built } from '../importers/ssn2/edit-ssn2.ts';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, read, save, askData } = catalogue;

const CHANGES = 'changes(first: 100) { nodes { version changedAt author changed operations } }';

async function changesOf(identity: string) {
  return (await read(identity, CHANGES)).changes.nodes as {
    version: string;
    changedAt: string;
    author: string | null;
    changed: string[];
    operations: unknown;
  }[];
}

/** Ask over HTTP with headers of our own. */
async function askAs(author: string, query: string, variables: object = {}) {
  const response = await catalogue.app.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-paddock-author': author },
    body: JSON.stringify({ query, variables }),
  });
  return response.json() as Promise<{
    data?: unknown;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  }>;
}

const TOUCH = `mutation ($i: String!) {
  createOrUpdateSession(input: { identity: $i, createIfNotExists: {}, updates: [{ setType: "t" }] }) { applied }
}`;

describe('Session.changes', () => {
  it('has every write of metadata, the newest first, with what it changed', async () => {
    const identity = await create({ state: 'OPEN' }, { setType: 'a' });
    await save({
      identity,
      updates: [
        { setLabels: ['x'] },
        { setDetails: { details: [{ key: 'k', value: 'v' }] } },
        { setTimestamp: '2024-05-06T12:00:00.5+02:00' },
      ],
    });
    await askData(
      `mutation ($i: String!) {
         addLaps(session: $i, laps: [{ number: 1, startTime: "1" }]) { applied }
         putConstants(session: $i, constants: [{ name: "c", value: 1 }]) { applied }
         endSession(identity: $i) { applied }
       }`,
      { i: identity },
    );
    await save({ identity, updates: [] });

    const changes = await changesOf(identity);
    expect(changes.map(({ changed }) => changed)).toEqual([
      ['heartbeat'],
      ['state'],
      ['constants'],
      ['laps'],
      ['details', 'labels', 'timestamp'],
      ['type'],
    ]);
    const versions = changes.map(({ version }) => BigInt(version));
    expect(versions).toEqual(versions.toSorted((a, b) => Number(b - a)));
    expect(new Set(versions).size).toBe(versions.length);
    expect((await read(identity, 'metadataVersion')).metadataVersion).toBe(changes[0]?.version);
    for (const { changedAt } of changes) {
      expect(Math.abs(Date.parse(changedAt) - Date.now())).toBeLessThan(60_000);
    }
  });

  it('keeps the update operations as they were sent', async () => {
    const identity = await create();
    const updates = [
      { setDetailsJson: { category: 'Car', json: { a: 1, b: { long: '9007199254740993' } } } },
      { setTimeRange: { startTime: '-5', endTime: '9223372036854775807' } },
      { setTimestamp: '2024-05-06T12:00:00.5+02:00' },
    ];
    await save({ identity, updates });
    const [last] = await changesOf(identity);
    expect(last?.operations).toEqual(updates);
  });

  it('keeps only the names of operations that are very long', async () => {
    const identity = await create();
    const value = 'x'.repeat(70_000);
    await save({
      identity,
      updates: [{ setDetails: { details: [{ key: 'k', value }] } }, { setType: 't' }],
    });
    const [last] = await changesOf(identity);
    expect(last).toMatchObject({
      changed: ['details', 'type'],
      operations: [{ setDetails: null }, { setType: null }],
    });
  });

  it('has no operations of other mutations', async () => {
    const identity = await create({ state: 'OPEN' });
    await askData('mutation ($i: String!) { endSession(identity: $i) { applied } }', {
      i: identity,
    });
    expect((await changesOf(identity))[0]).toMatchObject({ changed: ['state'], operations: null });
  });

  it('is paged in both directions', async () => {
    const identity = await create();
    for (const type of ['1', '2', '3', '4']) await save({ identity, updates: [{ setType: type }] });
    const page = async (args: string) =>
      (
        await read(
          identity,
          `changes(${args}) { nodes { version } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
        )
      ).changes;
    const all = (await page('first: 100')).nodes;
    expect(all).toHaveLength(5);
    const first = await page('first: 2');
    expect(first.nodes).toEqual(all.slice(0, 2));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const next = await page(`first: 10, after: "${first.pageInfo.endCursor}"`);
    expect(next.nodes).toEqual(all.slice(2));
    const last = await page('last: 2');
    expect(last.nodes).toEqual(all.slice(3));
    expect((await page(`last: 2, before: "${last.pageInfo.startCursor}"`)).nodes).toEqual(
      all.slice(1, 3),
    );
  });

  it('begins anew with a session that is created again', async () => {
    const identity = randomUUID();
    await save({ identity, createIfNotExists: {}, updates: [{ setType: 'a' }] });
    await askData('mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }', {
      i: [identity],
    });
    await save({ identity, createIfNotExists: {} });
    expect(await changesOf(identity)).toHaveLength(1);
  });
});

describe('the author of a change', () => {
  it('is null when nobody says', async () => {
    expect(await changesOf(await create())).toMatchObject([{ author: null }]);
  });

  it('is what the header says, percent-decoded', async () => {
    const i = randomUUID();
    await askAs('Zo%C3%AB%20%F0%9F%98%80', TOUCH, { i });
    expect(await changesOf(i)).toMatchObject([{ author: 'Zoë 😀' }]);
  });

  it('is kept by every mutation that writes metadata', async () => {
    const i = await create({ state: 'OPEN' });
    await askAs(
      'Ann',
      `mutation ($i: String!) {
         createOrUpdateSession(input: { identity: $i, updates: [{ setType: "t" }] }) { applied }
         addLaps(session: $i, laps: [{ number: 1, startTime: "1" }]) { applied }
         putConstants(session: $i, constants: [{ name: "c", value: 1 }]) { applied }
         writeData(input: { session: $i, messages: [{ event: { eventDefinitionId: 1, timestamp: "5" } }] }) { accepted }
         endSession(identity: $i) { applied }
       }`,
      { i },
    );
    const authors = (await changesOf(i)).map(({ author }) => author);
    expect(authors).toEqual(['Ann', 'Ann', 'Ann', 'Ann', 'Ann', null]);
  });

  it.each([
    ['no percent-encoded UTF-8', '%E0%A4', 'Expected percent-encoded UTF-8'],
    ['a control character', 'a%00b', 'Expected text without control characters.'],
    ['too long', 'x'.repeat(201), 'Expected at most 200 characters, got 201.'],
  ])('is refused when it is %s', async (_name, author, message) => {
    const i = randomUUID();
    const { errors } = await askAs(author, TOUCH, { i });
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining(message),
        extensions: { code: 'BAD_USER_INPUT', argument: 'x-paddock-author' },
      },
    ]);
    expect(await read(i, 'identity')).toBeNull();
  });

  it('may have 200 characters of any kind', async () => {
    const i = randomUUID();
    const author = '😀'.repeat(200);
    await askAs(encodeURIComponent(author), TOUCH, { i });
    expect(await changesOf(i)).toMatchObject([{ author }]);
  });

  describe('over the network', () => {
    let url: string;
    beforeAll(async () => {
      ({ url } = await catalogue.app.start());
    });

    function connect(connectionParams: Record<string, unknown>): Client {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams,
      });
      onTestFinished(() => client.dispose());
      return client;
    }

    it('is what the parameters of a WebSocket say', async () => {
      const i = randomUUID();
      const client = connect({ author: 'Zoë' });
      for await (const { errors } of client.iterate({ query: TOUCH, variables: { i } })) {
        expect(errors).toBeUndefined();
      }
      expect(await changesOf(i)).toMatchObject([{ author: 'Zoë' }]);
    });

    it('is refused when it is no text', async () => {
      const client = connect({ author: { name: 'Zoë' } });
      const answers = client.iterate({ query: TOUCH, variables: { i: randomUUID() } });
      await expect(answers.next()).rejects.toMatchObject([
        {
          message: 'Expected a text, got object.',
          extensions: { code: 'BAD_USER_INPUT', argument: 'connectionParams.author' },
        },
      ]);
    });

    it('is kept by an import', async () => {
      const response = await fetch(`${url}/import?name=a.ssn2`, {
        method: 'POST',
        headers: { 'x-paddock-author': 'Im%C3%A9' },
        body: readFileSync(built()),
      });
      expect(response.status).toBe(200);
      const { session } = (await response.json()) as { session: { identity: string } };
      expect(await changesOf(session.identity)).toMatchObject([{ author: 'Imé' }]);
    });

    it('is refused before an import is read', async () => {
      const response = await fetch(`${url}/import?name=a.ssn2`, {
        method: 'POST',
        headers: { 'x-paddock-author': '%E0%A4' },
        body: 'anything',
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
    });
  });
});
