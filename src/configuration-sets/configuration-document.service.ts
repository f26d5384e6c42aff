import { AppError, type ErrorCode, notFound } from '../errors.ts';
import { startWorker } from '../lib/start-worker.ts';
import type { Runtime } from '../runtime.ts';
import { decodeDraft } from './configuration-draft.ts';
import type { ConfigurationSet } from './configuration-set.service.ts';
import { loadConfiguration } from './load-configuration.ts';
import { type ConfigurationResult, publishConfiguration } from './publish-configuration.service.ts';
import { readRtaConfiguration } from './rta/read-rta-configuration.ts';
import { type RtaDocument, toRtaConfiguration } from './rta/to-rta-configuration.ts';

// A document may hold sixty thousand parameters. Reading or writing one takes a second of pure
// computing, which would hold up every other request: large ones have a thread of their own.

/** Bytes from which a document is read on a thread of its own. */
const LARGE_TEXT = 128 * 1024;

/** Parameters from which a set is written on a thread of its own. */
const LARGE_SET = 1_000;

/** Parameters of a set that is given within a GraphQL answer. */
const MAX_IN_ANSWER = 5_000;

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
  if (text.byteLength < LARGE_TEXT) return publishDocumentHere(runtime, identifier, text);
  const { db, limits } = runtime;
  const task: DocumentTask = { kind: 'publish', databaseUrl: db.url, limits, identifier, text };
  const outcome = await db.exclusively(() => runWorker(task));
  if (!('created' in outcome)) throw new Error('Expected the outcome of publishing.');
  const where = { identifier };
  const configurationSet = await db.read.prisma.configurationSet.findUnique({ where });
  if (!configurationSet) throw notFound('ConfigurationSet', identifier);
  return { configurationSet, created: outcome.created, warnings: outcome.warnings };
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

/**
 * The document of a set, importable again; of a draft, what it holds so far.
 *
 * @throws {AppError} PAYLOAD_TOO_LARGE, with advice, when it is too large for an answer.
 */
export async function readDocument(
  { db }: Pick<Runtime, 'db'>,
  set: ConfigurationSet,
): Promise<RtaDocument> {
  if ((await countParametersOf({ db }, set)) > MAX_IN_ANSWER) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Configuration set "${set.identifier}" has more than ${MAX_IN_ANSWER} parameters. Get its document from /configurations/${encodeURIComponent(set.identifier)}.json.`,
    );
  }
  return loadDocument({ db }, set);
}

/**
 * The document of a set as JSON text in UTF-8, whatever its size.
 *
 * @throws {AppError} NOT_FOUND.
 */
export async function writeDocument(
  runtime: Pick<Runtime, 'db' | 'limits'>,
  set: ConfigurationSet,
): Promise<Uint8Array> {
  const { db, limits } = runtime;
  const { identifier } = set;
  if ((await countParametersOf(runtime, set)) < LARGE_SET) {
    return writeDocumentHere(runtime, identifier);
  }
  const outcome = await runWorker({ kind: 'write', databaseUrl: db.url, limits, identifier });
  if (!('text' in outcome)) throw new Error('Expected the outcome of writing.');
  return outcome.text;
}

/** The same on this thread. */
export async function writeDocumentHere(
  { db }: Pick<Runtime, 'db'>,
  identifier: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const set = await db.read.prisma.configurationSet.findUnique({ where: { identifier } });
  if (!set) throw notFound('ConfigurationSet', identifier);
  return new TextEncoder().encode(JSON.stringify(await loadDocument({ db }, set)));
}

async function loadDocument({ db }: Pick<Runtime, 'db'>, set: ConfigurationSet) {
  const where = { configurationSetId: set.id };
  const draft = await db.read.prisma.configurationDraft.findUnique({ where });
  return toRtaConfiguration(
    draft ? decodeDraft(draft.content) : await loadConfiguration(db.read, set),
  );
}

function countParametersOf({ db }: Pick<Runtime, 'db'>, { id }: ConfigurationSet) {
  return db.read.prisma.parameter.count({ where: { configurationSetId: id } });
}

/** What a thread is given. */
export type DocumentTask = {
  readonly databaseUrl: string;
  readonly limits: Runtime['limits'];
  readonly identifier: string;
} & ({ readonly kind: 'publish'; readonly text: Uint8Array } | { readonly kind: 'write' });

type Success =
  | ({ readonly ok: true } & Pick<ConfigurationResult, 'created' | 'warnings'>)
  | { readonly ok: true; readonly text: Uint8Array<ArrayBuffer> };

/** What it answers. */
export type DocumentOutcome =
  | Success
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

function runWorker(task: DocumentTask): Promise<Success> {
  const worker = startWorker(import.meta.url, 'document-worker', task);
  return new Promise((resolve, reject) => {
    worker.once('message', (outcome: DocumentOutcome) => {
      if (outcome.ok) resolve(outcome);
      else reject(new AppError(outcome.code, outcome.message, { ...outcome.details }));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread ended without an answer.')));
  });
}
