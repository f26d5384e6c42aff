import type { PageRequest } from '../lib/connection.ts';
import { toZonedInstant, type ZonedInstant } from '../lib/zoned-instant.ts';
import type { Runtime } from '../runtime.ts';

/** What one write changed in the metadata of a session. */
export interface ChangeRecord {
  /** The session's metadata version after the write. */
  readonly version: bigint;
  /** UTC. */
  readonly changedAt: ZonedInstant;
  /** In the writer's own words; null when it did not say. */
  readonly author: string | null;
  /** Names of the API's fields that changed, in alphabetical order. */
  readonly changed: readonly string[];
  /** The update operations of the write; null for other writes. */
  readonly operations: unknown;
}

interface ChangeRow {
  readonly revision: bigint;
  readonly changedNs: bigint;
  readonly author: string | null;
  readonly changed: string;
  readonly operations: string | null;
}

/** One page of the changes of a session, the newest first. */
export async function pageChanges(
  { db }: Pick<Runtime, 'db'>,
  sessionId: number,
  { take, after, before, backwards }: PageRequest,
): Promise<ChangeRecord[]> {
  const bounds = [
    ...(after ? [{ condition: 'AND "revision" < ?', value: BigInt(after[0] ?? 0) }] : []),
    ...(before ? [{ condition: 'AND "revision" > ?', value: BigInt(before[0] ?? 0) }] : []),
  ];
  const rows = await db.read.sql.all<ChangeRow>(
    `SELECT "revision", "changedNs", "author", "changed", "operations" FROM "SessionChange"
     WHERE "sessionId" = ? ${bounds.map(({ condition }) => condition).join(' ')}
     ORDER BY "revision" ${backwards ? 'ASC' : 'DESC'} LIMIT ?`,
    [sessionId, ...bounds.map(({ value }) => value), take],
  );
  return rows.map(({ revision, changedNs, author, changed, operations }) => ({
    version: revision,
    changedAt: toZonedInstant(changedNs),
    author,
    changed: JSON.parse(changed) as string[],
    operations: operations === null ? null : (JSON.parse(operations) as unknown),
  }));
}
