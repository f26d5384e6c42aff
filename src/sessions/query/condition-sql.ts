import { INT64_MAX, INT64_MIN } from '../../core/time/nanoseconds.ts';
import type { DialectSql } from '../../db/dialect-sql.ts';
import type { SqlValue } from '../../db/sql.ts';
import { afterPrefix, textKey, VALUE_KINDS } from '../detail-value-key.ts';
import { versionKey } from '../version-key.ts';
import type { Condition, PropertyPath, Relation, Value } from './condition.ts';
import { detailIsIn, detailRelation, exactKeys, operatorOf, range } from './detail-sql.ts';
import { type PropertyColumn, propertyColumn } from './property-column.ts';
import {
  FALSE,
  joinConditions,
  placeholders,
  type SqlText,
  sql,
  sqlText,
  TRUE,
} from './sql-text.ts';

/** What a condition is compiled for. */
export interface ConditionScope {
  readonly dialect: DialectSql;
  /** The key of the session's row. */
  readonly sessionId: string;
  /** The session's timestamp, which the rows of its details repeat. */
  readonly timestamp: string;
  /** Whether an index may be used for the session's own columns: not when another one leads. */
  readonly indexed: boolean;
}

type TextMatch = Extract<Condition, { readonly ignoreCase: boolean; readonly path: PropertyPath }>;

/**
 * A condition as SQL over `"Session" s`. It is true or false, never NULL, so that NOT of it is its
 * opposite on either database.
 */
export function conditionSql(condition: Condition, scope: ConditionScope): SqlText {
  switch (condition.op) {
    case 'and':
    case 'or': {
      const parts = condition.of.map((one) => conditionSql(one, scope));
      return joinConditions(parts, condition.op === 'and' ? 'AND' : 'OR');
    }
    case 'not':
      return sql`NOT (${conditionSql(condition.of, scope)})`;
    case 'present':
      return 'property' in condition.path
        ? presentSql(propertyColumn(condition.path.property), scope)
        : detailSql(condition.path, TRUE, scope);
    case 'compare':
      return 'property' in condition.path
        ? propertyRelation(propertyColumn(condition.path.property), condition, scope)
        : detailCompare(condition.path, condition, scope);
    case 'in':
      return 'property' in condition.path
        ? propertyIsIn(propertyColumn(condition.path.property), condition.values, scope)
        : condition.values.length === 0
          ? FALSE
          : detailSql(condition.path, detailIsIn('x', condition.values), scope);
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return 'property' in condition.path
        ? propertyText(propertyColumn(condition.path.property), condition, scope)
        : detailSql(condition.path, detailText(condition, scope), scope);
    case 'words':
      return wordsSql(condition.words, scope);
    case 'anyLabel':
      return memberSql('SessionLabel', 'label', condition.labels, scope);
    case 'anyFolder':
      return folderSql(condition.folders, scope);
    case 'anyConfigurationSet':
      return memberSql('ConfigBinding', 'identifier', condition.identifiers, scope);
    case 'configurationSetText': {
      const { match, text, ignoreCase } = condition;
      const matches = textSql(match, 'x."identifier"', text, ignoreCase, scope);
      return sql`EXISTS (SELECT 1 FROM "ConfigBinding" x WHERE x."sessionId" = ${scope.sessionId} AND ${matches})`;
    }
    case 'hasConfigurationSet':
      return sql`EXISTS (SELECT 1 FROM "ConfigBinding" x WHERE x."sessionId" = ${scope.sessionId})`;
  }
}

/** A session's own column, by its alias. */
export function sessionColumn(column: string, { dialect, indexed }: ConditionScope): string {
  const name = `s."${column}"`;
  return indexed ? name : dialect.unindexed(name);
}

function presentSql({ column, nullable }: PropertyColumn, scope: ConditionScope): SqlText {
  return nullable ? sqlText(`${sessionColumn(column, scope)} IS NOT NULL`) : TRUE;
}

