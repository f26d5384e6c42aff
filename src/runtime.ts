import type { Limits } from './config.ts';
import type { Db } from './db/db.ts';
import { createSignals, type Signals } from './live/signals.ts';
import { createPropertyCounts, type PropertyCounts } from './metamodel/background-fold.ts';
import { createParameterIndexes, type ParameterIndexes } from './parameters/parameter-index.ts';

/** What services may use. A GraphQL context is one, and so is what an importer or a test makes. */
export interface Runtime {
  readonly db: Db;
  readonly signals: Signals;
  readonly limits: Limits;
  /** What is searched of the configuration sets used last. */
  readonly parameterIndexes: ParameterIndexes;
  /** Adds up what the metamodel counts. */
  readonly propertyCounts: PropertyCounts;
  /** Now, in nanoseconds since the Unix epoch. */
  readonly now: () => bigint;
  /** Who writes, for the log of changes; null when nobody says. */
  readonly author: string | null;
  /** When it was made. */
  readonly startedNs: bigint;
}

/** Make the runtime of one database. */
export function createRuntime(db: Db, limits: Limits): Runtime {
  const now = () => BigInt(Date.now()) * 1_000_000n;
  const parameterIndexes = createParameterIndexes();
  return {
    db,
    limits,
    signals: createSignals(),
    parameterIndexes,
    propertyCounts: createPropertyCounts(db),
    now,
    author: null,
    startedNs: now(),
  };
}

/** Let what runs in the background end, and close the database. */
export async function closeRuntime({
  db,
  propertyCounts,
}: Pick<Runtime, 'db' | 'propertyCounts'>): Promise<void> {
  await propertyCounts.close();
  await db.close();
}
