import type Database from 'better-sqlite3';

/** Bytes of the file that readers map into memory, the most SQLite grants: each is a page not copied. */
export const MAPPED_BYTES = 0x7fff0000;

/** Give a connection the functions that queries of ours use beside SQLite's own. */
export function registerFunctions(connection: Database.Database): void {
  connection.function('fold', { deterministic: true }, (text) =>
    typeof text === 'string' ? text.toLowerCase() : null,
  );
}
