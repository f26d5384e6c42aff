import type { SqlValue } from '../../db/sql.ts';
import type { ListPlan, SessionListRequest, Source } from './list-plan.ts';
import { runStep, type Step } from './page-step.ts';
import { beyondSql, fromCursorKey, type OrderValues } from './session-order.ts';
import type { SessionSqlRow } from './session-row.ts';
import { type SqlText, sqlText } from './sql-text.ts';
import { walkOrder } from './walk-order.ts';

/** Read a page, in as many steps as its order takes. */
export async function readPage(
  list: ListPlan,
  request: SessionListRequest,
): Promise<(SessionSqlRow & Readonly<Record<string, SqlValue>>)[]> {
  const { order, page } = request;
  const after = page.after && fromCursorKey(order, page.after, 'after');
  const before = page.before && fromCursorKey(order, page.before, 'before');
  const reversed = page.backwards;
  const [from, until] = reversed ? [before, after] : [after, before];
  const { terms } = order;
  const [lead] = terms;
  if (!lead) throw new Error('An order has at least one term.');
  const context: Step = {
    list,
    terms,
    reversed,
    bounds: until ? [beyondSql(terms, until, !reversed)] : [],
  };
  const isWalkedByTime = lead.expression === 's."timestampNs"';

  if (list.source.kind !== 'order' || isWalkedByTime || lead.expression === 's."identity"') {
    const start = from ? startOf(context, from) : [];
    return runStep(context, start, page.take, request.offset ?? 0);
  }
  const ends = { from: from ?? null, until: until ?? null };
  return walkOrder(context, lead, ends, page.take, request.offset ?? 0);
}

/** Where a list begins: the place itself, and what an index needs to begin there. */
function startOf({ terms, reversed, list }: Step, from: OrderValues): SqlText[] {
  const [lead] = terms;
  const time = timeOf(list.source);
  const isTimed = lead?.expression === 's."timestampNs"';
  const operator = lead?.descending === reversed ? '>=' : '<=';
  return [
    ...(isTimed ? [sqlText(`${time} ${operator} ?`, from[0] ?? null)] : []),
    beyondSql(terms, from, reversed),
  ];
}

function timeOf(source: Source): string {
  return source.kind === 'walk' ? source.walk.timestamp : 's."timestampNs"';
}
