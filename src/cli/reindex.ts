import { rebuildDerivedData } from '../derived-data/derived-data.ts';
import { closeRuntime } from '../runtime.ts';
import { openRuntime } from './open-runtime.ts';
import { createProgress } from './progress.ts';

/**
 * Derive again what lists, searches and the metamodel read, from the sessions that are stored.
 *
 * @returns the exit status.
 */
export async function reindex(): Promise<number> {
  const runtime = await openRuntime();
  if (!runtime) return 1;
  const progress = createProgress(process.stdout, 'sessions');
  try {
    await rebuildDerivedData(runtime.db, progress.update);
    progress.finish('indexed');
    return 0;
  } finally {
    await closeRuntime(runtime);
  }
}
