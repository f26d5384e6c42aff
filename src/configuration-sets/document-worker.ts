import { parentPort, workerData } from 'node:worker_threads';
import { openDb } from '../db/open-db.ts';
import { AppError } from '../errors.ts';
import { createRuntime, type Runtime } from '../runtime.ts';
import {
  type DocumentOutcome,
  type DocumentTask,
  publishDocumentHere,
  writeDocumentHere,
} from './configuration-document.service.ts';

// The whole of a thread that reads or writes one document: see `configuration-document.service.ts`.

const task = workerData as DocumentTask;
const db = await openDb(task.databaseUrl);
try {
  const outcome = await run(createRuntime(db, task.limits));
  parentPort?.postMessage(outcome, outcome.ok && 'text' in outcome ? [outcome.text.buffer] : []);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  const { code, message, details } = error;
  const refusal: DocumentOutcome = { ok: false, code, message, details };
  parentPort?.postMessage(refusal);
} finally {
  await db.close();
}

async function run(runtime: Runtime): Promise<DocumentOutcome> {
  if (task.kind === 'write') {
    return { ok: true, text: await writeDocumentHere(runtime, task.identifier) };
  }
  const { created, warnings } = await publishDocumentHere(runtime, task.identifier, task.text);
  return { ok: true, created, warnings };
}
