import type { Reader } from '../db/db.ts';
import { inList } from '../db/in-list.ts';
import { AppError, badInput } from '../errors.ts';
import { alignByKey, mapOfLists } from '../lib/group-by-key.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import type { Runtime } from '../runtime.ts';
import { lockFolderTree, ROOT_FOLDER, subtreeLevels } from './folder-tree.ts';

/** A symbolic, virtual grouping of sessions. */
export interface Folder {
  /** Unique key, in any format; empty for the root. */
  readonly identity: string;
  /** Null for the root. */
  readonly parentIdentity: string | null;
  readonly label: string;
  readonly description: string | null;
}

export interface PutFolder {
  readonly identity: string;
  /** Absent: the root. */
  readonly parentIdentity?: string | null | undefined;
  readonly label: string;
  readonly description?: string | null | undefined;
}

export interface PutFolderResult {
  readonly folder: Folder;
  readonly created: boolean;
}

const MAX_IDENTITY_LENGTH = 512;
const MAX_LABEL_LENGTH = 1_000;
const MAX_DESCRIPTION_LENGTH = 10_000;

/** Folders directly below one: they are listed without paging. */
const MAX_CHILDREN = 5_000;

/** Folders below each other, under the root. */
const MAX_DEPTH = 100;

const COLUMNS = 'f."identity", f."parentIdentity", f."label", f."description"';

/** The folder of each identity, in their order; null where there is none. */
export async function listFolders(
  { db }: Pick<Runtime, 'db'>,
  identities: readonly string[],
): Promise<(Folder | null)[]> {
  const { marks, values } = inList(identities);
  const rows = await db.read.sql.all<Folder>(
    `SELECT ${COLUMNS} FROM "Folder" f WHERE f."identity" IN (${marks})`,
    values,
  );
  return alignByKey(identities, rows, ({ identity }) => identity);
}

/** The folders directly below each of some folders, by label and then by identity. */
export async function listFoldersBelow(
  { db }: Pick<Runtime, 'db'>,
  identities: readonly string[],
): Promise<Folder[][]> {
  const { marks, values } = inList(identities);
  const rows = await db.read.sql.all<Folder>(
    `SELECT ${COLUMNS} FROM "Folder" f WHERE f."parentIdentity" IN (${marks})
     ORDER BY f."label", f."identity"`,
    values,
  );
  const below = mapOfLists(
    rows,
    ({ parentIdentity }) => parentIdentity,
    (folder) => folder,
  );
  return identities.map((identity) => below.get(identity) ?? []);
}

/** Whether there are folders below each of some folders. */
export async function haveFoldersBelow(
  { db }: Pick<Runtime, 'db'>,
  identities: readonly string[],
): Promise<boolean[]> {
  const { marks, values } = inList(identities);
  const rows = await db.read.sql.all<{ identity: string }>(
    `SELECT f."identity" FROM "Folder" f WHERE f."identity" IN (${marks})
     AND EXISTS (SELECT 1 FROM "Folder" b WHERE b."parentIdentity" = f."identity")`,
    values,
  );
  const parents = new Set(rows.map(({ identity }) => identity));
  return identities.map((identity) => parents.has(identity));
}

/** The folders that each of some folders is below, the root first. */
export async function listAncestors(
  { db }: Pick<Runtime, 'db'>,
  identities: readonly string[],
): Promise<Folder[][]> {
  const { marks, values } = inList(identities);
  const rows = await db.read.sql.all<Folder & { start: string }>(
    `WITH RECURSIVE "above" ("start", "identity", "height") AS (
       SELECT "identity", "parentIdentity", 1 FROM "Folder" WHERE "identity" IN (${marks})
       UNION ALL
       SELECT a."start", f."parentIdentity", a."height" + 1
       FROM "above" a JOIN "Folder" f ON f."identity" = a."identity"
     )
     SELECT a."start", ${COLUMNS}
     FROM "above" a JOIN "Folder" f ON f."identity" = a."identity" ORDER BY a."height" DESC`,
    values,
  );
  const above = mapOfLists(
    rows,
    ({ start }) => start,
    ({ start: _start, ...folder }): Folder => folder,
  );
  return identities.map((identity) => above.get(identity) ?? []);
}

