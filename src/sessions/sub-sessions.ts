import type { Reader, Writer } from '../db/db.ts';
import { inList } from '../db/in-list.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import { strongComponents } from '../lib/strong-components.ts';

// A session is a child or an alternate of every other session that has one of its refs as an anchor:
// here, both are called children. A sub-session is one that has an ancestor which is not its
// descendant as well, so that the sessions of a circle do not hide each other. Whether a session is
// one is stored with it, and follows each change of refs and anchors within the same transaction.

/** A ref or an anchor, as it is stored. */
interface StoredRef {
  readonly sessionId: number;
  readonly kind: string;
  readonly uri: string;
}

/** What a change of refs has to know from before it. */
export interface NotedRefs {
  readonly sessionIds: readonly number[];
  readonly refs: ReadonlyMap<string, StoredRef>;
  /** Ancestors of the sessions, as far as they may be in a circle with them. */
  readonly ancestors: readonly number[];
}

const REFERS = `"kind" IN ('CHILD_OF', 'ALTERNATE_OF')`;

// The joins are written so that SQLite begins with the refs of the one session.

/** Whether there is another session that has a ref of this one as an anchor. */
const hasParent = (id: string) => `EXISTS (
  SELECT 1 FROM "SessionRef" r CROSS JOIN "SessionRef" p
  WHERE r."sessionId" = ${id} AND r.${REFERS}
    AND p."kind" = 'ANCHOR' AND p."uri" = r."uri" AND p."sessionId" <> ${id})`;

/** Whether there is another session that refers to an anchor of this one. */
const hasChild = (id: string) => `EXISTS (
  SELECT 1 FROM "SessionRef" a CROSS JOIN "SessionRef" c
  WHERE a."sessionId" = ${id} AND a."kind" = 'ANCHOR'
    AND c.${REFERS} AND c."uri" = a."uri" AND c."sessionId" <> ${id})`;

/** Children that are read at once: one parent may have any number of them. */
const PAGE = 20_000;

/**
 * Whoever changes refs or anchors, or deletes sessions, waits for the others here: a change shows in
 * the flags of sessions far away. Taken after the folders (`lockFolders`) and before any session.
 */
export function lockSessionRefs(tx: Writer): Promise<void> {
  return tx.lock('session refs');
}

/** Note what there is before refs or anchors of these sessions change, for `refreshSubSessions`. */
export async function noteRefs({ sql }: Reader, sessionIds: readonly number[]): Promise<NotedRefs> {
  const refs = await readRefs(sql, sessionIds);
  const holders = new Set(refs.flatMap((ref) => (ref.kind === 'ANCHOR' ? [ref.sessionId] : [])));
  const both = refs.filter((ref) => ref.kind !== 'ANCHOR' && holders.has(ref.sessionId));
  const { between } = await placeSessions(sql, [...new Set(both.map((ref) => ref.sessionId))]);
  const { refsOf } = await readAncestors(sql, between);
  return { sessionIds, refs: byKey(refs), ancestors: [...refsOf.keys()] };
}

/**
 * Say again which sessions are sub-sessions, after refs or anchors of some have changed or these
 * sessions were deleted. Only rows whose flag changes are written; it is no change of the session
 * that anybody is told of. The caller holds `lockSessionRefs` since before `noteRefs`.
 */
export async function refreshSubSessions({ sql }: Writer, noted: NotedRefs): Promise<void> {
  const before = noted.refs;
  const after = byKey(await readRefs(sql, noted.sessionIds));
  const changed = [
    ...[...before].filter(([key]) => !after.has(key)),
    ...[...after].filter(([key]) => !before.has(key)),
  ].map(([, ref]) => ref);
  if (changed.length === 0) return;
  // The sessions themselves, whoever was in a circle with them, and the children that they gained or
  // lost: nobody else's flag can change unless it is in a circle with one of these now.
  await settle(sql, [...new Set([...changed.map((ref) => ref.sessionId), ...noted.ancestors])]);
  const anchors = changed.filter(({ kind }) => kind === 'ANCHOR').map(({ uri }) => uri);
  for await (const uris of inTurns([...new Set(anchors)], MAX_KEYS)) {
    for await (const children of pagesOfChildren(sql, uris)) await settle(sql, children);
  }
}

