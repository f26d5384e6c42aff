import { parentPort, workerData } from 'node:worker_threads';
import { openDb } from '../db/open-db.ts';
import { AppError } from '../errors.ts';
import { createRuntime } from '../runtime.ts';
import {
  type PublishOutcome,
  type PublishTask,
  publishDocumentHere,
} from './publish-document.service.ts';

// The whole of a thread that publishes one document: see `publish-document.service.ts`.

const { databaseUrl, identifier, text, limits } = workerData as PublishTask;
const db = await openDb(databaseUrl);
try {
  const runtime = createRuntime(db, limits);
  const { created, warnings } = await publishDocumentHere(runtime, identifier, text);
  answer({ ok: true, created, warnings });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  const { code, message, details } = error;
  answer({ ok: false, code, message, details });
} finally {
  await db.close();
}

function answer(outcome: PublishOutcome) {
  parentPort?.postMessage(outcome);
}
