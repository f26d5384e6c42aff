/** A value that both database drivers take as a parameter. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/**
 * The database's own driver behind one small interface, for the hot paths: sample blocks in and
 * out. Everything else goes through Prisma.
 *
 * Queries are written once for both databases: `?` stands for a parameter, identifiers are quoted.
 * 64-bit integers arrive as bigint; narrower ones as bigint on SQLite and number on PostgreSQL, so
 * a reader narrows with Number().
 */
export interface Sql {
  all<Row>(query: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** @returns the number of rows changed. */
  run(query: string, values?: readonly SqlValue[]): Promise<number>;
}
