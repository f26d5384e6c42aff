import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { doubles, type Json, useCatalogue, WRITE } from './catalogue-client.ts';

const { create, save, askData, refusal, publish } = useCatalogue();

const SIZE = 23;
const numbers = Array.from({ length: SIZE }, (_, i) => i);
const pad = (i: number) => String(i).padStart(2, '0');

let identity = '';

beforeAll(async () => {
  for (const i of numbers.slice(1)) await publish(`set ${pad(i)}`, { name: 'A' });
  await publish('set 00', {
    name: 'A',
    channels: numbers.map((i) => ({ channelId: i * 3 })),
    parameters: numbers.map((i) => ({
      identifier: `p${pad(i)}:A`,
      name: `P${i}`,
      channels: [i * 3],
    })),
  });
  // Several sessions share a timestamp: the order among them is settled by the row.
  for (const i of numbers.slice(1)) {
    const timestamp = `2026-01-01T00:00:${pad(Math.floor(i / 4))}Z`;
    await save({ identity: `s${i}`, createIfNotExists: { timestamp } });
  }
  const markers = numbers.map((i) => ({ markerId: `m${(i * 7) % SIZE}` }));
  identity = await create(
    { state: 'OPEN', timestamp: '2025-01-01T00:00:00Z' },
    { setConfigBindings: [{ identifier: 'set 00', channelOffset: 100 }] },
    { setMarkers: [{ category: 'c', markers }] },
  );
  await askData(WRITE, {
    input: {
      session: identity,
      messages: [
        // Rows of several channels, each a block of its own; events that share instants.
        ...numbers.map((i) => ({
          row: { channelIds: [100 + i * 3], timestamp: String(i), buffer: doubles(i) },
        })),
        ...numbers.map((i) => ({
          event: { eventDefinitionId: i, timestamp: String(Math.floor(i / 5)) },
        })),
      ],
    },
  });
});

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Json }[];
  readonly nodes: readonly Json[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Where each connection stands, and which field tells its rows apart. */
const CONNECTIONS = [
  ['sessions', '', 'sessions', 'identity'],
  ['configurationSets', '', 'configurationSets', 'identifier'],
  ['parameters of a set', 'configurationSet(identifier: "set 00")', 'parameters', 'identifier'],
  ['channels of a set', 'configurationSet(identifier: "set 00")', 'channels', 'channelId'],
  ['parameters of a session', 'session(identity: $identity)', 'parameters', 'identifier'],
  ['markers', 'session(identity: $identity)', 'markers', 'markerId'],
  ['events', 'session(identity: $identity)', 'events', 'eventDefinitionId'],
  ['sampleBlocks', 'session(identity: $identity)', 'sampleBlocks', 'channelId'],
] as const;

type Place = readonly [name: string, owner: string, field: string, key: string];

const documentOf = ([, owner, field, key]: Place) => {
  const connection = `${field}(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { ${key} } } nodes { ${key} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`;
  const variables = '$first: Int, $after: String, $last: Int, $before: String, $identity: String!';
  // The identity is used even where the connection does not need it.
  const used = 'session(identity: $identity) { identity }';
  return `query (${variables}) { unused: ${used} ${owner ? `${owner} { ${connection} }` : connection} }`;
};

async function pageOf(place: Place, args: Json): Promise<Page> {
  const data = await askData(documentOf(place), { identity, ...args });
  const [, owner, field] = place;
  const [name = ''] = owner.split('(');
  return (owner ? data[name] : data)[field] as Page;
}

const keysOf = ([, , , key]: Place, { edges }: Page) => edges.map(({ node }) => node[key]);

describe.each(CONNECTIONS)('paging through %s', (...place) => {
  it('gives everything once, in one order, forwards and backwards, whatever the size', async () => {
    const whole = await pageOf(place, { first: 100 });
    const all = keysOf(place, whole);
    expect(new Set(all).size).toBe(SIZE);
    expect(whole.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect(whole.nodes).toEqual(whole.edges.map(({ node }) => node));

    for (const size of [1, 5, 22, 23]) {
      const forwards: unknown[] = [];
      let after: string | null = null;
      do {
        const page: Page = await pageOf(place, { first: size, after });
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor);
        expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor);
        forwards.push(...keysOf(place, page));
        expect(page.pageInfo.hasNextPage).toBe(forwards.length < SIZE);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(forwards).toEqual(all);

      const backwards: unknown[] = [];
      let before: string | null = null;
      do {
        const page: Page = await pageOf(place, { last: size, before });
        expect(page.pageInfo.hasNextPage).toBe(before !== null);
        backwards.unshift(...keysOf(place, page));
        expect(page.pageInfo.hasPreviousPage).toBe(backwards.length < SIZE);
        before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
      } while (before !== null);
      expect(backwards).toEqual(all);
    }
  });

  it('gives what lies between two cursors, from either side', async () => {
    const whole = await pageOf(place, { first: 100 });
    const all = keysOf(place, whole);
    const after = whole.edges[3]?.cursor;
    const before = whole.edges[10]?.cursor;
    for (const [args, expected] of [
      [{ first: 100, after, before }, all.slice(4, 10)],
      [{ last: 100, after, before }, all.slice(4, 10)],
      [{ first: 2, after, before }, all.slice(4, 6)],
      [{ last: 2, after, before }, all.slice(8, 10)],
      [{ first: 3, before }, all.slice(0, 3)],
      [{ last: 3, after }, all.slice(-3)],
      [{ before }, all.slice(0, 10)],
    ] as const) {
      const page = await pageOf(place, args);
      expect(keysOf(place, page)).toEqual(expected);
      expect(page.pageInfo).toMatchObject({
        hasPreviousPage: expected[0] !== all[0],
        hasNextPage: expected.at(-1) !== all.at(-1),
      });
    }
  });

  it('gives an empty page for no rows, and beyond the last', async () => {
    const none = await pageOf(place, { first: 0 });
    expect(none).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
    const { pageInfo } = await pageOf(place, { last: 1 });
    const beyond = await pageOf(place, { first: 5, after: pageInfo.endCursor });
    expect(beyond.edges).toEqual([]);
    expect(beyond.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('refuses sizes and cursors that are none of its own', async () => {
    const most = place[2] === 'sampleBlocks' ? 100 : 1_000;
    const bad = (text: string) => Buffer.from(text).toString('base64url');
    const cases: [Json, string, string | RegExp][] = [
      [{ first: -1 }, 'first', `Expected 0 to ${most} rows a page, got -1.`],
      [{ first: most + 1 }, 'first', `Expected 0 to ${most} rows a page, got ${most + 1}.`],
      [{ last: most + 1 }, 'last', `Expected 0 to ${most} rows a page, got ${most + 1}.`],
      [{ first: 1, last: 1 }, 'last', 'Expected `first` or `last`, got both.'],
      ...[
        'x',
        bad('x'),
        bad('{}'),
        bad('[]'),
        bad('[1,2,3]'),
        bad('[null]'),
        bad('[1.5,1.5]'),
      ].flatMap((cursor): [Json, string, string][] => [
        [{ after: cursor }, 'after', `Expected a cursor of this connection, got "${cursor}".`],
        [
          { last: 1, before: cursor },
          'before',
          `Expected a cursor of this connection, got "${cursor}".`,
        ],
      ]),
    ];
    for (const [args, argument, message] of cases) {
      const { code, ...rest } = await refusal(documentOf(place), { identity, ...args });
      expect({ code, ...rest }).toEqual({ code: 'BAD_USER_INPUT', message, argument });
    }
  });
});

describe('cursors of another connection', () => {
  it('are refused where their values are of another kind', async () => {
    const ofSet = (await pageOf(CONNECTIONS[1], { first: 1 })).pageInfo.endCursor;
    for (const place of [CONNECTIONS[3], CONNECTIONS[5], CONNECTIONS[0], CONNECTIONS[6]]) {
      expect((await refusal(documentOf(place), { identity, after: ofSet })).argument).toBe('after');
    }
  });

  it.each(['9223372036854775808', '"9223372036854775808"', '"1e3"', '""', '"--1"'])(
    'are refused with the value %s, which no row can have',
    async (value) => {
      const after = Buffer.from(`[${value}]`).toString('base64url');
      const { code, argument } = await refusal(documentOf(CONNECTIONS[3]), { identity, after });
      expect([code, argument]).toEqual(['BAD_USER_INPUT', 'after']);
    },
  );
});

describe('paging while sessions come', () => {
  it('repeats and skips none of those that were there', async () => {
    const before = keysOf(CONNECTIONS[0], await pageOf(CONNECTIONS[0], { first: 1_000 }));
    const seen: unknown[] = [];
    let after: string | null = null;
    let added = 0;
    do {
      const page: Page = await pageOf(CONNECTIONS[0], { first: 4, after });
      seen.push(...keysOf(CONNECTIONS[0], page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      // One newer than all, one older than all, one of an instant that several have.
      for (const timestamp of ['2030-01-01', '2020-01-01', '2026-01-01']) {
        if (added >= 9) break;
        const createIfNotExists = { timestamp: `${timestamp}T00:00:0${added % 6}Z` };
        await save({ identity: `new ${added++}`, createIfNotExists });
      }
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((key) => !String(key).startsWith('new'))).toEqual(before);
  });
});

describe('sessions', () => {
  it('filters, counts and pages by state, life and data', async () => {
    const query = `query ($filter: SessionFilter) {
      sessions(filter: $filter, first: 1000) { totalCount nodes { identity state } }
    }`;
    const find = async (filter: Json | null) => (await askData(query, { filter })).sessions;
    expect(await find({ state: ['OPEN'] })).toEqual({
      totalCount: 1,
      nodes: [{ identity, state: 'OPEN' }],
    });
    expect((await find({ isLive: true })).totalCount).toBe(1);
    expect((await find({ hasData: true, isLive: true })).nodes).toEqual([
      { identity, state: 'OPEN' },
    ]);
    expect((await find({ hasData: true, isLive: false })).totalCount).toBe(0);
    expect((await find({ state: [] })).totalCount).toBe(0);
    const all = await find(null);
    expect((await find({})).totalCount).toBe(all.totalCount);
    expect((await find({ isLive: false })).totalCount).toBe(all.totalCount - 1);
    expect((await find({ state: ['CLOSED', 'OPEN'] })).totalCount).toBe(all.totalCount);
  });
});

describe('node', () => {
  const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';

  it('finds what a global id names', async () => {
    const { session, configurationSet } = await askData(
      `query ($identity: String!) {
         session(identity: $identity) { id } configurationSet(identifier: "set 00") { id }
       }`,
      { identity },
    );
    expect(await askData(NODE, session)).toEqual({ node: { __typename: 'Session', ...session } });
    expect(await askData(NODE, configurationSet)).toEqual({
      node: { __typename: 'ConfigurationSet', ...configurationSet },
    });
  });

  it('is null for what is not there', async () => {
    for (const name of ['Session:nobody', 'ConfigurationSet:nothing']) {
      const id = Buffer.from(name).toString('base64');
      expect(await askData(NODE, { id })).toEqual({ node: null });
    }
  });

  it.each(['', 'garbage', 'U2Vzc2lvbjo=', Buffer.from('Lap:1').toString('base64'), '😀'])(
    'refuses %j, which is the id of no object',
    async (id) => {
      expect(await refusal(NODE, { id })).toEqual({
        code: 'BAD_USER_INPUT',
        message: `Expected the id of an object, got "${id}".`,
        argument: 'id',
      });
    },
  );
});

describe('the largest pages', () => {
  it('come with everything that belongs to their rows', async () => {
    const app = await createTestApp();
    const parameters = Array.from({ length: 1_000 }, (_, i) => ({
      identifier: `p${String(i).padStart(4, '0')}:a`,
      name: `p${i}`,
      channels: [i],
    }));
    const channels = parameters.map((_, channelId) => ({ channelId }));
    await app.askData(
      'mutation ($input: ConfigurationSetInput!) { createConfigurationSet(input: $input) { created } }',
      {
        input: {
          identifier: 'set',
          applications: [
            {
              name: 'a',
              parameters,
              channels,
              groups: [{ identifier: 'g', parameters: parameters.map((one) => one.identifier) }],
            },
          ],
        },
      },
    );
    for (let i = 0; i < 1_000; i += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, j) =>
          app.askData(
            'mutation ($id: String!) { createOrUpdateSession(input: { identity: $id, createIfNotExists: {}, updates: [{ setConfigBindings: [{ identifier: "set" }] }] }) { created } }',
            { id: `s${i + j}` },
          ),
        ),
      );
    }

    const { configurationSet, sessions } = await app.askData(/* GraphQL */ `
      {
        configurationSet(identifier: "set") {
          parameters(first: 1000) { nodes { identifier channels { channelId } groups { identifier } } }
        }
        sessions(first: 1000) {
          nodes { configBindings { configurationSet { identifier } } laps { number } labels details }
        }
      }
    `);

    expect(configurationSet.parameters.nodes).toEqual(
      parameters.map(({ identifier, channels: [channelId] }) => ({
        identifier,
        channels: [{ channelId }],
        groups: [{ identifier: 'g' }],
      })),
    );
    expect(sessions.nodes).toEqual(
      Array.from({ length: 1_000 }, () => ({
        configBindings: [{ configurationSet: { identifier: 'set' } }],
        laps: [],
        labels: [],
        details: {},
      })),
    );
  });
});

describe('lists of keys', () => {
  it.each([
    ['sampleBlocks', 'channels', 'channels'],
    ['events', 'filter', 'filter.eventDefinitionIds'],
  ])('of more than 500 are refused by %s', async (field, name, argument) => {
    const app = await createTestApp();
    await app.askData(
      'mutation { createOrUpdateSession(input: { identity: "s", createIfNotExists: { state: OPEN }, updates: [{ setTimeRange: { startTime: "0", endTime: "1" } }] }) { created } }',
    );
    const ids = Array.from({ length: 501 }, (_, i) => i);
    const [type, value] =
      field === 'events' ? ['EventFilter', { eventDefinitionIds: ids }] : ['[UInt32!]', ids];
    const { errors } = await app.ask(
      `query ($value: ${type}) { session(identity: "s") { ${field}(${name}: $value) { edges { cursor } } } }`,
      { value },
    );
    expect(errors).toMatchObject([
      {
        message: 'Expected at most 500 entries, got 501.',
        extensions: { code: 'BAD_USER_INPUT', argument },
      },
    ]);
  });
});
