import { inList } from '../db/in-list.ts';
import { insertRows } from '../db/insert-rows.ts';
import type { SqlValue } from '../db/sql.ts';
import { badInput } from '../errors.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import type { UpdateTarget } from './update-target.ts';

/** A set of texts that a session has: one row each. */
export interface TextSet {
  readonly table: 'SessionFolder' | 'SessionRef';
  /** The column of the text. */
  readonly column: string;
  /** Values of other columns that tell this set from others in its table. */
  readonly where: Readonly<Record<string, SqlValue>>;
  /** Values of columns that are only written. */
  readonly also: Readonly<Record<string, SqlValue>>;
  /** Texts that one session may have. */
  readonly max: number;
}

/** The texts of a set as the operations before have left them. */
export async function readTexts(
  { tx, sessionId }: UpdateTarget,
  { table, column, where }: TextSet,
): Promise<Set<string>> {
  const names = ['sessionId', ...Object.keys(where)];
  const rows = await tx.sql.all<{ text: string }>(
    `SELECT "${column}" AS "text" FROM "${table}" WHERE ${equal(names)}`,
    [sessionId, ...Object.values(where)],
  );
  return new Set(rows.map(({ text }) => text));
}

/**
 * Replace the texts of a set, writing only what differs.
 *
 * @throws {AppError} BAD_USER_INPUT at `path` when they are more than a session may have.
 */
export async function replaceTexts(
  { tx, sessionId }: UpdateTarget,
  { table, column, where, also, max }: TextSet,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  path: string,
): Promise<void> {
  if (after.size > max && after.size > before.size) {
    throw badInput(path, `Expected at most ${max} of them in one session, got ${after.size}.`);
  }
  const key = { sessionId, ...where };
  const gone = [...before].filter((text) => !after.has(text));
  for await (const texts of inTurns(gone, MAX_KEYS)) {
    const { marks, values } = inList(texts);
    await tx.sql.run(
      `DELETE FROM "${table}" WHERE ${equal(Object.keys(key))} AND "${column}" IN (${marks})`,
      [...Object.values(key), ...values],
    );
  }
  const row = { ...key, ...also };
  const rows = [...after]
    .filter((text) => !before.has(text))
    .map((text) => [...Object.values(row), text]);
  if (rows.length === 0) return;
  await insertRows(tx.sql, table, [...Object.keys(row), column], rows, { returnsId: false });
}

function equal(columns: readonly string[]): string {
  return columns.map((column) => `"${column}" = ?`).join(' AND ');
}
