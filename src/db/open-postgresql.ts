import { setTimeout as delay } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { AppError } from '../errors.ts';
import { type AnyPrismaClient, type Db, type DbOptions, DEFAULT_MAX_SCAN_MS } from './db.ts';
import { PrismaClient } from './generated/postgresql/client.ts';
import { createGroupCommit } from './group-commit.ts';
import { migratePostgresql } from './migrate.ts';
import type { Sql, SqlValue } from './sql.ts';
import { tooLongScan } from './too-long-scan.ts';

const POOL_SIZE = 10;
const SCAN_POOL_SIZE = 4;
const TRANSACTION_TIMEOUT_MS = 24 * 60 * 60 * 1_000;
const WRITE_ATTEMPTS = 8;

/** PostgreSQL's serialization failure and deadlock, and Prisma's word for both. */
const LOST_RACE = /\b(40001|40P01|P2034)\b/;

/** Open a PostgreSQL database, and bring its tables up to date. */
export async function openPostgresql(url: string, options: DbOptions = {}): Promise<Db> {
  const { onStatement } = options;
  await withClient(url, migratePostgresql);
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE });
  // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
  pool.on('error', () => {});
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: true }),
    log: onStatement ? [{ emit: 'event', level: 'query' }] : [],
  }) as unknown as AnyPrismaClient;
  if (onStatement) {
    (prisma as AnyPrismaClient & PrismaClient<'query'>).$on('query', (e) => onStatement(e.query));
  }
  await prisma.$connect();
  const { maxScanMs = DEFAULT_MAX_SCAN_MS } = options;
  const scanPool = new pg.Pool({
    connectionString: url,
    max: SCAN_POOL_SIZE,
    statement_timeout: maxScanMs,
  });
  scanPool.on('error', () => {});
  const scanSql = poolSql(scanPool, onStatement);

  const attempt: Db['write'] = (work) =>
    prisma.$transaction((tx) => work({ prisma: tx, sql: rawSql(tx), lock: locker(tx) }), {
      timeout: TRANSACTION_TIMEOUT_MS,
      maxWait: TRANSACTION_TIMEOUT_MS,
    });

  let closing: Promise<void> | null = null;
  const end = async () => {
    await scanPool.end();
    await prisma.$disconnect();
    if (!pool.ended) await pool.end();
  };

  const write: Db['write'] = async (work) => {
    // The client would connect again without a word.
    if (closing) throw new Error('The database is closed.');
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(work);
      } catch (error) {
        if (tooLongForIndex(error)) throw tooLong(error);
        if (tries >= WRITE_ATTEMPTS || !lostRace(error)) throw error;
        await delay(Math.random() * 10 * 2 ** tries);
      }
    }
  };

  return {
    dialect: 'postgresql',
    read: { prisma, sql: poolSql(pool, onStatement) },
    async scan<Row>(query: string, values: readonly SqlValue[]) {
      try {
        return await scanSql.all<Row>(query, values);
      } catch (error) {
        throw isCancelled(error) ? tooLongScan(maxScanMs) : error;
      }
    },
    write,
    writeTogether: createGroupCommit(write),
    exclusively: (work) => work(),
    url,
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function lostRace(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return LOST_RACE.test(String(code)) || LOST_RACE.test(error.message);
}

/** PostgreSQL's word for a statement that ran into its timeout. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === '57014';
}

/** PostgreSQL's limit of 2,704 bytes for an entry of an index; SQLite has none. */
function tooLongForIndex(error: unknown): boolean {
  return error instanceof Error && /index row (size|requires) /.test(error.message);
}

function tooLong(cause: unknown): AppError {
  return new AppError(
    'BAD_USER_INPUT',
    'Expected names, labels and keys of at most 2,600 bytes of UTF-8 together, which PostgreSQL can index.',
    {},
    { cause },
  );
}

/** `?` to `$1`, `$2` ...: no query of ours holds a question mark in a literal. */
const numbered = new Map<string, string>();
function toNumbered(query: string): string {
  let text = numbered.get(query);
  if (text === undefined) {
    let position = 0;
    text = query.replace(/\?/g, () => `$${++position}`);
    numbered.set(query, text);
  }
  return text;
}

function locker(tx: Pick<AnyPrismaClient, '$executeRawUnsafe'>) {
  return async (key: string, { shared = false }: { readonly shared?: boolean } = {}) => {
    const lock = shared ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
    await tx.$executeRawUnsafe(`SELECT ${lock}(hashtextextended($1, 0))`, key);
  };
}

/** Prisma sends 16 digits of a double beyond 2^53; as text the server reads all of it. */
function exact(value: SqlValue): SqlValue {
  const isLarge = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isLarge ? String(value) : value;
}

function rawSql(tx: Pick<AnyPrismaClient, '$queryRawUnsafe' | '$executeRawUnsafe'>): Sql {
  return {
    all: <Row>(query: string, values: readonly SqlValue[] = []) =>
      tx.$queryRawUnsafe<Row[]>(toNumbered(query), ...values.map(exact)),
    run: (query, values = []) => tx.$executeRawUnsafe(toNumbered(query), ...values.map(exact)),
  };
}

/** int8 as bigint; the driver's own default is text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? (text: string) => BigInt(text)
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

function poolSql(pool: pg.Pool, onStatement?: (sql: string) => void): Sql {
  const query = (text: string, values: readonly SqlValue[]) => {
    onStatement?.(text);
    const bound = values.map((v) => (v instanceof Uint8Array ? Buffer.from(v) : v));
    return pool.query({ text: toNumbered(text), values: bound, types });
  };
  return {
    all: async <Row>(text: string, values: readonly SqlValue[] = []) =>
      (await query(text, values)).rows as Row[],
    run: async (text, values = []) => (await query(text, values)).rowCount ?? 0,
  };
}
