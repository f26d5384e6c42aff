import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/lib/exact-json.ts';
import { type Json, useCatalogue } from './catalogue-client.ts';
import { errorOf, identitiesOf, sessionsOf, useRta } from './rta-client.ts';

const catalogue = useCatalogue();
const { save, create, askData, publish } = catalogue;
const { get, post, postQuery, askText } = useRta(catalogue);

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
