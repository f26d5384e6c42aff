import { byCodePoint } from '../lib/by-code-point.ts';
import { chunks } from '../lib/chunks.ts';
import type { Runtime } from '../runtime.ts';
import { type SqlText, sql } from '../sessions/query/sql-text.ts';
import type { ItemType } from '../sessions/session-details.ts';
import { type MetamodelScope, readScope, type SetsSql } from './metamodel-scope.ts';
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
const PLACES = 100;

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
  for (const places of chunks(few, PLACES)) {
    const rows = await readScope<ValueRow>(runtime, scope, (sets) => valuesQuery(sets, places));
    for (const { valueKey, type, sessions, ...place } of rows) {
      const values = found.get(nameOfPlace(place));
      // An integer and a double that are equal are one value.
      const sum = (values?.get(valueKey)?.sessionCount ?? 0) + Number(sessions);
      values?.set(valueKey, { valueKey, type, sessionCount: sum });
    }
  }
  const lists = new Map<string, CountedValue[]>();
  for (const [name, values] of found) {
    if (values.size > MAX_VALUES) continue;
    const inOrder = [...values.values()].sort((a, b) => byCodePoint(a.valueKey, b.valueKey));
    lists.set(name, inOrder);
  }
  return lists;
}

function valuesQuery({ sets, ofChange }: SetsSql, places: readonly PropertyPlace[]): SqlText {
  const of = (table: string) =>
    `${table}."category" = places.category AND ${table}."key" = places.key AND ${table}."valueKey" > ''`;
  return sql`WITH ${sets}, ${placesSql(places)}
    SELECT "category", "key", "valueKey", "type", CAST(SUM("count") AS BIGINT) AS "sessions"
    FROM (
      SELECT p."category", p."key", p."valueKey", p."type", p."count"
      FROM places CROSS JOIN "PropertyCount" p
      WHERE p."folderSetId" IN (SELECT id FROM sets) AND ${of('p')}
      UNION ALL
      SELECT c."category", c."key", c."valueKey", c."type", c."change"
      FROM places CROSS JOIN "PropertyCountChange" c
      WHERE ${ofChange} AND ${of('c')}
    ) t
    GROUP BY "category", "key", "valueKey", "type" HAVING SUM("count") > 0`;
}
