import type { Db } from '../db/db.ts';
import { countWaitingChanges, foldPropertyCounts } from './property-counts.ts';

/** Adds up what writers append to the counts of properties, beside everything else. */
export interface PropertyCounts {
  /** Say that a write is durable: when many changes wait, they begin to be added up. */
  noteWrite(): void;
  /**
   * Called before counts are read, which takes longer the more changes wait. Waits for them to be
   * added up only where that is shorter than to read them.
   */
  settle(): Promise<void>;
  /** Resolves when nothing is being added up. */
  idle(): Promise<void>;
  /** The same, and begin no more: before the database is closed. */
  close(): Promise<void>;
}

/** Changes that may wait. */
const MAX_WAITING = 2_000;

/** Changes that are read as they are, rather than waited for behind other writers. */
const MAX_READ = 20_000;

/** Writes between two looks at how many changes wait: most append some twenty. */
const WRITES_A_LOOK = 50;

export function createPropertyCounts(db: Pick<Db, 'read' | 'write'>): PropertyCounts {
  let writes = WRITES_A_LOOK;
  let running: Promise<void> | null = null;
  let isClosed = false;

  function start(): Promise<void> {
    running ??= foldPropertyCounts(db, () => isClosed)
      // What could not be added up still waits, for the next attempt.
      .catch(() => {})
      .finally(() => {
        running = null;
      });
    return running;
  }

  async function look(): Promise<void> {
    const waiting = await countWaitingChanges(db.read, MAX_WAITING);
    if (waiting === MAX_WAITING && !isClosed) await start();
  }

  let looking: Promise<void> = Promise.resolve();
  const idle = async () => {
    await looking;
    await running;
  };

  return {
    noteWrite() {
      if (++writes < WRITES_A_LOOK || running || isClosed) return;
      writes = 0;
      looking = look().catch(() => {});
    },
    async settle() {
      const waiting = await countWaitingChanges(db.read, MAX_READ);
      if (waiting < MAX_WAITING || isClosed) return;
      const folding = start();
      if (waiting === MAX_READ) await folding;
    },
    idle,
    async close() {
      isClosed = true;
      await idle();
    },
  };
}
