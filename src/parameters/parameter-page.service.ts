import type { Sql, SqlValue } from '../db/sql.ts';
import { badInput } from '../errors.ts';
import type { CursorKey, PageRequest } from '../lib/connection.ts';
import type { Runtime } from '../runtime.ts';
import { listParametersById, type Parameter } from './parameter.service.ts';
import {
  compareMatches,
  type ParameterIndex,
  type ParameterMatch,
  searchIndexes,
} from './parameter-index.ts';
import {
  matchCondition,
  type ParameterQuery,
  parseParameterQuery,
  rankExpression,
  rankOf,
} from './parameter-search.ts';

/** Which parameters a list holds; fields given together must all match. */
export interface ParameterFilter {
  /** Words, each found in the identifier, name, description, unit, application or a group. */
  readonly text?: string | null | undefined;
  readonly identifiers?: readonly string[] | null | undefined;
  readonly application?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly unit?: string | null | undefined;
}

/** Both databases bound what one statement may hold. */
const MAX_TEXT_LENGTH = 1_000;
const MAX_IDENTIFIERS = 10_000;

/** Sets in the order of their binding, of one owner: a session, or a set by itself. */
export interface SetList {
  readonly owner: number;
  readonly setIds: readonly number[];
}

/**
 * One page of the parameters of each owner: by identifier, or the best matches of a text first.
 * Where several sets of an owner define an identifier, the first counts.
 *
 * One statement for the keys and one for the rows, however many owners there are.
 */
export async function pageParameters(
  { db, parameterIndexes }: PageRuntime,
  owners: readonly SetList[],
  filter: ParameterFilter,
  page: PageRequest,
): Promise<Map<number, Parameter[]>> {
  const query = textOnly(filter);
  const keys = query
    ? await searchKeys({ db, parameterIndexes }, owners, query, page)
    : await selectKeys(db.read.sql, owners, filter, page);
  const rows = await listParametersById({ db }, [...new Set(keys.map(({ id }) => id))]);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const pages = new Map<number, Parameter[]>(owners.map(({ owner }) => [owner, []]));
  for (const { owner, id } of keys) {
    const row = rowOf.get(id);
    if (row) pages.get(owner)?.push(row);
  }
  return pages;
}

type PageRuntime = Pick<Runtime, 'db' | 'parameterIndexes'>;

/** The query of a filter that has nothing but a text: that is answered from memory. */
function textOnly(filter: ParameterFilter): ParameterQuery | null {
  const { text: _text, ...others } = filter;
  return Object.values(others).every((value) => value == null) ? checkedQuery(filter) : null;
}

async function searchKeys(
  runtime: PageRuntime,
  owners: readonly SetList[],
  query: ParameterQuery,
  { take, after, before, backwards }: PageRequest,
): Promise<{ owner: number; id: number }[]> {
  const keyOf = (key: CursorKey) => ({ rank: Number(key[0]), identifier: String(key[1]) });
  const keys: { owner: number; id: number }[] = [];
  for (const { owner, setIds } of owners) {
    const matches = (await searchSets(runtime, setIds, query)).filter(
      (match) =>
        (!after || compareMatches(match, keyOf(after)) > 0) &&
        (!before || compareMatches(match, keyOf(before)) < 0),
    );
    const page = backwards ? matches.slice(-take).reverse() : matches.slice(0, take);
    for (const { id } of page) keys.push({ owner, id });
  }
  return keys;
}

async function searchSets(
  { db, parameterIndexes }: PageRuntime,
  setIds: readonly number[],
  query: ParameterQuery,
): Promise<ParameterMatch[]> {
  const indexes: ParameterIndex[] = [];
  for (const setId of setIds) indexes.push(await parameterIndexes.get(db, setId));
  return searchIndexes(indexes, query);
}

/** Values a cursor of such a page holds: rank and identifier. */
export const PARAMETER_CURSOR = ['int32', 'text'] as const;

/** The place of a parameter in a page with this filter. */
export function parameterCursor(parameter: Parameter, { text }: ParameterFilter): CursorKey {
  const query = parseParameterQuery(text);
  return [query ? rankOf(parameter, query) : 0, parameter.identifier];
}

