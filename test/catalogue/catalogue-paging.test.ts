import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { insertRows } from '../../src/db/insert-rows.ts';
import { numberKey } from '../../src/sessions/detail-value-key.ts';
import { type Json, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { askData, save } = catalogue;

/** Sessions that are there all the time. */
const STAYING = 600;
/** Sessions that come and go, in batches, so many batches at a time. */
const PASSING = 10_000;
const BATCH = 100;
const BATCHES_AT_A_TIME = 8;
const PAGE = 37;

const STATES = [0, 1, 2, 4, 12, 28, 44];

interface Plain {
  readonly identity: string;
  readonly second: number;
  readonly state: number;
  /** Detail and type, each absent from some. */
  readonly n: number | null;
  readonly type: string | null;
}

/** A session of few values, so that many are equal; those that pass are between those that stay. */
function plain(name: string, i: number): Plain {
  return {
    identity: `${name}${i}`,
    second: (i * 31) % 97,
    state: STATES[i % STATES.length] ?? 4,
    n: i % 4 === 3 ? null : (i * 3) % 7,
    type: i % 3 === 0 ? null : `type ${i % 5}`,
  };
}

const staying = Array.from({ length: STAYING }, (_, i) => plain('stays ', i));
const passing = Array.from({ length: PASSING }, (_, i) => plain('passes ', i));

/** Write rows as the catalogue would: thousands by its mutations would take minutes. */
async function insert(sessions: readonly Plain[]): Promise<void> {
  await catalogue.app.runtime.db.write(async ({ sql }) => {
    const columns = 'identity identifier state type timestampText timestampNs createdNs updatedNs';
    const rows = sessions.map(({ identity, second, state, type }) => {
      const text = `1970-01-01T00:${String(second).padStart(2, '0')}:00Z`;
      return [identity, identity, state, type, text, BigInt(second), 0n, 0n];
    });
    const ids = await insertRows(sql, 'Session', columns.split(' '), rows, { returnsId: true });
    await insertRows(
      sql,
      'SessionDetail',
      ['sessionId', 'category', 'key', 'type', 'number', 'long', 'valueKey', 'sessionTimestampNs'],
      sessions.flatMap(({ n, second }, i) =>
        n === null
          ? []
          : [[ids[i] ?? 0, '', 'n', 'LONG', n, BigInt(n), numberKey(n), BigInt(second)]],
      ),
      { returnsId: false },
    );
  });
}

async function remove(sessions: readonly Plain[]): Promise<void> {
  const marks = sessions.map(() => '?').join(', ');
  await catalogue.app.runtime.db.write(({ sql }) =>
    sql.run(
      `DELETE FROM "Session" WHERE "identity" IN (${marks})`,
      sessions.map(({ identity }) => identity),
    ),
  );
}

/** Let sessions come and go, and write to those that stay what changes no order. */
async function churn(): Promise<void> {
  const alive: (readonly Plain[])[] = [];
  for (let i = 0; i < PASSING; i += BATCH) {
    const batch = passing.slice(i, i + BATCH);
    await insert(batch);
    alive.push(batch);
    if (alive.length > BATCHES_AT_A_TIME) await remove(alive.shift() ?? []);
    const { identity } = staying[(i / BATCH) % STAYING] ?? plain('', 0);
    await save({ identity, updates: [{ updateDetailsJson: { json: { turn: i } } }] });
    await yieldToOthers();
  }
  for (const batch of alive) await remove(batch);
}

beforeAll(() => insert(staying));

const LIST = `query ($orderBy: [SessionOrder!], $filter: SessionFilter, $query: JSONObject,
  $first: Int, $after: String, $last: Int, $before: String) {
  sessions(orderBy: $orderBy, filter: $filter, query: $query,
      first: $first, after: $after, last: $last, before: $before) {
    nodes { identity } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** Walk all pages of a list. @returns identities in the order of the list. */
async function walk(list: Json, backwards: boolean): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const paging: Json = backwards
      ? { last: PAGE, before: cursor }
      : { first: PAGE, after: cursor };
    const { sessions } = await askData(LIST, { ...list, ...paging });
    const page = sessions.nodes.map(({ identity }: Plain) => identity);
    if (backwards) seen.unshift(...page);
    else seen.push(...page);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = sessions.pageInfo;
    if (!(backwards ? hasPreviousPage : hasNextPage)) return seen;
    cursor = backwards ? startCursor : endCursor;
    // The embedded database may answer without a turn of the event loop, which the writer needs.
    await yieldToOthers();
  }
}

type Key = (session: Plain) => number | string | null;

/** The sessions that stay, in an order: absent last, then the newest first, then by identity. */
function inOrder(keys: readonly Key[], isListed: (session: Plain) => boolean): string[] {
  const all: Key[] = [...keys, ({ second }) => -second, ({ identity }) => identity];
  return staying
    .filter(isListed)
    .toSorted((a, b) => {
      for (const key of all) {
        const [x, y] = [key(a), key(b)];
        if (x === y) continue;
        if (x === null || y === null) return x === null ? 1 : -1;
        return x < y ? -1 : 1;
      }
      return 0;
    })
    .map(({ identity }) => identity);
}

const by = (property: string, direction = 'ASC') => ({ orderBy: [{ property, direction }] });
const atLeast3 = { details: [{ key: 'n', number: { gte: 3 } }] };
const every = () => true;

interface Walk {
  readonly name: string;
  readonly list: Json;
  readonly keys?: readonly Key[];
  readonly isListed?: (session: Plain) => boolean;
}

const WALKS: readonly Walk[] = [
  { name: 'the newest first', list: {} },
  { name: 'by a detail', list: by('details.n'), keys: [({ n }) => n] },
  { name: 'by a detail, downwards', list: by('details.n', 'DESC'), keys: [({ n }) => n && -n] },
  { name: 'by state, downwards', list: by('state', 'DESC'), keys: [({ state }) => -state] },
  { name: 'by type', list: by('type'), keys: [({ type }) => type] },
  {
    name: 'by a detail and type, of those with a value',
    list: { orderBy: [{ property: 'details.n' }, { property: 'type' }], filter: atLeast3 },
    keys: [({ n }) => n, ({ type }) => type],
    isListed: ({ n }) => n !== null && n >= 3,
  },
  {
    name: 'the newest of some states first',
    list: { query: { state: { $in: ['open', 'failed'] } } },
    isListed: ({ state }) => state === 2 || state === 28,
  },
];

/** What is wrong with a walk: sessions that were seen twice, or those that stay otherwise than expected. */
function faultsOf(seen: readonly string[], expected: readonly string[]): unknown {
  const twice = seen.filter((identity, i) => seen.indexOf(identity) !== i);
  const stayed = seen.filter((identity) => identity.startsWith('stays '));
  const missed = expected.filter((identity) => !stayed.includes(identity));
  const isInOrder =
    stayed.length !== expected.length || stayed.every((id, i) => id === expected[i]);
  return twice.length + missed.length === 0 && isInOrder ? null : { twice, missed, isInOrder };
}

describe('pages of sessions, while 10,000 others come and go', () => {
  it('hold each that stays once, in every order, forwards and backwards', async () => {
    let isDone = false;
    const faults: unknown[] = [];
    const walks: Record<string, number> = {};
    const walkAgain = async ({ name, list, keys = [], isListed = every }: Walk, first: boolean) => {
      const expected = inOrder(keys, isListed);
      for (let backwards = first; !isDone; backwards = !backwards) {
        const wrong = faultsOf(await walk(list, backwards), expected);
        if (wrong) faults.push({ name, backwards, wrong });
        walks[name] = (walks[name] ?? 0) + 1;
      }
    };
    await Promise.all([
      churn().finally(() => {
        isDone = true;
      }),
      ...WALKS.map((one, i) => walkAgain(one, i % 2 === 1)),
    ]);
    expect(faults).toEqual([]);
    // Both ways at least once each, the second one begun while others still came and went.
    for (const { name } of WALKS) expect(walks[name], name).toBeGreaterThan(1);
  });
});
