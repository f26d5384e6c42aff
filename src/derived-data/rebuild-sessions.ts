import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { INT64_MAX } from '../core/time/nanoseconds.ts';
import type { Db, Writer } from '../db/db.ts';
import { folderSetOf, ROOT_FOLDER_SET } from '../folders/folder-set.ts';
import { chunks } from '../lib/chunks.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import { lockSessionRefs, settleSubSessions } from '../sessions/sub-sessions.ts';
import { versionKey } from '../sessions/version-key.ts';
import { rebuildSearchTexts } from './rebuild-search.ts';
import { rebuildValueKeys } from './rebuild-value-keys.ts';
import type { SessionRange } from './session-range.ts';

/** Sessions of one transaction. */
const BATCH = 500;

/** Rows that repeat the official time of their session. */
const TIMED_TABLES = ['SessionDetail', 'SessionLabel', 'SessionFolder', 'ConfigBinding'];

/** Derive again what is kept with each session, session by session in the order of their rows. */
export async function rebuildSessions(
  db: Pick<Db, 'write'>,
  onProgress: (done: number) => void,
): Promise<void> {
  const knownSets = new Map<string, number>();
  let done = 0;
  let last = 0;
  for (;;) {
    const range = await db.write((tx) => rebuildSome(tx, last, knownSets));
    if (!range) return;
    last = range.last;
    onProgress((done += range.ids.length));
    await yieldToOthers();
  }
}

async function rebuildSome(
  tx: Writer,
  after: number,
  knownSets: Map<string, number>,
): Promise<SessionRange | null> {
  // Whoever writes what is derived here shares the first of these locks.
  await tx.lock('folders');
  await lockSessionRefs(tx);
  const rows = await tx.sql.all<{ id: number | bigint }>(
    'SELECT "id" FROM "Session" WHERE "id" > ? ORDER BY "id" LIMIT ?',
    [after, BATCH],
  );
  const ids = rows.map(({ id }) => Number(id));
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined) return null;
  const range = { first, last, ids };
  await repeatTimestamps(tx, range);
  await rebuildValueKeys(tx, range);
  await rebuildColumns(tx, range);
  await rebuildVersionKeys(tx, range);
  await rebuildFolderSets(tx, range, knownSets);
  await rebuildSearchTexts(tx, range);
  await settleSubSessions(tx, ids);
  return range;
}

async function repeatTimestamps({ sql }: Writer, { first, last }: SessionRange): Promise<void> {
  for (const table of TIMED_TABLES) {
    const timestamp = `(SELECT s."timestampNs" FROM "Session" s WHERE s."id" = "${table}"."sessionId")`;
    await sql.run(
      `UPDATE "${table}" SET "sessionTimestampNs" = ${timestamp}
       WHERE "sessionId" BETWEEN ? AND ? AND "sessionTimestampNs" <> ${timestamp}`,
      [first, last],
    );
  }
}

/** The duration, as far as 64 bits hold it, and the revision of the last change that was logged. */
async function rebuildColumns({ sql }: Writer, { first, last }: SessionRange): Promise<void> {
  const duration = `CASE WHEN "startNs" < 0 AND "endNs" > ${INT64_MAX} + "startNs"
    THEN ${INT64_MAX} ELSE "endNs" - "startNs" END`;
  await sql.run(
    `UPDATE "Session" SET "durationNs" = ${duration}
     WHERE "id" BETWEEN ? AND ? AND "startNs" IS NOT NULL AND "endNs" IS NOT NULL
       AND ("durationNs" IS NULL OR "durationNs" <> ${duration})`,
    [first, last],
  );
  await sql.run(
    `UPDATE "Session" SET "durationNs" = NULL
     WHERE "id" BETWEEN ? AND ? AND "durationNs" IS NOT NULL
       AND ("startNs" IS NULL OR "endNs" IS NULL)`,
    [first, last],
  );
  const logged = `(SELECT COALESCE(MAX(c."revision"), "Session"."revision") FROM "SessionChange" c
    WHERE c."sessionId" = "Session"."id")`;
  // Writers of records take none of the locks: a later revision of theirs stays.
  await sql.run(
    `UPDATE "Session" SET "metadataRevision" = ${logged}
     WHERE "id" BETWEEN ? AND ? AND "metadataRevision" < ${logged}`,
    [first, last],
  );
}

async function rebuildVersionKeys({ sql }: Writer, { first, last }: SessionRange): Promise<void> {
  const rows = await sql.all<{
    id: number | bigint;
    version: string | null;
    versionKey: string | null;
  }>(
    `SELECT "id", "version", "versionKey" FROM "Session"
     WHERE "id" BETWEEN ? AND ? AND ("version" IS NOT NULL OR "versionKey" IS NOT NULL)`,
    [first, last],
  );
  for (const { id, version, versionKey: stored } of rows) {
    const key = version === null ? null : versionKey(version);
    if (key === stored) continue;
    await sql.run('UPDATE "Session" SET "versionKey" = ? WHERE "id" = ?', [key, Number(id)]);
  }
}

async function rebuildFolderSets(
  tx: Writer,
  { first, last, ids }: SessionRange,
  knownSets: Map<string, number>,
): Promise<void> {
  const rows = await tx.sql.all<{ sessionId: number | bigint; folderIdentity: string }>(
    `SELECT "sessionId", "folderIdentity" FROM "SessionFolder" WHERE "sessionId" BETWEEN ? AND ?
     ORDER BY "sessionId", "folderIdentity"`,
    [first, last],
  );
  const folders = mapOfLists(
    rows,
    ({ sessionId }) => Number(sessionId),
    ({ folderIdentity }) => folderIdentity,
  );
  const bySet = new Map<number, number[]>();
  for (const id of ids) {
    const set = await setOf(tx, folders.get(id), knownSets);
    bySet.set(set, [...(bySet.get(set) ?? []), id]);
  }
  for (const [set, members] of bySet) {
    for (const some of chunks(members, 500)) {
      await tx.sql.run(
        `UPDATE "Session" SET "folderSetId" = ?
         WHERE "id" IN (${some.map(() => '?').join(', ')}) AND "folderSetId" <> ?`,
        [set, ...some, set],
      );
    }
  }
}

/** Sets that are remembered between transactions: most sessions are in few. */
const MAX_KNOWN = 10_000;

async function setOf(
  tx: Writer,
  folders: readonly string[] | undefined,
  known: Map<string, number>,
): Promise<number> {
  if (!folders) return ROOT_FOLDER_SET;
  const name = JSON.stringify(folders);
  const set = known.get(name) ?? (await folderSetOf(tx, folders));
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, set);
  return set;
}
