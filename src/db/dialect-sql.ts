import type { Dialect } from './db.ts';

/** The few expressions that the two databases write differently. Arguments are SQL. */
export interface DialectSql {
  /** Whether a text holds another, byte for byte. */
  contains(text: string, part: string): string;
  /** A text in lower case, by Unicode's rules. */
  fold(text: string): string;
  /** A table by its alias, read by this index: where the database's own choice is another. */
  indexedBy(table: string, alias: string, index: string): string;
  /** The same value, but no index is to be used for it: the query says by its form which one is. */
  unindexed(column: string): string;
  /** Row keys (`"sessionId"`) of sessions that have all words; its parameter is `wordsArgument`. */
  readonly sessionsOfWords: string;
  /** The parameter of `sessionsOfWords`: the beginnings of words, each of letters and digits. */
  wordsArgument(words: readonly string[]): string;
}

const SQLITE: DialectSql = {
  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  // Registered with each connection: SQLite's own lower() knows ASCII alone.
  fold: (text) => `fold(${text})`,
  indexedBy: (table, alias, index) => `"${table}" ${alias} INDEXED BY "${index}"`,
  unindexed: (column) => `+${column}`,
  sessionsOfWords:
    'SELECT rowid AS "sessionId" FROM "SessionSearchIndex" WHERE "SessionSearchIndex" MATCH ?',
  wordsArgument: (words) => words.map((word) => `"${word}"*`).join(' '),
};

const POSTGRESQL: DialectSql = {
  contains: (text, part) => `strpos(${text}, ${part}) > 0`,
  fold: (text) => `lower(${text} COLLATE "und-x-icu")`,
  indexedBy: (table, alias) => `"${table}" ${alias}`,
  unindexed: (column) => column,
  sessionsOfWords: `SELECT "sessionId" FROM "SessionSearch"
    WHERE array_to_tsvector(string_to_array(trim("words"), ' ')) @@ CAST(? AS tsquery)`,
  wordsArgument: (words) => words.map((word) => `'${word}':*`).join(' & '),
};

/** How a database writes them. */
export function dialectSql(dialect: Dialect): DialectSql {
  return dialect === 'sqlite' ? SQLITE : POSTGRESQL;
}
