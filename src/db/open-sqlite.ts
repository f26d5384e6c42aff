import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type Database from 'better-sqlite3';
import { createQueue } from '../lib/queue.ts';
import { type Db, type DbOptions, DEFAULT_MAX_SCAN_MS } from './db.ts';
import { PrismaClient } from './generated/sqlite/client.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrateSqlite } from './migrate.ts';
import type { Sql, SqlValue } from './sql.ts';
import { MAPPED_BYTES, registerFunctions } from './sqlite-functions.ts';
import { createSqliteScanner } from './sqlite-scanner.ts';

const BUSY_TIMEOUT_MS = 5_000;
const CACHED_STATEMENTS = 200;

/** Answers come at once, so who asks one thing after the other would never let others have a turn. */
const READS_A_TURN = 32;

/** Longer than any import: the queue, not a clock, decides how long a writer may take. */
const TRANSACTION_TIMEOUT_MS = 24 * 60 * 60 * 1_000;

/**
 * Open an SQLite file, and bring its tables up to date.
 *
 * One client is one connection there, and a statement outside an open transaction of its
 * connection would run inside it. So there are two clients: one that writes, behind a queue, and
 * one that can only read.
 */
export async function openSqlite(url: string, options: DbOptions = {}): Promise<Db> {
  const file = resolve(url.replace(/^file:(\/\/)?/, ''));
  mkdirSync(dirname(file), { recursive: true });
  migrateSqlite(file);

  const writer = await connect(file, options, (connection) => {
    connection.pragma('synchronous = FULL');
  });
  const reader = await connect(file, options, (connection) => {
    connection.pragma('query_only = ON');
    connection.pragma('cache_size = -65536');
    connection.pragma(`mmap_size = ${MAPPED_BYTES}`);
  });
  const queue = createQueue();
  const { onStatement, maxScanMs = DEFAULT_MAX_SCAN_MS } = options;
  const scanner = createSqliteScanner(file, maxScanMs);

  const write: Db['write'] = (work) =>
    queue.run(() =>
      writer.prisma.$transaction(
        async (prisma) => {
          // Takes the write lock before anything is read, so that another process that writes
          // meanwhile makes this one wait instead of fail.
          writer.connection.prepare('DELETE FROM "ImportRecord" WHERE 0').run();
          return work({ prisma, sql: writer.sql, lock: async () => {} });
        },
        { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_TIMEOUT_MS },
      ),
    );
  const together = createGroupCommit(write);
  let closing: Promise<void> | null = null;
  const end = async () => {
    await queue.idle();
    await scanner.close();
    await reader.prisma.$disconnect();
    await writer.prisma.$disconnect();
  };

  return {
    dialect: 'sqlite',
    read: { prisma: reader.prisma, sql: reader.sql },
    scan: (query, values) => {
      onStatement?.(query);
      return scanner.all(query, values);
    },
    write,
    writeTogether: (_lane, work) => together('', work),
    exclusively: (work) => queue.run(work),
    url: `file:${file}`,
    ping: async () => {
      reader.connection.prepare('SELECT 1').get();
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}

async function connect(
  file: string,
  { onStatement }: DbOptions,
  prepare: (connection: Database.Database) => void,
) {
  const factory = new CapturingFactory({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS });
  const prisma = new PrismaClient({
    adapter: factory,
    log: onStatement ? [{ emit: 'event', level: 'query' }] : [],
  });
  if (onStatement) {
    (prisma as PrismaClient<'query'>).$on('query', (event) => onStatement(event.query));
  }
  await prisma.$connect();
  const { connection } = factory;
  if (!connection) throw new Error('The SQLite adapter has opened no connection.');
  registerFunctions(connection);
  prepare(connection);
  return { prisma, connection, sql: driverOf(connection, onStatement) };
}

/** Keeps hold of the connection that Prisma opens: the hot paths share it, and its transaction. */
class CapturingFactory extends PrismaBetterSqlite3 {
  connection: Database.Database | null = null;

  override async connect() {
    const adapter = await super.connect();
    this.connection = (adapter as unknown as { client: Database.Database }).client;
    return adapter;
  }
}

function driverOf(connection: Database.Database, onStatement?: (sql: string) => void): Sql {
  const statements = new Map<string, PreparedStatement>();
  let reads = 0;
  const prepared = (query: string) => {
    onStatement?.(query);
    let statement = statements.get(query);
    if (!statement) {
      if (statements.size >= CACHED_STATEMENTS) statements.clear();
      statement = prepare(connection, query);
      statements.set(query, statement);
    }
    return statement;
  };
  return {
    all: async <Row>(query: string, values: readonly SqlValue[] = []) => {
      const { statement, columns } = prepared(query);
      const rows = toRows<Row>(columns, statement.all(...values) as SqlValue[][]);
      if (++reads % READS_A_TURN === 0) await yieldToOthers();
      return rows;
    },
    run: async (query, values = []) => prepared(query).statement.run(...values).changes,
  };
}

/** A statement, and the names of what it answers. */
interface PreparedStatement {
  readonly statement: Database.Statement;
  readonly columns: readonly string[];
}

function prepare(connection: Database.Database, query: string): PreparedStatement {
  const statement = connection.prepare(query);
  if (!statement.reader) return { statement, columns: [] };
  const columns = statement.columns().map(({ name }) => name);
  return { statement: statement.safeIntegers(true).raw(true), columns };
}

/** Rows as objects: made here in half the time that the driver takes to make them. */
function toRows<Row>(columns: readonly string[], rows: readonly SqlValue[][]): Row[] {
  return rows.map((values) => {
    const row: Record<string, SqlValue> = {};
    for (let i = 0; i < columns.length; i++) row[columns[i] as string] = values[i] as SqlValue;
    return row as Row;
  });
}
