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
 * Read a whole table in its own order. A table that is absent has no rows.
 *
 * @throws {ImportError} SSN2_MISSING_COLUMN, SSN2_BAD_VALUE, or SSN2_LIMIT_EXCEEDED for more than
 *   `maxRows` rows.
 */
export async function readTable<C extends Columns>(
  context: TableContext,
  table: string,
  columns: C,
  maxRows: number,
): Promise<Row<C>[]> {
  const { database, log, slice } = context;
  const query = selectColumns(context, table, columns);
  if (query === null) return [];
  const readRow = createRowReader(log, table, columns);
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
    rows.push(readRow(values, rows.length));
    if (slice.due()) await slice.pause();
  }
  return rows;
}

/** The SELECT for the columns, or null when there is no such table. */
function selectColumns(
  { database, log }: Pick<TableContext, 'database' | 'log'>,
  table: string,
  columns: Columns,
): string | null {
  const existing = database.columnsOf(table);
  if (existing === null) return null;
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
  if (!database.has(table)) return false;
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

/** Configurations have tens of thousands of rows: what can be shared among the rows is. */
function createRowReader<C extends Columns>(log: FindingLog, table: string, columns: C) {
  const readers = Object.entries(columns);
  // Rows copied from one object have one shape, which keys added one by one need not give.
  const shape = Object.fromEntries(readers.map(([name]) => [name, null as unknown]));
  let column = '';
  let row = 0;
  const cut = () =>
    log.warn(
      'SSN2_TEXT_TRUNCATED',
      `a text in ${table}.${column} is too long; its end is left out.`,
      { table, column, row },
    );
  return (values: readonly unknown[], index: number): Row<C> => {
    const result = { ...shape };
    row = index;
    for (let i = 0; i < readers.length; i++) {
      const [name, reader] = readers[i]!;
      column = name;
      const value = reader.read(values[i], cut);
      if (value instanceof BadValue) {
        throw log.fatal(
          'SSN2_BAD_VALUE',
          `${table}.${column} of row ${row + 1} is not ${value.expected}. Nothing was imported.`,
          { table, column, row, expected: value.expected },
        );
      }
      result[name] = value;
    }
    return result as Row<C>;
  };
}
