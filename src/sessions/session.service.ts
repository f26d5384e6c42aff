import type { Writer } from '../db/db.ts';
import type { Prisma, Session as SessionRow } from '../db/generated/sqlite/client.ts';
import { AppError, badInput, notFound } from '../errors.ts';
import type { PageRequest } from '../lib/connection.ts';
import { alignByKey } from '../lib/group-by-key.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { ZonedInstant } from '../lib/zoned-instant.ts';
import type { Runtime } from '../runtime.ts';
import {
  END_STATES,
  isEnded,
  LIVE_STATES,
  SESSION_STATE_CODES,
  type SessionState,
  toSessionState,
} from './session-state.ts';

/** One bounded recording: its metadata. */
export interface Session {
  /** The key of its rows; never shown. */
  readonly id: number;
  /** Unique key, in any format. */
  readonly identity: string;
  /** Name for people; not unique. */
  readonly identifier: string;
  readonly state: SessionState;
  /** The official time, with the offset it was given in; need not match the data. */
  readonly timestamp: ZonedInstant;
  /** Null when the session holds no data. */
  readonly timeRange: TimeRange | null;
  readonly type: string | null;
  /** From 0, worst, to 1, best; null when nobody judged it. */
  readonly quality: number | null;
  readonly group: string | null;
  readonly version: string | null;
  readonly clientSessionGroupId: string | null;
  /** Last applied sequence number; null before the first. */
  readonly sequence: bigint | null;
  readonly heartbeatNs: bigint | null;
  readonly createdNs: bigint;
  readonly updatedNs: bigint;
  /** Counts the changes of this session. */
  readonly revision: bigint;
}

/** Each deletion is a lock on PostgreSQL, whose table of locks is bounded. */
const MAX_DELETED = 1_000;

/** Which sessions a list holds; fields given together must all match. */
export interface SessionFilter {
  readonly state?: readonly SessionState[] | null | undefined;
  readonly isLive?: boolean | null | undefined;
  readonly hasData?: boolean | null | undefined;
}

/** Find a session, or null when there is none of that identity. */
export async function findSession(
  { db }: Pick<Runtime, 'db'>,
  identity: string,
): Promise<Session | null> {
  const row = await db.read.prisma.session.findUnique({ where: { identity } });
  return row && toSession(row);
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
  const rows = await db.read.prisma.session.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(toSession);
}

/** The session of each identity, in their order; null where there is none. */
export async function listSessionsByIdentity(
  { db }: Pick<Runtime, 'db'>,
  identities: readonly string[],
): Promise<(Session | null)[]> {
  const rows = await db.read.prisma.session.findMany({
    where: { identity: { in: [...identities] } },
  });
  return alignByKey(identities, rows.map(toSession), ({ identity }) => identity);
}

/** One page of the sessions that a filter lets through, newest timestamp first. */
export async function listSessions(
  { db }: Pick<Runtime, 'db'>,
  filter: SessionFilter,
  page: PageRequest,
): Promise<Session[]> {
  const sort = page.backwards ? 'asc' : 'desc';
  const rows = await db.read.prisma.session.findMany({
    where: { AND: [whereOf(filter), after(page.after, 'lt'), after(page.before, 'gt')] },
    orderBy: [{ timestampNs: sort }, { id: sort }],
    take: page.take,
  });
  return rows.map(toSession);
}

/** How many sessions a filter lets through. */
export function countSessions({ db }: Pick<Runtime, 'db'>, filter: SessionFilter): Promise<number> {
  return db.read.prisma.session.count({ where: whereOf(filter) });
}

function whereOf({ state, isLive, hasData }: SessionFilter): Prisma.SessionWhereInput {
  const live = LIVE_STATES.map((name) => SESSION_STATE_CODES[name]);
  return {
    AND: [
      state ? { state: { in: state.map((name) => SESSION_STATE_CODES[name]) } } : {},
      typeof isLive === 'boolean' ? { state: isLive ? { in: live } : { notIn: live } } : {},
      typeof hasData === 'boolean' ? { startNs: hasData ? { not: null } : null } : {},
    ],
  };
}

function after(key: PageRequest['after'], beyond: 'lt' | 'gt'): Prisma.SessionWhereInput {
  if (!key) return {};
  const [timestampNs, id] = [BigInt(key[0] ?? 0), Number(key[1])];
  return {
    // The first condition is implied by the second, and lets the index begin at the right place.
    timestampNs: { [`${beyond}e`]: timestampNs },
    OR: [{ timestampNs: { [beyond]: timestampNs } }, { id: { [beyond]: id } }],
  };
}

