import type { SessionDetail as DetailColumns } from '../db/generated/sqlite/client.ts';
import { inList } from '../db/in-list.ts';
import type { Runtime } from '../runtime.ts';

/** A detail as it is shown: without what only the indexes need. */
export type SessionDetail = Pick<
  DetailColumns,
  'sessionId' | 'category' | 'key' | 'type' | 'text' | 'number' | 'long' | 'boolean' | 'bytes'
>;

/** Details of these sessions, by category and key. */
export async function listDetails(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
): Promise<SessionDetail[]> {
  const { marks, values } = inList(sessionIds);
  const rows = await db.read.sql.all<DetailRow>(
    `SELECT "sessionId", "category", "key", "type", "text", "number", "long", "boolean", "bytes"
     FROM "SessionDetail" WHERE "sessionId" IN (${marks}) ORDER BY "category", "key"`,
    values,
  );
  return rows.map(({ sessionId, boolean, ...row }) => ({
    ...row,
    sessionId: Number(sessionId),
    boolean: boolean === null ? null : Boolean(boolean),
  }));
}

/** A detail as the driver of either database gives it. */
interface DetailRow extends Omit<SessionDetail, 'sessionId' | 'boolean'> {
  readonly sessionId: number | bigint;
  readonly boolean: boolean | bigint | null;
}

/** Labels of these sessions, in alphabetical order. */
export async function listLabels(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
): Promise<{ sessionId: number; label: string }[]> {
  const { marks, values } = inList(sessionIds);
  const rows = await db.read.sql.all<{ sessionId: number | bigint; label: string }>(
    `SELECT "sessionId", "label" FROM "SessionLabel" WHERE "sessionId" IN (${marks}) ORDER BY "label"`,
    values,
  );
  return rows.map(({ sessionId, label }) => ({ sessionId: Number(sessionId), label }));
}
