import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { SqlValue } from './sql.ts';
import { MAPPED_BYTES, registerFunctions } from './sqlite-functions.ts';

// The whole of the thread that runs long queries of SQLite: see `sqlite-scanner.ts`.

/** A query for the thread. */
export interface ScanTask {
  readonly id: number;
  readonly query: string;
  readonly values: readonly SqlValue[];
}

/** What the thread answers. */
export type ScanOutcome =
  | { readonly id: number; readonly rows: unknown[] }
  | { readonly id: number; readonly error: string };

const connection = new Database(workerData as string, { readonly: true, timeout: 5_000 });
connection.pragma('cache_size = -32768');
connection.pragma(`mmap_size = ${MAPPED_BYTES}`);
registerFunctions(connection);

parentPort?.on('message', ({ id, query, values }: ScanTask) => {
  let outcome: ScanOutcome;
  try {
    outcome = {
      id,
      rows: connection
        .prepare(query)
        .safeIntegers(true)
        .all(...values),
    };
  } catch (error) {
    outcome = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(outcome);
});
