import { byCodePoint } from '../lib/by-code-point.ts';
import { chunks } from '../lib/chunks.ts';
import type { Runtime } from '../runtime.ts';
import { type SqlText, sql, sqlText } from '../sessions/query/sql-text.ts';
import type { ItemType } from '../sessions/session-details.ts';
import { type MetamodelScope, readScope, type SetConditions } from './metamodel-scope.ts';
import {
  nameOfPlace,
  type PropertyPlace,
  type PropertyTotal,
  placesSql,
} from './property-totals.ts';

/** Different values of a property that are listed. */
export const MAX_VALUES = 100;

/** A value of a property. */
export interface CountedValue {
  /** As `valueOfKey` reads it; of a long text its beginning. */
  readonly valueKey: string;
  readonly type: ItemType;
  /** Sessions that have it. */
  readonly sessionCount: number;
}

/** Properties of one statement. */
const MAX_PLACES = 100;

/** Folder sets that one statement names, counting each time it names one. */
const MAX_NAMED = 5_000;

interface ValueRow extends PropertyPlace {
  readonly valueKey: string;
  readonly type: ItemType;
  readonly sessions: number | bigint;
}

/**
 * The values of each property in a scope, by their keys.
 *
 * @returns them by `nameOfPlace`; a property that has more than `MAX_VALUES` is not there.
 */
export async function listPropertyValues(
  runtime: Pick<Runtime, 'db'>,
  scope: MetamodelScope,
  totals: readonly PropertyTotal[],
): Promise<Map<string, CountedValue[]>> {
  const few = totals.filter(({ leastValues }) => leastValues <= MAX_VALUES);
  const found = new Map<string, Map<string, CountedValue>>();
  for (const total of few) found.set(nameOfPlace(total), new Map());
  const rows = await readScope<ValueRow>(runtime, scope, (conditions) =>
    chunks(few, placesOf(conditions)).map((places) => valuesQuery(conditions, places)),
  );
  for (const { valueKey, type, sessions, ...place } of rows) {
    const values = found.get(nameOfPlace(place));
    // An integer and a double that are equal are one value.
    const sum = (values?.get(valueKey)?.sessionCount ?? 0) + Number(sessions);
    values?.set(valueKey, { valueKey, type, sessionCount: sum });
  }
  const lists = new Map<string, CountedValue[]>();
  for (const [name, values] of found) {
    if (values.size > MAX_VALUES) continue;
    const inOrder = [...values.values()].sort((a, b) => byCodePoint(a.valueKey, b.valueKey));
    lists.set(name, inOrder);
  }
  return lists;
}

/** Properties of one statement, which names each with all sets. */
function placesOf({ sets }: SetConditions): number {
  return Math.max(1, Math.min(MAX_PLACES, Math.floor(MAX_NAMED / sets)));
}

/** Each property has a part of its own, whose place in the index no planner can miss. */
function valuesQuery(
  { ofCount, ofChange }: SetConditions,
  places: readonly PropertyPlace[],
): SqlText {
  const parts = places.map(
    ({ category, key }) => sql`SELECT "category", "key", "valueKey", "type", "count"
      FROM "PropertyCount" WHERE ${ofCount}
        AND ${sqlText('"category" = ? AND "key" = ?', category, key)} AND "valueKey" > ''`,
  );
  const changes = sql`SELECT "category", "key", "valueKey", "type", "change"
    FROM "PropertyCountChange" WHERE ${ofChange} AND "valueKey" > ''
      AND ("category", "key") IN (SELECT category, key FROM places)`;
  return sql`WITH ${placesSql(places)}
    SELECT "category", "key", "valueKey", "type", CAST(SUM("count") AS BIGINT) AS "sessions"
    FROM (${unionAll([...parts, changes])}) t
    GROUP BY "category", "key", "valueKey", "type" HAVING SUM("count") > 0`;
}

function unionAll(parts: readonly SqlText[]): SqlText {
  return {
    text: parts.map(({ text }) => text).join(' UNION ALL '),
    values: parts.flatMap(({ values }) => values),
  };
}
