import type { Reader, Writer } from '../db/db.ts';
import { insertRows } from '../db/insert-rows.ts';
import type { SqlValue } from '../db/sql.ts';
import { numberKey, textKey } from '../sessions/detail-value-key.ts';
import { SESSION_STATE_CODES, type SessionState } from '../sessions/session-state.ts';

/** Category of the session's own properties among the facts; no category of details has a dot. */
export const OWN_PROPERTIES = '.';

/** One value of one property, as the metamodel counts it. */
export interface Fact {
  /** '' for `details`, a category of `extDetails`, or `OWN_PROPERTIES`. */
  readonly category: string;
  readonly key: string;
  /** An `ItemType`. */
  readonly type: string;
  readonly valueKey: string;
}

/** What the metamodel and the search know of a session. */
export interface SessionFacts {
  readonly folderSetId: number;
  readonly facts: readonly Fact[];
  /** Its identifier and its details that are texts. */
  readonly texts: readonly string[];
}

/** The columns of a session that facts are read from. */
export interface FactColumns {
  readonly id: number;
  readonly identifier: string;
  readonly state: SessionState;
  readonly type: string | null;
  readonly group: string | null;
  readonly version: string | null;
  readonly quality: number | null;
  readonly folderSetId: number;
}

/** The facts of the session's own properties. */
export function ownFacts({ state, type, group, version, quality }: FactColumns): Fact[] {
  const own = (key: string, kind: string, valueKey: string): Fact => ({
    category: OWN_PROPERTIES,
    key,
    type: kind,
    valueKey,
  });
  return [
    own('state', 'LONG', numberKey(SESSION_STATE_CODES[state])),
    ...(type === null ? [] : [own('type', 'STRING', textKey(type))]),
    ...(group === null ? [] : [own('group', 'STRING', textKey(group))]),
    ...(version === null ? [] : [own('version', 'STRING', textKey(version))]),
    ...(quality === null ? [] : [own('quality', 'DOUBLE', numberKey(quality))]),
  ];
}

/** All facts of a session as they are stored. */
export async function readFacts({ sql }: Reader, session: FactColumns): Promise<SessionFacts> {
  const details = await sql.all<Fact & { text: string | null }>(
    'SELECT "category", "key", "type", "valueKey", "text" FROM "SessionDetail" WHERE "sessionId" = ?',
    [session.id],
  );
  const labels = await sql.all<{ label: string }>(
    'SELECT "label" FROM "SessionLabel" WHERE "sessionId" = ?',
    [session.id],
  );
  const texts = details.flatMap(({ type, text }) => (type === 'STRING' && text ? [text] : []));
  return {
    folderSetId: session.folderSetId,
    facts: [
      ...ownFacts(session),
      ...details,
      ...labels.map(({ label }) => ({
        category: OWN_PROPERTIES,
        key: 'label',
        type: 'STRING',
        valueKey: textKey(label),
      })),
    ],
    texts: [session.identifier, ...texts],
  };
}

const COLUMNS = ['category', 'key', 'valueKey', 'type', 'folderSetId', 'change'];

/**
 * Count what became of facts: of each value, and of each property with its type. Rows are only
 * appended, so that no writer waits for another; `foldPropertyCounts` adds them up.
 *
 * @param before Null for a session that is new; `after` for one that is deleted.
 */
export async function countFacts(
  { sql }: Writer,
  before: Pick<SessionFacts, 'folderSetId' | 'facts'> | null,
  after: Pick<SessionFacts, 'folderSetId' | 'facts'> | null,
): Promise<void> {
  const changes = new Map<string, { row: readonly SqlValue[]; change: number }>();
  const count = (change: number, { category, key, type }: Fact, valueKey: string, set: number) => {
    const row = [category, key, valueKey, type, set];
    const name = JSON.stringify(row);
    const entry = changes.get(name) ?? { row, change: 0 };
    changes.set(name, { row, change: entry.change + change });
  };
  for (const [side, change] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (!side) continue;
    // A session counts once for a property, however many values it has: it may have many labels.
    const totals = new Map<string, Fact>();
    for (const fact of side.facts) {
      count(change, fact, fact.valueKey, side.folderSetId);
      totals.set(JSON.stringify([fact.category, fact.key, fact.type]), fact);
    }
    for (const fact of totals.values()) count(change, fact, '', side.folderSetId);
  }
  const rows = [...changes.values()]
    .filter(({ change }) => change !== 0)
    .map(({ row, change }) => [...row, change]);
  if (rows.length === 0) return;
  await insertRows(sql, 'PropertyCountChange', COLUMNS, rows, { returnsId: false });
}
