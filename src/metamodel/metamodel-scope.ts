import { chunks } from '../lib/chunks.ts';
import type { Runtime } from '../runtime.ts';
import { commaList, type SqlText, sql, sqlText } from '../sessions/query/sql-text.ts';
import { ALL_SESSIONS } from './property-counts.ts';

/** Which sessions a metamodel is about, each once. */
export interface MetamodelScope {
  /** The folder sets they are in, in pieces that one statement takes; null for all sessions. */
  readonly folderSets: readonly (readonly number[])[] | null;
}

/** Folder sets of one statement. */
const SETS = 500;

/** Properties of all sessions together that are read without a thread of their own. */
const MAX_INLINE = 10_000;

/**
 * The sessions of a folder and of all folders below it; without a folder, or with the root, all. Of
 * an unknown folder none.
 */
export async function scopeOfFolder(
  { db }: Pick<Runtime, 'db'>,
  folder: string | null | undefined,
): Promise<MetamodelScope> {
  if (!folder) return { folderSets: null };
  const rows = await db.read.sql.all<{ id: number | bigint }>(
    `WITH RECURSIVE below(identity) AS (
       SELECT "identity" FROM "Folder" WHERE "identity" = ?
       UNION SELECT f."identity" FROM "Folder" f JOIN below ON f."parentIdentity" = below.identity
     )
     SELECT DISTINCT m."folderSetId" AS "id" FROM below
       JOIN "FolderSetMember" m ON m."folderIdentity" = below.identity ORDER BY 1`,
    [folder],
  );
  const ids = rows.map(({ id }) => Number(id));
  return { folderSets: chunks(ids, SETS) };
}

/** The sets of one statement as SQL. */
export interface SetsSql {
  /** `sets(id) AS (...)`, for counts. */
  readonly sets: SqlText;
  /** Conditions on "folderSetId" for a change of a count, and for a session. */
  readonly ofChange: string;
  readonly ofSession: string;
}

/** Run a statement on each piece of a scope. Many folder sets are read on the thread for long reads. */
export async function readScope<Row>(
  { db }: Pick<Runtime, 'db'>,
  { folderSets }: MetamodelScope,
  toQuery: (sets: SetsSql) => SqlText,
): Promise<Row[]> {
  if (!folderSets) {
    const all = { sets: setsSql([ALL_SESSIONS]), ofChange: '1 = 1', ofSession: '1 = 1' };
    const { text, values } = toQuery(all);
    return (await isLarge({ db })) ? db.scan<Row>(text, values) : db.read.sql.all(text, values);
  }
  const pieces: Row[][] = [];
  for (const some of folderSets) {
    const within = '"folderSetId" IN (SELECT id FROM sets)';
    const { text, values } = toQuery({
      sets: setsSql(some),
      ofChange: within,
      ofSession: within,
    });
    pieces.push(await db.scan<Row>(text, values));
  }
  return pieces.flat();
}

async function isLarge({ db }: Pick<Runtime, 'db'>): Promise<boolean> {
  const [row] = await db.read.sql.all<{ count: number | bigint }>(
    `SELECT COUNT(*) AS "count" FROM (
       SELECT 1 FROM "PropertyCount" WHERE "folderSetId" = ? AND "valueKey" = '' LIMIT ?) t`,
    [ALL_SESSIONS, MAX_INLINE + 1],
  );
  return Number(row?.count ?? 0) > MAX_INLINE;
}

function setsSql(ids: readonly number[]): SqlText {
  return sql`sets(id) AS (VALUES ${commaList(ids.map((id) => sqlText('(CAST(? AS INTEGER))', id)))})`;
}
