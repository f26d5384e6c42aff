import type Database from 'better-sqlite3';

/** Give a connection the functions that queries of ours use beside SQLite's own. */
export function registerFunctions(connection: Database.Database): void {
  connection.function('fold', { deterministic: true }, (text) =>
    typeof text === 'string' ? text.toLowerCase() : null,
  );
}
