import { dialectSql } from '../../db/dialect-sql.ts';
import type { Runtime } from '../../runtime.ts';
import type { Session } from '../session.service.ts';
import { byCount, MAX_ESTIMATE } from './estimate.ts';
import {
  allCandidates,
  conjunctsOf,
  distinctOf,
  lane,
  MAX_INLINE,
  planList,
  type SessionListRequest,
  type SessionSelection,
  whereOf,
} from './list-plan.ts';
import { valuesOf } from './page-step.ts';
import { readPage } from './read-page.ts';
import type { OrderValues } from './session-order.ts';
import { fromSessionRow } from './session-row.ts';
import { joinConditions, sql, sqlText } from './sql-text.ts';

export type { SessionListRequest, SessionSelection };

/** A session and its place in the order of the list. */
export interface ListedSession {
  readonly session: Session;
  readonly values: OrderValues;
}

/**
 * One page of sessions, in its order or, backwards, from its end.
 *
 * There are three ways to it, and each gives the same answer. Few sessions that an index finds for
 * one of the conditions are collected and sorted. Else an index is walked that has the order of the
 * list: in the order of timestamps the one of a condition if there is one, so that a page is found
 * early; and each session that it meets is checked for the other conditions.
 *
 * @throws {AppError} BAD_USER_INPUT for a cursor of another order; PAYLOAD_TOO_LARGE when finding
 *   the page takes too long.
 */
export async function listSessions(
  { db }: Pick<Runtime, 'db'>,
  request: SessionListRequest,
): Promise<ListedSession[]> {
  const list = await planList(db, request);
  const rows = await readPage(list, request);
  return rows.map((row) => ({
    session: fromSessionRow(row),
    values: valuesOf(row, request.order),
  }));
}

/** How many sessions a list holds on all its pages. */
export async function countSessions(
  { db }: Pick<Runtime, 'db'>,
  selection: SessionSelection,
): Promise<number> {
  const dialect = dialectSql(db.dialect);
  const conjuncts = conjunctsOf(selection.condition);
  const [best] = await byCount(db, allCandidates(conjuncts, dialect));
  const isUsed = best && (best.count <= MAX_ESTIMATE || !best.candidates.repeats);
  const found = isUsed ? best.candidates : null;
  const from = found
    ? sql`(${distinctOf(found)}) c CROSS JOIN "Session" s`
    : sqlText('"Session" s');
  const where = joinConditions(
    [
      ...(found ? [sqlText('s."id" = c."sessionId"')] : []),
      ...whereOf(selection, conjuncts, {
        dialect,
        sessionId: 's."id"',
        timestamp: 's."timestampNs"',
        indexed: !found,
      }),
    ],
    'AND',
  );
  const query = sql`SELECT count(*) AS "count" FROM ${from} WHERE ${where}`;
  const isShort = best !== undefined && best.count <= MAX_INLINE;
  const rows = await lane(db, isShort)<{ count: bigint | number }>(query);
  return Number(rows[0]?.count ?? 0);
}