/**
 * The session as a transaction sees it, kept from changing until the transaction ends.
 *
 * @throws {AppError} NOT_FOUND.
 */
export async function lockSession(tx: Writer, identity: string): Promise<Session> {
  const session = await findAndLockSession(tx, identity);
  if (!session) throw notFound('Session', identity);
  return session;
}

/** The same, or null when there is none of that identity. */
export async function findAndLockSession(tx: Writer, identity: string): Promise<Session | null> {
  await lockIdentity(tx, identity);
  const row = await tx.prisma.session.findUnique({ where: { identity } });
  return row && toSession(row);
}

/** Whoever writes to a session, makes or deletes it, waits for the others here. */
function lockIdentity(tx: Writer, identity: string): Promise<void> {
  return tx.lock(`session ${identity}`);
}

/**
 * Write what changed of a locked session, count the change and log it.
 *
 * @param changed Names of the API's fields that changed; empty when only data came, which is not
 *   logged.
 */
export async function saveSession(
  tx: Writer,
  session: Pick<Session, 'id' | 'revision'>,
  data: Prisma.SessionUpdateInput,
  changed: Iterable<string>,
  now: bigint,
): Promise<Session> {
  const revision = session.revision + 1n;
  const row = await tx.prisma.session.update({
    where: { id: session.id },
    data: { ...data, revision, updatedNs: now },
  });
  const names = [...new Set(changed)].sort();
  if (names.length > 0) {
    await tx.prisma.sessionChange.create({
      data: { sessionId: session.id, revision, changedNs: now, changed: JSON.stringify(names) },
    });
  }
  return toSession(row);
}

/**
 * End a session, so that it takes no more data.
 *
 * @param state How it ended; one of `END_STATES`.
 * @throws {AppError} BAD_USER_INPUT when `state` is no end; NOT_FOUND; CONFLICT when the session
 *   has ended already.
 */
export async function endSession(
  { db, signals, now }: Pick<Runtime, 'db' | 'signals' | 'now'>,
  identity: string,
  state: SessionState,
): Promise<Session> {
  if (!isEnded(state)) {
    throw badInput('state', `Expected one of ${END_STATES.join(', ')}, got ${state}.`);
  }
  const ended = await db.write(async (tx) => {
    const session = await lockSession(tx, identity);
    if (isEnded(session.state)) {
      throw new AppError('CONFLICT', `Session "${identity}" is ${session.state} already.`, {
        argument: 'identity',
        state: session.state,
      });
    }
    const data = { state: SESSION_STATE_CODES[state], heartbeatNs: now() };
    return saveSession(tx, session, data, ['state'], now());
  });
  signals.session.raise(identity);
  return ended;
}

/**
 * Delete sessions with everything they hold. Unknown ones are no error.
 *
 * @returns which were deleted, and which were not there.
 * @throws {AppError} PAYLOAD_TOO_LARGE for more than 1,000 of them.
 */
export async function deleteSessions(
  { db, signals }: Pick<Runtime, 'db' | 'signals'>,
  identities: readonly string[],
): Promise<{ deleted: string[]; notFound: string[] }> {
  const wanted = [...new Set(identities)];
  if (wanted.length > MAX_DELETED) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Expected at most ${MAX_DELETED} sessions, got ${wanted.length}. Delete them in several requests.`,
      { argument: 'identities' },
    );
  }
  const deleted = await db.write(async (tx) => {
    // In one order, or two deletions of the same sessions would wait for each other.
    for (const identity of wanted.toSorted()) await lockIdentity(tx, identity);
    const rows = await tx.prisma.session.findMany({
      where: { identity: { in: wanted } },
      select: { identity: true },
    });
    const found = rows.map(({ identity }) => identity);
    await tx.prisma.session.deleteMany({ where: { identity: { in: found } } });
    return new Set(found);
  });
  for (const identity of deleted) signals.session.raise(identity);
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

export function toSession(row: SessionRow): Session {
  const { startNs, endNs, timestampNs, timestampText } = row;
  return {
    ...row,
    state: toSessionState(row.state),
    timestamp: { instantNs: timestampNs, text: timestampText },
    timeRange: startNs === null || endNs === null ? null : { startTime: startNs, endTime: endNs },
  };
}
