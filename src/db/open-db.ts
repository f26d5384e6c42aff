import type { Db, DbOptions } from './db.ts';
import { openPostgresql } from './open-postgresql.ts';
import { openSqlite } from './open-sqlite.ts';

/**
 * Open the database a URL names, and bring its tables up to date.
 *
 * @param url `file:PATH` for SQLite, `postgresql://...` for PostgreSQL.
 */
export function openDb(url: string, options: DbOptions = {}): Promise<Db> {
  if (url.startsWith('file:')) return openSqlite(url, options);
  if (/^postgres(ql)?:/.test(url)) return openPostgresql(url, options);
  throw new Error('DATABASE_URL: expected "file:PATH" or "postgresql://...".');
}
