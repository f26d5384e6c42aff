import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type pg from 'pg';
import type { Dialect } from './db.ts';

/** The advisory lock that Prisma takes on PostgreSQL while it migrates; we take the same one. */
const ADVISORY_LOCK = 72707369;

/** The columns of Prisma's own bookkeeping that decide what is still to be applied. */
const APPLIED = `SELECT "migration_name" AS "name", "checksum", "finished_at" AS "finished"
  FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface AppliedRow {
  readonly name: string;
  readonly checksum: string;
  readonly finished: unknown;
}

/**
 * Bring an SQLite file up to date, all or nothing.
 *
 * The table, the checksums and the order are those of `prisma migrate deploy`, which therefore
 * finds nothing left to do.
 *
 * @returns the names of the migrations applied now.
 * @throws {Error} when an applied migration was edited, or failed earlier.
 */
export function migrateSqlite(file: string): string[] {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('busy_timeout = 5000');
    // Rebuilding a table needs it off, and within a transaction the pragma does nothing.
    db.pragma('foreign_keys = OFF');
    return db
      .transaction(() => {
        db.exec(bookkeeping('sqlite'));
        const applied = db.prepare(APPLIED).all() as AppliedRow[];
        return pending(migrationsOf('sqlite'), applied).map((migration) => {
          const started = isoNow();
          db.exec(migration.sql);
          if ((db.pragma('foreign_key_check') as unknown[]).length > 0) {
            throw new Error(`Migration ${migration.name} breaks foreign keys.`);
          }
          db.prepare(
            `INSERT INTO "_prisma_migrations"
               ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
             VALUES (?, ?, ?, ?, ?, 1)`,
          ).run(randomUUID(), migration.checksum, migration.name, started, isoNow());
          return migration.name;
        });
      })
      .immediate();
  } finally {
    db.close();
  }
}

/**
 * The same for PostgreSQL: each migration is a transaction of its own, all under Prisma's lock.
 *
 * @param client A connection of its own, since the lock belongs to it.
 */
export async function migratePostgresql(client: pg.Client): Promise<string[]> {
  await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
  try {
    await client.query(bookkeeping('postgresql'));
    const { rows } = await client.query<AppliedRow>(APPLIED);
    const todo = pending(migrationsOf('postgresql'), rows);
    for (const migration of todo) await applyPostgresql(client, migration);
    return todo.map(({ name }) => name);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]);
  }
}

async function applyPostgresql(client: pg.Client, { name, sql, checksum }: Migration) {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations"
         ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}

/** The migrations of a database, in order. The folder stands beside `src`, and beside `dist`. */
function migrationsOf(dialect: Dialect): Migration[] {
  const folder = new URL(`../../prisma/${dialect}/migrations/`, import.meta.url);
  return readdirSync(fileURLToPath(folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

function pending(all: readonly Migration[], applied: readonly AppliedRow[]): Migration[] {
  for (const { name, checksum, finished } of applied) {
    if (!finished) {
      throw new Error(`Migration ${name} failed earlier: repair the database by hand.`);
    }
    if (all.some((m) => m.name === name && m.checksum !== checksum)) {
      throw new Error(`Migration ${name} was edited after it had been applied.`);
    }
  }
  return all.filter(({ name }) => !applied.some((row) => row.name === name));
}

function bookkeeping(dialect: Dialect): string {
  const [id, checksum, name, instant, now, count] =
    dialect === 'sqlite'
      ? ['TEXT', 'TEXT', 'TEXT', 'DATETIME', 'current_timestamp', 'INTEGER UNSIGNED']
      : ['VARCHAR(36)', 'VARCHAR(64)', 'VARCHAR(255)', 'TIMESTAMPTZ', 'now()', 'INTEGER'];
  return `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" ${id} PRIMARY KEY NOT NULL,
    "checksum" ${checksum} NOT NULL,
    "finished_at" ${instant},
    "migration_name" ${name} NOT NULL,
    "logs" TEXT,
    "rolled_back_at" ${instant},
    "started_at" ${instant} NOT NULL DEFAULT ${now},
    "applied_steps_count" ${count} NOT NULL DEFAULT 0
  )`;
}

function isoNow(): string {
  return new Date().toISOString().replace('Z', '+00:00');
}