/** Of a nullable column NULL is false, whatever it is compared with. */
function guarded({ column, nullable }: PropertyColumn, condition: SqlText): SqlText {
  return nullable ? sql`(s."${column}" IS NOT NULL AND ${condition})` : condition;
}

function propertyRelation(
  property: PropertyColumn,
  { relation, value }: { readonly relation: Relation; readonly value: Value },
  scope: ConditionScope,
): SqlText {
  const comparable = toComparable(property, relation, value);
  if (typeof comparable === 'boolean') {
    return comparable ? presentSql(property, scope) : FALSE;
  }
  const isOrder = relation !== 'eq' && property.orderColumn !== undefined;
  const column = isOrder ? (property.orderColumn ?? property.column) : property.column;
  const operand = isOrder ? versionKey(String(value)) : comparable.value;
  return guarded(
    property,
    sqlText(`${sessionColumn(column, scope)} ${operatorOf(comparable.relation)} ?`, operand),
  );
}

/**
 * What to compare a column with: a value that the column can hold, with the relation to it; or the
 * outcome, where it is the same for all values. Kinds that differ are in no relation.
 */
function toComparable(
  { type }: PropertyColumn,
  relation: Relation,
  value: Value,
): { readonly relation: Relation; readonly value: SqlValue } | boolean {
  switch (type) {
    case 'text':
    case 'version':
      return typeof value === 'string' ? { relation, value } : false;
    case 'number':
      if (typeof value === 'number') return { relation, value };
      return typeof value === 'bigint' ? { relation, value: Number(value) } : false;
    case 'instant':
      return typeof value === 'object' ? { relation, value: value.instantNs } : false;
    case 'integer':
      if (typeof value !== 'number' && typeof value !== 'bigint') return false;
      return toInteger(relation, value);
  }
}

function toInteger(
  relation: Relation,
  value: number | bigint,
): { readonly relation: Relation; readonly value: bigint } | boolean {
  // JSON may write a number beyond all doubles.
  if (value === Infinity) return relation === 'lt' || relation === 'lte';
  if (value === -Infinity) return relation === 'gt' || relation === 'gte';
  if (typeof value === 'number' && !Number.isInteger(value)) {
    // Between two integers: greater than it is greater than the one below.
    if (relation === 'eq' || Number.isNaN(value)) return false;
    const below = relation === 'gt' || relation === 'gte' ? 'gt' : 'lte';
    return toInteger(below, Math.floor(value));
  }
  const integer = BigInt(value);
  if (integer > INT64_MAX) return relation === 'lt' || relation === 'lte';
  if (integer < INT64_MIN) return relation === 'gt' || relation === 'gte';
  return { relation, value: integer };
}

function propertyIsIn(
  property: PropertyColumn,
  values: readonly Value[],
  scope: ConditionScope,
): SqlText {
  const operands = values.flatMap((value) => {
    const comparable = toComparable(property, 'eq', value);
    return typeof comparable === 'boolean' ? [] : [comparable.value];
  });
  if (operands.length === 0) return FALSE;
  const column = sessionColumn(property.column, scope);
  return guarded(property, sql`${column} IN (${placeholders(operands)})`);
}

function propertyText(
  property: PropertyColumn,
  { op, text, ignoreCase }: TextMatch,
  scope: ConditionScope,
): SqlText {
  if (property.type !== 'text' && property.type !== 'version') return FALSE;
  const column = sessionColumn(property.column, scope);
  return guarded(property, textSql(op, column, text, ignoreCase, scope));
}

/** Whether a text matches another, by its characters and without wildcards. */
function textSql(
  op: TextMatch['op'],
  column: string,
  text: string,
  ignoreCase: boolean,
  { dialect }: ConditionScope,
): SqlText {
  const fold = (expression: string) => (ignoreCase ? dialect.fold(expression) : expression);
  const [whole, part] = [fold(column), fold('CAST(? AS TEXT)')];
  switch (op) {
    case 'contains':
      return sqlText(`(${dialect.contains(whole, part)})`, text);
    case 'startsWith':
      return sqlText(`substr(${whole}, 1, length(${part})) = ${part}`, text, text);
    case 'endsWith':
      return sqlText(
        `(length(${whole}) >= length(${part}) AND substr(${whole}, length(${whole}) - length(${part}) + 1) = ${part})`,
        text,
        text,
        text,
      );
  }
}

