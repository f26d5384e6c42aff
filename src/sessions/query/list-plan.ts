import type { Db } from '../../db/db.ts';
import { type DialectSql, dialectSql } from '../../db/dialect-sql.ts';
import type { SqlValue } from '../../db/sql.ts';
import type { PageRequest } from '../../lib/connection.ts';
import { type Candidates, candidatesOf, WALKED_TIME } from './candidates.ts';
import type { Condition } from './condition.ts';
import { type ConditionScope, conditionSql } from './condition-sql.ts';
import { byCount, MAX_ESTIMATE } from './estimate.ts';
import type { SessionOrder } from './session-order.ts';
import type { SessionSqlRow } from './session-row.ts';
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

/** A list of more rows than these is made on the thread for long queries. */
export const MAX_INLINE = 2_000;

export type Run = <Row = SessionSqlRow & Readonly<Record<string, SqlValue>>>(
  query: SqlText,
) => Promise<Row[]>;

/** How a list is read. */
export interface ListPlan {
  readonly run: Run;
  /** The same for what may take long whatever the conditions are. */
  readonly runLong: Run;
  /** Conditions of the list over "Session" s, without those that `source` sees to. */
  readonly where: readonly SqlText[];
  readonly source: Source;
}

/** What a list is read from. */
export type Source =
  /** All sessions, by the order's own index. */
  | { readonly kind: 'order' }
  /** The sessions of one condition, by timestamp. */
  | { readonly kind: 'walk'; readonly walk: NonNullable<Candidates['walk']> }
  /** Few sessions, sorted. */
  | { readonly kind: 'collect'; readonly candidates: Candidates };

export async function planList(db: Db, request: SessionListRequest): Promise<ListPlan> {
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
export function distinctOf({ select, repeats }: Candidates): SqlText {
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
export function lane(db: Db, isShort: boolean): Run {
  return async <Row>({ text, values }: SqlText) =>
    isShort ? db.read.sql.all<Row>(text, values) : db.scan<Row>(text, values);
}

export function conjunctsOf(condition: Condition): Condition[] {
  return condition.op === 'and' ? condition.of.flatMap(conjunctsOf) : [condition];
}

export function allCandidates(conjuncts: readonly Condition[], dialect: DialectSql): Candidates[] {
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

export function whereOf(
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
