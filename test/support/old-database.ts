import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import pg from 'pg';

const INITIAL = '20261122120000_initial';

/** Run statements on a database of either kind, outside of what the product does with it. */
export async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  if (url.startsWith('file:')) {
    const db = new Database(url.slice('file:'.length));
    try {
      for (const statement of statements) db.exec(statement);
    } finally {
      db.close();
    }
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Make the tables of the first version in an empty database, as that version left them. */
export async function makeOldTables(url: string): Promise<void> {
  const dialect = url.startsWith('file:') ? 'sqlite' : 'postgresql';
  const folder = new URL(`../../prisma/${dialect}/migrations/`, import.meta.url);
  const sql = readFileSync(new URL(`${INITIAL}/migration.sql`, folder), 'utf8');
  const checksum = createHash('sha256').update(sql).digest('hex');
  const instant = dialect === 'sqlite' ? 'DATETIME' : 'TIMESTAMPTZ';
  await runStatements(url, [
    sql,
    `CREATE TABLE "_prisma_migrations" (
       "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL,
       "finished_at" ${instant}, "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT,
       "rolled_back_at" ${instant}, "started_at" ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP,
       "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`,
    `INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "applied_steps_count")
     VALUES ('${randomUUID()}', '${checksum}', CURRENT_TIMESTAMP, '${INITIAL}', 1)`,
  ]);
}
