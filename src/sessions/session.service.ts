import { INT64_MAX } from '../core/time/nanoseconds.ts';
import type { Reader, Writer } from '../db/db.ts';
import type { Prisma, Session as SessionRow } from '../db/generated/sqlite/client.ts';
import { inList } from '../db/in-list.ts';
import { AppError, badInput, notFound } from '../errors.ts';
import { alignByKey } from '../lib/group-by-key.ts';
import { inTurns } from '../lib/in-turns.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { countFacts, ownFacts, readFacts } from '../metamodel/session-facts.ts';
import type { Runtime } from '../runtime.ts';
import { fromSessionRow, SESSION_COLUMNS, type SessionSqlRow } from './query/session-row.ts';
import type { Session } from './session.ts';
import {
  END_STATES,
  isEnded,
  SESSION_STATE_CODES,
  type SessionState,
  toSessionState,
} from './session-state.ts';
import { lockSessionRefs, noteRefs, refreshSubSessions } from './sub-sessions.ts';
import { versionKey } from './version-key.ts';

export type { Session } from './session.ts';

/** Who writes, and when; it goes into the log of changes. */
export interface Writing {
  readonly now: bigint;
  /** In the writer's own words; null when it did not say. */
  readonly author: string | null;
  /** The update operations as JSON; absent for other writes. */
  readonly operations?: string;
}

/** Sessions that one request writes to: each is a lock on PostgreSQL, whose table of locks is bounded. */
export const MAX_SESSIONS = 1_000;

/** Find a session, or null when there is none of that identity. */
export async function findSession(
  { db }: Pick<Runtime, 'db'>,
  identity: string,
): Promise<Session | null> {
  const [session] = await listSessionsByIdentity({ db }, [identity]);
  return session ?? null;
}

/** @throws {AppError} NOT_FOUND. */
export async function getSession(runtime: Pick<Runtime, 'db'>, identity: string): Promise<Session> {
  const session = await findSession(runtime, identity);
  if (!session) throw notFound('Session', identity);
  return session;
}

/** The sessions of these row keys, in no order. */
export async function listSessionsById(
  { db }: Pick<Runtime, 'db'>,
  ids: readonly number[],
): Promise<Session[]> {
  const { marks, values } = inList(ids);
  const rows = await db.read.sql.all<SessionSqlRow>(
    `SELECT ${SESSION_COLUMNS} FROM "Session" s WHERE s."id" IN (${marks})`,
    values,
  );
  return rows.map(fromSessionRow);
}

/** The session of each identity, in their order; null where there is none. */
export function listSessionsByIdentity(
  { db }: Pick<Runtime, 'db'>,
  identities: readonly string[],
): Promise<(Session | null)[]> {
  return readSessions(db.read, identities);
}

/** The same as a transaction sees them. */
export async function readSessions(
  { sql }: Reader,
  identities: readonly string[],
): Promise<(Session | null)[]> {
  const { marks, values } = inList(identities);
  const rows = await sql.all<SessionSqlRow>(
    `SELECT ${SESSION_COLUMNS} FROM "Session" s WHERE s."identity" IN (${marks})`,
    values,
  );
  return alignByKey(identities, rows.map(fromSessionRow), ({ identity }) => identity);
}

/**
 * The session as a transaction sees it, kept from changing until the transaction ends.
 *
 * @param expectedVersion What `checkVersion` expects.
 * @throws {AppError} NOT_FOUND; CONFLICT when the session has another version.
 */
export async function lockSession(
  tx: Writer,
  identity: string,
  expectedVersion?: bigint | null,
): Promise<Session> {
  const session = await findAndLockSession(tx, identity);
  if (!session) throw notFound('Session', identity);
  checkVersion(session, expectedVersion, 'expectedVersion');
  return session;
}

/**
 * Refuse a write that is based on what a session no longer is.
 *
 * @param session Null when there is none, which is version 0.
 * @param expectedVersion `metadataRevision` as the writer last saw it; absent: any.
 * @throws {AppError} CONFLICT, with the version there is.
 */
export function checkVersion(
  session: Pick<Session, 'metadataRevision'> | null,
  expectedVersion: bigint | null | undefined,
  argument: string,
): void {
  const version = session?.metadataRevision ?? 0n;
  if (typeof expectedVersion !== 'bigint' || expectedVersion === version) return;
  throw new AppError(
    'CONFLICT',
    `Expected version ${expectedVersion} of the session, but it is at ${version}. Read it again.`,
    { argument, version },
  );
}

