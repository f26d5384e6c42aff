import type { SqlValue } from '../../db/sql.ts';

/** A piece of SQL and the values of its placeholders, in their order. */
export interface SqlText {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export function sqlText(text: string, ...values: SqlValue[]): SqlText {
  return { text, values };
}

export const TRUE = sqlText('1 = 1');
export const FALSE = sqlText('1 = 0');

/** One text of many, as a template does, with the values of all. */
export function sql(parts: TemplateStringsArray, ...inserted: (SqlText | string)[]): SqlText {
  let text = parts[0] ?? '';
  const values: SqlValue[] = [];
  inserted.forEach((piece, i) => {
    if (typeof piece === 'string') {
      text += piece;
    } else {
      text += piece.text;
      values.push(...piece.values);
    }
    text += parts[i + 1] ?? '';
  });
  return { text, values };
}

/**
 * Conditions joined by AND or OR; with none TRUE or FALSE. Long lists are joined as a tree, since
 * SQLite bounds how deep an expression may be.
 */
export function joinConditions(conditions: readonly SqlText[], word: 'AND' | 'OR'): SqlText {
  const [only, second] = conditions;
  if (!only) return word === 'AND' ? TRUE : FALSE;
  if (!second) return only;
  if (conditions.length <= 8) {
    return {
      text: `(${conditions.map(({ text }) => text).join(` ${word} `)})`,
      values: conditions.flatMap(({ values }) => values),
    };
  }
  const half = Math.ceil(conditions.length / 2);
  return joinConditions(
    [joinConditions(conditions.slice(0, half), word), joinConditions(conditions.slice(half), word)],
    word,
  );
}

/** Pieces with commas between them. */
export function commaList(pieces: readonly SqlText[]): SqlText {
  return {
    text: pieces.map(({ text }) => text).join(', '),
    values: pieces.flatMap(({ values }) => values),
  };
}

/** As many placeholders as there are values, with commas between them. */
export function placeholders(values: readonly SqlValue[]): SqlText {
  return { text: values.map(() => '?').join(', '), values };
}
