import type { SqlValue } from '../db/sql.ts';

/** What a search looks at, of one parameter. */
export interface SearchableParameter {
  readonly identifier: string;
  readonly name: string;
  readonly description: string | null;
  readonly unit: string;
  readonly application: string;
  readonly groups: readonly string[];
}

/** A parameter as it is indexed, in lower case. */
export interface IndexedParameter {
  readonly searchName: string;
  /** The identifier is the first line. */
  readonly searchText: string;
}

const MAX_WORDS = 10;

export function indexParameter(parameter: SearchableParameter): IndexedParameter {
  const { identifier, name, description, unit, application, groups } = parameter;
  const lines = [identifier, name, description ?? '', unit, application, ...groups];
  return {
    searchName: name.toLowerCase(),
    searchText: lines.map((line) => line.replaceAll('\n', ' ').toLowerCase()).join('\n'),
  };
}

/** What a user typed: the phrase, and its words, each of which must be found. */
export interface ParameterQuery {
  readonly phrase: string;
  readonly words: readonly string[];
}

/** Null when there is nothing to search for. */
export function parseParameterQuery(text: string | null | undefined): ParameterQuery | null {
  const phrase = (text ?? '').trim().toLowerCase();
  if (phrase === '') return null;
  return { phrase, words: phrase.split(/\s+/).slice(0, MAX_WORDS) };
}

/**
 * How well a parameter that has all words matches, 0 best: the name or the identifier itself, a
 * name that begins with the phrase, a name with all words, an identifier that begins with the
 * phrase, words found elsewhere. The same order as `rankExpression` has in SQL.
 */
export function rankOf(
  { searchName, searchText }: IndexedParameter,
  { phrase, words }: ParameterQuery,
): number {
  if (searchName === phrase || searchText.startsWith(`${phrase}\n`)) return 0;
  if (searchName.startsWith(phrase)) return 1;
  if (words.every((word) => searchName.includes(word))) return 2;
  if (searchText.startsWith(phrase)) return 3;
  return 4;
}

/** A condition that every word is found. */
export function matchCondition({ words }: ParameterQuery): { sql: string; values: SqlValue[] } {
  return {
    sql: words.map(() => `p."searchText" LIKE ? ESCAPE '\\'`).join(' AND '),
    values: words.map((word) => `%${escapeLike(word)}%`),
  };
}

/** The rank in SQL. */
export function rankExpression({ phrase, words }: ParameterQuery): {
  sql: string;
  values: SqlValue[];
} {
  const begins = `${escapeLike(phrase)}%`;
  const inName = words.map(() => `p."searchName" LIKE ? ESCAPE '\\'`).join(' AND ');
  return {
    sql: `CASE WHEN p."searchName" = ? OR p."searchText" LIKE ? ESCAPE '\\' THEN 0
               WHEN p."searchName" LIKE ? ESCAPE '\\' THEN 1
               WHEN ${inName} THEN 2
               WHEN p."searchText" LIKE ? ESCAPE '\\' THEN 3 ELSE 4 END`,
    values: [
      phrase,
      `${escapeLike(phrase)}\n%`,
      begins,
      ...words.map((word) => `%${escapeLike(word)}%`),
      begins,
    ],
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
