import type { SqlValue } from '../../db/sql.ts';
import { badInput } from '../../errors.ts';
import type { CursorKey, CursorPart } from '../../lib/connection.ts';
import type { PropertyPath } from './condition.ts';
import { type ColumnType, propertyColumn } from './property-column.ts';
import { parsePropertyPath } from './property-path.ts';
import { FALSE, joinConditions, type SqlText, sqlText } from './sql-text.ts';

/** A property to sort by, as a client names it. */
export interface OrderArgument {
  readonly property: string;
  readonly direction?: 'ASC' | 'DESC' | null | undefined;
}

/** One step of an order: rows with equal values are ordered by the steps after it. */
export interface OrderTerm {
  /** SQL; over `"Session" s`, or over the details joined as `alias`. */
  readonly expression: string;
  readonly descending: boolean;
  /** Rows without a value come last, in both directions. */
  readonly nullable: boolean;
  readonly type: ColumnType;
  /** The detail that has to be joined for it; null for the session's own columns. */
  readonly detail: {
    readonly alias: string;
    readonly category: string;
    readonly key: string;
  } | null;
}

/** An order of sessions: total, since it ends with what no two sessions share. */
export interface SessionOrder {
  readonly terms: readonly OrderTerm[];
  /** Names the order in cursors; empty for the default one. */
  readonly name: string;
}

/** Properties that one request may sort by. */
const MAX_ORDER = 5;

const TIMESTAMP: OrderTerm = {
  expression: 's."timestampNs"',
  descending: true,
  nullable: false,
  type: 'instant',
  detail: null,
};

const IDENTITY: OrderTerm = {
  expression: 's."identity"',
  descending: false,
  nullable: false,
  type: 'text',
  detail: null,
};

/**
 * The order a client asks for; of equal sessions the newest timestamp comes first, then the lesser
 * identity. Properties that do not exist are passed over, as RTA demands.
 *
 * @throws {AppError} BAD_USER_INPUT for more than five properties.
 */
export function toSessionOrder(
  orderBy: readonly OrderArgument[] | null | undefined,
  argument = 'orderBy',
): SessionOrder {
  const wanted = (orderBy ?? []).flatMap(({ property, direction }) => {
    const path = parsePropertyPath(property);
    return path ? [{ path, property, direction }] : [];
  });
  if (wanted.length > MAX_ORDER) {
    throw badInput(argument, `Expected at most ${MAX_ORDER} properties, got ${wanted.length}.`);
  }
  const terms: OrderTerm[] = [];
  const names: string[] = [];
  for (const { path, property, direction } of wanted) {
    if (names.some((name) => name.slice(1) === property)) continue;
    const descending = direction === 'DESC';
    terms.push(toTerm(path, descending, terms.length));
    names.push(`${descending ? '-' : '+'}${property}`);
    // What follows would order sessions that are in order already.
    if ('property' in path && path.property === 'identity') return { terms, name: names.join(' ') };
  }
  const isTimed = terms.some(({ expression }) => expression === TIMESTAMP.expression);
  const isDefault = terms.length === 0 || (terms.length === 1 && isTimed && terms[0]?.descending);
  if (!isTimed) terms.push(TIMESTAMP);
  return { terms: [...terms, IDENTITY], name: isDefault ? '' : names.join(' ') };
}

function toTerm(path: PropertyPath, descending: boolean, index: number): OrderTerm {
  if ('property' in path) {
    const { column, orderColumn = column, type, nullable } = propertyColumn(path.property);
    return {
      expression: `s."${orderColumn}"`,
      descending,
      nullable,
      type: type === 'version' ? 'text' : type,
      detail: null,
    };
  }
  const alias = `k${index}`;
  return {
    expression: `${alias}."valueKey"`,
    descending,
    nullable: true,
    type: 'text',
    detail: { alias, ...path },
  };
}

/** The values of a row's terms, by which a cursor names its place. */
export type OrderValues = readonly SqlValue[];

/** What a cursor of an order holds: its name, and each value behind a letter that says if there is one. */
export function cursorParts({ terms, name }: SessionOrder): readonly CursorPart[] {
  return name === '' ? ['int64', 'text'] : ['text', ...terms.map(() => 'text' as const)];
}

export function toCursorKey({ name }: SessionOrder, values: OrderValues): CursorKey {
  if (name === '') return values as CursorKey;
  return [name, ...values.map((value) => (value === null ? 'n' : `v${value}`))];
}

/**
 * The values that a cursor holds.
 *
 * @throws {AppError} BAD_USER_INPUT for a cursor of another order.
 */
export function fromCursorKey(
  { terms, name }: SessionOrder,
  key: CursorKey,
  argument: string,
): OrderValues {
  const parts = name === '' ? key.map((part) => `v${part}`) : key.slice(1).map(String);
  const values = parts.map((part, i) => readPart(part, terms[i]));
  if ((name !== '' && key[0] !== name) || values.some((value) => value === undefined)) {
    throw badInput(argument, 'Expected a cursor of this order, got one of another.');
  }
  return values as OrderValues;
}

function readPart(part: string, term: OrderTerm | undefined): SqlValue | undefined {
  if (!term) return undefined;
  if (part === 'n') return term.nullable ? null : undefined;
  if (part[0] !== 'v') return undefined;
  const text = part.slice(1);
  switch (term.type) {
    case 'text':
    case 'version':
      return text;
    case 'number': {
      const number = Number(text);
      return Number.isFinite(number) && text !== '' ? number : undefined;
    }
    case 'integer':
    case 'instant':
      return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)
        ? BigInt(text)
        : undefined;
  }
}

/** ORDER BY of terms; reversed, from the end. */
export function orderBySql(terms: readonly OrderTerm[], reversed: boolean): string {
  return terms
    .flatMap(({ expression, descending, nullable }) => [
      ...(nullable ? [`(${expression} IS NULL)${reversed ? ' DESC' : ''}`] : []),
      `${expression} ${descending === reversed ? 'ASC' : 'DESC'}`,
    ])
    .join(', ');
}

/** Rows beyond a place in an order: after it, or reversed, before it. */
export function beyondSql(
  terms: readonly OrderTerm[],
  values: OrderValues,
  reversed: boolean,
): SqlText {
  const steps = terms.map((_term, i) => {
    const equal = terms.slice(0, i).map((term, j) => equalSql(term, values[j] ?? null));
    return joinConditions([...equal, beyondTerm(terms[i]!, values[i] ?? null, reversed)], 'AND');
  });
  return joinConditions(steps, 'OR');
}

export function equalSql({ expression }: OrderTerm, value: SqlValue): SqlText {
  return value === null ? sqlText(`${expression} IS NULL`) : sqlText(`${expression} = ?`, value);
}

/** Rows beyond a place by one term alone. */
export function beyondTerm(
  { expression, descending, nullable }: OrderTerm,
  value: SqlValue,
  reversed: boolean,
): SqlText {
  if (value === null) return reversed ? sqlText(`${expression} IS NOT NULL`) : FALSE;
  const beyond = sqlText(`${expression} ${descending === reversed ? '>' : '<'} ?`, value);
  if (!nullable || reversed) return beyond;
  return joinConditions([beyond, sqlText(`${expression} IS NULL`)], 'OR');
}