function detailText({ op, text, ignoreCase }: TextMatch, scope: ConditionScope): SqlText {
  const isText = joinConditions(
    [range('x', VALUE_KINDS.text), range('x', VALUE_KINDS.instant)],
    'OR',
  );
  const matches = textSql(op, 'x."text"', text, ignoreCase, scope);
  if (ignoreCase || text === '' || op === 'endsWith' || op === 'contains') {
    return sql`(${isText} AND ${matches})`;
  }
  // The key of a text begins as the text does, so the index finds them.
  const instants = sql`(${range('x', VALUE_KINDS.instant)} AND ${matches})`;
  const prefix = textKey(text);
  const texts = sql`(x."valueKey" >= ${sqlText('?', prefix)} AND x."valueKey" < ${sqlText('?', afterPrefix(prefix))} AND ${matches})`;
  return joinConditions([texts, instants], 'OR');
}

function detailSql(
  { category, key }: { readonly category: string; readonly key: string },
  condition: SqlText,
  { sessionId }: ConditionScope,
): SqlText {
  return sql`EXISTS (SELECT 1 FROM "SessionDetail" x WHERE x."sessionId" = ${sessionId} AND x."category" = ${sqlText('?', category)} AND x."key" = ${sqlText('?', key)} AND ${condition})`;
}

/** A value is looked up by the index that has all of it; another relation, among the session's details. */
function detailCompare(
  path: { readonly category: string; readonly key: string },
  { relation, value }: { readonly relation: Relation; readonly value: Value },
  scope: ConditionScope,
): SqlText {
  const keys = relation === 'eq' ? exactKeys(value) : null;
  if (!keys) return detailSql(path, detailRelation('x', relation, value), scope);
  const { dialect, sessionId, timestamp } = scope;
  const details = dialect.indexedBy('SessionDetail', 'x', VALUE_INDEX);
  return sql`EXISTS (SELECT 1 FROM ${details} WHERE x."category" = ${sqlText('?', path.category)} AND x."key" = ${sqlText('?', path.key)} AND x."valueKey" IN (${placeholders(keys)}) AND x."sessionTimestampNs" = ${timestamp} AND x."sessionId" = ${sessionId})`;
}

/** The index of details by their values. */
const VALUE_INDEX = 'SessionDetail_category_key_valueKey_sessionTimestampNs_sessionId_idx';

function memberSql(
  table: string,
  column: string,
  members: readonly string[],
  { sessionId }: ConditionScope,
): SqlText {
  if (members.length === 0) return FALSE;
  return sql`EXISTS (SELECT 1 FROM "${table}" x WHERE x."sessionId" = ${sessionId} AND x."${column}" IN (${placeholders(members)}))`;
}

function folderSql(folders: readonly string[], scope: ConditionScope): SqlText {
  if (folders.length === 0) return FALSE;
  const column = sessionColumn('folderSetId', scope);
  return sql`${column} IN (SELECT m."folderSetId" FROM "FolderSetMember" m WHERE m."folderIdentity" IN (${placeholders(folders)}))`;
}

function wordsSql(words: readonly string[], { dialect, sessionId }: ConditionScope): SqlText {
  if (words.length === 0) return TRUE;
  const each = words.map((word) =>
    sqlText(`(${dialect.contains('x."words"', 'CAST(? AS TEXT)')})`, ` ${word}`),
  );
  return sql`EXISTS (SELECT 1 FROM "SessionSearch" x WHERE x."sessionId" = ${sessionId} AND ${joinConditions(each, 'AND')})`;
}
