import type { Dialect } from '../db/db.ts';
import { dialectSql } from '../db/dialect-sql.ts';
import { chunks } from '../lib/chunks.ts';
import type { Runtime } from '../runtime.ts';
import type { SqlText } from '../sessions/query/sql-text.ts';
import { ALL_SESSIONS } from './property-counts.ts';

/** Which sessions a metamodel is about, each once. */
export interface MetamodelScope {
  /** The folder sets they are in, in pieces that one statement takes; null for all sessions. */
  readonly folderSets: readonly (readonly number[])[] | null;
}

/** Folder sets of one statement. */
const SETS = 500;

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

/**
 * The sets of one statement, as conditions on "folderSetId". The numbers stand in the text, where
 * the planner of PostgreSQL sees that they are few.
 */
export interface SetConditions {
  readonly ofCount: string;
  readonly ofChange: string;
  readonly ofSession: string;
  /** How many sets they are. */
  readonly sets: number;
}

const EVERY_SET: SetConditions = {
  ofCount: `"folderSetId" = ${ALL_SESSIONS}`,
  ofChange: '1 = 1',
  ofSession: '1 = 1',
  sets: 1,
};

/**
 * Run statements on each piece of a scope. Those of a folder may look at many rows: they run on the
 * thread for long reads.
 *
 * @param isLong Whether those of all sessions may, too.
 */
export async function readScope<Row>(
  { db }: Pick<Runtime, 'db'>,
  { folderSets }: MetamodelScope,
  toQueries: (conditions: SetConditions) => readonly SqlText[],
  { isLong = false }: { readonly isLong?: boolean } = {},
): Promise<Row[]> {
  const rows: Row[][] = [];
  if (!folderSets) {
    for (const { text, values } of toQueries(EVERY_SET)) {
      rows.push(isLong ? await db.scan(text, values) : await db.read.sql.all(text, values));
    }
  }
  for (const some of folderSets ?? []) {
    const within = `"folderSetId" IN (${some.join(', ')})`;
    const conditions = { ofCount: within, ofChange: within, ofSession: within, sets: some.length };
    for (const { text, values } of toQueries(conditions)) rows.push(await db.scan(text, values));
  }
  return rows.flat();
}

/**
 * The rows of "PropertyCount" for all values of a property, by the index of just these; the
 * condition that "valueKey" is empty is the query's.
 */
export function totalsTable(dialect: Dialect): string {
  return dialectSql(dialect).indexedBy('PropertyCount', 'p', 'PropertyCount_totals_idx');
}
