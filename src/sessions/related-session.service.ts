import type { Db } from '../db/db.ts';
import { inList } from '../db/in-list.ts';
import { AppError } from '../errors.ts';
import { byCodePoint } from '../lib/by-code-point.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import type { Runtime } from '../runtime.ts';
import { fromSessionRow, SESSION_COLUMNS, type SessionSqlRow } from './query/session-row.ts';
import type { Session } from './session.service.ts';
import type { RefKind } from './update-refs.ts';
import { versionKey } from './version-key.ts';

/** What a session may be to another one. */
export type Relation = 'children' | 'parents' | 'alternates' | 'alternateOf';

/** Kinds of the refs that meet in a relation: the session's own, and those of the others. */
const KINDS: Readonly<Record<Relation, readonly [own: RefKind, others: RefKind]>> = {
  children: ['ANCHOR', 'CHILD_OF'],
  parents: ['CHILD_OF', 'ANCHOR'],
  alternates: ['ANCHOR', 'ALTERNATE_OF'],
  alternateOf: ['ALTERNATE_OF', 'ANCHOR'],
};

/** Sessions in one list; of more the newest are kept. */
export const MAX_RELATED = 1_000;

/** Sessions that one statement may answer with, over all its lists. */
const MAX_ROWS = 50_000;

/** Refs that are looked at in this thread. */
const MAX_INLINE = 5_000;

/** A URI of a session, or a session by the URI that led to it. */
interface RefRow {
  readonly sessionId: number | bigint;
  readonly uri: string;
}

/** Refs of these sessions by kind, in the order of their texts. */
export async function listRefs(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
  kind: RefKind,
): Promise<{ sessionId: number; uri: string }[]> {
  const { marks, values } = inList(sessionIds);
  const rows = await db.read.sql.all<RefRow>(
    `SELECT "sessionId", "uri" FROM "SessionRef"
     WHERE "sessionId" IN (${marks}) AND "kind" = ? ORDER BY "uri"`,
    [...values, kind],
  );
  return rows.map(({ sessionId, uri }) => ({ sessionId: Number(sessionId), uri }));
}

/**
 * The sessions that each of some sessions is related to: by group, those without one last; within a
 * group the latest version first, those without one last; then by timestamp, the newest first, and by
 * identity. Of more than `MAX_RELATED` the newest are kept. None is related to itself.
 *
 * @throws {AppError} PAYLOAD_TOO_LARGE when all of the lists together are too long.
 */
export async function listRelatedSessions(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
  relation: Relation,
): Promise<Session[][]> {
  const [own, others] = KINDS[relation];
  const refs = await listRefs({ db }, sessionIds, own);
  const urisOf = mapOfLists(
    refs,
    ({ sessionId }) => sessionId,
    ({ uri }) => uri,
  );
  const sessionsOf = await listHolders(db, [...new Set(refs.map(({ uri }) => uri))], others);
  return sessionIds.map((id) => {
    const related = new Map<number, Session>();
    for (const uri of urisOf.get(id) ?? []) {
      for (const session of sessionsOf.get(uri) ?? []) related.set(session.id, session);
    }
    related.delete(id);
    return inOrder([...related.values()].sort(byNewest).slice(0, MAX_RELATED));
  });
}

/** The sessions of each URI that have it as a ref of a kind: of many the newest, in no order. */
async function listHolders(
  db: Db,
  uris: readonly string[],
  kind: RefKind,
): Promise<Map<string, Session[]>> {
  const sessions = new Map<number, Session>();
  const found: { uri: string; session: Session }[] = [];
  for await (const some of inTurns(uris, MAX_KEYS)) {
    // One more than are kept, since a session is not related to itself.
    const rows = await readHolders(db, some, kind, MAX_RELATED + 1);
    for (const row of rows) {
      const session = sessions.get(Number(row.id)) ?? fromSessionRow(row);
      sessions.set(session.id, session);
      found.push({ uri: row.uri, session });
    }
    if (found.length > MAX_ROWS) {
      throw new AppError(
        'PAYLOAD_TOO_LARGE',
        `Expected at most ${MAX_ROWS} related sessions in one answer. Ask for fewer sessions at a time.`,
        { limit: MAX_ROWS },
      );
    }
  }
  return mapOfLists(
    found,
    ({ uri }) => uri,
    ({ session }) => session,
  );
}

async function readHolders(
  db: Db,
  uris: readonly string[],
  kind: RefKind,
  max: number,
): Promise<(SessionSqlRow & { readonly uri: string })[]> {
  const { marks, values: list } = inList(uris);
  const values = [kind, ...list];
  const [row] = await db.read.sql.all<{ count: number | bigint }>(
    `SELECT count(*) AS "count" FROM "SessionRef" WHERE "kind" = ? AND "uri" IN (${marks})`,
    values,
  );
  const count = Number(row?.count ?? 0);
  if (count === 0) return [];
  const from = `"SessionRef" r JOIN "Session" s ON s."id" = r."sessionId"
    WHERE r."kind" = ? AND r."uri" IN (${marks})`;
  if (count <= max)
    return db.read.sql.all(`SELECT r."uri", ${SESSION_COLUMNS} FROM ${from}`, values);
  const query = `SELECT q.* FROM (
      SELECT r."uri", ${SESSION_COLUMNS}, ROW_NUMBER() OVER (
        PARTITION BY r."uri" ORDER BY s."timestampNs" DESC, s."identity") AS "place"
      FROM ${from}) q
    WHERE q."place" <= ? LIMIT ?`;
  const all = [...values, max, MAX_ROWS + 1];
  return count <= MAX_INLINE ? db.read.sql.all(query, all) : db.scan(query, all);
}

/**
 * What RTA's clients load together with a session: of each group the sessions of its latest version;
 * and all that have no version, or no group.
 */
export function latestPerGroup(sessions: readonly Session[]): Session[] {
  const latest = new Map<string, string>();
  for (const { group, version } of sessions) {
    if (group === null || version === null) continue;
    const key = versionKey(version);
    if (byCodePoint(key, latest.get(group) ?? '') > 0) latest.set(group, key);
  }
  return sessions.filter(
    ({ group, version }) =>
      group === null || version === null || latest.get(group) === versionKey(version),
  );
}

function byNewest(a: Session, b: Session): number {
  const [earlier, later] = [a.timestamp.instantNs, b.timestamp.instantNs];
  if (earlier !== later) return earlier < later ? 1 : -1;
  return byCodePoint(a.identity, b.identity);
}

/** By group and version; sessions that are equal in both stay as they are. */
function inOrder(sessions: readonly Session[]): Session[] {
  const keyed = sessions.map((session) => ({
    session,
    version: session.version === null ? null : versionKey(session.version),
  }));
  keyed.sort(
    (a, b) =>
      nullLast(a.session.group, b.session.group, byCodePoint) ||
      nullLast(a.version, b.version, (one, other) => byCodePoint(other, one)),
  );
  return keyed.map(({ session }) => session);
}

function nullLast(
  a: string | null,
  b: string | null,
  compare: (a: string, b: string) => number,
): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}
