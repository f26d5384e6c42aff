import { readConfig } from '../config.ts';
import { openDb } from '../db/open-db.ts';
import { loadEnvironment } from '../load-environment.ts';
import { createRuntime, type Runtime } from '../runtime.ts';

/** Open the database of the environment; null, with a message on standard error, when it cannot be. */
export async function openRuntime(): Promise<Runtime | null> {
  try {
    const config = readConfig(loadEnvironment());
    return createRuntime(await openDb(config.databaseUrl), config.limits);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}
