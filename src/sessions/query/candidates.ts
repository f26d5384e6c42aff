import type { DialectSql } from '../../db/dialect-sql.ts';
import { afterPrefix, textKey, VALUE_KINDS } from '../detail-value-key.ts';
import type { Condition } from './condition.ts';
import { conditionSql } from './condition-sql.ts';
import { exactKeys, keyRange } from './detail-sql.ts';
import { placeholders, type SqlText, sql, sqlText } from './sql-text.ts';

/** Sessions that an index finds for one condition, from which a list may begin. */
export interface Candidates {
  /** The condition that made it. */
  readonly condition: Condition;
  /** SELECT of `"sessionId"`: every session that the condition is true of, and perhaps more. */
  readonly select: SqlText;
  /** Whether `select` may find a session more than once. */
  readonly repeats: boolean;
  /** FROM and WHERE of a walk in the order of timestamps, the newest first, when there is one. */
  readonly walk: {
    readonly from: string;
    readonly where: SqlText;
    readonly timestamp: string;
  } | null;
}

/** The timestamp of a walk along a table other than that of sessions. */
export const WALKED_TIME = 'd."sessionTimestampNs"';

/** Values of one `$in` that an index is asked for. */
const MAX_LISTED = 500;

/** Shorter words begin too many others for an index to find fewer than it would look at. */
const MIN_WORD_LENGTH = 3;

/** How an index can find the sessions of a condition; null when none can. */
export function candidatesOf(condition: Condition, dialect: DialectSql): Candidates | null {
  switch (condition.op) {
    case 'present':
    case 'compare':
    case 'in':
    case 'startsWith':
      return 'property' in condition.path
        ? propertyCandidates(condition, dialect)
        : detailCandidates(condition, condition.path);
    case 'anyLabel':
      return memberCandidates(condition, 'SessionLabel', 'label', condition.labels);
    case 'anyConfigurationSet':
      return memberCandidates(condition, 'ConfigBinding', 'identifier', condition.identifiers);
    case 'anyFolder':
      return propertyCandidates(condition, dialect);
    case 'words': {
      const words = condition.words.filter((word) => word.length >= MIN_WORD_LENGTH);
      if (words.length === 0) return null;
      const select = sqlText(dialect.sessionsOfWords, dialect.wordsArgument(words));
      return { condition, select, repeats: false, walk: null };
    }
    default:
      return null;
  }
}

type PathCondition = Extract<Condition, { readonly path: unknown }>;

function propertyCandidates(condition: Condition, dialect: DialectSql): Candidates | null {
  if ('ignoreCase' in condition) return null;
  if (condition.op === 'in' && condition.values.length > MAX_LISTED) return null;
  const where = conditionSql(condition, {
    dialect,
    sessionId: 's."id"',
    timestamp: 's."timestampNs"',
    indexed: true,
  });
  const isEqual = condition.op === 'compare' && condition.relation === 'eq';
  return {
    condition,
    select: sql`SELECT s."id" AS "sessionId" FROM "Session" s WHERE ${where}`,
    repeats: false,
    walk: isEqual ? { from: '"Session" s', where, timestamp: 's."timestampNs"' } : null,
  };
}

function detailCandidates(
  condition: PathCondition,
  { category, key }: { readonly category: string; readonly key: string },
): Candidates | null {
  const place = sqlText('d."category" = ? AND d."key" = ?', category, key);
  const ids = (where: SqlText) =>
    sql`SELECT d."sessionId" FROM "SessionDetail" d WHERE ${place} AND ${where}`;
  const keys = equalKeys(condition);
  if (keys) {
    if (keys.length === 0 || keys.length > MAX_LISTED) return null;
    const where = sql`d."valueKey" IN (${placeholders(keys)})`;
    const [only] = keys;
    const walk = {
      from: '"SessionDetail" d CROSS JOIN "Session" s',
      where: sql`${place} AND ${sqlText('d."valueKey" = ?', only ?? '')} AND s."id" = d."sessionId"`,
      timestamp: WALKED_TIME,
    };
    const select = ids(where);
    return { condition, select, repeats: false, walk: keys.length === 1 ? walk : null };
  }
  const ranges = keyRanges(condition);
  if (ranges.length === 0) return null;
  const selects = ranges.map(([low, high]) =>
    ids(sqlText('d."valueKey" >= ? AND d."valueKey" < ?', low, high)),
  );
  const select = {
    text: selects.map(({ text }) => text).join(' UNION ALL '),
    values: selects.flatMap(({ values }) => values),
  };
  return { condition, select, repeats: false, walk: null };
}

/** The keys of details that equal what a condition names; null where it is no equality. */
function equalKeys(condition: PathCondition): string[] | null {
  const isEqual = condition.op === 'compare' && condition.relation === 'eq';
  const values = isEqual ? [condition.value] : condition.op === 'in' ? condition.values : null;
  const keys = values?.map((value) => exactKeys(value));
  return keys?.every((list) => list !== null) ? [...new Set(keys.flat())] : null;
}

function keyRanges(condition: PathCondition): readonly (readonly [string, string])[] {
  if (condition.op === 'compare') return keyRange(condition.relation, condition.value);
  if (condition.op === 'present') return [['', '\u007f']];
  if (condition.op !== 'startsWith' || condition.ignoreCase || condition.text === '') return [];
  const prefix = textKey(condition.text);
  return [
    [prefix, afterPrefix(prefix)],
    [VALUE_KINDS.instant, VALUE_KINDS.text],
  ];
}

function memberCandidates(
  condition: Condition,
  table: string,
  column: string,
  members: readonly string[],
): Candidates | null {
  if (members.length === 0 || members.length > MAX_LISTED) return null;
  const [only = ''] = members;
  return {
    condition,
    select: sql`SELECT d."sessionId" FROM "${table}" d WHERE d."${column}" IN (${placeholders(members)})`,
    repeats: members.length > 1,
    walk:
      members.length === 1
        ? {
            from: `"${table}" d CROSS JOIN "Session" s`,
            where: sql`d."${column}" = ${sqlText('?', only)} AND s."id" = d."sessionId"`,
            timestamp: WALKED_TIME,
          }
        : null,
  };
}
