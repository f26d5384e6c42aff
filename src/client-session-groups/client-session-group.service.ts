import { distinctValuesQuery } from '../db/distinct-values.ts';
import type { PageRequest } from '../lib/connection.ts';
import { alignByKey } from '../lib/group-by-key.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { parseZonedInstant, type ZonedInstant } from '../lib/zoned-instant.ts';
import type { Runtime } from '../runtime.ts';
import type { SessionSelection } from '../sessions/query/list-sessions.service.ts';

/** Sessions that belong to one interaction, by the id that their recorder gave all of them. */
export interface ClientSessionGroup {
  readonly clientSessionGroupId: string;
}

/** What is known of the sessions of a group without looking at each. */
export interface GroupSummary {
  readonly clientSessionGroupId: string;
  readonly sessionCount: number;
  /** The least and the greatest official time, each as it was given; null when there is no session. */
  readonly firstTimestamp: ZonedInstant | null;
  readonly lastTimestamp: ZonedInstant | null;
}

/** Sessions of a group that are looked at one by one. */
const MAX_JOINED = 20_000;

/** Sessions that are looked at without a thread of their own. */
const MAX_INLINE = 5_000;

/** One page of the groups that sessions are in, by id. */
export async function pageClientSessionGroups(
  { db }: Pick<Runtime, 'db'>,
  { take, after, before, backwards }: PageRequest,
): Promise<ClientSessionGroup[]> {
  const { text, values } = distinctValuesQuery({
    table: 'Session',
    column: 'clientSessionGroupId',
    take,
    after: after && String(after[0]),
    before: before && String(before[0]),
    backwards,
  });
  const rows = await db.read.sql.all<{ value: string }>(text, values);
  return rows.map(({ value }) => ({ clientSessionGroupId: value }));
}

/** A group by its id; null when no session is in it. */
export async function findClientSessionGroup(
  { db }: Pick<Runtime, 'db'>,
  clientSessionGroupId: string,
): Promise<ClientSessionGroup | null> {
  const rows = await db.read.sql.all(
    'SELECT 1 AS "one" FROM "Session" WHERE "clientSessionGroupId" = ? LIMIT 1',
    [clientSessionGroupId],
  );
  return rows.length > 0 ? { clientSessionGroupId } : null;
}

/** All sessions of a group, sub-sessions too. */
export function selectGroup({ clientSessionGroupId }: ClientSessionGroup): SessionSelection {
  return {
    condition: {
      op: 'compare',
      path: { property: 'clientSessionGroupId' },
      relation: 'eq',
      value: clientSessionGroupId,
    },
    includeSubSessions: true,
  };
}

interface SummaryRow {
  readonly id: string;
  readonly count: number | bigint;
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * What is known of groups, in their order, from one index.
 *
 * @param ids At most 500.
 */
export async function listGroupSummaries(
  { db }: Pick<Runtime, 'db'>,
  ids: readonly string[],
): Promise<GroupSummary[]> {
  const end = (direction: 'ASC' | 'DESC') =>
    `(SELECT s."timestampText" FROM "Session" s WHERE s."clientSessionGroupId" = groups.id
      ORDER BY s."timestampNs" ${direction} LIMIT 1)`;
  const rows = await db.read.sql.all<SummaryRow>(
    `WITH groups(id) AS (VALUES ${ids.map(() => '(?)').join(', ')})
     SELECT id AS "id", ${end('ASC')} AS "first", ${end('DESC')} AS "last",
       (SELECT COUNT(*) FROM "Session" s WHERE s."clientSessionGroupId" = groups.id) AS "count"
     FROM groups`,
    ids,
  );
  const summaries = rows.map(({ id, count, first, last }) => ({
    clientSessionGroupId: id,
    sessionCount: Number(count),
    firstTimestamp: first === null ? null : parseZonedInstant(first),
    lastTimestamp: last === null ? null : parseZonedInstant(last),
  }));
  return alignByKey(ids, summaries, ({ clientSessionGroupId }) => clientSessionGroupId).map(
    (summary, i) => summary ?? emptySummary(ids[i] ?? ''),
  );
}

function emptySummary(clientSessionGroupId: string): GroupSummary {
  return { clientSessionGroupId, sessionCount: 0, firstTimestamp: null, lastTimestamp: null };
}

interface RangeRow {
  readonly id: string;
  readonly start: bigint | null;
  readonly end: bigint | null;
}

/**
 * From the earliest start to the latest end of the sessions of each group, in their order; null for
 * a group without data, and for one of more than 20,000 sessions.
 */
export async function listGroupTimeRanges(
  { db }: Pick<Runtime, 'db'>,
  groups: readonly Pick<GroupSummary, 'clientSessionGroupId' | 'sessionCount'>[],
): Promise<(TimeRange | null)[]> {
  const few = groups.filter(({ sessionCount }) => sessionCount <= MAX_JOINED);
  const ids = few.map(({ clientSessionGroupId }) => clientSessionGroupId);
  if (ids.length === 0) return groups.map(() => null);
  const query = `SELECT "clientSessionGroupId" AS "id", MIN("startNs") AS "start", MAX("endNs") AS "end"
    FROM "Session" WHERE "clientSessionGroupId" IN (${ids.map(() => '?').join(', ')})
    GROUP BY "clientSessionGroupId"`;
  const sessions = few.reduce((sum, { sessionCount }) => sum + sessionCount, 0);
  const rows =
    sessions <= MAX_INLINE
      ? await db.read.sql.all<RangeRow>(query, ids)
      : await db.scan<RangeRow>(query, ids);
  const ranges = new Map(rows.map(({ id, start, end }) => [id, { start, end }]));
  return groups.map(({ clientSessionGroupId }) => {
    const { start = null, end = null } = ranges.get(clientSessionGroupId) ?? {};
    return start === null || end === null ? null : { startTime: start, endTime: end };
  });
}