/** The same, or null when there is none of that identity. */
export async function findAndLockSession(tx: Writer, identity: string): Promise<Session | null> {
  await lockIdentity(tx, identity);
  const [session] = await readSessions(tx, [identity]);
  return session ?? null;
}

/**
 * Keep the folders of sessions as they are until the transaction ends: for writers that count what
 * is in them. Taken before any session is locked, as is every lock on more than one session.
 */
export function lockFolders(tx: Writer): Promise<void> {
  return tx.lock('folders', { shared: true });
}

/** Whoever writes to a session, makes or deletes it, waits for the others here. */
function lockIdentity(tx: Writer, identity: string): Promise<void> {
  return tx.lock(`session ${identity}`);
}

/** The same for several, in one order: or two writers of the same sessions would wait for each other. */
export async function lockIdentities(tx: Writer, identities: readonly string[]): Promise<void> {
  for (const identity of [...new Set(identities)].sort()) await lockIdentity(tx, identity);
}

/**
 * Write what changed of a locked session, count the change and log it.
 *
 * @param changed Names of the API's fields that changed; empty when only data came, which is not
 *   logged.
 */
export async function saveSession(
  tx: Writer,
  session: Pick<Session, 'id' | 'revision' | 'timestamp'>,
  data: Prisma.SessionUpdateInput,
  changed: Iterable<string>,
  { now, author, operations }: Writing,
): Promise<Session> {
  const revision = session.revision + 1n;
  const names = [...new Set(changed)].sort();
  const row = await tx.prisma.session.update({
    where: { id: session.id },
    data: {
      ...data,
      ...derivedColumns(data),
      revision,
      ...(names.length > 0 ? { metadataRevision: revision } : {}),
      updatedNs: now,
    },
  });
  if (names.length > 0) {
    await tx.prisma.sessionChange.create({
      data: {
        sessionId: session.id,
        revision,
        changedNs: now,
        changed: JSON.stringify(names),
        author,
        operations: operations ?? null,
      },
    });
  }
  if (row.timestampNs !== session.timestamp.instantNs) await moveTimestamp(tx, row);
  return toSession(row);
}

/**
 * Note that a locked session got data, and nothing else: its time range grows, its heart beats.
 * The same as `saveSession` without changed fields, for the most frequent of all writes.
 */
export async function noteData(
  { sql }: Pick<Writer, 'sql'>,
  session: Session,
  { timeRange, now }: { readonly timeRange: TimeRange | null; readonly now: bigint },
): Promise<Session> {
  const { startTime: startNs = null, endTime: endNs = null } = timeRange ?? {};
  const revision = session.revision + 1n;
  await sql.run(
    `UPDATE "Session" SET "startNs" = ?, "endNs" = ?, "durationNs" = ?, "heartbeatNs" = ?,
       "updatedNs" = ?, "revision" = ? WHERE "id" = ?`,
    [startNs, endNs, durationOf(startNs, endNs), now, now, revision, session.id],
  );
  return { ...session, timeRange, heartbeatNs: now, updatedNs: now, revision };
}

/** Columns that follow from others, for the indexes. */
function derivedColumns(data: Prisma.SessionUpdateInput): Prisma.SessionUpdateInput {
  const { startNs, endNs, version } = data as {
    startNs?: bigint | null;
    endNs?: bigint | null;
    version?: string | null;
  };
  return {
    ...(endNs === undefined ? {} : { durationNs: durationOf(startNs ?? null, endNs) }),
    ...(version === undefined ? {} : { versionKey: version === null ? null : versionKey(version) }),
  };
}

/** End minus start, as far as 64 bits hold it. */
function durationOf(startNs: bigint | null, endNs: bigint | null): bigint | null {
  if (startNs === null || endNs === null) return null;
  const duration = endNs - startNs;
  return duration > INT64_MAX ? INT64_MAX : duration;
}

/** Rows that repeat the session's official time, so that their indexes answer in its order. */
const TIMED_TABLES = ['SessionDetail', 'SessionLabel', 'SessionFolder', 'ConfigBinding'];

async function moveTimestamp({ sql }: Writer, { id, timestampNs }: SessionRow): Promise<void> {
  for (const table of TIMED_TABLES) {
    await sql.run(`UPDATE "${table}" SET "sessionTimestampNs" = ? WHERE "sessionId" = ?`, [
      timestampNs,
      id,
    ]);
  }
}

