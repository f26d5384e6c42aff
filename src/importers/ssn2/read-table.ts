import type { FindingLog } from './finding-log.ts';
import type { Ssn2Database } from './ssn2-database.ts';
import { BadValue, type Column } from './table-columns.ts';
import type { TimeSlice } from './time-slice.ts';

/** What reading tables needs. */
export interface TableContext {
  readonly database: Ssn2Database;
  readonly log: FindingLog;
  readonly slice: TimeSlice;
}

/** Columns by their name in the file. */
export type Columns = Readonly<Record<string, Column<unknown>>>;

/** A row as the columns read it. */
export type Row<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never;
};

/**
 * Read a whole table in its own order. A table that is absent has no rows unless it is required.
 *
 * @throws {ImportError} SSN2_MISSING_TABLE, SSN2_MISSING_COLUMN, SSN2_BAD_VALUE, or
 *   SSN2_LIMIT_EXCEEDED for more than `maxRows` rows.
 */
export async function readTable<C extends Columns>(
  context: TableContext,
  table: string,
  columns: C,
  maxRows: number,
  required = false,
): Promise<Row<C>[]> {
  const { database, log, slice } = context;
  const query = selectColumns(context, table, columns, required);
  if (query === null) return [];
  const readers = Object.entries(columns);
  const rows: Row<C>[] = [];
  const statement = database.connection.prepare<[], unknown[]>(`${query} LIMIT ${maxRows + 1}`);
  for (const values of statement.raw().iterate()) {
    if (rows.length === maxRows) {
      throw log.fatal(
        'SSN2_LIMIT_EXCEEDED',
        `table ${table} has more than ${maxRows} rows. Nothing was imported.`,
        { table, limit: maxRows },
      );
    }
    rows.push(readRow<C>(log, table, readers, values, rows.length));
    if (slice.due()) await slice.pause();
  }
  return rows;
}

/**
 * Check that a table has the columns, and give the SELECT for them. Null when the table is absent
 * and not required.
 *
 * @throws {ImportError} SSN2_MISSING_TABLE, SSN2_MISSING_COLUMN.
 */
export function selectColumns(
  { database, log }: Pick<TableContext, 'database' | 'log'>,
  table: string,
  columns: Columns,
  required: boolean,
): string | null {
  const existing = database.columnsOf(table);
  if (existing === null) {
    if (!required) return null;
    throw log.fatal(
      'SSN2_MISSING_TABLE',
      `the recording has no table ${table}. Nothing was imported.`,
      { table },
    );
  }
  const expressions = Object.entries(columns).map(([name, column]) => {
    if (existing.has(name.toLowerCase())) return column.sql(`"${name}"`);
    if (column.mayLack) return 'NULL';
    throw log.fatal(
      'SSN2_MISSING_COLUMN',
      `table ${table} has no column ${name}. Nothing was imported.`,
      { table, column: name },
    );
  });
  return `SELECT ${expressions.join(', ')} FROM "${table}"`;
}

/** Whether a table exists and has a row; none of its content is read. */
export function hasRows({ database }: Pick<TableContext, 'database'>, table: string): boolean {
  if (database.columnsOf(table) === null) return false;
  return database.connection.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() !== undefined;
}

/**
 * Check that no two rows have the same key, which the schema of a healthy file ensures.
 *
 * @throws {ImportError} SSN2_BAD_VALUE.
 */
export function requireUnique<T>(
  log: FindingLog,
  table: string,
  rows: readonly T[],
  key: (row: T) => string | number,
): void {
  const seen = new Set<string | number>();
  for (const row of rows) {
    const k = key(row);
    if (seen.has(k)) {
      throw log.fatal(
        'SSN2_BAD_VALUE',
        `table ${table} has two rows with the key ${k}. Nothing was imported.`,
        { table, key: k },
      );
    }
    seen.add(k);
  }
}

function readRow<C extends Columns>(
  log: FindingLog,
  table: string,
  readers: readonly (readonly [string, Column<unknown>])[],
  values: readonly unknown[],
  row: number,
): Row<C> {
  const result: Record<string, unknown> = {};
  readers.forEach(([name, column], i) => {
    const detail = { table, column: name, row };
    const value = column.read(values[i], () =>
      log.warn(
        'SSN2_TEXT_TRUNCATED',
        `a text in ${table}.${name} is too long; its end is left out.`,
        detail,
      ),
    );
    if (value instanceof BadValue) {
      throw log.fatal(
        'SSN2_BAD_VALUE',
        `${table}.${name} of row ${row + 1} is not ${value.expected}. Nothing was imported.`,
        { ...detail, expected: value.expected },
      );
    }
    result[name] = value;
  });
  return result as Row<C>;
}
