import type { Dialect } from '../db/db.ts';
import type { Runtime } from '../runtime.ts';
import { commaList, type SqlText, sql, sqlText } from '../sessions/query/sql-text.ts';
import { ITEM_TYPES, type ItemType } from '../sessions/session-details.ts';
import {
  type MetamodelScope,
  readScope,
  type SetConditions,
  totalsTable,
} from './metamodel-scope.ts';
import { ALL_SESSIONS } from './property-counts.ts';

/** Where a property is: as in `Fact`. */
export interface PropertyPlace {
  readonly category: string;
  readonly key: string;
}

/** What is known of a property without looking at its values. */
export interface PropertyTotal extends PropertyPlace {
  /** The types of its values, in the order of `ITEM_TYPES`. */
  readonly types: readonly ItemType[];
  /** Sessions that have it. */
  readonly sessionCount: number;
  /** It has at least so many different values. */
  readonly leastValues: number;
}

/** Properties that are read at once: those that most sessions have. */
export const MAX_PROPERTIES = 10_000;

interface TotalRow {
  readonly category: string;
  readonly key: string;
  readonly type: ItemType;
  readonly sessions: number | bigint;
  readonly most: number | bigint;
  readonly waiting: number | bigint;
}

/**
 * The properties that sessions of a scope have: these ones, or those that most of them have.
 *
 * @param places At most 500.
 * @returns them in no order, and whether there are more.
 */
export async function listPropertyTotals(
  runtime: Pick<Runtime, 'db'>,
  scope: MetamodelScope,
  places?: readonly PropertyPlace[],
): Promise<{ readonly totals: PropertyTotal[]; readonly hasMore: boolean }> {
  if (places?.length === 0) return { totals: [], hasMore: false };
  const isLong = !places && !scope.folderSets && (await areMany(runtime));
  const rows = await readScope<TotalRow>(
    runtime,
    scope,
    (conditions) => [totalsQuery(runtime.db.dialect, conditions, places)],
    { isLong },
  );
  const byPlace = new Map<string, TotalRow[]>();
  for (const row of rows) {
    const name = nameOfPlace(row);
    const others = byPlace.get(name);
    if (others) others.push(row);
    else byPlace.set(name, [row]);
  }
  const totals = [...byPlace.values()].map(toTotal);
  // Each statement is cut by itself; a property may be in several of them, and have several types.
  const pieces = scope.folderSets?.length ?? 1;
  const hasMore = totals.length > MAX_PROPERTIES || rows.length > MAX_PROPERTIES * pieces;
  return { totals, hasMore };
}

/** A property's place as one text, for maps. */
export function nameOfPlace({ category, key }: PropertyPlace): string {
  return `${category}\0${key}`;
}

/** `places(category, key) AS (...)`, to join with. */
export function placesSql(places: readonly PropertyPlace[]): SqlText {
  const rows = places.map(({ category, key }) => sqlText('(?, ?)', category, key));
  return sql`places(category, key) AS (VALUES ${commaList(rows)})`;
}

/** Whether sessions have more properties than are read at once. */
async function areMany({ db }: Pick<Runtime, 'db'>): Promise<boolean> {
  const [row] = await db.read.sql.all<{ count: number | bigint }>(
    `SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM ${totalsTable(db.dialect)}
       WHERE "folderSetId" = ${ALL_SESSIONS} AND "valueKey" = '' LIMIT ?) t`,
    [MAX_PROPERTIES + 1],
  );
  return Number(row?.count ?? 0) > MAX_PROPERTIES;
}

/**
 * Counts and the changes that wait to be added to them, in one statement: between two the changes
 * might move. The many values are not looked at, but for those that wait.
 */
function totalsQuery(
  dialect: Dialect,
  { ofCount, ofChange }: SetConditions,
  places?: readonly PropertyPlace[],
): SqlText {
  const only = places ? 'AND ("category", "key") IN (SELECT category, key FROM places)' : '';
  return sql`${places ? sql`WITH ${placesSql(places)}` : ''}
    SELECT "category", "key", "type", CAST(SUM("count") AS BIGINT) AS "sessions",
      MAX("valueCount") AS "most", CAST(SUM("waiting") AS BIGINT) AS "waiting"
    FROM (
      SELECT "category", "key", "type", "count", "valueCount", 0 AS "waiting"
      FROM ${totalsTable(dialect)}
      WHERE ${ofCount} AND "valueKey" = '' ${only}
      UNION ALL
      SELECT "category", "key", "type", CASE WHEN "valueKey" = '' THEN "change" ELSE 0 END, 0,
        CASE WHEN "valueKey" = '' THEN 0 ELSE 1 END
      FROM "PropertyCountChange" WHERE ${ofChange} ${only}
    ) t
    GROUP BY "category", "key", "type" HAVING SUM("count") > 0
    ORDER BY "sessions" DESC, "category", "key", "type"
    LIMIT ${String(MAX_PROPERTIES + 1)}`;
}

function toTotal(rows: readonly TotalRow[]): PropertyTotal {
  const [first] = rows;
  if (!first) throw new Error('A property has at least one row.');
  const present = new Set(rows.map(({ type }) => type));
  return {
    category: first.category,
    key: first.key,
    types: ITEM_TYPES.filter((type) => present.has(type)),
    sessionCount: rows.reduce((sum, { sessions }) => sum + Number(sessions), 0),
    // A value that is gone by a change that waits is still among those counted.
    leastValues: Math.max(...rows.map(({ most, waiting }) => Number(most) - Number(waiting))),
  };
}
