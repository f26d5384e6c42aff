import { request } from 'node:http';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { insertRows } from '../../src/db/insert-rows.ts';
import { parseExactJson } from '../../src/lib/exact-json.ts';
import { type Json, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, create, askData, publish } = catalogue;

let server = '';
let base = '';
beforeAll(async () => {
  server = (await catalogue.app.start()).url;
  base = `${server}/rta/v2`;
});

/** An answer: times of 64 bits are compared as text, since `JSON.parse` rounds them. */
async function get(path: string, init?: RequestInit) {
  const response = await fetch(`${base}${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

type Parameters = string | string[][] | Record<string, string>;

const post = (parameters: Parameters) =>
  get('/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString(),
  });

const postQuery = (query: unknown, ...others: string[][]) =>
  post([['query', typeof query === 'string' ? query : JSON.stringify(query)], ...others]);

interface Answered {
  readonly text: string;
}

/** The sessions of an answer, each of its integers exact. */
const sessionsOf = ({ text }: Answered) =>
  (parseExactJson(text, 'the answer') as { sessions: Json[] }).sessions;

const identitiesOf = (answer: Answered) => sessionsOf(answer).map(({ identity }) => identity);

const errorOf = ({ status, text }: { status: number; text: string }) => ({
  status,
  ...(JSON.parse(text) as { error: Json }).error,
});

/** What GraphQL answers, as text. */
async function askText(query: string, variables: Json = {}): Promise<string> {
  const response = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

const DETAILS = { 'Lab Tech': 'Bob Jones', Run: 17 };

describe('the session of RTA’s "Session Basics"', () => {
  const identity = 'f10f4a19-3831-4dd6-a178-faa94931a5b0';
  const input = {
    identity,
    createIfNotExists: {
      identifier: 'Session Demo 06 May 2021 18:58',
      timestamp: '2021-05-06T18:58:56.20289+01:00',
      state: 'CLOSED',
    },
    updates: [
      { setTimeRange: { startTime: '1620323936202890000', endTime: '1620324536202890000' } },
      { setDetailsJson: { json: DETAILS } },
      { setConfigBindings: [{ identifier: '6d711dbc-5f0d-47d2-b127-8c9d20bcec01' }] },
    ],
  };
  const document = `{"identity":"f10f4a19-3831-4dd6-a178-faa94931a5b0","state":"closed",
    "timestamp":"2021-05-06T18:58:56.20289+01:00","identifier":"Session Demo 06 May 2021 18:58",
    "startTimestamp":"2021-05-06T18:58:56.20289+01:00",
    "endTimestamp":"2021-05-06T19:08:56.20289+01:00",
    "timeRange":{"startTime":1620323936202890000,"endTime":1620324536202890000},
    "details":{"Lab Tech":"Bob Jones","Run":17},
    "configBindings":[{"identifier":"6d711dbc-5f0d-47d2-b127-8c9d20bcec01","channelOffset":0}]}`.replace(
    /\n */g,
    '',
  );

  it('is created by one request, and by the same again not once more', async () => {
    const fields = 'state timestamp sequence';
    const session = { state: 'CLOSED', timestamp: input.createIfNotExists.timestamp };
    for (const created of [true, false]) {
      expect(await save(input, fields)).toEqual({
        created,
        applied: true,
        session: { ...session, sequence: null },
      });
    }
  });

  it('is listed, exactly', async () => {
    expect((await get('/sessions')).text).toBe(`{"sessions":[${document}]}`);
    expect((await post('')).text).toBe(`{"sessions":[${document}]}`);
  });

  it('is read by its identity, exactly', async () => {
    const { status, headers, text } = await get(`/sessions/${identity}`);
    expect(text).toBe(document);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it.each<[string, unknown]>([
    ['its detail, a text with a space in its name', { 'details.Lab Tech': 'Bob Jones' }],
    ['its detail, which is still an integer', { 'details.Run': 17 }],
    ['its state by name', { state: 'closed' }],
    ['its state in an order', { state: { $gte: 'closed' } }],
    ['its start to the nanosecond', '{"timeRange.startTime":{"$gt":1620323936202889999}}'],
    ['its end by digits that no double holds', '{"timeRange.endTime":1620324536202890000}'],
    ['an instant in another zone', { startTimestamp: { $eq: '2021-05-06T17:58:56.20289Z' } }],
  ])('is found by %s', async (_name, query) => {
    expect(identitiesOf(await postQuery(query))).toEqual([identity]);
  });

  it.each([
    ['{"timeRange.startTime":{"$gt":1620323936202890000}}'],
    ['{"timeRange.startTime":1620323936202890001}'],
    ['{"timeRange.endTime":{"$lt":1620324536202890000}}'],
    ['{"details.Run":"17"}'],
  ])('is not found by %s', async (query) => {
    expect(identitiesOf(await postQuery(query))).toEqual([]);
  });

  it('is in the metamodel', async () => {
    const { text } = await get('/session-metamodel');
    expect(JSON.parse(text).details).toEqual({
      'Lab Tech': {
        label: 'Lab Tech',
        type: 'string',
        capabilities: { sort: true, filter: true },
        constraints: { values: ['Bob Jones'], minimum: 'Bob Jones', maximum: 'Bob Jones' },
      },
      Run: {
        label: 'Run',
        type: 'integer',
        capabilities: { sort: true, filter: true },
        constraints: { values: [17], minimum: 17, maximum: 17 },
      },
    });
  });

  it('is what Session.rta shows', async () => {
    const text = await askText('query ($i: String!) { session(identity: $i) { rta } }', {
      i: identity,
    });
    expect(text).toBe(`{"data":{"session":{"rta":${document}}}}`);
  });
});

describe('a session as a document', () => {
  const read = async (identity: string, parameters = '') =>
    get(`/sessions/${encodeURIComponent(identity)}${parameters}`);
  const documentOf = async (identity: string, parameters = '') =>
    parseExactJson((await read(identity, parameters)).text, 'the answer') as Json;

  it('leaves out what is null or empty', async () => {
    await save({
      identity: 'bare',
      createIfNotExists: { timestamp: '2020-01-01T00:00:00Z' },
      updates: [{ setDetails: { details: [] } }, { setMarkers: [] }],
    });
    expect((await read('bare')).text).toBe(
      '{"identity":"bare","state":"closed","timestamp":"2020-01-01T00:00:00Z","identifier":"bare"}',
    );
  });

  it('has every property, in the words of RTA', async () => {
    await create({}, { setChildOfRefs: ['whole'] });
    const child = await create(
      { timestamp: '2100-01-01T00:00:00Z' },
      { setChildOfRefs: ['whole'] },
    );
    const alternate = await create({}, { setAlternateOfRefs: ['whole'] });
    const identity = await create(
      { state: 'ABANDONED', identifier: 'Whole', timestamp: '2021-05-06T18:58:56.100+05:30' },
      { setRefAnchors: ['whole'] },
      { setTimeRange: { startTime: '-9223372036854775808', endTime: '9223372036854775807' } },
      { setDetailsJson: { json: { on: false, at: { dateTime: '2020-01-01T00:00:00.50+01:00' } } } },
      { setDetailsJson: { category: 'Setup', json: { height: 1.5 } } },
      { setType: 'rta' },
      { setQuality: 0 },
      { setGroup: 'Left' },
      { setVersion: '1.0.0' },
      { setConfigBindings: [{ identifier: 'b', channelOffset: 4_294_967_295 }] },
      { updateConfigBindings: [{ identifier: 'a' }] },
      { setLabels: ['not of RTA'] },
      { setDataBindings: [{ key: { source: 'secret', identity: 'secret' } }] },
      {
        setMarkers: [
          {
            category: 'Laps',
            markers: [
              {
                markerId: '1',
                type: 'lap',
                label: 'Lap 1',
                description: 'Out',
                startTime: '1620323936202890001',
                endTime: '1620323936202890998',
                details: { fuel: 3 },
              },
              { markerId: '2' },
            ],
          },
        ],
      },
    );
    const document = await documentOf(identity, '?prop=extDetails.Setup');
    const children = document.children as string[];
    expect(children).toHaveLength(2);
    expect(children[0]).toBe(child);
    expect(document).toEqual({
      identity,
      state: 'abandoned',
      timestamp: '2021-05-06T18:58:56.100+05:30',
      identifier: 'Whole',
      startTimestamp: '1677-09-21T05:42:43.145224192+05:30',
      endTimestamp: '2262-04-12T05:17:16.854775807+05:30',
      timeRange: { startTime: -9223372036854775808n, endTime: 9223372036854775807n },
      details: { on: false, at: '2020-01-01T00:00:00.50+01:00' },
      extDetails: { Setup: { height: 1.5 } },
      type: 'rta',
      quality: 0,
      group: 'Left',
      version: '1.0.0',
      children,
      alternates: [alternate],
      configBindings: [
        { identifier: 'b', channelOffset: 4_294_967_295 },
        { identifier: 'a', channelOffset: 0 },
      ],
      markers: [
        {
          id: '1',
          category: 'Laps',
          type: 'lap',
          label: 'Lap 1',
          description: 'Out',
          startTime: 1620323936202890001n,
          endTime: 1620323936202890998n,
          details: { fuel: 3 },
        },
        { id: '2', category: 'Laps' },
      ],
    });
  });

  it.each([
    ['UNKNOWN', 'unknown'],
    ['WAITING', 'waiting'],
    ['OPEN', 'open'],
    ['CLOSED', 'closed'],
    ['TRUNCATED', 'truncated'],
    ['FAILED', 'failed'],
    ['ABANDONED', 'abandoned'],
  ])('calls the state %s "%s"', async (state, name) => {
    expect((await documentOf(await create({ state }))).state).toBe(name);
  });

  it.each([
    '2021-05-06T18:58:56.20289+01:00',
    '2021-05-06T18:58:56Z',
    '2021-05-06T18:58:56.000000000-23:59',
    '1969-12-31T23:59:59.999999999+14:00',
  ])('keeps the digits and the offset of %s', async (timestamp) => {
    expect((await documentOf(await create({ timestamp }))).timestamp).toBe(timestamp);
  });

  it('shows extended details to those alone who ask for them', async () => {
    const identity = await create(
      {},
      { setDetailsJson: { json: { plain: 1 } } },
      { setDetailsJson: { category: 'Car', json: { a: 1, 'b.c': 2 } } },
      { setDetailsJson: { category: 'Driver', json: { a: 3 } } },
    );
    const shown = async (parameters: string) => (await documentOf(identity, parameters)).extDetails;
    expect(await shown('')).toBeUndefined();
    expect(await shown('?prop=extDetails.Car')).toEqual({ Car: { a: 1, 'b.c': 2 } });
    expect(await shown('?prop=extDetails.Car.b.c&prop=extDetails.Driver.a')).toEqual({
      Car: { 'b.c': 2 },
      Driver: { a: 3 },
    });
    expect(await shown('?prop=extDetails.Car.none&prop=nothing&prop=&prop=details.plain')).toBe(
      undefined,
    );
    const answer = await postQuery({ identity }, ['prop', 'extDetails.Driver']);
    expect(sessionsOf(answer)[0]?.extDetails).toEqual({ Driver: { a: 3 } });
    expect(sessionsOf(await postQuery({ identity }))[0]).not.toHaveProperty('extDetails');
  });

  it('shows the first 1,000 markers', async () => {
    const of = (count: number) => ({
      category: 'c',
      markers: Array.from({ length: count }, (_, i) => ({ markerId: `m${i}` })),
    });
    const identity = await create({}, { setMarkers: [of(1_001)] });
    const { markers } = await documentOf(identity);
    expect((markers as Json[]).map(({ id }) => id)).toEqual(
      of(1_000).markers.map(({ markerId }) => markerId),
    );
  });

  it('gives back every time and every value exactly', async () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const value = fc.oneof(
      int64.map((long) => ({ long: String(long) })),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => ({ double })),
      fc.string({ unit: 'binary' }).filter((text) => !/[\0\p{Cs}]/u.test(text)),
      fc.boolean(),
    );
    const key = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'a.b', ' '),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((k) => !k.includes('\0')),
    );
    const identity = await create();
    await fc.assert(
      fc.asyncProperty(int64, int64, fc.dictionary(key, value), async (a, b, json) => {
        const [startTime, endTime] = a < b ? [a, b] : [b, a];
        await save({
          identity,
          updates: [
            { setTimeRange: { startTime: String(startTime), endTime: String(endTime) } },
            { setDetailsJson: { json } },
          ],
        });
        const expected = Object.entries(json).map(([name, one]) => {
          if (typeof one !== 'object') return [name, JSON.stringify(one)];
          return [name, 'long' in one ? one.long : JSON.stringify(one.double)];
        });
        const { text } = await read(identity);
        expect(text).toContain(`"timeRange":{"startTime":${startTime},"endTime":${endTime}}`);
        for (const [name, written] of expected) {
          expect(text).toContain(`${JSON.stringify(name)}:${written}`);
        }
        const { details = {} } = JSON.parse(text);
        expect(Object.keys(details)).toHaveLength(expected.length);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['a/b', '../x', '%2F', 'ü 😀', '?a=b&c', '#', '+', '"', '__proto__', 'data.json'])(
    'is read by the identity %j, percent-encoded',
    async (identity) => {
      await save({ identity, createIfNotExists: {} });
      expect((await documentOf(identity)).identity).toBe(identity);
    },
  );

  it('is there for sub-sessions too, by their identities', async () => {
    const child = await create({}, { setChildOfRefs: ['by identity'] });
    await create({}, { setRefAnchors: ['by identity'] });
    expect((await documentOf(child)).identity).toBe(child);
  });
});

describe('GET and POST /sessions', () => {
  const count = 12;
  /** Few timestamps, so that many tie. */
  const listed = Array.from({ length: count }, (_, i) => ({
    identity: `listed ${String((i * 5) % count).padStart(2, '0')}`,
    second: i % 3,
    rank: i % 4 === 3 ? null : i % 4,
  }));
  const folder = 'listed';
  type Key = (session: (typeof listed)[number]) => number | string | null;

  /** Identities by keys, absent last; then the newest first, then by identity. */
  const inOrder = (...keys: Key[]) =>
    listed
      .toSorted((a, b) => {
        for (const key of [...keys, ({ second }: typeof a) => -second, byIdentity]) {
          const [x, y] = [key(a), key(b)];
          if (x === y) continue;
          if (x === null || y === null) return x === null ? 1 : -1;
          return x < y ? -1 : 1;
        }
        return 0;
      })
      .map(({ identity }) => identity);
  const byIdentity: Key = ({ identity }) => identity;
  const byRank: Key = ({ rank }) => rank;
  const byRankDown: Key = ({ rank }) => rank && -rank;

  beforeAll(async () => {
    for (const [identity, parentIdentity] of [
      [folder, ''],
      ['listed/below', folder],
      ['empty', ''],
    ]) {
      await askData('mutation ($input: PutFolderInput!) { putFolder(input: $input) { created } }', {
        input: { identity, parentIdentity, label: identity },
      });
    }
    for (const [i, { identity, second, rank }] of listed.entries()) {
      await save({
        identity,
        createIfNotExists: { timestamp: `2026-01-01T00:00:0${second}Z` },
        updates: [
          { setFolders: [i % 2 ? folder : 'listed/below'] },
          { setDetailsJson: { json: rank === null ? { n: i } : { n: i, 'a:desc': rank } } },
        ],
      });
    }
  });

  const list = (...parameters: string[][]) =>
    new URLSearchParams([['folder', folder], ...parameters]);

  it('list the newest first, then by identity', async () => {
    expect(identitiesOf(await get(`/sessions?${list()}`))).toEqual(inOrder());
    expect(identitiesOf(await post(`${list()}`))).toEqual(inOrder());
  });

  it.each<[string, string[], string[]]>([
    ['ascending without a direction', ['identity'], inOrder(byIdentity)],
    ['descending', ['identity:desc'], inOrder(byIdentity).reverse()],
    ['by direction in any case', ['identity:DESC'], inOrder(byIdentity).reverse()],
    ['by a detail whose name holds a colon, absent last', ['details.a:desc:asc'], inOrder(byRank)],
    ['descending, absent last', ['details.a:desc:desc'], inOrder(byRankDown)],
    ['by the last colon', ['details.a:desc'], inOrder()],
    [
      'by several, the first one first',
      ['details.a:desc:asc', 'identity:asc'],
      inOrder(byRank, byIdentity),
    ],
    [
      'passing over what is unknown, empty or not sortable',
      ['nothing:asc', '', 'children:desc', ':asc', 'identity:asc'],
      inOrder(byIdentity),
    ],
    ['by the official time', ['timestamp:desc'], inOrder()],
  ])('sort %s', async (_name, sorts, expected) => {
    const parameters = list(...sorts.map((sort) => ['sort', sort]));
    expect(identitiesOf(await get(`/sessions?${parameters}`))).toEqual(expected);
    expect(identitiesOf(await post(`${parameters}`))).toEqual(expected);
  });

  it('give each session on one page, and none after the last', async () => {
    for (const sort of ['timestamp:desc', 'details.a:desc:desc']) {
      const all = identitiesOf(await get(`/sessions?${list(['sort', sort])}`));
      for (const size of [1, 5, 12, 100]) {
        const seen: unknown[] = [];
        for (let index = 0; index <= count / size + 1; index++) {
          const paging = [
            ['sort', sort],
            ['pageIndex', `${index}`],
            ['pageSize', `${size}`],
          ];
          const page = identitiesOf(await get(`/sessions?${list(...paging)}`));
          expect(page).toEqual(all.slice(index * size, (index + 1) * size));
          seen.push(...page);
        }
        expect(seen).toEqual(all);
      }
    }
  });

  it('take an empty parameter for an absent one', async () => {
    const empty = 'pageIndex=&pageSize=&folder=&sort=&query=&prop=';
    expect((await get(`/sessions?${empty}`)).text).toBe((await get('/sessions')).text);
    expect((await post(empty)).text).toBe((await get('/sessions')).text);
  });

  it('list a folder with all below it; the root is everything, an unknown one nothing', async () => {
    const own = inOrder().filter((one) => listed.findIndex((l) => l.identity === one) % 2 === 0);
    expect(identitiesOf(await get('/sessions?folder=listed/below'))).toEqual(own);
    expect(identitiesOf(await get('/sessions?folder=empty'))).toEqual([]);
    expect(identitiesOf(await get('/sessions?folder=nowhere'))).toEqual([]);
    expect((await get('/sessions?folder=')).text).toBe((await get('/sessions')).text);
  });

  it('take queries by POST, and by GET as well', async () => {
    const query = JSON.stringify({ 'details.n': { $gte: 10 } });
    const expected = inOrder().filter((one) => listed.findIndex((l) => l.identity === one) >= 10);
    expect(identitiesOf(await postQuery(query, ['folder', folder]))).toEqual(expected);
    expect(identitiesOf(await get(`/sessions?${list(['query', query])}`))).toEqual(expected);
  });

  it('compare integers of a query exactly', async () => {
    const identity = await create(
      {},
      { setDetailsJson: { json: { exact: { long: '9007199254740993' } } } },
    );
    const find = async (condition: string) =>
      identitiesOf(await postQuery(`{"details.exact":${condition}}`));
    expect(await find('9007199254740993')).toEqual([identity]);
    expect(await find('{"$in":[1,9007199254740993]}')).toEqual([identity]);
    expect(await find('{"$gt":9007199254740992}')).toEqual([identity]);
    expect(await find('9007199254740992')).toEqual([]);
    expect(await find('9007199254740993.0')).toEqual([]);
    expect(await find('{"$gt":9223372036854775808}')).toEqual([]);
    expect(await find('{"$lt":1e999}')).toEqual([identity]);
    await save({ identity, updates: [{ setQuality: 1 }] });
    const own = `"identity":"${identity}"`;
    const query = `{${own},"quality":{"$lt":9007199254740993}}`;
    expect(identitiesOf(await postQuery(query))).toEqual([identity]);
    expect(identitiesOf(await postQuery(`{${own},"type":{"$lt":9007199254740993}}`))).toEqual([]);
  });

  it('hide children and alternates of other sessions', async () => {
    const parent = await create({}, { setRefAnchors: ['hiding'] }, { setType: 'family' });
    const child = await create({}, { setChildOfRefs: ['hiding'] }, { setType: 'family' });
    await create({}, { setAlternateOfRefs: ['hiding'] }, { setType: 'family' });
    expect(identitiesOf(await postQuery({ type: 'family' }))).toEqual([parent]);
    await save({ identity: child, updates: [{ deleteChildOfRefs: ['hiding'] }] });
    expect(identitiesOf(await postQuery({ type: 'family' }))).toEqual(
      expect.arrayContaining([parent, child]),
    );
  });

  it('send as many statements for 5 sessions as for 50', async () => {
    for (let i = 0; i < 50; i++) {
      await create(
        { timestamp: '2200-01-01T00:00:00Z' },
        { setRefAnchors: [`statements ${i}`] },
        { setChildOfRefs: ['nobody'] },
        { setDetailsJson: { json: { i } } },
        { setDetailsJson: { category: 'Car', json: { i } } },
        { setConfigBindings: [{ identifier: 'c' }] },
        { setMarkers: [{ category: 'c', markers: [{ markerId: 'm' }] }] },
      );
    }
    const statements = async (ask: (size: number) => Promise<unknown>, size: number) => {
      catalogue.app.takeStatements();
      await ask(size);
      return catalogue.app.takeStatements().length;
    };
    const rest = (size: number) => get(`/sessions?pageSize=${size}`);
    expect(await statements(rest, 50)).toBe(await statements(rest, 5));
    const graphql = (first: number) =>
      askData('query ($first: Int) { sessions(first: $first) { nodes { rta } } }', { first });
    expect(await statements(graphql, 50)).toBe(await statements(graphql, 5));
  });
});

describe('Session.rta', () => {
  it('is the document of REST, with the extended details that are asked for, or all', async () => {
    const identity = await create(
      {},
      { setTimeRange: { startTime: '1620323936202890001', endTime: '1620323936202890002' } },
      { setDetailsJson: { category: 'Car', json: { a: { long: '9007199254740993' } } } },
      { setDetailsJson: { category: 'Driver', json: { a: 1 } } },
    );
    const ask = async (properties: readonly string[] | null) => {
      const text = await askText(
        'query ($i: String!, $p: [String!]) { session(identity: $i) { rta(properties: $p) } }',
        { i: identity, p: properties },
      );
      return text.slice('{"data":{"session":{"rta":'.length, -'}}}'.length);
    };
    const rest = async (properties: readonly string[]) => {
      const parameters = new URLSearchParams(properties.map((name) => ['prop', name]));
      return (await get(`/sessions/${identity}?${parameters}`)).text;
    };
    for (const properties of [[], ['extDetails.Car'], ['extDetails.Driver.a', 'x']]) {
      expect(await ask(properties)).toBe(await rest(properties));
    }
    expect(await ask(null)).toBe(await rest(['extDetails.Car', 'extDetails.Driver']));
    expect(await ask(null)).toContain('"Car":{"a":9007199254740993}');
  });

  it('may be asked for in several ways of one session', async () => {
    const identity = await create({}, { setDetailsJson: { category: 'Car', json: { a: 1 } } });
    const { session } = await askData(
      `query ($i: String!) { session(identity: $i) {
         all: rta none: rta(properties: []) some: rta(properties: ["extDetails.Car.a"]) } }`,
      { i: identity },
    );
    expect(session.all).toEqual(session.some);
    expect(session.all).toEqual({ ...session.none, extDetails: { Car: { a: 1 } } });
  });
});

describe('GET /session-folders', () => {
  const put = (identity: string, label: string, parentIdentity = '', description?: string) =>
    askData('mutation ($input: PutFolderInput!) { putFolder(input: $input) { created } }', {
      input: { identity, parentIdentity, label, description },
    });

  beforeAll(async () => {
    await put('season/2026', 'Season 2026', '', 'All of it');
    await put('b', 'B', 'season/2026');
    await put('a', 'A', 'season/2026', '');
    await put('c', 'C', 'a');
  });

  it('lists one level, by label, with what RTA calls hasChildren', async () => {
    expect(JSON.parse((await get('/session-folders/season%2F2026')).text)).toEqual([
      { identity: 'a', label: 'A', description: '', hasChildren: true },
      { identity: 'b', label: 'B', hasChildren: false },
    ]);
    expect(JSON.parse((await get('/session-folders/b')).text)).toEqual([]);
  });

  it('lists the root by an empty identity, with and without its slash', async () => {
    const { status, text } = await get('/session-folders/');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toContainEqual({
      identity: 'season/2026',
      label: 'Season 2026',
      description: 'All of it',
      hasChildren: true,
    });
    expect((await get('/session-folders')).text).toBe(text);
  });

  it('answers 404 for an unknown folder', async () => {
    expect(errorOf(await get('/session-folders/nowhere'))).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
      message: 'Folder "nowhere" was not found.',
    });
  });
});

describe('GET /session-metamodel', () => {
  beforeAll(async () => {
    await askData('mutation { putFolder(input: { identity: "model", label: "M" }) { created } }');
    for (const [i, version] of ['1.10.0', '1.9.0'].entries()) {
      await create(
        { state: i ? 'OPEN' : 'CLOSED', timestamp: `2026-01-0${i + 1}T00:00:00+01:00` },
        { setFolders: ['model'] },
        { setType: 'rta' },
        { setVersion: version },
        { setDetailsJson: { json: { n: { long: `900719925474099${2 + i}` }, day: '2020-01-01' } } },
        { setDetailsJson: { category: 'Car', json: { height: 1.5, wet: true } } },
      );
    }
  });
  const capabilities = { sort: true, filter: true };

  it('describes a folder: states bare, other properties with what they can be', async () => {
    const { text } = await get('/session-metamodel?folder=model');
    expect(parseExactJson(text, 'the answer')).toMatchObject({
      state: capabilities,
      timestamp: {
        capabilities,
        constraints: {
          minimum: '2026-01-01T00:00:00+01:00',
          maximum: '2026-01-02T00:00:00+01:00',
        },
      },
      startTimestamp: { capabilities },
      endTimestamp: { capabilities },
      identifier: { capabilities },
      type: { capabilities, constraints: { values: ['rta'] } },
      quality: { capabilities, constraints: { minimum: 0, maximum: 1 } },
      group: { capabilities },
      version: { capabilities, constraints: { values: ['1.9.0', '1.10.0'] } },
      details: {
        n: {
          label: 'n',
          type: 'integer',
          capabilities,
          constraints: { values: [9007199254740992n, 9007199254740993n] },
        },
        day: { label: 'day', type: 'string', capabilities },
      },
      extDetails: {},
    });
  });

  it('describes extended details by request, one by one or by category', async () => {
    const groups = async (...names: string[]) => {
      const parameters = new URLSearchParams(names.map((name) => ['prop', name]));
      const { text } = await get(`/session-metamodel?folder=model&${parameters}`);
      return JSON.parse(text).extDetails;
    };
    const height = { label: 'height', type: 'number', capabilities };
    const wet = { label: 'wet', type: 'boolean', capabilities };
    expect(await groups('extDetails.Car.height', 'extDetails.None.x')).toMatchObject({
      Car: { label: 'Car', properties: { height } },
    });
    expect(await groups('extDetails.Car')).toMatchObject({
      Car: { label: 'Car', properties: { height, wet } },
    });
  });

  it('is the metamodel of GraphQL', async () => {
    const query = `{ metamodel(folder: "model") { rta } }`;
    const { text } = await get('/session-metamodel?folder=model');
    expect(await askText(query)).toBe(`{"data":{"metamodel":{"rta":${text}}}}`);
  });

  it('finds properties by a part of their name', async () => {
    const find = async (query: string, folder = 'model') => {
      const parameters = new URLSearchParams({ query, folder });
      const { text } = await get(`/session-metamodel/properties?${parameters}`);
      return JSON.parse(text) as Json[];
    };
    expect(await find('details.')).toEqual([
      { id: 'details.day', label: 'day' },
      { id: 'details.n', label: 'n' },
      { id: 'extDetails.Car.height', label: 'height' },
      { id: 'extDetails.Car.wet', label: 'wet' },
    ]);
    expect(await find('HEIGHT')).toEqual([{ id: 'extDetails.Car.height', label: 'height' }]);
    expect(await find('quality')).toEqual([
      { id: 'quality', label: 'Quality', description: 'From 0, worst, to 1, best.' },
    ]);
    expect(await find('details.', 'empty')).toEqual([]);
    const all = await find('');
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(['state', 'details.n']));
    expect(JSON.parse((await get('/session-metamodel/properties?folder=model')).text)).toEqual(all);
  });
});

describe('HEAD and GET /configs/{identifier}', () => {
  const TYPE = 'application/vnd.mat.config+json';
  let path = '';

  beforeAll(async () => {
    await publish('car/1', {
      name: 'Chassis',
      channels: [{ channelId: 0 }],
      parameters: [{ identifier: 'v:Chassis', name: 'v', channels: [0] }],
    });
    path = `/configs/${encodeURIComponent('car/1')}`;
    await askData(
      'mutation { createConfigurationSet(commit: false, input: { identifier: "draft", applications: [{ name: "d" }] }) { created } }',
    );
  });

  it('give the document that Paddock imports again, and its tag', async () => {
    const { status, headers, text } = await get(path);
    const { configurationSet } = await askData(
      '{ configurationSet(identifier: "car/1") { rta hash } }',
    );
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(TYPE);
    expect(headers.get('etag')).toBe(`"${configurationSet.hash}"`);
    expect(headers.get('vary')).toBe('Accept');
    expect(JSON.parse(text)).toEqual(configurationSet.rta);
  });

  it('answer HEAD without the document', async () => {
    const { status, headers, text } = await get(path, { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-type')).toBe(TYPE);
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{64}"$/);
  });

  it.each([
    [TYPE, 200, TYPE],
    ['*/*', 200, TYPE],
    ['application/vnd.mat.config+ffc, application/*;q=0.5', 200, TYPE],
    ['application/json', 200, 'application/json'],
    ['application/vnd.mat.config+ffc', 406, 'application/json; charset=utf-8'],
    [`${TYPE};q=0`, 406, 'application/json; charset=utf-8'],
    ['text/html', 406, 'application/json; charset=utf-8'],
  ])('answer Accept: %s with %i', async (accept, status, type) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await get(path, { method, headers: { accept } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
      if (status === 406 && method === 'GET') {
        expect(errorOf(answer).message).toBe(
          'Configuration "car/1" is there as application/vnd.mat.config+json and application/json, which the client does not accept.',
        );
      }
    }
  });

  it('answer 304 to those who have it, and the document to others', async () => {
    const tag = (await get(path)).headers.get('etag') ?? '';
    for (const method of ['GET', 'HEAD']) {
      for (const [header, status] of [
        [tag, 304],
        [`W/${tag}`, 304],
        [`"other", ${tag}`, 304],
        ['*', 304],
        ['"other"', 200],
        [tag.slice(1, -1), 200],
      ] as const) {
        const answer = await get(path, { method, headers: { 'if-none-match': header } });
        expect([answer.status, answer.headers.get('etag')]).toEqual([status, tag]);
        expect(answer.text.length > 0).toBe(status === 200 && method === 'GET');
      }
    }
  });

  it.each(['nothing', 'draft'])('answer 404 for %j, whatever is accepted', async (identifier) => {
    for (const accept of ['*/*', 'text/html']) {
      const answer = await get(`/configs/${identifier}`, { headers: { accept } });
      expect(errorOf(answer)).toMatchObject({
        status: 404,
        code: 'NOT_FOUND',
        message: `ConfigurationSet "${identifier}" was not found.`,
      });
      expect((await get(`/configs/${identifier}`, { method: 'HEAD' })).status).toBe(404);
    }
  });
});

describe('what is refused', () => {
  const at = (argument: string) => ({ status: 400, code: 'BAD_USER_INPUT', detail: { argument } });

  it.each([
    ['pageIndex=-1', 'pageIndex', 'Expected a whole number from 0 to 1000000, got "-1".'],
    ['pageIndex=1.5', 'pageIndex', 'Expected a whole number from 0 to 1000000, got "1.5".'],
    ['pageIndex=1000001', 'pageIndex', 'Expected a whole number from 0 to 1000000, got "1000001".'],
    ['pageIndex=1&pageIndex=2&pageSize=x', 'pageSize', expect.stringContaining('got "x".')],
    ['pageSize=-50', 'pageSize', expect.stringContaining('got "-50".')],
    ['pageSize=1e3', 'pageSize', expect.stringContaining('got "1e3".')],
    ['sort=a&sort=b&sort=c&sort=d&sort=e&sort=f', 'sort', 'Expected at most 5 properties, got 6.'],
    ['query={', 'query', 'Expected JSON, got "{".'],
    ['query=[]', 'query', 'Expected an object of criteria, got a list.'],
    [`${'prop=p&'.repeat(501)}`, 'prop', 'Expected at most 500 entries, got 501.'],
    [
      'pageIndex=100001&pageSize=1&sort=identifier',
      'pageIndex',
      'Expected at most 100000 sessions before a page that is sorted, got 100001. Choose fewer sessions by a query or a folder.',
    ],
  ])('names the parameter of %s', async (parameters, argument, message) => {
    expect(errorOf(await post(parameters))).toMatchObject({ ...at(argument), message });
    expect(errorOf(await get(`/sessions?${parameters}`))).toMatchObject({
      ...at(argument),
      message,
    });
  });

  it('says where in a query the fault is', async () => {
    const query = { $or: [{ 'details.x': { $regex: 'a' } }] };
    expect(errorOf(await postQuery(query))).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      detail: { argument: 'query', pointer: '/$or/0/details.x/$regex' },
    });
    expect(errorOf(await postQuery('{"state":9007199254740993}'))).toMatchObject({
      message: expect.stringMatching(/got 9007199254740993\.$/),
      detail: { argument: 'query', pointer: '/state' },
    });
  });

  it('is a query that nests without end', async () => {
    const query = `${'{"$not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
    expect(errorOf(await postQuery(query))).toMatchObject({
      status: 400,
      message: 'Expected at most 50 levels of conditions, got more.',
    });
    const exact = `{"a":9007199254740993,"b":${query}}`;
    expect(errorOf(await postQuery(exact)).status).toBe(400);
  });

  it.each([
    ['/sessions?folder=%00', '"folder"'],
    ['/sessions?sort=details.%00', '"sort"'],
    ['/sessions/%00', 'the path'],
    ['/session-folders/a%00', 'the path'],
    ['/session-metamodel?folder=%00', '"folder"'],
    ['/session-metamodel/properties?query=%00', '"query"'],
    ['/configs/%00', 'the path'],
  ])('is a text that no database holds: %s', async (path, where) => {
    expect(errorOf(await get(path))).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      message: `Expected texts of Unicode characters other than U+0000, got U+0000 in ${where}.`,
    });
  });

  it('is such a text in a form, or within its query', async () => {
    expect(errorOf(await post({ folder: '\0' })).status).toBe(400);
    expect(errorOf(await postQuery('{"type":"\\u0000"}')).message).toContain('U+0000 in "query"');
    expect(errorOf(await postQuery('{"type":"\\ud800"}')).message).toContain('U+D800 in "query"');
    expect(identitiesOf(await postQuery('{"type":"\\\\u0000"}'))).toEqual([]);
  });

  it('is a path that is not percent-encoded UTF-8', async () => {
    expect(errorOf(await get('/sessions/%ff'))).toMatchObject(at('identity'));
  });

  it.each([
    ['/sessions/nobody', 'Session "nobody" was not found.'],
    ['/sessions/', 'Path "/rta/v2/sessions/" was not found.'],
    ['/sessions/a/b', 'Path "/rta/v2/sessions/a/b" was not found.'],
    ['/nothing', 'Path "/rta/v2/nothing" was not found.'],
  ])('with 404 is %s', async (path, message) => {
    const answer = await get(path);
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'NOT_FOUND', message });
    expect((await get(path, { method: 'HEAD' })).status).toBe(404);
  });

  it('is any other method', async () => {
    const sessions = await get('/sessions', { method: 'DELETE' });
    expect([sessions.status, sessions.headers.get('allow')]).toEqual([
      405,
      'GET, POST, HEAD, OPTIONS',
    ]);
    const config = await get('/configs/a', { method: 'PUT' });
    expect([config.status, config.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('is a form of another type, or of too many parameters or bytes', async () => {
    const json = await get('/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(errorOf(json)).toMatchObject({
      ...at('content-type'),
      message: 'Expected application/x-www-form-urlencoded, got "application/json".',
    });
    expect(errorOf(await post('&'.repeat(1_000)))).toMatchObject({
      ...at('form'),
      message: 'Expected at most 1000 parameters, got more.',
    });
    const { maxRequestBytes } = catalogue.app.runtime.limits;
    expect(await statusOfUpload(maxRequestBytes + 1)).toBe(413);
  });

  it('answers HEAD of a list without the list', async () => {
    const { status, text, headers } = await get('/sessions', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});

/** Announce a long form: the server answers before any of it is sent. */
function statusOfUpload(length: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const upload = request(`${base}/sessions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': length,
      },
    });
    upload.once('response', (response) => {
      resolve(response.statusCode);
      upload.destroy();
    });
    upload.once('error', reject);
    upload.flushHeaders();
  });
}

describe('pages far down a long list', () => {
  const long = useCatalogue();
  const COUNT = 2_345;
  const names = Array.from({ length: COUNT }, (_, i) => `s${String(i).padStart(4, '0')}`);
  let url = '';

  beforeAll(async () => {
    const columns = ['identity', 'identifier', 'state', 'type', 'timestampText', 'timestampNs'];
    const rows = names.map((identity, i) => {
      const second = BigInt((i * 7) % 100);
      return [identity, `n${(i * 11) % 50}`, 4, 'long', '1970-01-01T00:00:00Z', second, 0, 0];
    });
    await long.app.runtime.db.write(({ sql }) =>
      insertRows(sql, 'Session', [...columns, 'createdNs', 'updatedNs'], rows, {
        returnsId: false,
      }),
    );
    ({ url } = await long.app.start());
  });

  const second = (name: string) => (Number(name.slice(1)) * 7) % 100;
  const newest = names.toSorted((a, b) => second(b) - second(a) || (a < b ? -1 : 1));
  const label = (name: string) => `n${(Number(name.slice(1)) * 11) % 50}`;
  const byLabel = newest.toSorted((a, b) =>
    label(a) === label(b) ? 0 : label(a) < label(b) ? -1 : 1,
  );
  const byLabelDown = newest.toSorted((a, b) =>
    label(a) === label(b) ? 0 : label(a) > label(b) ? -1 : 1,
  );

  it.each([
    ['the newest first', '', newest],
    ['the oldest first', 'sort=timestamp:asc', null],
    ['by name', 'sort=identifier', byLabel],
    ['by name, downwards', 'sort=identifier:desc', byLabelDown],
    ['by identity', 'sort=identity', names],
    ['by name with a query', 'sort=identifier&query={"type":"long"}', byLabel],
    ['with a query', 'query={"state":"closed"}', newest],
  ])('hold what they should, %s', async (_name, parameters, order) => {
    const expected = order ?? names.toSorted((a, b) => second(a) - second(b) || (a < b ? -1 : 1));
    const page = async (index: number, size: number) => {
      const response = await fetch(
        `${url}/rta/v2/sessions?pageIndex=${index}&pageSize=${size}&${parameters}`,
      );
      return identitiesOf({ text: await response.text() });
    };
    for (const [index, size] of [
      [0, 1_000],
      [1, 1_000],
      [2, 1_000],
      [3, 1_000],
      [1_000, 1],
      [1_001, 1],
      [2_344, 1],
      [2_345, 1],
      [21, 107],
      [100_000, 1],
    ] as const) {
      expect(await page(index, size)).toEqual(expected.slice(index * size, (index + 1) * size));
    }
  });

  it('are at most 1,000 sessions, and 50 if nobody says', async () => {
    const size = async (parameters: string) => {
      const response = await fetch(`${url}/rta/v2/sessions?${parameters}`);
      return identitiesOf({ text: await response.text() }).length;
    };
    expect(await size('pageSize=9007199254740991')).toBe(1_000);
    expect(await size('pageSize=0')).toBe(50);
    expect(await size('')).toBe(50);
  });
});
