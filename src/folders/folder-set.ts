import { createHash } from 'node:crypto';
import type { Writer } from '../db/db.ts';
import { insertRows } from '../db/insert-rows.ts';

/** The set of the root folder alone, in which every session begins. */
export const ROOT_FOLDER_SET = 1;

/**
 * The folders that a session is in, as one number: found, or made when no session was in just these.
 *
 * @param folders Identities, at least one, each once, in any order.
 */
export async function folderSetOf({ sql }: Writer, folders: readonly string[]): Promise<number> {
  const identities = folders.toSorted(byCodeUnit);
  const key = keyOf(identities);
  const [found] = await find(key);
  if (found) return found;
  // Of two writers that make the same set one waits here, and then finds it.
  const made = await sql.all<{ id: number | bigint }>(
    'INSERT INTO "FolderSet" ("key") VALUES (?) ON CONFLICT ("key") DO NOTHING RETURNING "id"',
    [key],
  );
  const [id = (await find(key))[0]] = made.map((row) => Number(row.id));
  if (id === undefined) throw new Error(`The folder set ${key} was neither found nor made.`);
  if (made.length > 0) {
    const rows = identities.map((identity) => [id, identity]);
    await insertRows(sql, 'FolderSetMember', ['folderSetId', 'folderIdentity'], rows, {
      returnsId: false,
    });
  }
  return id;

  async function find(wanted: string): Promise<number[]> {
    const rows = await sql.all<{ id: number | bigint }>(
      'SELECT "id" FROM "FolderSet" WHERE "key" = ?',
      [wanted],
    );
    return rows.map((row) => Number(row.id));
  }
}

/** Longest key that is the list itself: PostgreSQL does not index texts of any length. */
const MAX_KEY_LENGTH = 500;

function keyOf(identities: readonly string[]): string {
  const list = JSON.stringify(identities);
  if (list.length <= MAX_KEY_LENGTH) return list;
  return `sha256 ${createHash('sha256').update(list).digest('hex')}`;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
