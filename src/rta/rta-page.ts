import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { badInput } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import {
  type ListedSession,
  listSessions,
  type SessionSelection,
} from '../sessions/query/list-sessions.service.ts';
import { type SessionOrder, toCursorKey, toSessionOrder } from '../sessions/query/session-order.ts';
import { toSelection } from '../sessions/session-selection.ts';
import type { RtaListRequest } from './rta-request.ts';
import { listRtaSessions } from './rta-session.service.ts';

/** Sessions that are passed over at once: in most orders each of them is read. */
const STEP = 1_000;

/** Sessions before a page that is sorted by anything but the timestamp. */
const MAX_SORTED_SKIP = 100_000;

/**
 * One page of sessions that are no sub-sessions, as documents for `toJsonText`.
 *
 * @throws {AppError} BAD_USER_INPUT with the name of the parameter; what `listSessions` throws.
 */
export async function listRtaPage(
  runtime: Runtime,
  { skip, take, folder, orderBy, query, properties }: RtaListRequest,
): Promise<Record<string, unknown>[]> {
  const order = toSessionOrder(orderBy, 'sort');
  if (order.name !== '' && skip > MAX_SORTED_SKIP) {
    throw badInput(
      'pageIndex',
      `Expected at most ${MAX_SORTED_SKIP} sessions before a page that is sorted, got ${skip}. Choose fewer sessions by a query or a folder.`,
    );
  }
  const selection = await toSelection(runtime, { query, folder, includeSubSessions: false });
  const rows = await listFrom(runtime, { ...selection, order }, skip, take);
  const sessions = rows.map(({ session }) => session);
  return listRtaSessions(runtime, sessions, properties);
}

async function listFrom(
  runtime: Runtime,
  list: SessionSelection & { readonly order: SessionOrder },
  skip: number,
  take: number,
): Promise<ListedSession[]> {
  const end = { before: null, backwards: false };
  let after: ReturnType<typeof toCursorKey> | null = null;
  let left = skip;
  for (; left > STEP; left -= STEP) {
    const [last]: ListedSession[] = await listSessions(runtime, {
      ...list,
      page: { take: 1, after, ...end },
      offset: STEP - 1,
    });
    if (!last) return [];
    after = toCursorKey(list.order, last.values);
    await yieldToOthers();
  }
  return listSessions(runtime, { ...list, page: { take, after, ...end }, offset: left });
}
