import { beforeAll, describe, expect, it } from 'vitest';
import { type Json, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, askData, refusal } = catalogue;

/** A value of each kind, in the order of kinds, and within each in the order of values. */
const VALUES = [
  false,
  true,
  -1e300,
  -2.5,
  0,
  17,
  17.25,
  { long: '9007199254740992' },
  { long: '9007199254740993' },
  1e300,
  { dateTime: '1969-12-31T23:59:59.999999999Z' },
  { dateTime: '2026-01-01T00:30:00+01:00' },
  { dateTime: '2026-01-01T00:00:00Z' },
  '',
  'Ann',
  'Annabel',
  'ann',
  'é',
  '\u{1F3CE}',
];

/** By SemVer, what is none of it first. */
const VERSIONS = [
  'beta',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0',
  '1.2',
  '1.10.0',
  '2.0.0',
];

const STATES = ['UNKNOWN', 'WAITING', 'OPEN', 'CLOSED', 'TRUNCATED', 'FAILED', 'ABANDONED'];

interface Stored {
  readonly identity: string;
  readonly second: number;
  readonly rank: number | null;
  readonly version: number | null;
  readonly state: number;
  readonly few: number;
  readonly quality: number | null;
}

/** Sessions of few timestamps, so that many of them tie. */
const SESSIONS: Stored[] = Array.from({ length: 90 }, (_, i) => ({
  identity: `s${(i * 37) % 90}`,
  second: (i * 7) % 5,
  rank: i % 4 === 3 ? null : (i * 5) % VALUES.length,
  version: i % 3 === 0 ? (i * 2) % VERSIONS.length : null,
  state: (i * 3) % STATES.length,
  few: i % 2,
  quality: i % 5 === 0 ? null : (i % 9) / 8,
}));

beforeAll(async () => {
  for (const { identity, second, rank, version, state, few, quality } of SESSIONS) {
    const values: Json = { few, ...(rank === null ? {} : { mixed: VALUES[rank] }) };
    await save({
      identity,
      createIfNotExists: { state: STATES[state], timestamp: `2026-01-01T00:00:0${second}Z` },
      updates: [
        { setDetailsJson: { json: values } },
        ...(version === null ? [] : [{ setVersion: VERSIONS[version] }]),
        ...(quality === null ? [] : [{ setQuality: quality }]),
        { setLabels: [`label ${few}`] },
      ],
    });
  }
});

type Key = readonly [(session: Stored) => number | null, 'ASC' | 'DESC'];

/** The identities in an order: absent last, then by timestamp from the newest, then by identity. */
function sorted(keys: readonly Key[], sessions = SESSIONS): string[] {
  return sessions
    .toSorted((a, b) => {
      for (const [of, direction] of keys) {
        const [x, y] = [of(a), of(b)];
        if (x === y) continue;
        if (x === null || y === null) return x === null ? 1 : -1;
        return direction === 'ASC' ? x - y : y - x;
      }
      return b.second - a.second || (a.identity < b.identity ? -1 : 1);
    })
    .map(({ identity }) => identity);
}

interface List {
  readonly orderBy?: readonly Json[];
  readonly filter?: Json;
}

