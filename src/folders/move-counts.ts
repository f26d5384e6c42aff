import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Writer } from '../db/db.ts';
import { inList } from '../db/in-list.ts';
import type { SqlValue } from '../db/sql.ts';

type Sql = Writer['sql'];

/** Rows that one statement moves, so that everybody else gets a turn. */
const BATCH = 2_000;

/**
 * Count for one folder set what is counted for others, which then count nothing. The caller holds
 * `lockPropertyCounts`, and keeps everybody from counting in these sets.
 *
 * @param from At most `MAX_KEYS`.
 */
export async function moveCounts(sql: Sql, from: readonly number[], to: number): Promise<void> {
  const { marks, values } = inList(from);
  const isOneOf = `"folderSetId" IN (${marks})`;
  await sql.run(`UPDATE "PropertyCountChange" SET "folderSetId" = ? WHERE ${isOneOf}`, [
    to,
    ...values,
  ]);
  if (await isShort(sql, isOneOf, values)) {
    await moveWhere(sql, to, isOneOf, values);
    return;
  }
  for (const folderSet of from) {
    if (await isShort(sql, '"folderSetId" = ?', [folderSet])) {
      await moveWhere(sql, to, '"folderSetId" = ?', [folderSet]);
    } else {
      await moveByKeys(sql, folderSet, to);
    }
    await yieldToOthers();
  }
}

/** Whether one statement may move these counts. */
async function isShort(sql: Sql, where: string, values: readonly SqlValue[]): Promise<boolean> {
  const [row] = await sql.all<{ count: number | bigint }>(
    `SELECT count(*) AS "count" FROM (SELECT 1 FROM "PropertyCount" WHERE ${where} LIMIT ?) c`,
    [...values, BATCH + 1],
  );
  return Number(row?.count ?? 0) <= BATCH;
}

async function moveWhere(
  sql: Sql,
  to: number,
  where: string,
  values: readonly SqlValue[],
): Promise<void> {
  await sql.run(
    `INSERT INTO "PropertyCountChange"
       ("category", "key", "valueKey", "type", "folderSetId", "change")
     SELECT c."category", c."key", c."valueKey", c."type", COALESCE(m."to", c."folderSetId"),
       m."sign" * c."count"
     FROM "PropertyCount" c CROSS JOIN (
       SELECT CAST(? AS INTEGER) AS "to", 1 AS "sign" UNION ALL SELECT NULL, -1) m
     WHERE ${where}`,
    [to, ...values],
  );
}

/** A property may have any number of values: they are moved in pages, by the order of the index. */
async function moveByKeys(sql: Sql, folderSet: number, to: number): Promise<void> {
  let [category, key] = ['', ''];
  for (;;) {
    const [next] = await sql.all<{ category: string; key: string }>(
      `SELECT "category", "key" FROM "PropertyCount" WHERE "folderSetId" = ?
       AND "category" >= ? AND ("category" > ? OR "key" > ?) ORDER BY "category", "key" LIMIT 1`,
      [folderSet, category, category, key],
    );
    if (!next) return;
    ({ category, key } = next);
    await moveValues(sql, [folderSet, category, key], to);
  }
}

async function moveValues(sql: Sql, property: readonly SqlValue[], to: number): Promise<void> {
  const where =
    '"folderSetId" = ? AND "category" = ? AND "key" = ? AND ("valueKey", "type") >= (?, ?)';
  let start: { valueKey: string; type: string } | undefined = { valueKey: '', type: '' };
  while (start) {
    const values: SqlValue[] = [...property, start.valueKey, start.type];
    const [next]: { valueKey: string; type: string }[] = await sql.all(
      `SELECT "valueKey", "type" FROM "PropertyCount" WHERE ${where}
       ORDER BY "valueKey", "type" LIMIT 1 OFFSET ?`,
      [...values, BATCH],
    );
    if (next) {
      const page = `${where} AND ("valueKey", "type") < (?, ?)`;
      await moveWhere(sql, to, page, [...values, next.valueKey, next.type]);
    } else {
      await moveWhere(sql, to, where, values);
    }
    start = next;
    await yieldToOthers();
  }
}