/**
 * Say of these sessions, and of all that are in a circle with them, whether they are sub-sessions.
 * The caller holds `lockSessionRefs`.
 */
export function settleSubSessions({ sql }: Writer, sessionIds: readonly number[]): Promise<void> {
  return settle(sql, sessionIds);
}

type Sql = Reader['sql'];

async function settle(sql: Sql, sessionIds: readonly number[]): Promise<void> {
  const { flagged, between } = await placeSessions(sql, sessionIds);
  for (const [id, isSubSession] of findSubSessions(await readAncestors(sql, between))) {
    flagged.push({ id, isSubSession });
  }
  for (const isSubSession of [false, true]) {
    const ids = flagged.filter((one) => one.isSubSession === isSubSession).map(({ id }) => id);
    for await (const some of inTurns(ids, MAX_KEYS)) {
      const { marks, values } = inList(some);
      await sql.run(
        `UPDATE "Session" SET "subSession" = ? WHERE "id" IN (${marks}) AND "subSession" <> ?`,
        [Number(isSubSession), ...values, Number(isSubSession)],
      );
    }
  }
}

/**
 * Tell sessions apart: without both parents and children a session is in no circle, and is a
 * sub-session if it has a parent. Of those only the ones are given whose flag is wrong.
 */
async function placeSessions(sql: Sql, sessionIds: readonly number[]) {
  const flagged: { id: number; isSubSession: boolean }[] = [];
  const between: number[] = [];
  for await (const some of inTurns(sessionIds, MAX_KEYS)) {
    const { marks, values } = inList(some);
    const rows = await sql.all<Record<'id' | 'subSession' | 'place', number | bigint>>(
      `SELECT s."id", s."subSession",
         CASE WHEN NOT ${hasParent('s."id"')} THEN 0 WHEN ${hasChild('s."id"')} THEN 2 ELSE 1 END AS "place"
       FROM "Session" s WHERE s."id" IN (${marks})`,
      values,
    );
    for (const row of rows) {
      const [id, place] = [Number(row.id), Number(row.place)];
      if (place === 2) between.push(id);
      else if (place !== Number(row.subSession)) flagged.push({ id, isSubSession: place === 1 });
    }
  }
  return { flagged, between };
}

/** Sessions that have both parents and children, with all of their ancestors that have both. */
interface Ancestry {
  /** The URIs that each of them refers to. */
  readonly refsOf: ReadonlyMap<number, readonly string[]>;
  /** Those of them that have a URI as an anchor, and whether a session without parents has it. */
  readonly holdersOf: ReadonlyMap<string, Holders>;
}

interface Holders {
  readonly ids: number[];
  hasTop: boolean;
}

async function readAncestors(sql: Sql, sessionIds: readonly number[]): Promise<Ancestry> {
  const refsOf = new Map<number, string[]>();
  const holdersOf = new Map<string, Holders>();
  for (let level = new Set(sessionIds); level.size > 0; ) {
    const uris: string[] = [];
    for (const id of level) refsOf.set(id, []);
    for await (const some of inTurns([...level], MAX_KEYS)) {
      for (const { sessionId, uri } of await readRefs(sql, some, REFERS)) {
        refsOf.get(sessionId)?.push(uri);
        if (holdersOf.has(uri)) continue;
        holdersOf.set(uri, { ids: [], hasTop: false });
        uris.push(uri);
      }
    }
    level = new Set();
    for await (const some of inTurns(uris, MAX_KEYS)) {
      const { marks, values } = inList(some);
      const rows = await sql.all<{ uri: string; id: number | bigint; place: number | bigint }>(
        `SELECT h."uri", h."sessionId" AS "id",
           CASE WHEN ${hasParent('h."sessionId"')} THEN 1 ELSE 0 END AS "place"
         FROM "SessionRef" h
         WHERE h."kind" = 'ANCHOR' AND h."uri" IN (${marks})`,
        values,
      );
      for (const { uri, id, place } of rows) {
        const holders = holdersOf.get(uri);
        if (Number(place) === 0 && holders) holders.hasTop = true;
        if (Number(place) === 0) continue;
        holders?.ids.push(Number(id));
        if (!refsOf.has(Number(id))) level.add(Number(id));
      }
    }
  }
  return { refsOf, holdersOf };
}

