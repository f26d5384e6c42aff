import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Writer } from '../db/db.ts';
import { inList } from '../db/in-list.ts';
import { insertRows } from '../db/insert-rows.ts';
import { AppError, badInput } from '../errors.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import { lockPropertyCounts } from '../metamodel/property-counts.ts';
import type { Runtime } from '../runtime.ts';
import { knownFolders } from './folder.service.ts';
import { folderSetOf, ROOT_FOLDER_SET } from './folder-set.ts';
import { lockFolderTree, ROOT_FOLDER, subtreeLevels } from './folder-tree.ts';
import { moveCounts } from './move-counts.ts';

export interface DeletedFolders {
  /** All folders deleted: those that were named, and then level by level those below them. */
  readonly deleted: readonly string[];
  readonly notFound: readonly string[];
  /** Sessions that are in the root because nothing else was left to them. */
  readonly reparentedSessions: number;
}

const MAX_DELETED = 1_000;

/** Rows that one statement writes, so that everybody else gets a turn. */
const BATCH = 2_000;

/**
 * Delete folders with all that is below them, but no session: one that was in no other folder is in
 * the root then. Unknown folders are no error.
 *
 * @throws {AppError} BAD_USER_INPUT for the root; PAYLOAD_TOO_LARGE for more than 1,000 of them.
 */
export async function deleteFolders(
  { db, propertyCounts }: Pick<Runtime, 'db' | 'propertyCounts'>,
  identities: readonly string[],
): Promise<DeletedFolders> {
  const root = identities.indexOf(ROOT_FOLDER);
  if (root >= 0) {
    throw badInput(
      `identities[${root}]`,
      'Expected a folder other than the root, which always exists.',
    );
  }
  const wanted = [...new Set(identities)];
  if (wanted.length > MAX_DELETED) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Expected at most ${MAX_DELETED} folders, got ${wanted.length}. Delete them in several requests.`,
      { argument: 'identities' },
    );
  }
  const result = await db.write((tx) => deleteIn(tx, wanted));
  propertyCounts.noteWrite();
  return result;
}

async function deleteIn(tx: Writer, wanted: readonly string[]): Promise<DeletedFolders> {
  // Nobody counts what is in folders, or puts a session in one, until they are gone.
  await tx.lock('folders');
  await lockFolderTree(tx);
  const known = await knownFolders(tx, wanted);
  const deleted: string[] = [];
  const found = wanted.filter((identity) => known.has(identity));
  for await (const level of subtreeLevels(tx.sql, found)) deleted.push(...level);
  const reparentedSessions = deleted.length > 0 ? await emptyFolders(tx, deleted) : 0;
  // From below, so that no statement has to delete what is below as well.
  for await (const some of inTurns(deleted.toReversed(), MAX_KEYS)) {
    const { marks, values } = inList(some);
    await tx.sql.run(`DELETE FROM "Folder" WHERE "identity" IN (${marks})`, values);
  }
  return {
    deleted,
    notFound: wanted.filter((identity) => !known.has(identity)),
    reparentedSessions,
  };
}

/** Take all sessions out of folders. @returns how many are in the root therefore. */
async function emptyFolders(tx: Writer, folders: readonly string[]): Promise<number> {
  const { sql } = tx;
  await lockPropertyCounts(tx);
  let reparented = 0;
  for (const { remaining, folderSets } of await listRemainders(tx, folders)) {
    const isReparented = remaining.length === 0;
    const target = isReparented ? ROOT_FOLDER_SET : await folderSetOf(tx, remaining);
    for await (const some of inTurns(folderSets, MAX_KEYS)) {
      await moveCounts(sql, some, target);
      const moved = await moveSessions(tx, some, target, isReparented);
      if (isReparented) reparented += moved;
      const { marks, values } = inList(some);
      await sql.run(`DELETE FROM "FolderSet" WHERE "id" IN (${marks})`, values);
    }
  }
  for await (const some of inTurns(folders, MAX_KEYS)) {
    const { marks, values } = inList(some);
    await inBatches(() =>
      sql.run(
        `DELETE FROM "SessionFolder" WHERE ("sessionId", "folderIdentity") IN (
           SELECT "sessionId", "folderIdentity" FROM "SessionFolder"
           WHERE "folderIdentity" IN (${marks}) LIMIT ?)`,
        [...values, BATCH],
      ),
    );
  }
  return reparented;
}

/** Folder sets by what is left of them. */
interface Remainder {
  readonly remaining: readonly string[];
  readonly folderSets: number[];
}

/** What is left of the folder sets that have some of these folders. */
async function listRemainders({ sql }: Writer, folders: readonly string[]): Promise<Remainder[]> {
  const touched = new Set<number>();
  for await (const some of inTurns(folders, MAX_KEYS)) {
    const { marks, values } = inList(some);
    const rows = await sql.all<{ id: number | bigint }>(
      `SELECT DISTINCT "folderSetId" AS "id" FROM "FolderSetMember" WHERE "folderIdentity" IN (${marks})`,
      values,
    );
    for (const { id } of rows) touched.add(Number(id));
  }
  const gone = new Set(folders);
  const remainders = new Map<string, Remainder>();
  for await (const some of inTurns([...touched], MAX_KEYS)) {
    const { marks, values } = inList(some);
    const rows = await sql.all<{ id: number | bigint; folder: string }>(
      `SELECT "folderSetId" AS "id", "folderIdentity" AS "folder" FROM "FolderSetMember"
       WHERE "folderSetId" IN (${marks}) ORDER BY "folderIdentity"`,
      values,
    );
    const left = new Map<number, string[]>(some.map((id) => [id, []]));
    for (const { id, folder } of rows) {
      if (!gone.has(folder)) left.get(Number(id))?.push(folder);
    }
    for (const [id, remaining] of left) {
      const key = JSON.stringify(remaining);
      const remainder = remainders.get(key) ?? { remaining, folderSets: [] };
      remainder.folderSets.push(id);
      remainders.set(key, remainder);
    }
  }
  return [...remainders.values()];
}

/** Put the sessions of folder sets into another one. @returns how many they are. */
function moveSessions(
  { sql }: Writer,
  from: readonly number[],
  to: number,
  isReparented: boolean,
): Promise<number> {
  const { marks, values } = inList(from);
  return inBatches(async () => {
    const rows = await sql.all<{ id: number | bigint; timestampNs: bigint }>(
      `UPDATE "Session" SET "folderSetId" = ? WHERE "id" IN (
         SELECT "id" FROM "Session" WHERE "folderSetId" IN (${marks}) LIMIT ?)
       RETURNING "id", "timestampNs"`,
      [to, ...values, BATCH],
    );
    if (isReparented) {
      const links = rows.map(({ id, timestampNs }) => [Number(id), ROOT_FOLDER, timestampNs]);
      const columns = ['sessionId', 'folderIdentity', 'sessionTimestampNs'];
      await insertRows(sql, 'SessionFolder', columns, links, { returnsId: false });
    }
    return rows.length;
  });
}

/** Write batch by batch until one is not full. @returns how many rows there were. */
async function inBatches(write: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await write();
    total += count;
    if (count < BATCH) return total;
    await yieldToOthers();
  }
}
