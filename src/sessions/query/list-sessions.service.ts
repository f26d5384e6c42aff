import { INT64_MIN } from '../../core/time/nanoseconds.ts';
import type { Db } from '../../db/db.ts';
import { type DialectSql, dialectSql } from '../../db/dialect-sql.ts';
import type { SqlValue } from '../../db/sql.ts';
import type { PageRequest } from '../../lib/connection.ts';
import type { Runtime } from '../../runtime.ts';
import type { Session } from '../session.service.ts';
import { type Candidates, candidatesOf, WALKED_TIME } from './candidates.ts';
import type { Condition } from './condition.ts';
import { type ConditionScope, conditionSql } from './condition-sql.ts';
import { byCount, MAX_ESTIMATE } from './estimate.ts';
import {
  beyondSql,
  beyondTerm,
  equalSql,
  fromCursorKey,
  type OrderTerm,
  type OrderValues,
  orderBySql,
  type SessionOrder,
} from './session-order.ts';
import { fromSessionRow, SESSION_COLUMNS, type SessionSqlRow } from './session-row.ts';
import { joinConditions, type SqlText, sql, sqlText } from './sql-text.ts';

/** Which sessions a list holds. */
export interface SessionSelection {
  readonly condition: Condition;
  /** Whether children and alternates of other sessions are listed too. */
  readonly includeSubSessions: boolean;
}

/** A page of a list. */
export interface SessionListRequest extends SessionSelection {
  readonly order: SessionOrder;
  readonly page: Pick<PageRequest, 'take' | 'after' | 'before' | 'backwards'>;
  /** Sessions to pass over before the page, for clients that count pages. */
  readonly offset?: number;
}

/** A session and its place in the order of the list. */
export interface ListedSession {
  readonly session: Session;
  readonly values: OrderValues;
}

/** A list of more rows than these is made on the thread for long queries. */
const MAX_INLINE = 2_000;

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

type Run = <Row = SessionSqlRow & Readonly<Record<string, SqlValue>>>(
  query: SqlText,
) => Promise<Row[]>;

/** How a list is read. */
interface ListPlan {
  readonly run: Run;
  /** The same for what may take long whatever the conditions are. */
  readonly runLong: Run;
  /** Conditions of the list over "Session" s, without those that `source` sees to. */
  readonly where: readonly SqlText[];
  readonly source: Source;
}

/** What a list is read from. */
type Source =
  /** All sessions, by the order's own index. */
  | { readonly kind: 'order' }
  /** The sessions of one condition, by timestamp. */
  | { readonly kind: 'walk'; readonly walk: NonNullable<Candidates['walk']> }
  /** Few sessions, sorted. */
  | { readonly kind: 'collect'; readonly candidates: Candidates };

async function planList(db: Db, request: SessionListRequest): Promise<ListPlan> {
  const dialect = dialectSql(db.dialect);
  const conjuncts = conjunctsOf(request.condition);
  const candidates = allCandidates(conjuncts, dialect);
  const isDefault = request.order.name === '';
  const [only] = candidates;
  // One condition with a walk of its own, in the order of the list, needs no comparing.
  const isPlain = isDefault && conjuncts.length === 1 && only?.walk;
  const counted = isPlain || !only ? [] : await byCount(db, candidates);
  const [best] = counted;
  const walked = isPlain ? only : counted.find(({ candidates: { walk } }) => walk)?.candidates;

  let source: Source = { kind: 'order' };
  if (isDefault && walked?.walk && (isPlain || walked === best?.candidates || !isFew(best))) {
    source = { kind: 'walk', walk: walked.walk };
  } else if (isFew(best)) {
    source = { kind: 'collect', candidates: best.candidates };
  }
  const seenTo = source.kind === 'walk' ? walked?.condition : null;
  const scope = { dialect, ...keysOf(source), indexed: false };
  const others = conjuncts.filter((condition) => condition !== seenTo);
  const isShort =
    others.every(isTimestampRange) ||
    (source.kind === 'collect' && (best?.count ?? 0) <= MAX_INLINE);
  return {
    run: lane(db, isShort),
    runLong: lane(db, source.kind === 'collect' && isShort),
    source,
    where: whereOf(request, others, scope),
  };
}

/** Each session that an index finds, once. */
function distinctOf({ select, repeats }: Candidates): SqlText {
  return repeats ? sql`SELECT DISTINCT q."sessionId" FROM (${select}) q` : select;
}

