import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Db, Reader, Writer } from '../db/db.ts';
import type { SqlValue } from '../db/sql.ts';
import { chunks } from '../lib/chunks.ts';

/** The folder set under which all sessions together are counted; no stored set has this number. */
export const ALL_SESSIONS = 0;

/** Changes that one transaction adds up, so that other writers get their turn. */
const BATCH = 1_000;

/** Rows of one statement, each of which has up to seven values. */
const ROWS = 280;

interface ChangeRow {
  readonly id: bigint;
  readonly category: string;
  readonly key: string;
  readonly valueKey: string;
  readonly type: string;
  readonly folderSetId: number | bigint;
  readonly change: number | bigint;
}

/** A row of counts, by its key, and what is to be added to it. */
interface Sum {
  readonly place: readonly SqlValue[];
  count: bigint;
  values: number;
}

const COLUMNS = '"folderSetId", "category", "key", "valueKey", "type"';

/** Whoever moves counts from one place to another holds this lock. */
export function lockPropertyCounts(tx: Writer): Promise<void> {
  return tx.lock('property counts');
}

/** How many changes wait to be added up; `limit` stands for that many and more. */
export async function countWaitingChanges({ sql }: Reader, limit: number): Promise<number> {
  const [row] = await sql.all<{ count: number | bigint }>(
    'SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM "PropertyCountChange" LIMIT ?) w',
    [limit],
  );
  return Number(row?.count ?? 0);
}

/**
 * Add the changes that writers appended to the counts, until few are left.
 *
 * @param isStopped Asked between transactions; what was added up until then stays.
 */
export async function foldPropertyCounts(
  db: Pick<Db, 'write'>,
  isStopped: () => boolean = () => false,
): Promise<void> {
  while (!isStopped() && (await db.write(foldSome)) === BATCH) await yieldToOthers();
}

/** @returns how many changes were added. */
async function foldSome(tx: Writer): Promise<number> {
  await lockPropertyCounts(tx);
  const { sql } = tx;
  const rows = await sql.all<ChangeRow>(
    'SELECT * FROM "PropertyCountChange" ORDER BY "id" LIMIT ?',
    [BATCH],
  );
  const values = new Map<string, Sum>();
  const totals = new Map<string, Sum>();
  for (const row of rows) {
    for (const set of [Number(row.folderSetId), ALL_SESSIONS]) {
      const sums = row.valueKey === '' ? totals : values;
      sumAt(sums, set, row.category, row.key, row.valueKey, row.type).count += BigInt(row.change);
    }
  }
  await addValues(tx, values, totals);
  await addTotals(tx, totals);
  for (const some of chunks(rows, 500)) {
    await sql.run(
      `DELETE FROM "PropertyCountChange" WHERE "id" IN (${some.map(() => '?').join(', ')})`,
      some.map(({ id }) => id),
    );
  }
  return rows.length;
}

function sumAt(sums: Map<string, Sum>, ...place: [number, string, string, string, string]): Sum {
  const name = JSON.stringify(place);
  let sum = sums.get(name);
  if (!sum) {
    sum = { place, count: 0n, values: 0 };
    sums.set(name, sum);
  }
  return sum;
}

/** Add the counts of values, and tell the totals how many values came and went. */
async function addValues(
  { sql }: Writer,
  values: ReadonlyMap<string, Sum>,
  totals: Map<string, Sum>,
): Promise<void> {
  const changed = [...values.values()].filter(({ count }) => count !== 0n);
  for (const some of chunks(changed, ROWS)) {
    const after = await sql.all<Omit<ChangeRow, 'id' | 'change'> & { count: bigint }>(
      `INSERT INTO "PropertyCount" (${COLUMNS}, "count")
       VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (${COLUMNS}) DO UPDATE SET "count" = "PropertyCount"."count" + excluded."count"
       RETURNING ${COLUMNS}, "count"`,
      some.flatMap(({ place, count }) => [...place, count]),
    );
    for (const { folderSetId, category, key, valueKey, type, count } of after) {
      const set = Number(folderSetId);
      const added = values.get(JSON.stringify([set, category, key, valueKey, type]))?.count ?? 0n;
      const wasThere = BigInt(count) !== added;
      const isThere = BigInt(count) !== 0n;
      sumAt(totals, set, category, key, '', type).values += Number(isThere) - Number(wasThere);
    }
    await deleteEmpty(sql, some);
  }
}

async function addTotals({ sql }: Writer, totals: ReadonlyMap<string, Sum>): Promise<void> {
  const changed = [...totals.values()].filter(({ count, values }) => count !== 0n || values !== 0);
  for (const some of chunks(changed, ROWS)) {
    await sql.run(
      `INSERT INTO "PropertyCount" (${COLUMNS}, "count", "valueCount")
       VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (${COLUMNS}) DO UPDATE SET "count" = "PropertyCount"."count" + excluded."count",
         "valueCount" = "PropertyCount"."valueCount" + excluded."valueCount"`,
      some.flatMap(({ place, count, values }) => [...place, count, values]),
    );
    await deleteEmpty(sql, some);
  }
}

/**
 * Delete those of the rows that were added to which count nothing any more. A row may come to nothing
 * from below: what was taken away may be added up before what it was taken from.
 */
async function deleteEmpty({ run }: Writer['sql'], added: readonly Sum[]): Promise<void> {
  if (added.length === 0) return;
  await run(
    `DELETE FROM "PropertyCount" WHERE "count" = 0 AND "valueCount" = 0 AND (${COLUMNS}) IN
       (VALUES ${added.map(() => '(CAST(? AS INTEGER), ?, ?, ?, ?)').join(', ')})`,
    added.flatMap(({ place }) => place),
  );
}