/**
 * End a session, so that it takes no more data.
 *
 * @param state How it ended; one of `END_STATES`.
 * @throws {AppError} BAD_USER_INPUT when `state` is no end; NOT_FOUND; CONFLICT when the session
 *   has ended already.
 */
export async function endSession(
  {
    db,
    signals,
    propertyCounts,
    now,
    author,
  }: Pick<Runtime, 'db' | 'signals' | 'propertyCounts' | 'now' | 'author'>,
  identity: string,
  state: SessionState,
  expectedVersion?: bigint | null,
): Promise<Session> {
  if (!isEnded(state)) {
    throw badInput('state', `Expected one of ${END_STATES.join(', ')}, got ${state}.`);
  }
  const ended = await db.write(async (tx) => {
    await lockFolders(tx);
    const session = await lockSession(tx, identity, expectedVersion);
    if (isEnded(session.state)) {
      throw new AppError('CONFLICT', `Session "${identity}" is ${session.state} already.`, {
        argument: 'identity',
        state: session.state,
      });
    }
    const data = { state: SESSION_STATE_CODES[state], heartbeatNs: now() };
    const saved = await saveSession(tx, session, data, ['state'], { now: now(), author });
    await countOwnFacts(tx, session, saved);
    return saved;
  });
  signals.session.raise(identity);
  propertyCounts.noteWrite();
  return ended;
}

/**
 * Delete sessions with everything they hold. Unknown ones are no error.
 *
 * @returns which were deleted, and which were not there.
 * @throws {AppError} PAYLOAD_TOO_LARGE for more than 1,000 of them.
 */
export async function deleteSessions(
  { db, signals, propertyCounts }: Pick<Runtime, 'db' | 'signals' | 'propertyCounts'>,
  identities: readonly string[],
): Promise<{ deleted: string[]; notFound: string[] }> {
  const wanted = [...new Set(identities)];
  if (wanted.length > MAX_SESSIONS) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Expected at most ${MAX_SESSIONS} sessions, got ${wanted.length}. Delete them in several requests.`,
      { argument: 'identities' },
    );
  }
  const deleted = await db.write(async (tx) => {
    await lockFolders(tx);
    await lockSessionRefs(tx);
    await lockIdentities(tx, wanted);
    const rows = await tx.prisma.session.findMany({
      where: { identity: { in: wanted } },
    });
    for await (const some of inTurns(rows, 20)) {
      for (const row of some) await countFacts(tx, await readFacts(tx, toSession(row)), null);
    }
    const found = rows.map(({ identity }) => identity);
    const refs = await noteRefs(
      tx,
      rows.map(({ id }) => id),
    );
    await tx.prisma.session.deleteMany({ where: { identity: { in: found } } });
    await refreshSubSessions(tx, refs);
    return new Set(found);
  });
  for (const identity of deleted) signals.session.raise(identity);
  propertyCounts.noteWrite();
  return {
    deleted: wanted.filter((identity) => deleted.has(identity)),
    notFound: wanted.filter((identity) => !deleted.has(identity)),
  };
}

/** What a session's fields have become since a revision, by their names in the API. */
export async function listChangesSince(
  { db }: Pick<Runtime, 'db'>,
  sessionId: number,
  revision: bigint,
): Promise<string[]> {
  const rows = await db.read.prisma.sessionChange.findMany({
    where: { sessionId, revision: { gt: revision } },
    select: { changed: true },
  });
  return [...new Set(rows.flatMap(({ changed }) => JSON.parse(changed) as string[]))];
}

/** Count what became of the session's own properties. */
async function countOwnFacts(tx: Writer, before: Session, after: Session): Promise<void> {
  await countFacts(
    tx,
    { folderSetId: before.folderSetId, facts: ownFacts(before) },
    { folderSetId: after.folderSetId, facts: ownFacts(after) },
  );
}

export function toSession(row: SessionRow): Session {
  const { startNs, endNs, timestampNs, timestampText } = row;
  return {
    ...row,
    isSubSession: row.subSession !== 0,
    state: toSessionState(row.state),
    timestamp: { instantNs: timestampNs, text: timestampText },
    timeRange: startNs === null || endNs === null ? null : { startTime: startNs, endTime: endNs },
  };
}