const LIST = `query ($orderBy: [SessionOrder!], $filter: SessionFilter, $first: Int, $after: String, $last: Int, $before: String) {
  sessions(orderBy: $orderBy, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { identity } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

async function page(list: List, paging: Json) {
  const { sessions } = await askData(LIST, { ...list, ...paging });
  return {
    identities: sessions.nodes.map(({ identity }: { identity: string }) => identity) as string[],
    ...sessions.pageInfo,
    totalCount: sessions.totalCount,
  };
}

async function walkForwards(list: List, first: number): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const { identities, hasNextPage, endCursor } = await page(list, { first, after });
    seen.push(...identities);
    if (!hasNextPage) return seen;
    after = endCursor;
  }
}

async function walkBackwards(list: List, last: number): Promise<string[]> {
  const seen: string[] = [];
  for (let before: string | null = null; ; ) {
    const { identities, hasPreviousPage, startCursor } = await page(list, { last, before });
    seen.unshift(...identities);
    if (!hasPreviousPage) return seen;
    before = startCursor;
  }
}

const by = (property: string, direction?: 'ASC' | 'DESC') => ({
  property,
  ...(direction && { direction }),
});

const mixed = ({ rank }: Stored) => rank;
const few = (session: Stored) => session.few;
const version = (session: Stored) => session.version;
const state = (session: Stored) => session.state;
const quality = (session: Stored) => session.quality;
const second = (session: Stored) => session.second;

const ORDERS: [string, Json[], Key[]][] = [
  ['nothing: the newest first', [], []],
  ['the timestamp, the oldest first', [by('timestamp')], [[second, 'ASC']]],
  ['the timestamp, the newest first', [by('timestamp', 'DESC')], [[second, 'DESC']]],
  ['a detail of every kind', [by('details.mixed')], [[mixed, 'ASC']]],
  ['a detail of every kind, descending', [by('details.mixed', 'DESC')], [[mixed, 'DESC']]],
  ['a detail of two values', [by('details.few', 'ASC')], [[few, 'ASC']]],
  ['a detail of two values, descending', [by('details.few', 'DESC')], [[few, 'DESC']]],
  ['the version, by SemVer', [by('version')], [[version, 'ASC']]],
  ['the version, descending', [by('version', 'DESC')], [[version, 'DESC']]],
  ["the state, by RTA's number", [by('state')], [[state, 'ASC']]],
  ['the state, descending', [by('state', 'DESC')], [[state, 'DESC']]],
  ['the quality', [by('quality')], [[quality, 'ASC']]],
  ['the quality, descending', [by('quality', 'DESC')], [[quality, 'DESC']]],
  [
    'a detail, then the version',
    [by('details.few', 'DESC'), by('version', 'DESC')],
    [
      [few, 'DESC'],
      [version, 'DESC'],
    ],
  ],
  [
    'the state, then two details',
    [by('state', 'DESC'), by('details.few'), by('details.mixed', 'DESC')],
    [
      [state, 'DESC'],
      [few, 'ASC'],
      [mixed, 'DESC'],
    ],
  ],
  ['a property that does not exist', [by('nothing'), by('details.few')], [[few, 'ASC']]],
  ['a detail that no session has', [by('details.nothing', 'DESC')], []],
];

describe('sessions ordered by', () => {
  it.each(ORDERS)('%s', async (_name, orderBy, keys) => {
    const expected = sorted(keys);
    expect((await page({ orderBy }, { first: 1000 })).identities).toEqual(expected);
    for (const size of [7, 41]) {
      expect(await walkForwards({ orderBy }, size)).toEqual(expected);
      expect(await walkBackwards({ orderBy }, size)).toEqual(expected);
    }
  });

  it.each(ORDERS)('%s, with a filter', async (_name, orderBy, keys) => {
    const filter = { labels: { anyOf: ['label 1'] } };
    const expected = sorted(
      keys,
      SESSIONS.filter((session) => session.few === 1),
    );
    expect(await walkForwards({ orderBy, filter }, 11)).toEqual(expected);
    expect(await walkBackwards({ orderBy, filter }, 11)).toEqual(expected);
    expect((await page({ orderBy, filter }, { first: 1 })).totalCount).toBe(expected.length);
  });

  it('the identity', async () => {
    const expected = SESSIONS.map(({ identity }) => identity).sort();
    expect(await walkForwards({ orderBy: [by('identity')] }, 13)).toEqual(expected);
    expect(await walkBackwards({ orderBy: [by('identity', 'DESC')] }, 13)).toEqual(
      expected.toReversed(),
    );
  });
});

describe('a page', () => {
  it('lies between two cursors', async () => {
    const list = { orderBy: [by('details.mixed', 'DESC')] };
    const all = (await page(list, { first: 1000 })).identities;
    const { endCursor } = await page(list, { first: 10 });
    const { startCursor } = await page(list, { last: 60 });
    for (const size of [5, 100]) {
      const forwards = await page(list, { first: size, after: endCursor, before: startCursor });
      expect(forwards.identities).toEqual(all.slice(10, 30).slice(0, size));
      const backwards = await page(list, { last: size, after: endCursor, before: startCursor });
      expect(backwards.identities).toEqual(all.slice(10, 30).slice(-size));
    }
  });

  it('refuses a cursor of another order, or one that was made up', async () => {
    const { endCursor } = await page({ orderBy: [by('details.few')] }, { first: 1 });
    for (const orderBy of [[], [by('details.few', 'DESC')], [by('version')]]) {
      const answer = await refusal(LIST, { orderBy, first: 1, after: endCursor });
      expect(answer).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    }
    for (const key of [
      ['+quality', 'vx', 'v1', 'va'],
      ['+quality', 'v0.5', 'n', 'va'],
      ['+quality', 'v0.5', 'v99999999999999999999', 'va'],
    ]) {
      const after = Buffer.from(JSON.stringify(key)).toString('base64url');
      const answer = await refusal(LIST, { orderBy: [by('quality')], first: 1, after });
      expect(answer).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    }
  });

  it('refuses more than five properties to sort by', async () => {
    const orderBy = Array.from({ length: 6 }, (_, i) => by(`details.d${i}`));
    expect(await refusal(LIST, { orderBy })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'orderBy',
      message: 'Expected at most 5 properties, got 6.',
    });
  });
});
