import type { Db } from '../db/db.ts';
import { rebuildCounts } from './rebuild-counts.ts';
import { rebuildSessions } from './rebuild-sessions.ts';

/** What is derived from stored sessions, and the version of the rules it is derived by. */
const NAME = 'sessions';
const VERSION = 1;

/** Told how far a rebuilding is. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Rebuild what is derived from stored sessions if other rules made it, or none. A new database has
 * nothing to derive from.
 *
 * @param onBegin Called before the sessions are read; returns what is told of the progress.
 */
export async function ensureDerivedData(
  db: Pick<Db, 'read' | 'write'>,
  onBegin: () => OnProgress = () => () => {},
): Promise<void> {
  const { sql } = db.read;
  const [made] = await sql.all<{ version: number | bigint }>(
    'SELECT "version" FROM "DerivedData" WHERE "name" = ?',
    [NAME],
  );
  if (made && Number(made.version) >= VERSION) return;
  const [session] = await sql.all('SELECT 1 AS "one" FROM "Session" LIMIT 1');
  if (session) await rebuildDerivedData(db, onBegin());
  else await db.write(({ sql: writer }) => noteVersion(writer));
}

/**
 * Derive again all that is derived from stored sessions: the columns that indexes and lists need,
 * the words of the search, the counts of the metamodel. Only what differs is written. Interrupted,
 * it can begin again; others may write meanwhile, except while counts are made.
 */
export async function rebuildDerivedData(
  db: Pick<Db, 'read' | 'write'>,
  onProgress: OnProgress = () => {},
): Promise<void> {
  const [row] = await db.read.sql.all<{ count: number | bigint }>(
    'SELECT COUNT(*) AS "count" FROM "Session"',
  );
  const sessions = Number(row?.count ?? 0);
  // Counting the values takes about as long as the rest.
  await rebuildSessions(db, (done) => onProgress(Math.min(done, sessions), 2 * sessions));
  await db.write(async (tx) => {
    await rebuildCounts(tx, (part) => onProgress(Math.floor(sessions * (1 + part)), 2 * sessions));
    await noteVersion(tx.sql);
  });
}

async function noteVersion(sql: Db['read']['sql']): Promise<void> {
  await sql.run(
    `INSERT INTO "DerivedData" ("name", "version") VALUES (?, ?)
     ON CONFLICT ("name") DO UPDATE SET "version" = excluded."version"`,
    [NAME, VERSION],
  );
}
