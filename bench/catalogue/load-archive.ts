import type { Db } from '../../src/db/db.ts';
import { insertRows } from '../../src/db/insert-rows.ts';
import type { SqlValue } from '../../src/db/sql.ts';
import { sumUpCounts } from '../../src/derived-data/rebuild-counts.ts';
import { chunks } from '../../src/lib/chunks.ts';
import { toZonedInstant } from '../../src/lib/zoned-instant.ts';
import { countFacts, type Fact, ownFacts } from '../../src/metamodel/session-facts.ts';
import { textKey } from '../../src/sessions/detail-value-key.ts';
import { toSearchText } from '../../src/sessions/query/search-words.ts';
import { type DetailValue, parseDetail } from '../../src/sessions/session-details.ts';
import { toSessionState } from '../../src/sessions/session-state.ts';
import { versionKey } from '../../src/sessions/version-key.ts';
import { type ArchivedSession, createArchive, FOLDERS, LAPS, lappedOf } from './archive.ts';

const BATCH = 2_000;

/** Write an archive straight into the tables: by the API it would take an hour. */
export async function loadArchive(
  db: Db,
  count: number,
  onProgress: (done: number) => void,
): Promise<void> {
  // The indexes of the archive are written in no order: what the cache does not hold is read again.
  if (db.dialect === 'sqlite') await db.write(({ sql }) => sql.run('PRAGMA cache_size = -2000000'));
  await db.write(async ({ sql }) => {
    const folders = Array.from({ length: FOLDERS }, (_, i) => [
      `folder ${i}`,
      // A tree: every folder but the first ten is in another.
      i < 10 ? '' : `folder ${Math.floor(i / 10)}`,
      `Folder ${i}`,
    ]);
    await insert(sql, 'Folder', ['identity', 'parentIdentity', 'label'], folders);
    await insert(
      sql,
      'FolderSet',
      ['id', 'key'],
      folders.map(([identity], i) => [i + 2, JSON.stringify([identity])]),
    );
    await insert(
      sql,
      'FolderSetMember',
      ['folderSetId', 'folderIdentity'],
      folders.map(([identity], i) => [i + 2, identity ?? '']),
    );
  });
  const counts = new Map<string, { row: readonly SqlValue[]; count: bigint }>();
  let batch: ArchivedSession[] = [];
  let done = 0;
  const flush = async () => {
    await db.write(({ sql }) => loadBatch(sql, batch, count, counts));
    done += batch.length;
    onProgress(done);
    batch = [];
  };
  for (const session of createArchive(count)) {
    batch.push(session);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  const columns = ['category', 'key', 'valueKey', 'type', 'folderSetId', 'count'];
  for (const some of chunks([...counts.values()], 50_000)) {
    const rows = some.map(({ row, count: sum }) => [...row, sum]);
    await db.write(({ sql }) => insert(sql, 'PropertyCount', columns, rows));
  }
  await db.write(sumUpCounts);
  await db.write(({ sql }) =>
    sql.run('INSERT INTO "DerivedData" VALUES (?, ?) ON CONFLICT DO NOTHING', ['sessions', 1]),
  );
  await db.write(({ sql }) => sql.run('ANALYZE'));
}

type Sql = Parameters<typeof insertRows>[0];

function insert(sql: Sql, table: string, columns: string[], rows: SqlValue[][]) {
  return insertRows(sql, table, columns, rows, { returnsId: false });
}

async function loadBatch(
  sql: Sql,
  sessions: readonly ArchivedSession[],
  count: number,
  counts: Map<string, { row: readonly SqlValue[]; count: bigint }>,
): Promise<void> {
  const rows: Record<string, SqlValue[][]> = {};
  const add = (table: string, ...row: SqlValue[]) => {
    rows[table] ??= [];
    rows[table].push(row);
  };
  for (const session of sessions) {
    const { id, timestampNs: at, folder } = session;
    const set = Number(folder.slice(7)) + 2;
    add(
      'Session',
      id,
      session.identity,
      session.identifier,
      session.state,
      toZonedInstant(at).text,
      at,
      at,
      at + session.durationNs,
      session.durationNs,
      session.type,
      session.quality,
      session.group,
      session.version,
      session.version && versionKey(session.version),
      at,
      at,
      at,
      1n,
      1n,
      set,
    );
    add('SessionFolder', id, folder, at);
    for (const label of session.labels) add('SessionLabel', id, label, at);
    const facts: Fact[] = ownFacts({
      ...session,
      state: toSessionState(session.state),
      folderSetId: set,
    });
    const texts = [session.identifier];
    for (const [key, given] of session.details) {
      const value = parseDetail(given, key);
      if (typeof given === 'string') texts.push(given);
      addDetail(add, id, key, value, at);
      facts.push({ category: '', key, type: value.type, valueKey: value.valueKey ?? '' });
    }
    for (const label of session.labels) {
      facts.push({ category: '.', key: 'label', type: 'STRING', valueKey: textKey(label) });
    }
    add('SessionSearch', id, toSearchText(texts));
    await countFacts({ sql: collector(counts) } as never, null, { folderSetId: set, facts });
    if (id > count - lappedOf(count)) {
      const step = session.durationNs / BigInt(LAPS);
      for (let lap = 1; lap <= LAPS; lap++) {
        add('Lap', id, lap, `Lap ${lap}`, at + step * BigInt(lap - 1), 0, 1);
      }
    }
  }
  for (const [table, columns] of Object.entries(COLUMNS)) {
    await insert(sql, table, columns, rows[table] ?? []);
  }
}

const COLUMNS: Record<string, string[]> = {
  Session: [
    'id',
    'identity',
    'identifier',
    'state',
    'timestampText',
    'timestampNs',
    'startNs',
    'endNs',
    'durationNs',
    'type',
    'quality',
    'group',
    'version',
    'versionKey',
    'heartbeatNs',
    'createdNs',
    'updatedNs',
    'revision',
    'metadataRevision',
    'folderSetId',
  ],
  SessionFolder: ['sessionId', 'folderIdentity', 'sessionTimestampNs'],
  SessionLabel: ['sessionId', 'label', 'sessionTimestampNs'],
  SessionDetail: [
    'sessionId',
    'category',
    'key',
    'type',
    'text',
    'number',
    'long',
    'boolean',
    'valueKey',
    'sessionTimestampNs',
  ],
  SessionSearch: ['sessionId', 'words'],
  Lap: ['sessionId', 'number', 'name', 'startNs', 'triggerSource', 'countForFastestLap'],
};

function addDetail(
  add: (table: string, ...row: SqlValue[]) => void,
  id: number,
  key: string,
  value: DetailValue,
  at: bigint,
) {
  const { type, text = null, number = null, long = null, boolean, valueKey = '' } = value;
  const flag = typeof boolean === 'boolean' ? Number(boolean) : null;
  add('SessionDetail', id, '', key, type, text, number, long as bigint | null, flag, valueKey, at);
}

/** Adds up what would be appended a row at a time. */
function collector(counts: Map<string, { row: readonly SqlValue[]; count: bigint }>) {
  return {
    all: async () => [],
    async run(_query: string, values: readonly SqlValue[] = []) {
      for (const row of chunks(values, 6)) {
        const place = row.slice(0, 5);
        // What follows from the counts of values is made at the end.
        if (place[2] === '') continue;
        const name = place.join('\u0000');
        const entry = counts.get(name);
        const change = BigInt(row[5] as number);
        if (entry) entry.count += change;
        else counts.set(name, { row: place, count: change });
      }
      return 0;
    },
  };
}
