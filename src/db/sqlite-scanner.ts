import type { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { startWorker } from '../lib/start-worker.ts';
import type { ScanOutcome, ScanTask } from './scan-worker.ts';
import type { SqlValue } from './sql.ts';
import { tooLongScan } from './too-long-scan.ts';

/** Runs queries that may take long on a thread of their own: SQLite answers without a turn for others. */
export interface SqliteScanner {
  all<Row>(query: string, values: readonly SqlValue[]): Promise<Row[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly task: ScanTask;
  readonly resolve: (rows: never[]) => void;
  readonly reject: (error: Error) => void;
}

/** Queries that wait for the thread; more are refused, since the last would wait too long. */
const MAX_WAITING = 1_000;

/**
 * Make the scanner of a database file. Its thread starts with the first query, takes one at a time,
 * and is ended when one takes too long.
 *
 * @param maxMs Milliseconds that one query may take.
 */
export function createSqliteScanner(file: string, maxMs: number): SqliteScanner {
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastId = 0;
  /** The first of them runs. */
  let queue: Waiting[] = [];

  function start(): Worker {
    const started = startWorker(import.meta.url, 'scan-worker', file);
    started.unref();
    started.on('message', (outcome: ScanOutcome) => {
      const [first] = queue;
      if (!first || first.task.id !== outcome.id) return;
      settle((done) => {
        if ('rows' in outcome) done.resolve(outcome.rows as never[]);
        else done.reject(new Error(outcome.error));
      });
    });
    started.on('error', (error) => abandon(started, error));
    started.on('exit', () => abandon(started, new Error('The scanning thread ended.')));
    return started;
  }

  function settle(answer: (first: Waiting) => void): void {
    clearTimeout(timer);
    const [first, ...others] = queue;
    queue = others;
    if (first) answer(first);
    next();
  }

  function next(): void {
    const [first] = queue;
    if (!first) return;
    worker ??= start();
    worker.postMessage(first.task);
    const running = worker;
    timer = setTimeout(() => {
      abandon(running, tooLongScan(maxMs));
    }, maxMs);
  }

  /** The thread is gone, or has to go: the query it was at fails, the others get another thread. */
  function abandon(gone: Worker, error: Error): void {
    if (worker !== gone) return;
    worker = null;
    void gone.terminate();
    settle((first) => first.reject(error));
  }

  return {
    all: <Row>(query: string, values: readonly SqlValue[]) =>
      new Promise<Row[]>((resolve, reject) => {
        if (queue.length >= MAX_WAITING) {
          reject(
            new AppError('UNAVAILABLE', 'Too many long queries wait already. Try again later.'),
          );
          return;
        }
        queue.push({ task: { id: ++lastId, query, values }, resolve, reject });
        if (queue.length === 1) next();
      }),
    async close() {
      const gone = worker;
      worker = null;
      clearTimeout(timer);
      for (const { reject } of queue) reject(new Error('The database is closed.'));
      queue = [];
      await gone?.terminate();
    },
  };
}
