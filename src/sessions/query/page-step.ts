import { INT64_MIN } from '../../core/time/nanoseconds.ts';
import type { SqlValue } from '../../db/sql.ts';
import { distinctOf, type ListPlan } from './list-plan.ts';
import { type OrderTerm, orderBySql, type SessionOrder } from './session-order.ts';
import { SESSION_COLUMNS, type SessionSqlRow } from './session-row.ts';
import { joinConditions, type SqlText, sql, sqlText } from './sql-text.ts';

/** What the steps of one page share. */
export interface Step {
  readonly list: ListPlan;
  readonly terms: readonly OrderTerm[];
  readonly reversed: boolean;
  /** Conditions that end the list, from the other cursor. */
  readonly bounds: readonly SqlText[];
}

export type Row = SessionSqlRow & Readonly<Record<string, SqlValue>>;

/** What a step reads: sessions with a value of the first term, those of one value, or those without. */
export type LeadSource =
  | { readonly lead: OrderTerm; readonly absent?: false; readonly value?: SqlValue }
  | { readonly lead: OrderTerm; readonly absent: true };

/** Not less than these is every value: by `IS NOT NULL` SQLite would begin among the absent ones. */
const LEAST: Readonly<Record<OrderTerm['type'], SqlValue>> = {
  text: '',
  version: '',
  integer: INT64_MIN,
  instant: INT64_MIN,
  number: -Number.MAX_VALUE,
};

/** The table that a walk goes along, alone. */
export function leadFrom({ lead, ...source }: LeadSource): {
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
export function runStep(
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
export function valuesOf(row: SessionSqlRow, { terms }: SessionOrder): SqlValue[] {
  const values = row as unknown as Readonly<Record<string, SqlValue>>;
  return terms.map(({ expression, detail }) => {
    const column = detail?.alias ?? expression.slice(3, -1);
    return values[column] ?? null;
  });
}