function isFew<T extends { readonly count: number }>(best: T | undefined): best is T {
  return best !== undefined && best.count <= MAX_ESTIMATE;
}

/** The keys of a session as the walk has them, so that it is met only when all conditions hold. */
function keysOf(source: Source): Pick<ConditionScope, 'sessionId' | 'timestamp'> {
  return source.kind === 'walk' && source.walk.timestamp === WALKED_TIME
    ? { sessionId: 'd."sessionId"', timestamp: WALKED_TIME }
    : { sessionId: 's."id"', timestamp: 's."timestampNs"' };
}

/** Queries that may take long go to a thread of their own. */
function lane(db: Db, isShort: boolean): Run {
  return async <Row>({ text, values }: SqlText) =>
    isShort ? db.read.sql.all<Row>(text, values) : db.scan<Row>(text, values);
}

function conjunctsOf(condition: Condition): Condition[] {
  return condition.op === 'and' ? condition.of.flatMap(conjunctsOf) : [condition];
}

function allCandidates(conjuncts: readonly Condition[], dialect: DialectSql): Candidates[] {
  return conjuncts.flatMap((condition) => candidatesOf(condition, dialect) ?? []);
}

/** A range of timestamps is a part of the index that is walked. */
function isTimestampRange(condition: Condition): boolean {
  return (
    condition.op === 'compare' &&
    'property' in condition.path &&
    condition.path.property === 'timestamp'
  );
}

function whereOf(
  { includeSubSessions }: SessionSelection,
  conjuncts: readonly Condition[],
  scope: ConditionScope,
): SqlText[] {
  const ranges = conjuncts.filter(isTimestampRange);
  const others = conjuncts.filter((condition) => !isTimestampRange(condition));
  return [
    ...ranges.map((condition) => conditionSql(condition, { ...scope, indexed: true })),
    ...joinedApart(others.map((condition) => conditionSql(condition, scope))),
    ...(includeSubSessions ? [] : [sqlText('s."subSession" = 0')]),
  ];
}

/** Conditions that a database may plan as joins: of 100 PostgreSQL would take a second, of 200 ten. */
const MAX_JOINED = 8;

/** Conditions that must all hold; many of them as one, which is checked row by row. */
function joinedApart(conditions: readonly SqlText[]): readonly SqlText[] {
  if (conditions.length <= MAX_JOINED) return conditions;
  return [sql`CASE WHEN ${joinConditions(conditions, 'AND')} THEN 1 = 1 ELSE 1 = 0 END`];
}

