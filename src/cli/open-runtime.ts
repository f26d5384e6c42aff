import { readConfig } from '../config.ts';
import { openDb } from '../db/open-db.ts';
import { ensureDerivedData } from '../derived-data/derived-data.ts';
import { loadEnvironment } from '../load-environment.ts';
import { closeRuntime, createRuntime, type Runtime } from '../runtime.ts';
import { createProgress } from './progress.ts';

/** Open the database of the environment; null, with a message on standard error, when it cannot be. */
export async function openRuntime(): Promise<Runtime | null> {
  try {
    const config = readConfig(loadEnvironment());
    const runtime = createRuntime(await openDb(config.databaseUrl, config.limits), config.limits);
    await indexOlderSessions(runtime);
    return runtime;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

/** Sessions of an older version are indexed once. */
async function indexOlderSessions(runtime: Runtime): Promise<void> {
  const progress = createProgress(process.stderr, 'sessions of an older version');
  let begun = false;
  try {
    await ensureDerivedData(runtime.db, () => {
      begun = true;
      return progress.update;
    });
  } catch (error) {
    await closeRuntime(runtime);
    throw error;
  }
  if (begun) progress.finish('indexed');
}
