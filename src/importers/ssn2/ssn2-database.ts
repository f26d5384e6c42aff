import Database from 'better-sqlite3';
import type { FindingLog } from './finding-log.ts';

const MAX_TABLES = 10_000;
const PRAGMAS = [
  'foreign_keys = OFF',
  'trusted_schema = OFF',
  'query_only = ON',
  'cell_size_check = ON',
  'ignore_check_constraints = ON',
  'mmap_size = 0',
];

/** What `quick_check` says of values rather than of the structure; the reader judges values. */
const ABOUT_VALUES = /^(NULL value in|CHECK constraint failed|\S+ value in|non-\w+ value in) /;

/** An open recording: the connection and what its schema really holds. */
export interface Ssn2Database {
  readonly connection: Database.Database;
  /** Whether there is such an ordinary table. */
  has(table: string): boolean;
  /**
   * Ordinary columns of an ordinary table, in lower case; null when there is no such table. The
   * first time, the pages of the table are checked.
   */
  columnsOf(table: string): ReadonlySet<string> | null;
}

/**
 * Open a private copy for reading. Views and virtual tables do not count as tables, nor generated
 * columns as columns: to read them would run expressions of the file. Integers come as bigint.
 *
 * @throws {ImportError} SSN2_LIMIT_EXCEEDED for a schema of more than 10,000 tables.
 * @throws {Database.SqliteError} for anything SQLite finds wrong.
 */
export function openSsn2Database(path: string, log: FindingLog): Ssn2Database {
  const connection = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    connection.defaultSafeIntegers(true);
    for (const pragma of PRAGMAS) connection.pragma(pragma);
    const tables = listTables(connection, log);
    const columns = new Map<string, ReadonlySet<string>>();
    return {
      connection,
      has: (table) => tables.has(table.toLowerCase()),
      columnsOf(table) {
        const key = table.toLowerCase();
        if (!tables.has(key)) return null;
        const known = columns.get(key) ?? checkTable(connection, key, log);
        columns.set(key, known);
        return known;
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function listTables(connection: Database.Database, log: FindingLog): ReadonlySet<string> {
  const rows = connection
    .prepare<[], [unknown, unknown]>(
      `SELECT name, substr(sql, 1, 1000) FROM sqlite_master
       WHERE type = 'table' AND rootpage > 0 LIMIT ${MAX_TABLES + 1}`,
    )
    .raw()
    .all();
  if (rows.length > MAX_TABLES) {
    throw log.fatal(
      'SSN2_LIMIT_EXCEEDED',
      `the database has more than ${MAX_TABLES} tables. Nothing was imported.`,
    );
  }
  const names = rows.flatMap(([name, sql]) =>
    typeof name === 'string' && !isVirtual(sql) ? [name.toLowerCase()] : [],
  );
  return new Set(names);
}

function isVirtual(sql: unknown): boolean {
  if (typeof sql !== 'string') return true;
  const plain = sql.replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ');
  return /^\s*create\s+virtual\b/i.test(plain);
}

/** Columns of a table, after its pages were found sound. */
function checkTable(
  connection: Database.Database,
  table: string,
  log: FindingLog,
): ReadonlySet<string> {
  const rows = connection
    .prepare<[string], [string, bigint]>('SELECT name, hidden FROM pragma_table_xinfo(?)')
    .raw()
    .all(table);
  const generated = rows.some(([, hidden]) => hidden !== 0n);
  // A damaged page may hide rows without an error when it is read. The data of the streams can be
  // large, and its pages are all read anyway; generated columns would be evaluated.
  if (!generated && table !== 'datablobs') checkPages(connection, table, log);
  return new Set(rows.flatMap(([name, hidden]) => (hidden === 0n ? [name.toLowerCase()] : [])));
}

function checkPages(connection: Database.Database, table: string, log: FindingLog): void {
  const rows = connection.prepare<[], [unknown]>(`PRAGMA quick_check("${table}")`).raw().all();
  const problems = rows
    .flatMap(([text]) => String(text).split('\n'))
    .filter((line) => line !== 'ok' && !line.startsWith('***') && !ABOUT_VALUES.test(line));
  if (problems.length === 0) return;
  throw log.fatal(
    'SSN2_SQLITE_CORRUPT',
    `the database is damaged in table ${table}. Nothing was imported.`,
    { table, findings: problems.slice(0, 10) },
  );
}
