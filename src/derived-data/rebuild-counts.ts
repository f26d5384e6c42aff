import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Writer } from '../db/db.ts';
import { insertRows } from '../db/insert-rows.ts';
import { ALL_SESSIONS, lockPropertyCounts } from '../metamodel/property-counts.ts';
import { OWN_PROPERTIES } from '../metamodel/session-facts.ts';
import { numberKey, TEXT_KEY_LENGTH, VALUE_KINDS } from '../sessions/detail-value-key.ts';

/** Keys of details that one statement counts. */
const KEYS = 20;

/** Different qualities that are read at once. */
const PAGE = 5_000;

const COLUMNS = ['folderSetId', 'category', 'key', 'valueKey', 'type', 'count'];
const INTO = `INSERT INTO "PropertyCount" (${COLUMNS.map((name) => `"${name}"`).join(', ')})`;

type Sql = Writer['sql'];

/**
 * Count all properties of all sessions anew, in place of what is counted, while nobody else writes
 * what is counted.
 *
 * @param onProgress Told of the part that is done, from 0 to 1.
 */
export async function rebuildCounts(
  tx: Writer,
  onProgress: (part: number) => void = () => {},
): Promise<void> {
  await tx.lock('folders');
  await lockPropertyCounts(tx);
  const { sql } = tx;
  await sql.run('DELETE FROM "PropertyCountChange"');
  await sql.run('DELETE FROM "PropertyCount"');
  await countOwnTexts(sql);
  await countNumbers(sql, 'state', 'LONG');
  await countNumbers(sql, 'quality', 'DOUBLE');
  await countLabels(sql);
  await countDetails(sql, (part) => onProgress(part * 0.8));
  await sumUpCounts(tx);
  onProgress(1);
}

/**
 * Make what follows from the counts of values in folder sets: those of all sessions together, and
 * those of all values together.
 */
export async function sumUpCounts({ sql }: Writer): Promise<void> {
  await sql.run(`DELETE FROM "PropertyCount" WHERE "folderSetId" = ? OR "valueKey" = ''`, [
    ALL_SESSIONS,
  ]);
  await sql.run(
    `${INTO} SELECT ${ALL_SESSIONS}, "category", "key", "valueKey", "type", SUM("count")
     FROM "PropertyCount" GROUP BY "category", "key", "valueKey", "type"`,
  );
  await sql.run(
    `INSERT INTO "PropertyCount" ("folderSetId", "category", "key", "valueKey", "type", "count", "valueCount")
     SELECT "folderSetId", "category", "key", '', "type", SUM("count"), COUNT(*)
     FROM "PropertyCount" GROUP BY "folderSetId", "category", "key", "type"`,
  );
  // A session counts once for its labels, however many it has.
  for (const set of ['s."folderSetId"', String(ALL_SESSIONS)]) {
    await sql.run(
      `UPDATE "PropertyCount" SET "count" = c."sessions" FROM (
         SELECT ${set} AS "set", COUNT(*) AS "sessions" FROM "Session" s
         WHERE EXISTS (SELECT 1 FROM "SessionLabel" l WHERE l."sessionId" = s."id") GROUP BY 1) c
       WHERE "PropertyCount"."folderSetId" = c."set" AND "category" = ? AND "key" = 'label'
         AND "valueKey" = ''`,
      [OWN_PROPERTIES],
    );
  }
}

const shortened = (column: string) =>
  `'${VALUE_KINDS.text}' || SUBSTR(${column}, 1, ${TEXT_KEY_LENGTH})`;

async function countOwnTexts(sql: Sql): Promise<void> {
  for (const column of ['type', 'group', 'version']) {
    await sql.run(
      `${INTO} SELECT "folderSetId", ?, '${column}', ${shortened(`"${column}"`)}, 'STRING', COUNT(*)
       FROM "Session" WHERE "${column}" IS NOT NULL
       GROUP BY "folderSetId", ${shortened(`"${column}"`)}`,
      [OWN_PROPERTIES],
    );
  }
}

/** Count a column of numbers, whose keys only the code can make. */
async function countNumbers(sql: Sql, column: 'state' | 'quality', type: string): Promise<void> {
  let place: readonly [number, number] = [-1, 0];
  for (let isFull = true; isFull; ) {
    const rows = await sql.all<{
      value: number | bigint;
      set: number | bigint;
      count: number | bigint;
    }>(
      `SELECT "${column}" AS "value", "folderSetId" AS "set", COUNT(*) AS "count" FROM "Session"
       WHERE "${column}" IS NOT NULL AND ("${column}", "folderSetId") > (?, ?)
       GROUP BY "${column}", "folderSetId" ORDER BY "${column}", "folderSetId" LIMIT ?`,
      [...place, PAGE],
    );
    const counts = rows.map(({ value, set, count }) => [
      Number(set),
      OWN_PROPERTIES,
      column,
      numberKey(Number(value)),
      type,
      BigInt(count),
    ]);
    await insertRows(sql, 'PropertyCount', COLUMNS, counts, { returnsId: false });
    const last = rows.at(-1);
    if (last) place = [Number(last.value), Number(last.set)];
    isFull = rows.length === PAGE;
  }
}

async function countLabels(sql: Sql): Promise<void> {
  await sql.run(
    `${INTO} SELECT s."folderSetId", ?, 'label', ${shortened('l."label"')}, 'STRING', COUNT(*)
     FROM "SessionLabel" l JOIN "Session" s ON s."id" = l."sessionId"
     GROUP BY s."folderSetId", ${shortened('l."label"')}`,
    [OWN_PROPERTIES],
  );
}

interface DetailKey {
  readonly category: string;
  readonly key: string;
}

async function countDetails(sql: Sql, onProgress: (part: number) => void): Promise<void> {
  const keys = await listKeys(sql);
  for (let i = 0; i < keys.length; i += KEYS) {
    const [first, last] = [keys[i], keys[Math.min(i + KEYS, keys.length) - 1]];
    if (!first || !last) break;
    await sql.run(
      `${INTO} SELECT s."folderSetId", d."category", d."key", d."valueKey", d."type", COUNT(*)
       FROM "SessionDetail" d JOIN "Session" s ON s."id" = d."sessionId"
       WHERE (d."category", d."key") >= (?, ?) AND (d."category", d."key") <= (?, ?)
       GROUP BY s."folderSetId", d."category", d."key", d."valueKey", d."type"`,
      [first.category, first.key, last.category, last.key],
    );
    onProgress((i + KEYS) / keys.length);
    await yieldToOthers();
  }
}

/** All names of details in order, by steps of the index. */
async function listKeys(sql: Sql): Promise<DetailKey[]> {
  const keys: DetailKey[] = [];
  let last: DetailKey = { category: '', key: '' };
  for (;;) {
    const [next] = await sql.all<DetailKey>(
      `SELECT "category", "key" FROM "SessionDetail" WHERE ("category", "key") > (?, ?)
       ORDER BY "category", "key" LIMIT 1`,
      [last.category, last.key],
    );
    if (!next) return keys;
    keys.push(next);
    last = next;
  }
}
