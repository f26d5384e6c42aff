import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Db, Writer } from '../db/db.ts';
import type { SqlValue } from '../db/sql.ts';
import { chunks } from '../lib/chunks.ts';

/** Changes that one transaction adds up, so that other writers get their turn. */
const BATCH = 1_000;

interface ChangeRow {
  readonly id: bigint;
  readonly category: string;
  readonly key: string;
  readonly valueKey: string;
  readonly type: string;
  readonly folderSetId: number | bigint;
  readonly change: number | bigint;
}

/** Whoever moves counts from one place to another holds this lock. */
export function lockPropertyCounts(tx: Writer): Promise<void> {
  return tx.lock('property counts');
}

/** Add the changes that writers appended to the counts, until few are left. */
export async function foldPropertyCounts(db: Db): Promise<void> {
  while ((await db.write(foldSome)) === BATCH) await yieldToOthers();
}

/** @returns how many changes were added. */
async function foldSome(tx: Writer): Promise<number> {
  await lockPropertyCounts(tx);
  const { sql } = tx;
  const rows = await sql.all<ChangeRow>(
    'SELECT * FROM "PropertyCountChange" ORDER BY "id" LIMIT ?',
    [BATCH],
  );
  const sums = new Map<string, { key: SqlValue[]; sum: bigint }>();
  for (const { category, key, valueKey, type, folderSetId, change } of rows) {
    const place = [category, key, valueKey, type, Number(folderSetId)];
    const name = JSON.stringify(place);
    const entry = sums.get(name) ?? { key: place, sum: 0n };
    sums.set(name, { key: place, sum: entry.sum + BigInt(change) });
  }
  const changed = [...sums.values()].filter(({ sum }) => sum !== 0n);
  for (const some of chunks(changed, 300)) {
    await sql.run(
      `INSERT INTO "PropertyCount" ("category", "key", "valueKey", "type", "folderSetId", "count")
       VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT ("category", "key", "valueKey", "type", "folderSetId")
       DO UPDATE SET "count" = "PropertyCount"."count" + excluded."count"`,
      some.flatMap(({ key, sum }) => [...key, sum]),
    );
  }
  for (const { key, sum } of changed) {
    if (sum > 0n) continue;
    await sql.run(
      `DELETE FROM "PropertyCount" WHERE "category" = ? AND "key" = ? AND "valueKey" = ?
       AND "type" = ? AND "folderSetId" = ? AND "count" = 0`,
      key,
    );
  }
  for (const some of chunks(rows, 500)) {
    await sql.run(
      `DELETE FROM "PropertyCountChange" WHERE "id" IN (${some.map(() => '?').join(', ')})`,
      some.map(({ id }) => id),
    );
  }
  return rows.length;
}
