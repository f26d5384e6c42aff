import { byCodePoint } from '../lib/by-code-point.ts';
import { chunks } from '../lib/chunks.ts';
import { toZonedInstant } from '../lib/zoned-instant.ts';
import type { Runtime } from '../runtime.ts';
import { type SqlText, sql, sqlText } from '../sessions/query/sql-text.ts';
import { type MetamodelScope, readScope } from './metamodel-scope.ts';
import type { EndColumn } from './own-properties.ts';
import { nameOfPlace, type PropertyPlace, placesSql } from './property-totals.ts';
import type { PropertyValue } from './property-value.ts';

/** The least and the greatest of something, in its order. */
export interface Ends<T> {
  readonly least: T;
  readonly greatest: T;
}

/** Properties of one statement. */
const PLACES = 100;

/**
 * The least and the greatest key of the values of details: of all sessions by the ends of an index;
 * of a folder by looking at each of its sessions, which should be few.
 *
 * @returns them by `nameOfPlace`.
 */
export async function listDetailEnds(
  runtime: Pick<Runtime, 'db'>,
  scope: MetamodelScope,
  places: readonly PropertyPlace[],
): Promise<Map<string, Ends<string>>> {
  const ends = new Map<string, Ends<string>>();
  const rows = await readScope<PropertyPlace & { least: string | null; greatest: string | null }>(
    runtime,
    scope,
    ({ ofSession }) =>
      chunks(places, PLACES).map((some) =>
        scope.folderSets ? joinedEndsQuery(some, ofSession) : indexEndsQuery(some),
      ),
  );
  for (const { least, greatest, ...place } of rows) {
    if (least === null || greatest === null) continue;
    const name = nameOfPlace(place);
    ends.set(name, widest(ends.get(name), { least, greatest }, byCodePoint));
  }
  return ends;
}

function joinedEndsQuery(places: readonly PropertyPlace[], ofSession: string): SqlText {
  return sql`WITH ${placesSql(places)}
    SELECT d."category", d."key", MIN(d."valueKey") AS "least", MAX(d."valueKey") AS "greatest"
    FROM "Session" s CROSS JOIN places JOIN "SessionDetail" d
      ON d."sessionId" = s."id" AND d."category" = places.category AND d."key" = places.key
    WHERE ${ofSession} GROUP BY d."category", d."key"`;
}

function indexEndsQuery(places: readonly PropertyPlace[]): SqlText {
  const end = (best: 'MIN' | 'MAX') => `(SELECT ${best}(d."valueKey") FROM "SessionDetail" d
    WHERE d."category" = places.category AND d."key" = places.key)`;
  return sql`WITH ${placesSql(places)}
    SELECT category AS "category", key AS "key", ${end('MIN')} AS "least", ${end('MAX')} AS "greatest"
    FROM places`;
}

/** The least and the greatest label of a scope, likewise; null when there is none. */
export async function findLabelEnds(
  runtime: Pick<Runtime, 'db'>,
  scope: MetamodelScope,
): Promise<Ends<string> | null> {
  const rows = await readScope<{ least: string | null; greatest: string | null }>(
    runtime,
    scope,
    ({ ofSession }) => [
      scope.folderSets
        ? sqlText(`SELECT MIN(l."label") AS "least", MAX(l."label") AS "greatest"
            FROM "Session" s JOIN "SessionLabel" l ON l."sessionId" = s."id" WHERE ${ofSession}`)
        : sqlText(`SELECT (SELECT MIN("label") FROM "SessionLabel") AS "least",
            (SELECT MAX("label") FROM "SessionLabel") AS "greatest"`),
    ],
  );
  let ends: Ends<string> | null = null;
  for (const { least, greatest } of rows) {
    if (least === null || greatest === null) continue;
    ends = widest(ends ?? undefined, { least, greatest }, byCodePoint);
  }
  return ends;
}

interface EndRow {
  readonly order: string | number | bigint;
  readonly value: string | number | bigint;
  readonly timestampText: string;
}

/** The least and the greatest value of a session's own column, likewise; null when there is none. */
export async function findColumnEnds(
  runtime: Pick<Runtime, 'db'>,
  scope: MetamodelScope,
  column: EndColumn,
): Promise<Ends<PropertyValue> | null> {
  const [least, greatest] = await Promise.all(
    (['ASC', 'DESC'] as const).map(async (direction) => {
      const rows = await readScope<EndRow>(runtime, scope, ({ ofSession }) => [
        sqlText(`SELECT "${column}" AS "order", "${SHOWN[column] ?? column}" AS "value", "timestampText"
          FROM "Session" WHERE ${ofSession} AND "${column}" IS NOT NULL
          ORDER BY "${column}" ${direction} LIMIT 1`),
      ]);
      const sign = direction === 'ASC' ? 1 : -1;
      return rows.sort((a, b) => sign * compare(a.order, b.order))[0];
    }),
  );
  return least && greatest
    ? { least: shownValue(least, column), greatest: shownValue(greatest, column) }
    : null;
}

/** Columns whose values are shown by another. */
const SHOWN: Partial<Record<EndColumn, string>> = { versionKey: 'version' };

const INSTANTS: ReadonlySet<EndColumn> = new Set(['timestampNs', 'startNs', 'endNs']);

/** Instants are shown in the offset of the session's official time. */
function shownValue({ value, timestampText }: EndRow, column: EndColumn): PropertyValue {
  if (column === 'timestampNs') return { instantNs: BigInt(value), text: timestampText };
  return INSTANTS.has(column) ? toZonedInstant(BigInt(value), timestampText) : value;
}

function compare(a: EndRow['order'], b: EndRow['order']): number {
  if (typeof a === 'string' && typeof b === 'string') return byCodePoint(a, b);
  return a < b ? -1 : Number(a > b);
}

function widest<T>(
  known: Ends<T> | undefined,
  more: Ends<T>,
  compareValues: (a: T, b: T) => number,
): Ends<T> {
  if (!known) return more;
  return {
    least: compareValues(more.least, known.least) < 0 ? more.least : known.least,
    greatest: compareValues(more.greatest, known.greatest) > 0 ? more.greatest : known.greatest,
  };
}
