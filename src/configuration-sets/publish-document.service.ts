import { AppError, type ErrorCode, notFound } from '../errors.ts';
import { startWorker } from '../lib/start-worker.ts';
import type { Runtime } from '../runtime.ts';
import { decodeDraft } from './configuration-draft.ts';
import type { ConfigurationSet } from './configuration-set.service.ts';
import { loadConfiguration } from './load-configuration.ts';
import { type ConfigurationResult, publishConfiguration } from './publish-configuration.service.ts';
import { readRtaConfiguration } from './rta/read-rta-configuration.ts';
import { type RtaDocument, toRtaConfiguration } from './rta/to-rta-configuration.ts';

/** Bytes of a document that is read on a thread of its own, lest it hold up every other request. */
const WORKER_THRESHOLD = 128 * 1024;

type DocumentRuntime = Pick<Runtime, 'db' | 'now' | 'limits'>;

/**
 * Publish the text of an RTA configuration document: as `publishConfiguration` does.
 *
 * @throws {AppError} BAD_USER_INPUT with every problem and its place in the document; CONFLICT;
 *   PAYLOAD_TOO_LARGE.
 */
export async function publishDocument(
  runtime: DocumentRuntime,
  identifier: string,
  text: Uint8Array,
): Promise<ConfigurationResult> {
  if (text.byteLength < WORKER_THRESHOLD) return publishDocumentHere(runtime, identifier, text);
  const { db, limits } = runtime;
  const task: PublishTask = { databaseUrl: db.url, identifier, text, limits };
  const { created, warnings } = await db.exclusively(() => runWorker(task));
  const where = { identifier };
  const configurationSet = await db.read.prisma.configurationSet.findUnique({ where });
  if (!configurationSet) throw notFound('ConfigurationSet', identifier);
  return { configurationSet, created, warnings };
}

/** The same on this thread. */
export async function publishDocumentHere(
  runtime: DocumentRuntime,
  identifier: string,
  text: Uint8Array,
): Promise<ConfigurationResult> {
  const options = { maxBytes: runtime.limits.maxImportBytes };
  const { content, warnings } = readRtaConfiguration(text, options);
  // Functions in languages that are not evaluated are kept.
  const result = await publishConfiguration(runtime, identifier, content, { lenient: true });
  return { ...result, warnings };
}

/** The document of a set, importable again; of a draft, what it holds so far. */
export async function readDocument(
  { db }: Pick<Runtime, 'db'>,
  set: ConfigurationSet,
): Promise<RtaDocument> {
  const where = { configurationSetId: set.id };
  const draft = await db.read.prisma.configurationDraft.findUnique({ where });
  return toRtaConfiguration(
    draft ? decodeDraft(draft.content) : await loadConfiguration(db.read, set),
  );
}

/** What the thread is given. */
export interface PublishTask {
  readonly databaseUrl: string;
  readonly identifier: string;
  readonly text: Uint8Array;
  readonly limits: Runtime['limits'];
}

/** What it answers. */
export type PublishOutcome =
  | ({ readonly ok: true } & Pick<ConfigurationResult, 'created' | 'warnings'>)
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

function runWorker(task: PublishTask): Promise<Pick<ConfigurationResult, 'created' | 'warnings'>> {
  const worker = startWorker(import.meta.url, 'publish-worker', task);
  return new Promise((resolve, reject) => {
    worker.once('message', (outcome: PublishOutcome) => {
      if (outcome.ok) resolve(outcome);
      else reject(new AppError(outcome.code, outcome.message, { ...outcome.details }));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The publishing thread ended without an answer.')));
  });
}
