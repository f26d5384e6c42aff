import type { SqlValue } from '../../db/sql.ts';
import type { ListPlan } from './list-plan.ts';
import { type LeadSource, leadFrom, type Row, runStep, type Step } from './page-step.ts';
import {
  beyondSql,
  beyondTerm,
  equalSql,
  type OrderTerm,
  type OrderValues,
  orderBySql,
} from './session-order.ts';
import { joinConditions, type SqlText, sql, sqlText } from './sql-text.ts';

/**
 * Walk the index of the first term. It has the order of the list in one direction only: equal values
 * are always by descending timestamps. In the other direction the walk goes value by value.
 */
export async function walkOrder(
  step: Step,
  lead: OrderTerm,
  { from, until }: { readonly from: OrderValues | null; readonly until: OrderValues | null },
  take: number,
  offset: number,
): Promise<Row[]> {
  const { terms, reversed } = step;
  const rest = { ...step, terms: terms.slice(1) };
  const rows: Row[] = [];
  let skip = offset;
  const add = async (part: Step, conditions: readonly SqlText[], source?: LeadSource) => {
    if (rows.length >= take) return;
    const found = await runStep(part, conditions, take - rows.length + skip, 0, source);
    const dropped = Math.min(skip, found.length);
    skip -= dropped;
    rows.push(...found.slice(dropped));
  };
  const equal = (value: SqlValue) => add(rest, [equalSql(lead, value)], { lead, value });
  const absent = async (place: OrderValues | null) => {
    // Where the list ends at a value, the absent ones lie beyond its end, or all before it.
    if (until && until[0] !== null && !reversed) return;
    const end = until && until[0] === null ? until.slice(1) : null;
    const bounds = end ? [beyondSql(rest.terms, end, !reversed)] : [];
    const conditions = place ? [beyondSql(rest.terms, place, reversed)] : [];
    await add({ ...rest, bounds }, conditions, { lead, absent: true });
  };

  const leadValue = from?.[0] ?? null;
  const beyond = from?.slice(1) ?? null;
  if (reversed && lead.nullable && (!from || leadValue === null)) await absent(from && beyond);
  if (from && leadValue !== null && beyond) {
    const place = [...timeBound(rest, lead, beyond), beyondSql(rest.terms, beyond, reversed)];
    await add(rest, [equalSql(lead, leadValue), ...place], { lead, value: leadValue });
  }
  const startsPresent = reversed ? true : !from || leadValue !== null;
  if (startsPresent && rows.length < take) {
    const start = from && leadValue !== null ? leadValue : null;
    await walkValues(step, lead, start, { add, equal, isFull: () => rows.length >= take });
  }
  if (!reversed && lead.nullable) {
    await absent(from && leadValue === null ? beyond : null);
  }
  return rows.slice(0, take);
}

/** The part of `beyondSql` by which the index begins at the right timestamp. */
function timeBound({ terms, reversed }: Step, lead: OrderTerm, beyond: OrderValues): SqlText[] {
  const [first] = terms;
  if (first?.expression !== 's."timestampNs"') return [];
  const time = lead.detail ? `${lead.detail.alias}."sessionTimestampNs"` : first.expression;
  const operator = first.descending === reversed ? '>=' : '<=';
  return [sqlText(`${time} ${operator} ?`, beyond[0] ?? null)];
}

/** Values that are looked at ahead, to see how many rows each has; more each time few are found. */
const FIRST_PEEK = 200;
const LAST_PEEK = 20_000;

interface Walker {
  readonly add: (part: Step, conditions: readonly SqlText[], source?: LeadSource) => Promise<void>;
  readonly equal: (value: SqlValue) => Promise<void>;
  readonly isFull: () => boolean;
}

async function walkValues(
  step: Step,
  lead: OrderTerm,
  start: SqlValue,
  { add, equal, isFull }: Walker,
): Promise<void> {
  const { reversed, list } = step;
  const beyondValue = (value: SqlValue) =>
    value === null ? [] : [presentBeyond(lead, value, reversed)];
  // The index holds ascending values with descending timestamps, or the reverse of both.
  if (lead.descending === false) {
    await add(step, beyondValue(start), { lead });
    return;
  }
  let place = start;
  for (let peek = FIRST_PEEK; !isFull(); peek = Math.min(peek * 4, LAST_PEEK)) {
    const values = await peekValues(list, lead, beyondValue(place), reversed, peek);
    const last = values.at(-1) ?? null;
    if (values.length < peek || last === null) {
      await add(step, beyondValue(place), { lead });
      return;
    }
    if (values[0] !== last) {
      const within = [...beyondValue(place), presentBeyond(lead, last, !reversed)];
      await add(step, within, { lead });
    }
    if (!isFull()) await equal(last);
    place = last;
  }
}

/** Present values beyond one, by the index alone: absent ones are read apart. */
function presentBeyond(lead: OrderTerm, value: SqlValue, reversed: boolean): SqlText {
  return beyondTerm({ ...lead, nullable: false }, value, reversed);
}

async function peekValues(
  { run }: ListPlan,
  lead: OrderTerm,
  conditions: readonly SqlText[],
  reversed: boolean,
  count: number,
): Promise<SqlValue[]> {
  const present = { ...lead, nullable: false };
  const { from, where } = leadFrom({ lead });
  const query = sql`SELECT ${lead.expression} AS "value" FROM ${from} WHERE ${joinConditions([...where, ...conditions], 'AND')} ORDER BY ${orderBySql([present], reversed)} LIMIT ${String(count)}`;
  const rows = await run<{ value: SqlValue }>(query);
  return rows.map(({ value }) => value);
}
