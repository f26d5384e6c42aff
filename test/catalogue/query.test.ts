import { beforeAll, describe, expect, it } from 'vitest';
import { type Json, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();

/** Arguments of `sessions`. */
interface Arguments {
  readonly query?: unknown;
  readonly filter?: unknown;
  readonly search?: string;
}

const FIND = `query ($query: JSONObject, $filter: SessionFilter, $search: String) {
  sessions(query: $query, filter: $filter, search: $search, first: 1000, includeSubSessions: true) {
    totalCount nodes { identity }
  }
}`;

/** Identities that are found, in their order; the total must say as many. */
async function find(variables: Arguments): Promise<string[]> {
  const { sessions } = await catalogue.askData(FIND, { ...variables });
  const identities = sessions.nodes.map(({ identity }: { identity: string }) => identity).sort();
  expect(sessions.totalCount).toBe(identities.length);
  return identities;
}

/** Create sessions of a group, by name and with these operations. */
async function create(group: string, sessions: Readonly<Record<string, readonly Json[]>>) {
  for (const [name, updates] of Object.entries(sessions)) {
    await catalogue.save({
      identity: `${group} ${name}`,
      createIfNotExists: { identifier: `${group} ${name}` },
      updates: [{ setGroup: group }, ...updates],
    });
  }
}

/** Names of the sessions of a group that a query, a filter or a search finds. */
async function findIn(group: string, { query, filter, search }: Arguments): Promise<string[]> {
  const identities = await find({
    filter: { and: [{ group: { eq: group } }, ...(filter ? [filter] : [])] },
    ...(query === undefined ? {} : { query }),
    ...(search === undefined ? {} : { search }),
  });
  return identities.map((identity) => identity.slice(group.length + 1));
}

/** The same with variables as their JSON, which may be what no value of JavaScript is written as. */
async function askRaw(variables: string) {
  const response = await catalogue.app.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(FIND)},"variables":${variables}}`,
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer as a client reads it.
  return (await response.json()) as any;
}

const details = (json: Json, category = '') => ({ setDetailsJson: { category, json } });

describe('absent properties', () => {
  beforeAll(() =>
    create('truth', {
      absent: [],
      a: [details({ p: 'a' }), { setType: 'a' }],
      b: [details({ p: 'b' }), { setType: 'b' }],
    }),
  );

  it.each([
    ['a', ['a']],
    [{ $eq: 'a' }, ['a']],
    [{ $neq: 'a' }, ['absent', 'b']],
    [{ $in: ['a', null] }, ['a', 'absent']],
    [{ $in: ['a'] }, ['a']],
    [{ $in: [] }, []],
    [{ $in: [null] }, ['absent']],
    [{ $nin: ['a'] }, ['absent', 'b']],
    [{ $nin: ['a', null] }, ['b']],
    [{ $nin: [] }, ['a', 'absent', 'b']],
    [{ $gt: 'a' }, ['b']],
    [{ $gte: 'a' }, ['a', 'b']],
    [{ $lt: 'b' }, ['a']],
    [{ $lte: 'b' }, ['a', 'b']],
    [{ $not: { $gt: 'a' } }, ['a', 'absent']],
    [{ $not: { $not: { $gt: 'a' } } }, ['b']],
    [{ $not: 'a' }, ['absent', 'b']],
    [null, ['absent']],
    [{ $eq: null }, ['absent']],
    [{ $neq: null }, ['a', 'b']],
    [{ $not: null }, ['a', 'b']],
    [{ $gt: null }, []],
    [{ $gte: null }, []],
    [{ $lt: null }, []],
    [{ $lte: null }, []],
    [{ $not: { $lte: null } }, ['a', 'absent', 'b']],
    [{ $startsWith: '' }, ['a', 'b']],
    [{ $endsWith: 'a' }, ['a']],
    [{ $contains: 'c' }, []],
    [{ $not: { $contains: 'b' } }, ['a', 'absent']],
  ])('%j finds %j, of a detail as of a property of its own', async (condition, names) => {
    expect(await findIn('truth', { query: { 'details.p': condition } })).toEqual(names);
    expect(await findIn('truth', { query: { type: condition } })).toEqual(names);
  });

  it.each([
    [{ nowhere: null }, ['a', 'absent', 'b']],
    [{ nowhere: { $neq: null } }, []],
    [{ nowhere: { $neq: 'a' } }, ['a', 'absent', 'b']],
    [{ 'details.none': { $nin: ['a'] } }, ['a', 'absent', 'b']],
    [{ 'extDetails.p': { $lte: 'z' } }, []],
    [{ 'extDetails.details.p': 'a' }, []],
    [{ details: { $neq: null } }, []],
    [{ 'Details.p': 'a' }, []],
    [{ 'details.P': 'a' }, []],
    [{ labels: { $neq: null } }, []],
  ])('%j finds %j: what no session has is absent, and no error', async (query, names) => {
    expect(await findIn('truth', { query })).toEqual(names);
  });
});

describe('combinations', () => {
  beforeAll(() =>
    create('combined', {
      one: [details({ x: 1, y: 'a' })],
      two: [details({ x: 2, y: 'a' })],
      three: [details({ x: 3 })],
    }),
  );

  it.each([
    [{}, ['one', 'three', 'two']],
    [{ 'details.x': { $gt: 1 }, 'details.y': 'a' }, ['two']],
    [{ $and: [{ 'details.x': { $gte: 1 } }, { 'details.x': { $lt: 3 } }] }, ['one', 'two']],
    [{ $and: [] }, ['one', 'three', 'two']],
    [{ $or: [{ 'details.x': 1 }, { 'details.x': 3 }] }, ['one', 'three']],
    [{ $or: [] }, []],
    [{ $nor: [{ 'details.x': 1 }, { 'details.y': null }] }, ['two']],
    [{ $nor: [] }, ['one', 'three', 'two']],
    [{ $not: { 'details.x': 1 } }, ['three', 'two']],
    [{ $not: { 'details.x': 1, 'details.y': 'b' } }, ['one', 'three', 'two']],
    [{ $not: {} }, []],
    [{ $not: { $or: [{ 'details.y': 'a' }, { $not: { 'details.x': 1 } }] } }, []],
    [
      { $or: [{ $and: [{ 'details.x': 2 }, {}] }, { $nor: [{ 'details.y': 'a' }] }] },
      ['three', 'two'],
    ],
  ])('%j finds %j', async (query, names) => {
    expect(await findIn('combined', { query })).toEqual(names);
  });

  it('finds what both a query and a filter find', async () => {
    expect(
      await findIn('combined', {
        query: { 'details.y': 'a' },
        filter: { details: [{ key: 'x', number: { gt: 1 } }] },
      }),
    ).toEqual(['two']);
  });
});

describe('values of every kind', () => {
  beforeAll(() =>
    create('kind', {
      text: [details({ v: '17' })],
      truth: [details({ v: true })],
      lie: [details({ v: false })],
      integer: [details({ v: 17 })],
      double: [details({ v: 17.5 })],
      whole: [details({ v: { double: 17 } })],
      long: [details({ v: { long: '9007199254740993' } })],
      zoned: [details({ v: { dateTime: '2024-05-06T14:00:00+02:00' } })],
      written: [details({ v: '2024-05-06T12:00:00Z' })],
      bytes: [details({ v: { bytes: 'MTc=' } })],
    }),
  );

  it.each([
    ['an integer is equal to the number, and to nothing else', 17, ['integer', 'whole']],
    ['a text is equal to the text', '17', ['text']],
    ['true is true', true, ['truth']],
    ['numbers have an order', { $gt: 17 }, ['double', 'long']],
    ['and so have truth values, false before true', { $lt: true }, ['lie']],
    ['either of which is at most true', { $lte: true }, ['lie', 'truth']],
    ['texts and numbers have none among each other', { $lt: '3' }, ['text', 'written', 'zoned']],
    ['an integer beyond 2^53 is no double next to it', 9007199254740992, []],
    ['but greater than it', { $gt: 9007199254740992 }, ['long']],
    [
      'and less than the other',
      { $lt: 9007199254740994, $gt: undefined },
      ['double', 'integer', 'long', 'whole'],
    ],
    [
      'dates and times are equal as instants; a text is a text',
      '2024-05-06T12:00:00Z',
      ['written', 'zoned'],
    ],
    ['whatever their offsets', '2024-05-06T10:00:00-02:00', ['zoned']],
    ['they have an order as instants', { $gt: '2024-05-06T13:59:59+02:00' }, ['zoned']],
    [
      'and as texts where there is no instant to compare with',
      { $lt: '2024-05-06T13' },
      ['text', 'written'],
    ],
    [
      'texts are found in texts, and in dates and times',
      { $startsWith: '2024-05-06T1' },
      ['written', 'zoned'],
    ],
    ['and in nothing else', { $contains: '17' }, ['text']],
    ['not even the empty one', { $endsWith: '' }, ['text', 'written', 'zoned']],
    ['bytes are equal to nothing', 'MTc=', []],
    ['but they are there', { $in: [true, false, null] }, ['lie', 'truth']],
  ])('%s: %j finds %j', async (_rule, condition, names) => {
    expect(await findIn('kind', { query: { 'details.v': condition } })).toEqual(names);
  });

  it('what is not null is there, whatever it is', async () => {
    expect(await findIn('kind', { query: { 'details.v': { $neq: null } } })).toHaveLength(10);
  });
});

describe('properties of the session itself', () => {
  const START = '1620323936202890000';
  const END = '1620323936202890001';

  beforeAll(async () => {
    const session = (name: string, createIfNotExists: Json, ...updates: Json[]) =>
      catalogue.save({
        identity: `own ${name}`,
        createIfNotExists: { identifier: `own ${name}`, ...createIfNotExists },
        updates: [{ setGroup: 'own' }, ...updates],
      });
    await session('bare', { state: 'OPEN', timestamp: '2021-05-06T18:58:56.20289+01:00' });
    await session(
      'full',
      { state: 'CLOSED', timestamp: '2021-05-06T19:58:56+01:00' },
      { setType: 'Race' },
      { setQuality: 0.5 },
      { setVersion: '1.10.0' },
      { setClientSessionGroupId: 'visit' },
      { setTimeRange: { startTime: START, endTime: END } },
    );
    await session(
      'other',
      { state: 'TRUNCATED', timestamp: '2021-05-06T17:00:00Z' },
      { setQuality: 0 },
      { setVersion: '1.9.0-rc.1' },
      { setTimeRange: { startTime: END, endTime: END } },
    );
  });

  it.each([
    ['the identity', { identity: 'own full' }, ['full']],
    ['the identifier', { identifier: { $endsWith: 're' } }, ['bare']],
    ['the type', { type: { $in: ['Race', 'Test'] } }, ['full']],
    ['the type, in its letter case', { type: 'race' }, []],
    ['the type, which is no number', { type: { $neq: 1 } }, ['bare', 'full', 'other']],
    ['the group', { group: { $neq: 'own' } }, []],
    ['the quality', { quality: { $gte: 0 } }, ['full', 'other']],
    ['the quality, which is no text', { quality: '0.5' }, []],
    ['the quality, by half of it', { quality: { $lt: 0.25 } }, ['other']],
    ['the state by name', { state: 'closed' }, ['full']],
    ['the state in any letter case', { state: 'Open' }, ['bare']],
    ['states by number: all that are closed', { state: { $gte: 'closed' } }, ['full', 'other']],
    ['other states', { state: { $nin: ['open', 'truncated'] } }, ['full']],
    ['the state, which is always there', { state: null }, []],
    ['the version by text', { version: '1.10' }, []],
    ['versions by SemVer', { version: { $gt: '1.9.0' } }, ['full']],
    ['versions by SemVer, prereleases before', { version: { $lt: '1.9.0' } }, ['other']],
    ['the version as a text', { version: { $startsWith: '1.' } }, ['full', 'other']],
    ['the time as an instant', { timestamp: '2021-05-06T17:58:56.202890000Z' }, ['bare']],
    ['the time by order', { timestamp: { $gt: '2021-05-06T19:00:00+02:00' } }, ['bare', 'full']],
    ['the time, which is no number', { timestamp: { $lt: 5 } }, []],
    ['the time, which is no text', { timestamp: { $startsWith: '2021' } }, []],
    ['the first sample', { startTimestamp: '2021-05-06T18:58:56.20289+01:00' }, ['full']],
    [
      'the last sample',
      { endTimestamp: { $gte: '2021-05-06T17:58:56.202890001Z' } },
      ['full', 'other'],
    ],
    ['whether there is data', { startTimestamp: null }, ['bare']],
    ['nanoseconds, as decimal text, exactly', { 'timeRange.startTime': END }, ['other']],
    ['nanoseconds by their short name', { startTime: { $lt: END } }, ['full']],
    [
      'nanoseconds as a number, which is a double',
      { 'timeRange.endTime': { $gt: 1620323936202890000 } },
      ['full', 'other'],
    ],
    ['the duration', { duration: { $gt: 0.5 } }, ['full']],
    ['the duration, at most', { duration: { $lte: '0' } }, ['other']],
    ['the client group', { clientSessionGroupId: 'visit' }, ['full']],
    [
      'the day of creation',
      { createdAt: { $gt: '2021-05-06T19:58:56+01:00' } },
      ['bare', 'full', 'other'],
    ],
    ['the last change', { updatedAt: { $lt: '2021-05-06T19:58:56+01:00' } }, []],
  ])('%s: %j', async (_name, query, names) => {
    expect(await findIn('own', { query })).toEqual(names);
  });

  it.each([
    [{ identity: { in: ['own full', 'own bare'] } }, ['bare', 'full']],
    [{ identifier: { endsWith: 'ULL' } }, ['full']],
    [{ type: { eq: 'race' } }, []],
    [{ type: { eq: 'Race' } }, ['full']],
    [{ type: { neq: 'Race' } }, ['bare', 'other']],
    [{ type: { nin: ['Race'], isNull: false } }, []],
    [{ type: { isNull: true } }, ['bare', 'other']],
    [{ type: { startsWith: 'rA' } }, ['full']],
    [{ type: { contains: 'AC' } }, ['full']],
    [{ version: { startsWith: '1.', endsWith: 'RC.1' } }, ['other']],
    [{ clientSessionGroupId: { eq: 'visit' } }, ['full']],
    [{ state: ['OPEN', 'CLOSED'] }, ['bare', 'full']],
    [{ state: [] }, []],
    [{ isLive: true }, ['bare']],
    [{ isLive: false }, ['full', 'other']],
    [{ hasData: true }, ['full', 'other']],
    [{ hasData: false }, ['bare']],
    [{ quality: { gt: 0, lte: 0.5 } }, ['full']],
    [{ quality: { eq: 0 } }, ['other']],
    [{ quality: { neq: 0 } }, ['bare', 'full']],
    [{ quality: { isNull: true } }, ['bare']],
    [{ timestamp: { gte: '2021-05-06T18:58:56.20289+01:00' } }, ['bare', 'full']],
    [{ timestamp: { eq: '2021-05-06T20:58:56+02:00' } }, ['full']],
    [{ createdAt: { lt: '2021-05-06T00:00:00Z' } }, []],
    [{ updatedAt: { gt: '2021-05-06T00:00:00Z' } }, ['bare', 'full', 'other']],
    [{ startTime: { eq: START } }, ['full']],
    [{ startTime: { neq: START } }, ['bare', 'other']],
    [{ endTime: { lt: END } }, []],
    [{ duration: { gte: '1' } }, ['full']],
    [{ duration: { isNull: true } }, ['bare']],
    [{ type: null, state: null, text: null }, ['bare', 'full', 'other']],
    [{ or: [{ isLive: true }, { quality: { gt: 0 } }] }, ['bare', 'full']],
    [{ or: [] }, []],
    [{ and: [] }, ['bare', 'full', 'other']],
    [{ and: [{ hasData: true }, { not: { quality: { eq: 0 } } }] }, ['full']],
    [{ not: {} }, []],
  ])('the typed filter %j finds %j', async (filter, names) => {
    expect(await findIn('own', { filter })).toEqual(names);
  });
});

describe('what belongs to a session', () => {
  beforeAll(() =>
    create('parts', {
      one: [
        { setLabels: ['wet', 'night'] },
        { setConfigBindings: [{ identifier: 'Car-1' }, { identifier: 'engine' }] },
        details({ Driver: 'Ann Lee', Run: 17, Wet: true }),
        details({ 'Front wing': 4.5 }, 'Car Setup'),
      ],
      two: [
        { setLabels: ['wet'] },
        { setConfigBindings: [{ identifier: 'car-2' }] },
        details({ Driver: 'Bo', Run: { double: 17.5 }, Wet: false }),
      ],
      three: [details({ Driver: { dateTime: '2024-05-06T12:00:00Z' } })],
    }),
  );

  it.each([
    [{ labels: { anyOf: ['night', 'dry'] } }, ['one']],
    [{ labels: { anyOf: ['Wet'] } }, []],
    [{ labels: { anyOf: [] } }, []],
    [{ labels: { allOf: ['wet', 'night'] } }, ['one']],
    [{ labels: { allOf: [] } }, ['one', 'three', 'two']],
    [{ labels: { noneOf: ['night'] } }, ['three', 'two']],
    [{ labels: { anyOf: ['wet'], noneOf: ['night'] } }, ['two']],
    [{ configurationSet: { eq: 'engine' } }, ['one']],
    [{ configurationSet: { eq: 'car-1' } }, []],
    [{ configurationSet: { neq: 'engine' } }, ['three', 'two']],
    [{ configurationSet: { in: ['engine', 'car-2'] } }, ['one', 'two']],
    [{ configurationSet: { nin: ['car-2'] } }, ['one', 'three']],
    [{ configurationSet: { startsWith: 'CAR' } }, ['one', 'two']],
    [{ configurationSet: { isNull: true } }, ['three']],
    [{ configurationSet: { isNull: false } }, ['one', 'two']],
    [{ details: [{ key: 'Run' }] }, ['one', 'two']],
    [{ details: [{ key: 'run' }] }, []],
    [{ details: [{ key: 'Run', exists: false }] }, ['three']],
    [{ details: [{ key: 'Run', number: { eq: 17 } }] }, ['one']],
    [{ details: [{ key: 'Run', number: { gt: 17, lt: 18 } }] }, ['two']],
    [{ details: [{ key: 'Run', number: { neq: 17 } }] }, ['three', 'two']],
    [{ details: [{ key: 'Run', string: { contains: '17' } }] }, []],
    [{ details: [{ key: 'Driver', string: { contains: 'lEE' } }] }, ['one']],
    [{ details: [{ key: 'Driver', string: { in: ['Bo', 'Cy'] } }] }, ['two']],
    [{ details: [{ key: 'Driver', string: { eq: '2024-05-06T14:00:00+02:00' } }] }, ['three']],
    [{ details: [{ key: 'Driver', dateTime: { gte: '2024-05-06T14:00:00+02:00' } }] }, ['three']],
    [{ details: [{ key: 'Wet', boolean: false }] }, ['two']],
    [{ details: [{ key: 'Wet', boolean: false, exists: true }, { key: 'Run' }] }, ['two']],
    [{ details: [{ key: 'Front wing', category: 'Car Setup', number: { lte: 4.5 } }] }, ['one']],
    [{ details: [{ key: 'Front wing' }] }, []],
    [{ details: [{ key: 'Driver', category: '' }] }, ['one', 'three', 'two']],
    [{ details: [] }, ['one', 'three', 'two']],
    [{ text: 'lee ANN' }, ['one']],
    [{ text: 'parts tw' }, ['two']],
    [{ text: 'ann nobody' }, []],
    [{ text: '17' }, []],
    [{ text: '?' }, ['one', 'three', 'two']],
  ])('the typed filter %j finds %j', async (filter, names) => {
    expect(await findIn('parts', { filter })).toEqual(names);
  });

  it('details in categories are found by their paths in a query', async () => {
    const query = { 'extDetails.Car Setup.Front wing': { $gte: 4 } };
    expect(await findIn('parts', { query })).toEqual(['one']);
  });
});

describe('the search box', () => {
  beforeAll(() =>
    create('typed', {
      monza: [
        { setType: 'Race' },
        { setLabels: ['wet'] },
        { setVersion: '1.2.0' },
        { setTimestamp: '2024-05-06T23:30:00Z' },
        { setTimeRange: { startTime: '0', endTime: '90000000000' } },
        { setConfigBindings: [{ identifier: 'car-1' }] },
        details({ Track: 'Autodromo di Monza', Run: 17, 'Lab Tech': 'Bob', Fast: true }),
        details({ Wing: 4.5 }, 'Setup'),
      ],
      spa: [
        { setType: 'Test' },
        { setState: 'OPEN' },
        { setVersion: '1.10.0' },
        { setTimestamp: '2024-05-07T00:30:00Z' },
        details({ Track: 'Spa', Run: '17 b', Start: { dateTime: '2024-05-06T23:59:59Z' } }),
        details({ Wing: 'low' }, 'Car'),
      ],
    }),
  );

  it.each([
    ['', ['monza', 'spa']],
    ['monza', ['monza']],
    ['typed "di autodromo"', ['monza']],
    ['-monza', ['spa']],
    ['NOT spa', ['monza']],
    ['monza spa', []],
    ['monza OR spa', ['monza', 'spa']],
    ['type:rac', ['monza']],
    ['type=Rac', []],
    ['type=Race', ['monza']],
    ['TYPE:TEST', ['spa']],
    ['track:*', ['monza', 'spa']],
    ['run:17', ['monza', 'spa']],
    ['run=17', ['monza']],
    ['run:>16.5', ['monza']],
    ['run:18..', []],
    ['run:..17', ['monza']],
    ['"lab tech":bo', ['monza']],
    ['details.run:17', ['monza', 'spa']],
    ['fast:true', ['monza']],
    ['wing:4..5', ['monza']],
    ['wing:low', ['spa']],
    ['extDetails.Car.Wing:*', ['spa']],
    ['-extDetails.Car.Wing:*', ['monza']],
    ['details.nothing:*', []],
    ['start:2024-05-06', ['spa']],
    ['timestamp:2024-05-06', ['monza']],
    ['timestamp:>2024-05-06', ['spa']],
    ['timestamp:2024-05-06..2024-05-07', ['monza', 'spa']],
    ['version:>1.9', ['spa']],
    ['state:open', ['spa']],
    ['is:live', ['spa']],
    ['-is:live has:data', ['monza']],
    ['duration:1min..', ['monza']],
    ['label:wet', ['monza']],
    ['label:WET', []],
    ['set:CAR', ['monza']],
    ['set=car', []],
    ['type:race OR track:spa', ['monza', 'spa']],
    ['type:race -label:wet', []],
    ['(monza)', ['monza']],
    ['monz*', ['monza']],
    ['12:30', []],
    ['typed:monza', ['monza']],
    ["' OR x=x --", []],
  ])('%j finds %j', async (search, names) => {
    expect(await findIn('typed', { search })).toEqual(names);
  });
});

describe('texts that mean something to databases', () => {
  const texts = [
    '%',
    '_',
    '\\',
    "'",
    '"',
    '\'; DROP TABLE "Session"; --',
    '*',
    '?',
    '$1',
    '|',
    '&',
    '!',
  ];

  beforeAll(() =>
    create('odd', {
      plain: [details({ v: 'plain' }), { setType: 'plain' }, { setLabels: ['plain'] }],
      ...Object.fromEntries(
        texts.map((text) => [
          text,
          [details({ v: `a${text}b`, [text]: 1 }), { setType: `a${text}b` }, { setLabels: [text] }],
        ]),
      ),
    }),
  );

  it.each(texts)('%s means itself', async (text) => {
    const path = { 'details.v': { $contains: text } };
    expect(await findIn('odd', { query: path })).toContain(text);
    expect(await findIn('odd', { query: path })).not.toContain('plain');
    expect(await findIn('odd', { query: { type: { $startsWith: `a${text}` } } })).toEqual(
      texts.filter((one) => one.startsWith(text)).sort(),
    );
    expect(await findIn('odd', { filter: { type: { endsWith: `${text}B` } } })).toContain(text);
    expect(await findIn('odd', { query: { 'details.v': `a${text}b` } })).toEqual([text]);
    expect(await findIn('odd', { query: { [`details.${text}`]: 1 } })).toEqual([text]);
    expect(await findIn('odd', { filter: { labels: { anyOf: [text] } } })).toEqual([text]);
    expect(await findIn('odd', { filter: { text } })).toContain(text);
  });
});

describe('queries that are refused', () => {
  it.each([
    [{ query: { $where: 1 } }, 'query', '/$where'],
    [{ query: { type: { $regex: 'a' } } }, 'query', '/type/$regex'],
    [{ query: { type: { $gte: 1, $lt: 5 } } }, 'query', '/type'],
    [{ query: { $or: [{}, { state: 'closing' }] } }, 'query', '/$or/1/state'],
    [{ query: { timestamp: { $gt: '2021-05-06' } } }, 'query', '/timestamp/$gt'],
    [{ query: { type: { $in: Array(100_000).fill('a') } } }, 'query', '/type/$in'],
    [{ query: { $or: Array(2_001).fill({ type: 'a' }) } }, 'query', '/$or/2000/type'],
    [
      { filter: { or: [{}, { details: [{ key: '' }] }] } },
      'filter.or[1].details[0].key',
      undefined,
    ],
    [{ filter: { type: { nin: Array(5_001).fill('a') } } }, 'filter.type.nin', undefined],
    [{ filter: { text: 'a'.repeat(1_001) } }, 'filter.text', undefined],
    [{ search: 'a'.repeat(1_001) }, 'search', undefined],
  ])('case %#: %o', async (variables, argument, pointer) => {
    const { errors = [] } = await catalogue.ask(FIND, variables);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      argument,
      ...(pointer && { pointer }),
    });
    expect(errors[0]?.message).toMatch(/^Expected .+, got .+\.$/);
  });

  it.each([
    ['a query that is no object', { query: [] }, 'Expected a JSON object'],
    ['a text with half of a character', { query: { type: 'a\ud800' } }, 'Unicode'],
    ['a name with half of a character', { query: { 'details.\udc00': 1 } }, 'Unicode'],
    ['a text with U+0000', { filter: { type: { contains: '\0' } } }, 'U+0000'],
    ['a search with half of a character', { search: '\ud83d' }, 'Unicode'],
    ['a number where a text is', { filter: { type: { eq: 1 } } }, 'String'],
    ['a field that there is not', { filter: { type: { regex: 'a' } } }, 'regex'],
  ])('%s', async (_name, variables, message) => {
    const refusal = await catalogue.refusal(FIND, variables);
    expect(refusal.code).toBe('BAD_USER_INPUT');
    expect(refusal.message).toContain(message);
  });

  it.each([51, 150, 1_000, 100_000])('%i levels', async (count) => {
    const nested = (name: string) => `${`{"${name}":`.repeat(count - 1)}{}${'}'.repeat(count - 1)}`;
    for (const variables of [`{"query":${nested('$not')}}`, `{"filter":${nested('not')}}`]) {
      const { errors } = await askRaw(variables);
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
      expect(errors[0].message).toMatch(/at most (50|200) levels/);
    }
  });
});

describe('the greatest queries that are answered', () => {
  const longText = 'x'.repeat(999_999);

  beforeAll(async () => {
    await create('great', {
      one: [
        details({ v: 1_999, t: 'x1999' }),
        { setQuality: 0.5 },
        { setTimeRange: { startTime: '0', endTime: '5' } },
      ],
      none: [],
    });
    await create('long', {
      text: [details({ v: longText })],
      longer: [details({ v: `${longText}y` })],
    });
  });

  const many = <T>(count: number, make: (i: number) => T) =>
    Array.from({ length: count }, (_, i) => make(i));

  it.each([
    ['2,000 alternatives', { $or: many(2_000, (i) => ({ 'details.v': i })) }, ['one']],
    ['2,000 ranges', { $or: many(2_000, (i) => ({ 'details.v': { $gt: 5_000 + i } })) }, []],
    [
      '2,000 conditions that all hold',
      { $and: many(2_000, (i) => ({ 'details.t': { $neq: `y${i}` } })) },
      ['none', 'one'],
    ],
    [
      '2,000 texts',
      { $nor: many(2_000, (i) => ({ type: { $contains: `%${i}` } })) },
      ['none', 'one'],
    ],
    ['5,000 numbers', { 'details.v': { $in: many(5_000, (i) => i) } }, ['one']],
    ['5,000 texts', { 'details.t': { $in: many(5_000, (i) => `x${i}`) } }, ['one']],
    [
      '5,000 times',
      { 'details.t': { $nin: many(5_000, (i) => new Date(i * 1e6).toISOString()) } },
      ['none', 'one'],
    ],
    ['5,000 identities', { identity: { $nin: many(5_000, (i) => `x${i}`) } }, ['none', 'one']],
    [
      '50 levels',
      many(49, (i) => i).reduce((inner): object => ({ $not: { $or: [inner].slice(0, 1) } }).$not, {
        'details.v': 1_999,
      }),
      ['one'],
    ],
  ])('%s', async (_name, query, names) => {
    expect(await findIn('great', { query })).toEqual(names);
  });

  it.each([
    ['$eq', ['text']],
    ['$contains', ['longer', 'text']],
    ['$startsWith', ['longer', 'text']],
    ['$endsWith', ['text']],
    ['$gt', ['longer']],
  ])('%s with a text of a million characters', async (operator, names) => {
    const condition = { [operator]: longText };
    expect(await findIn('long', { query: { 'details.v': condition } })).toEqual(names);
    expect(await findIn('long', { query: { type: condition } })).toEqual([]);
  });

  it('a number greater than all doubles, as JSON may write it', async () => {
    const ask = async (query: string) => {
      const variables = `{"filter":{"group":{"eq":"great"}},"query":${query}}`;
      return (await askRaw(variables)).data.sessions.totalCount;
    };
    expect(await ask('{"details.v":{"$lt":1e999}}')).toBe(1);
    expect(await ask('{"details.v":{"$gt":-1e999}}')).toBe(1);
    expect(await ask('{"details.v":{"$gte":1e999}}')).toBe(0);
    expect(await ask('{"details.v":{"$eq":1e999}}')).toBe(0);
    expect(await ask('{"$not":{"quality":{"$lt":1e999}}}')).toBe(1);
    expect(await ask('{"duration":{"$lt":1e999}}')).toBe(1);
    expect(await ask('{"duration":{"$gte":-1e999}}')).toBe(1);
    expect(await ask('{"duration":{"$gt":1e999}}')).toBe(0);
  });
});
