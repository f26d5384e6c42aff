import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Db, Writer } from './db.ts';

/** Runs many small writes in few transactions. */
export type GroupCommit = Db['writeTogether'];

/** Works that share a transaction at most: a group that is too long keeps its first works waiting. */
const MAX_GROUP = 128;

interface Waiting {
  readonly work: (tx: Writer) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Make a group commit: works that come while a transaction of their lane runs share the next one,
 * so that many small writes cost few syncs of the disk. Each work has a savepoint: one that throws
 * an AppError leaves nothing behind, and the others stay.
 *
 * @param write Runs a transaction, as `Db.write`.
 */
export function createGroupCommit(write: Db['write']): GroupCommit {
  const lanes = new Map<string, Waiting[]>();

  async function drain(lane: string, waiting: Waiting[]): Promise<void> {
    // Those who come in the same turn share the first transaction, too.
    await nextTurn();
    while (waiting.length > 0) await commit(write, waiting.splice(0, MAX_GROUP));
    lanes.delete(lane);
  }

  return <T>(lane: string, work: (tx: Writer) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const one: Waiting = { work, resolve: (value) => resolve(value as T), reject };
      const waiting = lanes.get(lane);
      if (waiting) {
        waiting.push(one);
        return;
      }
      const first = [one];
      lanes.set(lane, first);
      void drain(lane, first);
    });
}

async function commit(write: Db['write'], group: readonly Waiting[]): Promise<void> {
  const [only] = group;
  if (only && group.length === 1) {
    await write(only.work).then(only.resolve, only.reject);
    return;
  }
  let outcomes: Outcome[];
  try {
    outcomes = await write(async (tx) => {
      const results: Outcome[] = [];
      for (const { work } of group) results.push(await attempt(tx, work));
      return results;
    });
  } catch {
    // One of them has broken the transaction: alone, each gets its own answer.
    for (const one of group) await commit(write, [one]);
    return;
  }
  for (const [i, outcome] of outcomes.entries()) {
    if ('error' in outcome) group[i]?.reject(outcome.error);
    else group[i]?.resolve(outcome.value);
  }
}

async function attempt(tx: Writer, work: Waiting['work']): Promise<Outcome> {
  await tx.sql.run('SAVEPOINT "work"');
  try {
    const value = await work(tx);
    await tx.sql.run('RELEASE SAVEPOINT "work"');
    return { value };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await tx.sql.run('ROLLBACK TO SAVEPOINT "work"');
    await tx.sql.run('RELEASE SAVEPOINT "work"');
    return { error };
  }
}
