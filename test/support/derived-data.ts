import { expect } from 'vitest';
import { INT64_MAX } from '../../src/core/time/nanoseconds.ts';
import type { Db } from '../../src/db/db.ts';
import { foldPropertyCounts } from '../../src/metamodel/property-counts.ts';
import { booleanKey, instantKey, numberKey, textKey } from '../../src/sessions/detail-value-key.ts';
import { toSearchWords } from '../../src/sessions/query/search-words.ts';
import { versionKey } from '../../src/sessions/version-key.ts';

/**
 * Expect that all that is derived from stored sessions is what they say: worked out again from the
 * plain records, one by one, by code that shares nothing with what keeps it but the keys of values.
 */
export async function expectDerivedData(db: Db): Promise<void> {
  const stored = await readStored(db);
  expect(stored.sessions.map(columnsOf)).toEqual(stored.sessions.map((one) => derive(one, stored)));
  for (const table of [stored.details, stored.labels, stored.folders, stored.bindings]) {
    const wrong = table.filter(
      ({ sessionId, sessionTimestampNs }) =>
        sessionTimestampNs !== stored.byId.get(sessionId)?.timestampNs,
    );
    expect(wrong).toEqual([]);
  }
  const wrongKeys = stored.details.filter((detail) => detail.valueKey !== keyOf(detail));
  expect(wrongKeys).toEqual([]);
  expect(await readWords(db)).toEqual(wordsOf(stored));
  const counts = countAll(stored);
  expect(await readCounts(db, { withWaiting: true })).toEqual(counts.plain);
  await foldPropertyCounts(db);
  expect(await readCounts(db, { withWaiting: false })).toEqual(counts.plain);
  expect(await readSummedUp(db)).toEqual(counts.summedUp);
}

type Stored = Awaited<ReturnType<typeof readStored>>;
type StoredSession = Stored['sessions'][number];
type StoredDetail = Stored['details'][number];

async function readStored({ read: { prisma } }: Db) {
  const sessions = await prisma.session.findMany({ orderBy: { id: 'asc' } });
  const details = await prisma.sessionDetail.findMany();
  const labels = await prisma.sessionLabel.findMany();
  const folders = await prisma.sessionFolder.findMany();
  const bindings = await prisma.configBinding.findMany();
  const refs = await prisma.sessionRef.findMany();
  const changes = await prisma.sessionChange.findMany();
  const sets = await prisma.folderSet.findMany({ include: { members: true } });
  return {
    sessions,
    byId: new Map(sessions.map((session) => [session.id, session])),
    details,
    labels,
    folders,
    bindings,
    refs,
    changes,
    sets,
  };
}

/** Columns that follow from others. The folder set is shown by the folders that it stands for. */
interface DerivedColumns {
  readonly identity: string;
  readonly durationNs: bigint | null;
  readonly versionKey: string | null;
  readonly metadataRevision: bigint;
  readonly subSession: number;
}

function columnsOf(session: StoredSession): DerivedColumns {
  const { identity, durationNs, versionKey, metadataRevision, subSession } = session;
  return { identity, durationNs, versionKey, metadataRevision, subSession };
}

function derive(session: StoredSession, stored: Stored): DerivedColumns {
  const { id, identity, startNs, endNs, version, revision } = session;
  expect(foldersOfSet(stored, session.folderSetId), `folders of ${identity}`).toEqual(
    stored.folders
      .filter(({ sessionId }) => sessionId === id)
      .map(({ folderIdentity }) => folderIdentity)
      .sort(),
  );
  const logged = stored.changes
    .filter(({ sessionId }) => sessionId === id)
    .map((change) => change.revision);
  const duration = startNs === null || endNs === null ? null : endNs - startNs;
  return {
    identity,
    durationNs: duration !== null && duration > INT64_MAX ? INT64_MAX : duration,
    versionKey: version === null ? null : versionKey(version),
    metadataRevision: logged.length > 0 ? logged.reduce((a, b) => (a > b ? a : b)) : revision,
    subSession: Number(isSubSession(id, stored)),
  };
}

function foldersOfSet({ sets }: Stored, id: number): string[] {
  const set = sets.find((one) => one.id === id);
  const folders = set?.members.map(({ folderIdentity }) => folderIdentity).sort();
  expect(JSON.parse(set?.key ?? 'null')).toEqual(folders);
  return folders ?? [];
}

/** Whether a session has an ancestor, over refs to anchors, that is not its descendant too. */
function isSubSession(id: number, { refs }: Stored): boolean {
  const parentsOf = (child: number) => {
    const uris = refs.flatMap(({ sessionId, kind, uri }) =>
      sessionId === child && kind !== 'ANCHOR' ? [uri] : [],
    );
    return refs
      .filter(({ kind, uri }) => kind === 'ANCHOR' && uris.includes(uri))
      .map(({ sessionId }) => sessionId);
  };
  const ancestorsOf = (start: number) => {
    const found = new Set<number>();
    const open = [start];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const parent of parentsOf(next)) {
        if (found.has(parent)) continue;
        found.add(parent);
        open.push(parent);
      }
    }
    return found;
  };
  return [...ancestorsOf(id)].some((ancestor) => ancestor !== id && !ancestorsOf(ancestor).has(id));
}

