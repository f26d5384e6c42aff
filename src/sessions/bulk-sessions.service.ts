import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Writer } from '../db/db.ts';
import { AppError, badInput } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import { checkEntries, MAX_KEYS } from '../lib/max-keys.ts';
import type { Runtime } from '../runtime.ts';
import {
  type CreateOrUpdateSession,
  checkRequest,
  countAllEntries,
  createOrUpdateIn,
  type SessionResult,
} from './create-or-update-session.ts';
import { countSessions, listSessions } from './query/list-sessions.service.ts';
import { toSessionOrder } from './query/session-order.ts';
import {
  deleteSessions,
  findAndLockSession,
  lockFolders,
  lockIdentities,
  MAX_SESSIONS,
  readSessions,
} from './session.service.ts';
import { type SelectionArguments, toSelection } from './session-selection.ts';
import type { SessionUpdate } from './session-update-arguments.ts';
import { lockSessionRefs } from './sub-sessions.ts';

/** Entries that the operations on all sessions together write. */
const MAX_BULK_ENTRIES = 50_000;

type BulkRuntime = Pick<Runtime, 'db' | 'signals' | 'propertyCounts' | 'now' | 'author'>;

/** What a write to the sessions of a selection did, or would do. */
export interface BulkResult {
  /** Sessions that the selection held. */
  readonly matched: number;
  /** Keys of the sessions that were written to; none in a dry run. */
  readonly identities: readonly string[];
}

/**
 * Create or update several sessions, all or none, in their order.
 *
 * @throws {AppError} as `createOrUpdateSession` does; PAYLOAD_TOO_LARGE for more than 1,000 sessions.
 */
export async function createOrUpdateSessions(
  { db, signals, propertyCounts, now, author }: BulkRuntime,
  inputs: readonly CreateOrUpdateSession[],
): Promise<SessionResult[]> {
  if (inputs.length > MAX_SESSIONS) throw tooMany(inputs.length, 'inputs');
  const requests = inputs.map((input, i) => checkRequest(input, `inputs[${i}]`));
  checkEntries(
    requests.reduce((sum, one) => sum + countAllEntries(one), requests.length),
    'inputs',
  );
  const writing = { now: now(), author };
  const results = await db.write(async (tx) => {
    await lockSeveral(
      tx,
      requests.map(({ identity }) => identity),
    );
    const done: SessionResult[] = [];
    for (const [i, request] of requests.entries()) {
      done.push(await createOrUpdateIn(tx, request, writing, `inputs[${i}].`));
      if (i % 20 === 19) await yieldToOthers();
    }
    return readAgain(tx, done);
  });
  for (const { session, applied } of results) if (applied) signals.session.raise(session.identity);
  propertyCounts.noteWrite();
  return results;
}

/**
 * Keep several sessions from changing. Who moves them between folders, or says which are sub-sessions,
 * holds none of them: it would write to their rows in another order, and each would wait for the other.
 */
async function lockSeveral(tx: Writer, identities: readonly string[]): Promise<void> {
  await lockFolders(tx);
  await lockSessionRefs(tx);
  await lockIdentities(tx, identities);
}

/** The sessions as the whole request leaves them: a later one may make an earlier one its child. */
async function readAgain(tx: Writer, results: readonly SessionResult[]): Promise<SessionResult[]> {
  const read: SessionResult[] = [];
  for (const some of chunks(results, MAX_KEYS)) {
    const sessions = await readSessions(
      tx,
      some.map(({ session }) => session.identity),
    );
    some.forEach((result, i) => {
      read.push({ ...result, session: sessions[i] ?? result.session });
    });
  }
  return read;
}

/**
 * Apply the same operations to every session of a selection, all or none.
 *
 * @param dryRun Only count them.
 * @throws {AppError} BAD_USER_INPUT; PAYLOAD_TOO_LARGE when there are more than 1,000 sessions.
 */
export async function updateSessions(
  runtime: BulkRuntime,
  selection: SelectionArguments,
  updates: readonly SessionUpdate[],
  dryRun: boolean,
): Promise<BulkResult> {
  const { db, signals, propertyCounts, now, author } = runtime;
  if (updates.length === 0) throw badInput('updates', 'Expected at least one operation, got 0.');
  checkEntries(countAllEntries({ updates }), 'updates');
  if (dryRun) return { matched: await countMatches(runtime, selection), identities: [] };
  const identities = await matchesOf(runtime, selection);
  const entries = countAllEntries({ updates }) * identities.length;
  if (entries > MAX_BULK_ENTRIES) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Expected at most ${MAX_BULK_ENTRIES} entries written in all, got ${entries}. Choose fewer sessions, or send fewer operations.`,
      { argument: 'updates' },
    );
  }
  const writing = { now: now(), author };
  const updated = await db.write(async (tx) => {
    await lockSeveral(tx, identities);
    const done: string[] = [];
    for (const [i, identity] of identities.entries()) {
      // One that was deleted since it was found is none of them any more.
      if (!(await findAndLockSession(tx, identity))) continue;
      await createOrUpdateIn(tx, { identity, updates }, writing, '');
      done.push(identity);
      if (i % 20 === 19) await yieldToOthers();
    }
    return done;
  });
  for (const identity of updated) signals.session.raise(identity);
  propertyCounts.noteWrite();
  return { matched: identities.length, identities: updated };
}

/**
 * Delete every session of a selection.
 *
 * @param dryRun Only count them.
 * @throws {AppError} BAD_USER_INPUT; PAYLOAD_TOO_LARGE when there are more than 1,000 sessions.
 */
export async function deleteMatchingSessions(
  runtime: BulkRuntime,
  selection: SelectionArguments,
  dryRun: boolean,
): Promise<BulkResult> {
  if (dryRun) return { matched: await countMatches(runtime, selection), identities: [] };
  const identities = await matchesOf(runtime, selection);
  const { deleted } = await deleteSessions(runtime, identities);
  return { matched: identities.length, identities: deleted };
}

async function countMatches(runtime: BulkRuntime, selection: SelectionArguments): Promise<number> {
  return countSessions(runtime, await toSelection(runtime, checkSelection(selection)));
}

/** The sessions of a selection, the newest first. */
async function matchesOf(runtime: BulkRuntime, selection: SelectionArguments): Promise<string[]> {
  const rows = await listSessions(runtime, {
    ...(await toSelection(runtime, checkSelection(selection))),
    order: toSessionOrder(null),
    page: { take: MAX_SESSIONS + 1, after: null, before: null, backwards: false },
  });
  if (rows.length > MAX_SESSIONS) throw tooMany(await countMatches(runtime, selection), 'filter');
  return rows.map(({ session }) => session.identity);
}

/** Every session at once is nothing that anybody means: it has to be said. */
function checkSelection(selection: SelectionArguments): SelectionArguments {
  const { filter, query, search, folder } = selection;
  if (filter || query || search || typeof folder === 'string') return selection;
  throw badInput('filter', 'Expected `filter`, `query`, `search` or `folder`, got none of them.');
}

function tooMany(count: number, argument: string): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `Expected at most ${MAX_SESSIONS} sessions in one request, got ${count}. Send several requests, by time for example.`,
    { argument, count },
  );
}
