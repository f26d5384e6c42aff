import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { chunks } from '../../src/lib/chunks.ts';

/** The database by itself: bytes into a table of blobs, and nothing more. */
export interface RawStore {
  /** Store bytes in one transaction, durable when it resolves. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const BLOB_BYTES = 8_192;

/** Open a table of its own: an SQLite file in the folder, or a table of the PostgreSQL database. */
export function openRawStore(databaseUrl: string, folder: string): Promise<RawStore> {
  return databaseUrl.startsWith('file:') ? openFile(folder) : openTable(databaseUrl);
}

async function openFile(folder: string): Promise<RawStore> {
  // One of its own each time: room that was freed is filled faster than a file grows.
  const own = mkdtempSync(join(folder, 'raw-'));
  const database = new Database(join(own, 'raw.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE "Raw" ("id" INTEGER PRIMARY KEY, "data" BLOB)');
  const insert = database.prepare('INSERT INTO "Raw" ("data") VALUES (?)');
  const insertAll = database.transaction((blobs: readonly Uint8Array[]) => {
    for (const blob of blobs) insert.run(blob);
  });
  return {
    write: async (bytes) => insertAll(toBlobs(bytes)),
    close: async () => {
      database.close();
      rmSync(own, { recursive: true });
    },
  };
}

async function openTable(databaseUrl: string): Promise<RawStore> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    'CREATE TABLE IF NOT EXISTS "BenchRaw" ("id" BIGSERIAL PRIMARY KEY, "data" BYTEA)',
  );
  return {
    async write(bytes) {
      await client.query('BEGIN');
      for (const some of chunks(toBlobs(bytes), 100)) {
        const marks = some.map((_blob, i) => `($${i + 1})`).join(', ');
        await client.query(`INSERT INTO "BenchRaw" ("data") VALUES ${marks}`, some);
      }
      await client.query('COMMIT');
    },
    async close() {
      await client.query('DROP TABLE "BenchRaw"');
      await client.end();
    },
  };
}

function toBlobs(bytes: Uint8Array): Buffer[] {
  const blobs: Buffer[] = [];
  for (let at = 0; at < bytes.byteLength; at += BLOB_BYTES) {
    const { buffer, byteOffset, byteLength } = bytes.subarray(at, at + BLOB_BYTES);
    blobs.push(Buffer.from(buffer, byteOffset, byteLength));
  }
  return blobs;
}
