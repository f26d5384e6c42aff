import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Sql, SqlValue } from './sql.ts';

/** Values one statement carries: beyond some thousands neither database gets faster. */
const VALUES_PER_STATEMENT = 2_000;

/**
 * Insert many rows by the native driver: a configuration set has hundreds of thousands.
 *
 * @param rows Values in the order of `columns`. Read as they are written, so a generator will do.
 * @returns the rows' new `id`s, in their order, when `returnsId`; else nothing.
 */
export async function insertRows(
  sql: Sql,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly SqlValue[]>,
  { returnsId }: { readonly returnsId: boolean },
): Promise<number[]> {
  const names = columns.map((column) => `"${column}"`).join(', ');
  const marks = `(${columns.map(() => '?').join(', ')})`;
  const size = Math.max(1, Math.floor(VALUES_PER_STATEMENT / columns.length));
  const ids: number[] = [];
  let batch: (readonly SqlValue[])[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const values = batch.flat();
    const into = `INSERT INTO "${table}" (${names}) VALUES ${batch.map(() => marks).join(', ')}`;
    if (returnsId) {
      const created = await sql.all<{ id: number | bigint }>(`${into} RETURNING "id"`, values);
      // Both databases number rows in the order of VALUES; they need not return them in it.
      for (const id of created.map((row) => Number(row.id)).sort((a, b) => a - b)) ids.push(id);
    } else {
      await sql.run(into, values);
    }
    batch = [];
    await yieldToOthers();
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length === size) await flush();
  }
  await flush();
  return ids;
}