function keyOf({ type, text, number, long, boolean, instantNs }: StoredDetail): string {
  if (type === 'STRING') return textKey(text ?? '');
  if (type === 'DOUBLE') return numberKey(number ?? Number.NaN);
  if (type === 'LONG') return numberKey(long ?? 0n);
  if (type === 'BOOLEAN') return booleanKey(boolean ?? false);
  if (type === 'DATE_TIME') return instantKey(instantNs ?? 0n);
  return 'e';
}

async function readWords({ read }: Db): Promise<Record<string, string[]>> {
  const rows = await read.prisma.sessionSearch.findMany();
  return Object.fromEntries(
    rows.map(({ sessionId, words }) => [sessionId, words.split(' ').filter(Boolean).sort()]),
  );
}

function wordsOf({ sessions, details }: Stored): Record<string, string[]> {
  return Object.fromEntries(
    sessions.map(({ id, identifier }) => {
      const texts = details.flatMap(({ sessionId, type, text }) =>
        sessionId === id && type === 'STRING' ? [text ?? ''] : [],
      );
      const words = [identifier, ...texts].flatMap(toSearchWords);
      return [id, [...new Set(words)].sort()];
    }),
  );
}

/** Counts by their place as JSON: folder set, category, key, key of the value, type. */
type Counts = Record<string, number>;

function countAll({ sessions, details, labels }: Stored) {
  const plain: Counts = {};
  const ofAll: Counts = {};
  const values: Counts = {};
  const add = (counts: Counts, ...place: (string | number)[]) => {
    const name = JSON.stringify(place);
    counts[name] = (counts[name] ?? 0) + 1;
    return counts[name];
  };
  for (const session of sessions) {
    const { id, folderSetId: set, state, type, group, version, quality } = session;
    const seen = new Set<string>();
    const fact = (category: string, key: string, kind: string, valueKey: string) => {
      for (const [counts, of] of [
        [plain, set],
        [ofAll, 0],
      ] as const) {
        if (add(counts, of, category, key, valueKey, kind) === 1) {
          add(values, of, category, key, '', kind);
        }
        if (!seen.has(JSON.stringify([of, category, key, kind]))) {
          add(counts, of, category, key, '', kind);
        }
        seen.add(JSON.stringify([of, category, key, kind]));
      }
    };
    fact('.', 'state', 'LONG', numberKey(state));
    if (type !== null) fact('.', 'type', 'STRING', textKey(type));
    if (group !== null) fact('.', 'group', 'STRING', textKey(group));
    if (version !== null) fact('.', 'version', 'STRING', textKey(version));
    if (quality !== null) fact('.', 'quality', 'DOUBLE', numberKey(quality));
    for (const detail of details) {
      if (detail.sessionId === id) fact(detail.category, detail.key, detail.type, keyOf(detail));
    }
    for (const { sessionId, label } of labels) {
      if (sessionId === id) fact('.', 'label', 'STRING', textKey(label));
    }
  }
  return { plain, summedUp: { ofAll, values } };
}

async function readCounts(
  { read }: Db,
  { withWaiting }: { withWaiting: boolean },
): Promise<Counts> {
  const counts = await read.prisma.propertyCount.findMany({ where: { folderSetId: { not: 0 } } });
  const waiting = withWaiting ? await read.prisma.propertyCountChange.findMany() : [];
  const sums: Counts = {};
  const add = (row: Omit<(typeof counts)[number], 'count' | 'valueCount'>, count: number) => {
    const { folderSetId, category, key, valueKey, type } = row;
    const name = JSON.stringify([folderSetId, category, key, valueKey, type]);
    sums[name] = (sums[name] ?? 0) + count;
  };
  for (const row of counts) add(row, Number(row.count));
  for (const row of waiting) add(row, row.change);
  return withWaiting
    ? Object.fromEntries(Object.entries(sums).filter(([, count]) => count !== 0))
    : sums;
}

async function readSummedUp({ read }: Db) {
  const ofAll: Counts = {};
  const values: Counts = {};
  for (const row of await read.prisma.propertyCount.findMany()) {
    const { folderSetId, category, key, valueKey, type } = row;
    const name = JSON.stringify([folderSetId, category, key, valueKey, type]);
    if (folderSetId === 0) ofAll[name] = Number(row.count);
    if (valueKey === '') values[name] = row.valueCount;
    else expect(row.valueCount).toBe(0);
  }
  return { ofAll, values };
}
