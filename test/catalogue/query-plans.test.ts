import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadArchive } from '../../bench/catalogue/load-archive.ts';
import { QUESTIONS } from '../../bench/catalogue/questions.ts';
import type { SqlValue } from '../../src/db/sql.ts';
import { createRandom } from '../../src/demo/random.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const SESSIONS = 4_000;

/** Tables that grow with the archive. */
const LARGE = [
  'Session',
  'SessionDetail',
  'SessionLabel',
  'SessionFolder',
  'SessionSearch',
  'SessionRef',
  'ConfigBinding',
  'PropertyCount',
  'Lap',
  'Constant',
];

let app: TestApp;
let stop: () => Promise<void>;
const sent: { query: string; values: readonly SqlValue[] }[] = [];

/** A connection that takes an index wherever it can, as PostgreSQL does where tables are large. */
let client: pg.Client | null = null;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  if (app.runtime.db.dialect === 'postgresql') {
    client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    await client.query('SET enable_seqscan = off');
  }
  const { db } = app.runtime;
  await loadArchive(db, SESSIONS, () => {});
  const [all, scan] = [db.read.sql.all, db.scan];
  Object.assign(db.read.sql, {
    all: (query: string, values: readonly SqlValue[] = []) => {
      sent.push({ query, values });
      return all(query, values);
    },
  });
  Object.assign(db, {
    scan: (query: string, values: readonly SqlValue[]) => {
      sent.push({ query, values });
      return scan(query, values);
    },
  });
});
afterAll(async () => {
  await client?.end();
  await stop();
});

/** The steps of a statement's plan, as the database tells them. */
async function explain({ query, values }: (typeof sent)[number]): Promise<string[]> {
  if (!client) {
    const { sql } = app.runtime.db.read;
    const rows = await sql.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, values);
    return rows.map(({ detail }) => detail);
  }
  let place = 0;
  const numbered = query.replace(/\?/g, () => `$${++place}`);
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${numbered}`, [...values]);
  return rows.map((row) => row['QUERY PLAN']);
}

/** Steps that read a large table from one end to the other, without an index. */
function readsAll(steps: readonly string[]): string[] {
  return steps.filter((step) => {
    const postgresql = /Seq Scan on "(\w+)"/.exec(step)?.[1];
    if (postgresql) return LARGE.includes(postgresql);
    // SQLite names tables by their aliases: s of sessions, d, x, k0 and so on of what belongs to them.
    const [, table = '', how = ''] = /^SCAN (\S+)(.*)/.exec(step) ?? [];
    const isLarge = LARGE.includes(table) || /^(s|d|x|k\d)$/.test(table);
    return isLarge && !/^ (USING|VIRTUAL TABLE) /.test(how);
  });
}

describe('the plan', () => {
  it.each(QUESTIONS)('of "$name" uses an index for every large table', async ({ ask }) => {
    const { uniform } = createRandom(3);
    for (let i = 0; i < 5; i++) {
      sent.length = 0;
      const { query, variables } = ask(uniform, SESSIONS);
      await app.askData(query, variables);
      for (const statement of sent.splice(0)) {
        expect(readsAll(await explain(statement)), statement.query).toEqual([]);
      }
    }
  });

  it('of a sort by one property uses the index of that property', async () => {
    const properties = [
      'timestamp',
      'state',
      'identifier',
      'type',
      'group',
      'version',
      'quality',
      'duration',
      'startTimestamp',
      'endTimestamp',
      'clientSessionGroupId',
      'createdAt',
      'updatedAt',
      'identity',
      'details.Fuel',
      'details.Driver',
    ];
    for (const property of properties) {
      for (const direction of ['ASC', 'DESC']) {
        sent.length = 0;
        await app.askData(
          'query ($orderBy: [SessionOrder!]) { sessions(first: 20, orderBy: $orderBy) { nodes { identity } } }',
          { orderBy: [{ property, direction }] },
        );
        for (const statement of sent.splice(0)) {
          const steps = await explain(statement);
          expect(readsAll(steps), `${property} ${direction}`).toEqual([]);
          // What is left to sort are ties: a sort of everything would not name an index first.
          expect(steps.filter((step) => /^USE TEMP B-TREE FOR ORDER BY$/.test(step))).toEqual([]);
          expect(
            steps.filter((step) => /^(\s*-> {2})?Sort {2}\(.* rows=\d{3,} /.test(step)),
          ).toEqual([]);
        }
      }
    }
  });
});