async function selectKeys(
  sql: Sql,
  owners: readonly SetList[],
  filter: ParameterFilter,
  page: PageRequest,
): Promise<{ owner: number; id: number }[]> {
  const bound = owners.flatMap(({ owner, setIds }) =>
    setIds.map((setId, position) => [owner, setId, position].map(toInteger).join(', ')),
  );
  const [only] = owners;
  if (bound.length === 0 || !only) return [];
  const query = checkedQuery(filter);
  const { conditions, values } = toConditions(filter, query);
  const direction = page.backwards ? 'DESC' : 'ASC';
  if (bound.length === 1 && owners.length === 1 && !query) {
    // The plain form: the index on (set, identifier) gives the page without reading the set.
    const keyset = keysetOf(page, 'p."identifier"');
    const rows = await sql.all<{ id: number | bigint }>(
      `SELECT p."id" AS "id" FROM "Parameter" p
        WHERE p."configurationSetId" = ${toInteger(only.setIds[0] ?? 0)}${conditions}${keyset.sql}
        ORDER BY p."identifier" ${direction} LIMIT ${toInteger(page.take)}`,
      [...values, ...keyset.values],
    );
    return rows.map(({ id }) => ({ owner: only.owner, id: Number(id) }));
  }
  const rank = query ? rankExpression(query) : { sql: '0', values: [] };
  const keyset = keysetOf(page, '"rank"', '"identifier"');
  const rows = await sql.all<{ owner: number | bigint; id: number | bigint }>(
    `WITH "bound" ("owner", "setId", "position") AS (VALUES ${bound.map((b) => `(${b})`).join(', ')})
     SELECT "owner", "id" FROM (
       SELECT "owner", "id",
              ROW_NUMBER() OVER
                (PARTITION BY "owner" ORDER BY "rank" ${direction}, "identifier" ${direction}) AS "place"
         FROM (
           SELECT b."owner" AS "owner", p."id" AS "id", p."identifier" AS "identifier",
                  ${rank.sql} AS "rank"
             FROM "bound" b JOIN "Parameter" p ON p."configurationSetId" = b."setId"
            WHERE NOT EXISTS (
              SELECT 1 FROM "bound" f JOIN "Parameter" q
                  ON q."configurationSetId" = f."setId" AND q."identifier" = p."identifier"
               WHERE f."owner" = b."owner" AND f."position" < b."position")${conditions}
         ) AS "found" WHERE 1 = 1${keyset.sql}
     ) AS "ranked"
      WHERE "place" <= ${toInteger(page.take)} ORDER BY "owner", "place"`,
    [...rank.values, ...values, ...keyset.values],
  );
  return rows.map(({ owner, id }) => ({ owner: Number(owner), id: Number(id) }));
}

/** Conditions that begin or end a page at its cursors, for an order by one or two columns. */
function keysetOf({ after, before }: PageRequest, ...columns: readonly [string, string?]) {
  const [first, second] = columns;
  const values: SqlValue[] = [];
  let sql = '';
  for (const [key, beyond] of [
    [after, '>'],
    [before, '<'],
  ] as const) {
    if (!key) continue;
    const [rank, identifier] = [Number(key[0]), String(key[1])];
    if (second) {
      sql += ` AND (${first} ${beyond} ${toInteger(rank)} OR (${first} = ${toInteger(rank)} AND ${second} ${beyond} ?))`;
    } else {
      sql += ` AND ${first} ${beyond} ?`;
    }
    values.push(identifier);
  }
  return { sql, values };
}

function checkedQuery({ text }: ParameterFilter): ParameterQuery | null {
  if (text && text.length > MAX_TEXT_LENGTH) {
    throw badInput(
      'filter.text',
      `Expected at most ${MAX_TEXT_LENGTH} characters, got ${text.length}.`,
    );
  }
  return parseParameterQuery(text);
}

/** Numbers of our own that stand in the text of a statement. */
function toInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Error(`Expected an integer, got ${value}.`);
  return value;
}

function toConditions(
  { identifiers, application, group, unit }: ParameterFilter,
  query: ParameterQuery | null,
): { conditions: string; values: SqlValue[] } {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  const add = (part: string, ...more: SqlValue[]) => {
    parts.push(` AND ${part}`);
    values.push(...more);
  };
  if (query) {
    const { sql, values: words } = matchCondition(query);
    add(`(${sql})`, ...words);
  }
  if (identifiers) {
    if (identifiers.length > MAX_IDENTIFIERS) {
      throw badInput(
        'filter.identifiers',
        `Expected at most ${MAX_IDENTIFIERS} identifiers, got ${identifiers.length}.`,
      );
    }
    const marks = identifiers.map(() => '?').join(', ');
    add(identifiers.length > 0 ? `p."identifier" IN (${marks})` : '1 = 0', ...identifiers);
  }
  if (typeof application === 'string') {
    add(
      `EXISTS (SELECT 1 FROM "Application" a WHERE a."id" = p."applicationId" AND a."name" = ?)`,
      application,
    );
  }
  if (typeof group === 'string') {
    add(
      `EXISTS (SELECT 1 FROM "ParameterGroupParameter" m JOIN "ParameterGroup" g ON g."id" = m."groupId"
                WHERE m."parameterId" = p."id" AND g."identifier" = ?)`,
      group,
    );
  }
  if (typeof unit === 'string') {
    add(
      `COALESCE(p."unit", (SELECT c."unit" FROM "Conversion" c WHERE c."id" = p."conversionId"), '') = ?`,
      unit,
    );
  }
  return { conditions: parts.join(''), values };
}

/** How many parameters of these sets a filter lets through: those that the pages hold. */
export async function countParameters(
  { db, parameterIndexes }: PageRuntime,
  { setIds }: SetList,
  filter: ParameterFilter,
): Promise<number> {
  if (setIds.length === 0) return 0;
  const query = textOnly(filter);
  if (query) return (await searchSets({ db, parameterIndexes }, setIds, query)).length;
  const { conditions, values } = toConditions(filter, checkedQuery(filter));
  const [row] = await db.read.sql.all<{ count: bigint | number }>(
    `WITH "bound" ("setId", "position") AS (VALUES ${setIds.map((id, i) => `(${toInteger(id)}, ${i})`).join(', ')})
     SELECT COUNT(*) AS "count"
       FROM "bound" b JOIN "Parameter" p ON p."configurationSetId" = b."setId"
      WHERE NOT EXISTS (
        SELECT 1 FROM "bound" f JOIN "Parameter" q
            ON q."configurationSetId" = f."setId" AND q."identifier" = p."identifier"
         WHERE f."position" < b."position")${conditions}`,
    values,
  );
  return Number(row?.count ?? 0);
}