/** Read a page, in as many steps as its order takes. */
async function readPage(
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

/** What the steps of one page share. */
interface Step {
  readonly list: ListPlan;
  readonly terms: readonly OrderTerm[];
  readonly reversed: boolean;
  /** Conditions that end the list, from the other cursor. */
  readonly bounds: readonly SqlText[];
}

type Row = SessionSqlRow & Readonly<Record<string, SqlValue>>;

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

/**
 * Walk the index of the first term. It has the order of the list in one direction only: equal values
 * are always by descending timestamps. In the other direction the walk goes value by value.
 */
async function walkOrder(
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

/** What a step reads: sessions with a value of the first term, those of one value, or those without. */
type LeadSource =
  | { readonly lead: OrderTerm; readonly absent?: false; readonly value?: SqlValue }
  | { readonly lead: OrderTerm; readonly absent: true };

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

/** Not less than these is every value: by `IS NOT NULL` SQLite would begin among the absent ones. */
const LEAST: Readonly<Record<OrderTerm['type'], SqlValue>> = {
  text: '',
  version: '',
  integer: INT64_MIN,
  instant: INT64_MIN,
  number: -Number.MAX_VALUE,
};

/** The table that a walk goes along, alone. */
function leadFrom({ lead, ...source }: LeadSource): {
  readonly from: string;
  readonly where: readonly SqlText[];
} {
  const { detail, expression } = lead;
  if (source.absent) {
    const missing = detail
      ? sqlText(
          'NOT EXISTS (SELECT 1 FROM "SessionDetail" x WHERE x."sessionId" = s."id" AND x."category" = ? AND x."key" = ?)',
          detail.category,
          detail.key,
        )
      : sqlText(`${expression} IS NULL`);
    return { from: '"Session" s', where: [missing] };
  }
  if (!detail) {
    return {
      from: '"Session" s',
      where: lead.nullable ? [sqlText(`${expression} >= ?`, LEAST[lead.type])] : [],
    };
  }
  return {
    from: `"SessionDetail" ${detail.alias}`,
    where: [
      sqlText(
        `${detail.alias}."category" = ? AND ${detail.alias}."key" = ?`,
        detail.category,
        detail.key,
      ),
    ],
  };
}

/** One query of a page. */
function runStep(
  { list, terms, reversed, bounds }: Step,
  conditions: readonly SqlText[],
  take: number,
  offset: number,
  leadSource?: LeadSource,
): Promise<Row[]> {
  const { source } = list;
  let from: SqlText;
  const where: SqlText[] = [];
  let ordered = terms;
  const joined = new Set<string>();
  if (leadSource) {
    const { detail } = leadSource.lead;
    const walked = leadFrom(leadSource);
    where.push(...walked.where);
    if (detail && !leadSource.absent) {
      from = sqlText(`${walked.from} CROSS JOIN "Session" s`);
      where.push(sqlText(`s."id" = ${detail.alias}."sessionId"`));
      joined.add(detail.alias);
      ordered = terms.map((term) => byTimeOf(term, `${detail.alias}."sessionTimestampNs"`));
    } else {
      from = sqlText(walked.from);
    }
  } else if (source.kind === 'walk') {
    from = sqlText(source.walk.from);
    where.push(source.walk.where);
    ordered = terms.map((term) => byTimeOf(term, source.walk.timestamp));
  } else if (source.kind === 'collect') {
    from = sqlText('"candidates" c CROSS JOIN "Session" s');
    where.push(sqlText('s."id" = c."sessionId"'));
  } else {
    from = sqlText('"Session" s');
  }
  const present = leadSource && !leadSource.absent ? leadSource.lead : null;
  const details = [...terms, ...(present ? [present] : [])].flatMap(({ detail }) =>
    detail && !joined.has(detail.alias) ? [detail] : [],
  );
  const joins = details.map(({ alias, category, key }) =>
    sqlText(
      ` LEFT JOIN "SessionDetail" ${alias} ON ${alias}."sessionId" = s."id" AND ${alias}."category" = ? AND ${alias}."key" = ?`,
      category,
      key,
    ),
  );
  // What is left out of `terms` is one value for all rows of this step.
  const sortBy = ordered.map((term) =>
    term.expression === present?.expression ? { ...term, nullable: false } : term,
  );
  const query: SqlText = {
    text: '',
    values: [],
  };
  const parts = [
    ...(source.kind === 'collect' && !leadSource
      ? [sql`WITH "candidates" AS MATERIALIZED (${distinctOf(source.candidates)}) `]
      : []),
    sql`SELECT ${SESSION_COLUMNS}${sortColumns(terms, leadSource)} FROM ${from}`,
    ...joins,
    sql` WHERE ${joinConditions([...where, ...list.where, ...bounds, ...conditions], 'AND')}`,
    sqlText(` ORDER BY ${orderBySql(sortBy, reversed)} LIMIT ? OFFSET ?`, take, offset),
  ];
  const run = leadSource?.absent ? list.runLong : list.run;
  return run(
    parts.reduce(
      (all, part) => ({ text: all.text + part.text, values: [...all.values, ...part.values] }),
      query,
    ),
  );
}

/** The order's timestamp, by the column of the index that is walked. */
function byTimeOf(term: OrderTerm, column: string): OrderTerm {
  return term.expression === 's."timestampNs"' ? { ...term, expression: column } : term;
}

/** The values of details by which rows are ordered, for their cursors. */
function sortColumns(terms: readonly OrderTerm[], leadSource: LeadSource | undefined): string {
  const lead = leadSource && !terms.includes(leadSource.lead) ? [leadSource.lead] : [];
  return [...lead, ...terms]
    .flatMap(({ expression, detail }) => {
      if (!detail) return isSelected(expression) ? [] : [`, ${expression}`];
      const value = leadSource?.absent && leadSource.lead.detail === detail ? 'NULL' : expression;
      return [`, ${value} AS "${detail.alias}"`];
    })
    .join('');
}

function isSelected(expression: string): boolean {
  return SESSION_COLUMNS.includes(expression);
}

/** The values of a row's place in the order. */
function valuesOf(row: SessionSqlRow, { terms }: SessionOrder): SqlValue[] {
  const values = row as unknown as Readonly<Record<string, SqlValue>>;
  return terms.map(({ expression, detail }) => {
    const column = detail?.alias ?? expression.slice(3, -1);
    return values[column] ?? null;
  });
}