/** Which of these sessions have an ancestor outside their own circle. */
function findSubSessions({ refsOf, holdersOf }: Ancestry): Map<number, boolean> {
  // URIs are nodes too: many sessions may share one, and a line from each to each would be too many.
  const ids = [...refsOf.keys()];
  const uris = [...holdersOf.keys()];
  const nodeOf = new Map<number | string, number>();
  for (const name of [...ids, ...uris]) nodeOf.set(name, nodeOf.size);
  const toNodes = (names: readonly (number | string)[]) => names.map((name) => nodeOf.get(name)!);
  const components = strongComponents([
    ...ids.map((id) => toNodes(refsOf.get(id) ?? [])),
    ...uris.map((uri) => toNodes(holdersOf.get(uri)?.ids ?? [])),
  ]);
  const componentOf = (name: number | string) => components[nodeOf.get(name)!]!;

  /** The circle that all parents by a URI are in; null if they are in several, or one is in none. */
  const parentsOf = new Map<string, number | null | undefined>();
  for (const [uri, holders] of holdersOf) {
    const circles = new Set(holders.ids.map(componentOf));
    parentsOf.set(uri, holders.hasTop || circles.size > 1 ? null : [...circles][0]);
  }
  const subSessions = new Set<number>();
  for (const [id, refs] of refsOf) {
    const own = componentOf(id);
    const parents = refs.map((uri) => parentsOf.get(uri));
    if (parents.some((circle) => circle !== undefined && circle !== own)) subSessions.add(own);
  }
  return new Map(ids.map((id) => [id, subSessions.has(componentOf(id))]));
}

/** Keys of the sessions that refer to any of some URIs, at most `MAX_KEYS`, in pages. */
async function* pagesOfChildren(sql: Sql, uris: readonly string[]): AsyncGenerator<number[]> {
  const { marks, values } = inList(uris);
  for (let last = 0, isFull = true; isFull; ) {
    const rows = await sql.all<{ sessionId: number | bigint }>(
      `SELECT DISTINCT "sessionId" FROM "SessionRef"
       WHERE ${REFERS} AND "uri" IN (${marks}) AND "sessionId" > ?
       ORDER BY "sessionId" LIMIT ?`,
      [...values, last, PAGE],
    );
    const ids = rows.map(({ sessionId }) => Number(sessionId));
    isFull = ids.length === PAGE;
    last = ids.at(-1) ?? last;
    yield ids;
  }
}

async function readRefs(
  sql: Sql,
  sessionIds: readonly number[],
  condition = '1 = 1',
): Promise<StoredRef[]> {
  const refs: StoredRef[] = [];
  for await (const some of inTurns(sessionIds, MAX_KEYS)) {
    const { marks, values } = inList(some);
    const rows = await sql.all<Omit<StoredRef, 'sessionId'> & { sessionId: number | bigint }>(
      `SELECT "sessionId", "kind", "uri" FROM "SessionRef"
       WHERE "sessionId" IN (${marks}) AND ${condition}`,
      values,
    );
    for (const row of rows) refs.push({ ...row, sessionId: Number(row.sessionId) });
  }
  return refs;
}

function byKey(refs: readonly StoredRef[]): ReadonlyMap<string, StoredRef> {
  return new Map(refs.map((ref) => [JSON.stringify([ref.sessionId, ref.kind, ref.uri]), ref]));
}
