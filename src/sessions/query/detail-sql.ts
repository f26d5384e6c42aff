import { parseRfc3339 } from '../../core/time/rfc3339.ts';
import type { SqlValue } from '../../db/sql.ts';
import {
  afterPrefix,
  booleanKey,
  instantKey,
  isWholeText,
  numberKey,
  textKey,
  VALUE_KINDS,
} from '../detail-value-key.ts';
import type { Relation, Value } from './condition.ts';
import { joinConditions, type SqlText, sql, sqlText } from './sql-text.ts';

const OPERATORS: Readonly<Record<Relation, string>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** The operator of SQL for a relation. */
export function operatorOf(relation: Relation): string {
  return OPERATORS[relation];
}

/**
 * Whether a detail's value stands in a relation to another, by columns of `SessionDetail`.
 *
 * @param alias Of the table.
 */
export function detailRelation(alias: string, relation: Relation, value: Value): SqlText {
  if (typeof value === 'boolean') return keyRelation(alias, relation, booleanKey(value));
  if (typeof value === 'number' || typeof value === 'bigint') {
    return keyRelation(alias, relation, numberKey(value));
  }
  if (typeof value === 'object') return keyRelation(alias, relation, instantKey(value.instantNs));
  const instantNs = instantOf(value);
  const asInstant =
    instantNs === null
      ? sql`(${range(alias, VALUE_KINDS.instant)} AND ${alias}."text" ${operatorOf(relation)} ${sqlText('?', value)})`
      : keyRelation(alias, relation, instantKey(instantNs));
  return joinConditions([textRelation(alias, relation, value), asInstant], 'OR');
}

/** Whether a detail's value equals one of many. */
export function detailIsIn(alias: string, values: readonly Value[]): SqlText {
  const keys = new Set<string>();
  const others: SqlText[] = [];
  for (const value of values) {
    const exact = exactKeys(value);
    if (exact) for (const key of exact) keys.add(key);
    else others.push(detailRelation(alias, 'eq', value));
  }
  const list = [...keys];
  const byKey = sqlText(`${alias}."valueKey" IN (${list.map(() => '?').join(', ')})`, ...list);
  return joinConditions(list.length > 0 ? [byKey, ...others] : others, 'OR');
}

/** The keys that a detail equal to a value has, and no other; null when the key alone does not say. */
export function exactKeys(value: Value): string[] | null {
  if (typeof value === 'boolean') return [booleanKey(value)];
  if (typeof value === 'number' || typeof value === 'bigint') return [numberKey(value)];
  if (typeof value === 'object') return [instantKey(value.instantNs)];
  if (!isWholeText(value)) return null;
  const instantNs = instantOf(value);
  return instantNs === null ? [textKey(value)] : [textKey(value), instantKey(instantNs)];
}

/** The range of keys that holds all details in a relation to a value: of its own kind, and instants. */
export function keyRange(relation: Relation, value: Value): readonly (readonly [string, string])[] {
  if (typeof value === 'string') {
    const instantNs = instantOf(value);
    const texts = rangeOfKey(relation, textKey(value), isWholeText(value));
    const instants =
      instantNs === null
        ? ([VALUE_KINDS.instant, VALUE_KINDS.text] as const)
        : rangeOfKey(relation, instantKey(instantNs), true);
    return [texts, instants];
  }
  const [key] = exactKeys(value) ?? [];
  return key === undefined ? [] : [rangeOfKey(relation, key, true)];
}

/** From the first key to before the last one. */
function rangeOfKey(relation: Relation, key: string, whole: boolean): readonly [string, string] {
  const kind = key.charAt(0);
  const afterKind = nextKind(kind);
  // Nothing sorts between a key and the same key with U+0001, which no key holds.
  const afterKey = whole ? `${key}\u0001` : afterPrefix(key);
  switch (relation) {
    case 'eq':
      return [key, afterKey];
    case 'gt':
      return [whole ? afterKey : key, afterKind];
    case 'gte':
      return [key, afterKind];
    case 'lt':
      return [kind, whole ? key : afterKey];
    case 'lte':
      return [kind, afterKey];
  }
}

function nextKind(kind: string): string {
  return String.fromCharCode(kind.charCodeAt(0) + 1);
}

/** Whether a detail is of a kind. */
export function range(alias: string, kind: string): SqlText {
  return sqlText(`(${alias}."valueKey" >= ? AND ${alias}."valueKey" < ?)`, kind, nextKind(kind));
}

function keyRelation(alias: string, relation: Relation, key: string): SqlText {
  const [low, high] = rangeOfKey(relation, key, true);
  if (relation === 'eq') return sqlText(`${alias}."valueKey" = ?`, key);
  return sqlText(`(${alias}."valueKey" >= ? AND ${alias}."valueKey" < ?)`, low, high);
}

/** Texts that differ only after their key are told apart by the whole text. */
function textRelation(alias: string, relation: Relation, text: string): SqlText {
  const key = textKey(text);
  if (isWholeText(text)) return keyRelation(alias, relation, key);
  const [low, high] = rangeOfKey(relation, key, false);
  const values: SqlValue[] = [low, high, text];
  return sqlText(
    `(${alias}."valueKey" >= ? AND ${alias}."valueKey" < ? AND ${alias}."text" ${operatorOf(relation)} ?)`,
    ...values,
  );
}

/** The instant of a text that is RFC 3339 with an offset, or null. */
function instantOf(text: string): bigint | null {
  if (text.length < 16 || text.length > 64) return null;
  try {
    return parseRfc3339(text).instant;
  } catch {
    return null;
  }
}
