import { dialectSql } from '../db/dialect-sql.ts';
import { distinctValuesQuery } from '../db/distinct-values.ts';
import { badInput } from '../errors.ts';
import type { PageRequest } from '../lib/connection.ts';
import { ALL_SESSIONS } from '../metamodel/property-counts.ts';
import { OWN_PROPERTIES } from '../metamodel/session-facts.ts';
import type { Runtime } from '../runtime.ts';
import { TEXT_KEY_LENGTH, textKey } from '../sessions/detail-value-key.ts';

/** A label that sessions have. */
export interface Label {
  readonly label: string;
}

/** Labels that are looked at for a text. */
const MAX_EXAMINED = 20_000;

const MAX_TEXT_LENGTH = 1_000;

/**
 * One page of the labels that sessions have, by code point.
 *
 * @param text Only labels that hold it, whatever its case.
 * @throws {AppError} BAD_USER_INPUT for a text of more than 1,000 characters.
 */
export async function pageLabels(
  { db }: Pick<Runtime, 'db'>,
  text: string | null | undefined,
  { take, after, before, backwards }: PageRequest,
): Promise<Label[]> {
  if (text && text.length > MAX_TEXT_LENGTH) {
    throw badInput('text', `Expected at most ${MAX_TEXT_LENGTH} characters, got ${text.length}.`);
  }
  const { contains, fold } = dialectSql(db.dialect);
  const query = distinctValuesQuery({
    table: 'SessionLabel',
    column: 'label',
    take,
    after: after && String(after[0]),
    before: before && String(before[0]),
    backwards,
    ...(text
      ? {
          examine: MAX_EXAMINED,
          only: { text: contains(fold('value'), fold('?')), values: [text] },
        }
      : {}),
  });
  const rows = text
    ? await db.scan<{ value: string }>(query.text, query.values)
    : await db.read.sql.all<{ value: string }>(query.text, query.values);
  return rows.map(({ value }) => ({ label: value }));
}

/**
 * How many sessions have each label, in the order of the labels.
 *
 * @param labels At most 500.
 */
export async function countSessionsOfLabels(
  { db, propertyCounts }: Pick<Runtime, 'db' | 'propertyCounts'>,
  labels: readonly string[],
): Promise<number[]> {
  await propertyCounts.settle();
  // The keys of longer ones are those of all that begin alike.
  const short = labels.filter((label) => label.length < TEXT_KEY_LENGTH);
  const long = labels.filter((label) => label.length >= TEXT_KEY_LENGTH);
  const counts = new Map<string, number>();
  const keys = short.map(textKey);
  const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ');
  if (keys.length > 0) {
    const rows = await db.read.sql.all<{ valueKey: string; count: number | bigint }>(
      `SELECT "valueKey", CAST(SUM("count") AS BIGINT) AS "count" FROM (
         SELECT "valueKey", "count" FROM "PropertyCount"
         WHERE "folderSetId" = ? AND "category" = ? AND "key" = 'label'
           AND "valueKey" IN (${marks(keys)})
         UNION ALL
         SELECT "valueKey", "change" FROM "PropertyCountChange"
         WHERE "category" = ? AND "key" = 'label' AND "valueKey" IN (${marks(keys)})) t
       GROUP BY "valueKey"`,
      [ALL_SESSIONS, OWN_PROPERTIES, ...keys, OWN_PROPERTIES, ...keys],
    );
    for (const { valueKey, count } of rows) counts.set(valueKey.slice(1), Number(count));
  }
  if (long.length > 0) {
    const rows = await db.read.sql.all<{ label: string; count: number | bigint }>(
      `SELECT "label", COUNT(*) AS "count" FROM "SessionLabel"
       WHERE "label" IN (${marks(long)}) GROUP BY "label"`,
      long,
    );
    for (const { label, count } of rows) counts.set(label, Number(count));
  }
  return labels.map((label) => counts.get(label) ?? 0);
}