/** The folders that each of some sessions is in, by label and then by identity. */
export async function listFoldersOfSessions(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
): Promise<Folder[][]> {
  const { marks, values } = inList(sessionIds);
  const rows = await db.read.sql.all<Folder & { sessionId: number | bigint }>(
    `SELECT s."sessionId", ${COLUMNS}
     FROM "SessionFolder" s JOIN "Folder" f ON f."identity" = s."folderIdentity"
     WHERE s."sessionId" IN (${marks}) ORDER BY f."label", f."identity"`,
    values,
  );
  const folders = mapOfLists(
    rows,
    ({ sessionId }) => Number(sessionId),
    ({ sessionId: _sessionId, ...folder }): Folder => folder,
  );
  return sessionIds.map((id) => folders.get(id) ?? []);
}

/**
 * Make a folder, or say again what it is called and where it is.
 *
 * @throws {AppError} BAD_USER_INPUT with the path of the argument; CONFLICT when there are too many
 *   folders in its parent.
 */
export async function putFolder(
  { db }: Pick<Runtime, 'db'>,
  input: PutFolder,
): Promise<PutFolderResult> {
  const { identity, label } = input;
  if (identity === ROOT_FOLDER) {
    throw badInput('input.identity', 'Expected a folder other than the root, which never changes.');
  }
  checkLength(identity, 1, MAX_IDENTITY_LENGTH, 'input.identity');
  checkLength(label, 1, MAX_LABEL_LENGTH, 'input.label');
  const description = input.description ?? null;
  if (description !== null)
    checkLength(description, 0, MAX_DESCRIPTION_LENGTH, 'input.description');
  const parentIdentity = input.parentIdentity ?? ROOT_FOLDER;

  return db.write(async (tx) => {
    await lockFolderTree(tx);
    const before = await tx.prisma.folder.findUnique({ where: { identity } });
    if (before?.parentIdentity !== parentIdentity) {
      await checkPlace(tx, identity, parentIdentity);
    }
    const folder = { parentIdentity, label, description };
    await tx.prisma.folder.upsert({
      where: { identity },
      create: { identity, ...folder },
      update: folder,
    });
    return { folder: { identity, ...folder }, created: !before };
  });
}

function checkLength(text: string, min: number, max: number, argument: string): void {
  if (text.length < min || text.length > max) {
    throw badInput(argument, `Expected ${min} to ${max} characters, got ${text.length}.`);
  }
}

/** @throws {AppError} when a folder, which may not be there yet, cannot be in that parent. */
async function checkPlace({ sql }: Reader, identity: string, parent: string): Promise<void> {
  const argument = 'input.parentIdentity';
  const above: string[] = [];
  for (let next: string | null = parent; next !== null; ) {
    const [row]: { parentIdentity: string | null }[] = await sql.all(
      'SELECT "parentIdentity" FROM "Folder" WHERE "identity" = ?',
      [next],
    );
    if (!row) {
      throw badInput(argument, `Expected the identity of a folder, got "${next.slice(0, 80)}".`);
    }
    above.push(next);
    next = row.parentIdentity;
  }
  if (above.includes(identity)) {
    throw badInput(argument, 'Expected a folder that is neither the folder itself nor below it.');
  }
  let depth = above.length;
  for await (const _level of subtreeLevels(sql, [identity])) {
    if (depth > MAX_DEPTH) {
      throw badInput(argument, `Expected folders at most ${MAX_DEPTH} deep, got more.`);
    }
    depth++;
  }
  const [row] = await sql.all<{ count: number | bigint }>(
    'SELECT count(*) AS "count" FROM "Folder" WHERE "parentIdentity" = ?',
    [parent],
  );
  if (Number(row?.count ?? 0) >= MAX_CHILDREN) {
    throw new AppError(
      'CONFLICT',
      `Expected at most ${MAX_CHILDREN} folders directly below one, which "${parent}" has.`,
      { argument },
    );
  }
}

/** Those of some identities that are folders. */
export async function knownFolders(
  { sql }: Reader,
  identities: readonly string[],
): Promise<Set<string>> {
  const known = new Set<string>();
  for await (const some of inTurns(identities, MAX_KEYS)) {
    const { marks, values } = inList(some);
    const rows = await sql.all<{ identity: string }>(
      `SELECT "identity" FROM "Folder" WHERE "identity" IN (${marks})`,
      values,
    );
    for (const { identity } of rows) known.add(identity);
  }
  return known;
}
