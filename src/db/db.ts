import type { Prisma, PrismaClient } from './generated/sqlite/client.ts';
import type { Sql, SqlValue } from './sql.ts';

/** The two databases, by the name of their Prisma provider. */
export type Dialect = 'sqlite' | 'postgresql';

/** A connection's two ways in: Prisma for records, the driver for sample blocks. */
export interface Reader {
  readonly prisma: Prisma.TransactionClient;
  readonly sql: Sql;
}

/** The same inside one write transaction. */
export interface Writer extends Reader {
  /**
   * Wait until no other transaction holds this key, and hold it until this one ends. SQLite has
   * one writer at a time, so there it does nothing.
   *
   * @param shared Others may hold it too, who also share it.
   */
  lock(key: string, options?: { readonly shared?: boolean }): Promise<void>;
}

/** The database: reads at any time, writes one transaction each. */
export interface Db {
  readonly dialect: Dialect;
  /** Reads outside a transaction. Writing through it fails on SQLite, and must not be tried. */
  readonly read: Reader;
  /**
   * A read that may look at a great many rows: on SQLite it runs on a thread of its own, since it
   * would hold up everybody else.
   *
   * @throws {AppError} PAYLOAD_TOO_LARGE when it takes longer than `maxScanMs`.
   */
  scan<Row>(query: string, values: readonly SqlValue[]): Promise<Row[]>;
  /**
   * Run `work` in one transaction: all of it is durable when the promise resolves, none of it
   * remains when it rejects. On SQLite writers queue; on PostgreSQL a transaction that loses a
   * race is run again, so `work` must have no effect of its own outside the database.
   */
  write<T>(work: (tx: Writer) => Promise<T>): Promise<T>;
  /**
   * The same for small writes, of which many come at once: those that wait share a transaction, each
   * still being all or nothing by itself. Durable when the promise resolves.
   *
   * @param lane On PostgreSQL only writes of one lane wait for one another; on SQLite all do.
   */
  writeTogether<T>(lane: string, work: (tx: Writer) => Promise<T>): Promise<T>;
  /**
   * Keep this process from writing while `work` runs, so that a thread of its own may: on SQLite two
   * writers of one process would block each other's event loop. PostgreSQL needs no such turn.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** The URL it was opened by; may hold a password. */
  readonly url: string;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds that a `scan` may take unless told otherwise. */
export const DEFAULT_MAX_SCAN_MS = 30_000;

/** How a database is opened. */
export interface DbOptions {
  /** Told of every statement, for tests that count them. */
  readonly onStatement?: (sql: string) => void;
  /** Milliseconds that one `scan` may take; 30 seconds by default. */
  readonly maxScanMs?: number;
}

/**
 * Narrow the client of either database to one type: both are generated from the same models, and
 * differ only in what they send.
 */
export type AnyPrismaClient = PrismaClient;
