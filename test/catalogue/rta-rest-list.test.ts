import { beforeAll, describe, expect, it } from 'vitest';
import { insertRows } from '../../src/db/insert-rows.ts';
import { useCatalogue } from './catalogue-client.ts';
import { identitiesOf, useRta } from './rta-client.ts';

const catalogue = useCatalogue();
const { save, create, askData } = catalogue;
const { get, post, postQuery } = useRta(catalogue);

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

describe('pages far down a long list', () => {
  const long = useCatalogue();
  const far = useRta(long);
  const COUNT = 2_345;
  const names = Array.from({ length: COUNT }, (_, i) => `s${String(i).padStart(4, '0')}`);

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
    const page = async (index: number, size: number) =>
      identitiesOf(await far.get(`/sessions?pageIndex=${index}&pageSize=${size}&${parameters}`));
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
    const size = async (parameters: string) =>
      identitiesOf(await far.get(`/sessions?${parameters}`)).length;
    expect(await size('pageSize=9007199254740991')).toBe(1_000);
    expect(await size('pageSize=0')).toBe(50);
    expect(await size('')).toBe(50);
  });
});
