import { randomUUID } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Writer } from '../db/db.ts';
import { badInput, notFound } from '../errors.ts';
import { folderSetOf } from '../folders/folder-set.ts';
import { checkEntries } from '../lib/max-keys.ts';
import { toZonedInstant, type ZonedInstant } from '../lib/zoned-instant.ts';
import { countFacts, readFacts } from '../metamodel/session-facts.ts';
import type { Runtime } from '../runtime.ts';
import {
  checkVersion,
  findAndLockSession,
  lockFolders,
  type Session,
  saveSession,
  toSession,
  type Writing,
} from './session.service.ts';
import { saveSearchText } from './session-search.ts';
import { SESSION_STATE_CODES, type SessionState } from './session-state.ts';
import { applyUpdate } from './session-update.ts';
import type { SessionUpdate, SessionUpdateName } from './session-update-arguments.ts';
import { lockSessionRefs, noteRefs, refreshSubSessions } from './sub-sessions.ts';
import { listFoldersOf } from './update-folders.ts';
import { checkText, createUpdateTarget } from './update-target.ts';

export interface CreateSession {
  readonly state?: SessionState | null | undefined;
  readonly timestamp?: ZonedInstant | null | undefined;
  readonly identifier?: string | null | undefined;
}

export interface CreateOrUpdateSession {
  /** Absent: a new UUID. */
  readonly identity?: string | null | undefined;
  /** The version the writer saw, 0 for none: anything else is a CONFLICT. Absent: any. */
  readonly expectedVersion?: bigint | null | undefined;
  /** Applied only if greater than the last applied one. */
  readonly sequence?: bigint | null | undefined;
  readonly createIfNotExists?: CreateSession | null | undefined;
  /** In order, all or none. */
  readonly updates?: readonly SessionUpdate[] | null | undefined;
}

export interface SessionResult {
  readonly session: Session;
  readonly created: boolean;
  /** False when the sequence number was not greater than the last applied one: nothing changed. */
  readonly applied: boolean;
}

const MAX_IDENTITY_LENGTH = 512;

/**
 * Create a session if it does not exist, and apply update operations, in one transaction.
 *
 * @throws {AppError} BAD_USER_INPUT with the path of the argument; NOT_FOUND when the session does
 *   not exist and may not be created; CONFLICT when it is not at the version expected.
 */
export async function createOrUpdateSession(
  {
    db,
    signals,
    propertyCounts,
    now,
    author,
  }: Pick<Runtime, 'db' | 'signals' | 'propertyCounts' | 'now' | 'author'>,
  input: CreateOrUpdateSession,
): Promise<SessionResult> {
  const request = checkRequest(input, 'input');
  checkEntries(countAllEntries(request), 'input.updates');
  const writing = { now: now(), author };
  const result = await db.write((tx) => createOrUpdateIn(tx, request, writing));
  if (result.applied) signals.session.raise(request.identity);
  propertyCounts.noteWrite();
  return result;
}

/** A request with its identity, a new one where it gives none. */
export type IdentifiedRequest = CreateOrUpdateSession & { readonly identity: string };

/**
 * Check what can be checked without the database.
 *
 * @throws {AppError} BAD_USER_INPUT with a path below `path`.
 */
export function checkRequest(input: CreateOrUpdateSession, path: string): IdentifiedRequest {
  const identity = input.identity ?? randomUUID();
  if (identity === '' || identity.length > MAX_IDENTITY_LENGTH) {
    throw badInput(
      `${path}.identity`,
      `Expected 1 to ${MAX_IDENTITY_LENGTH} characters, got ${identity.length}.`,
    );
  }
  const name = input.createIfNotExists?.identifier;
  if (name) checkText(name, `${path}.createIfNotExists.identifier`);
  return { ...input, identity };
}

/** Entries that a request writes or deletes. */
export function countAllEntries({ updates }: Pick<CreateOrUpdateSession, 'updates'>): number {
  return (updates ?? []).reduce((sum, one) => sum + 1 + countEntries(one), 0);
}

/** Entries that an operation writes or deletes. */
function countEntries(update: SessionUpdate): number {
  const { setDetails, updateDetails, setDetailsJson, updateDetailsJson, deleteDetails } = update;
  const texts = (setDetails ?? updateDetails)?.details.length ?? 0;
  const values = Object.keys((setDetailsJson ?? updateDetailsJson)?.json ?? {}).length;
  const markers = [...(update.setMarkers ?? []), ...(update.updateMarkers ?? [])];
  const marked = markers.reduce((sum, category) => sum + category.markers.length, 0);
  const bindings = [...(update.setDataBindings ?? []), ...(update.updateDataBindings ?? [])];
  const channels = bindings.reduce((sum, one) => sum + (one.dataChannelBindings?.length ?? 0), 0);
  const lists = Object.values(update).map((value) => (Array.isArray(value) ? value.length : 0));
  return (
    texts +
    values +
    marked +
    channels +
    (deleteDetails?.keys.length ?? 0) +
    lists.reduce((a, b) => a + b, 0)
  );
}

/**
 * The same within a transaction that does more. The caller raises the signal when it is durable.
 *
 * @param path What stands before the names of the request's fields in messages.
 */
export async function createOrUpdateIn(
  tx: Writer,
  input: IdentifiedRequest,
  writing: Omit<Writing, 'operations'>,
  path = 'input.',
): Promise<SessionResult> {
  const { identity, sequence, createIfNotExists, expectedVersion } = input;
  const updates = input.updates ?? [];
  const touches = updates.some(touchesFacts);
  const refers = updates.some(touchesRefs);
  await lockForRequest(tx, input);
  const found = await findAndLockSession(tx, identity);
  if (!found && !createIfNotExists) throw notFound('Session', identity);
  checkVersion(found, expectedVersion, `${path}expectedVersion`);
  const last = found?.sequence ?? null;
  if (found && typeof sequence === 'bigint' && last !== null && sequence <= last) {
    return { session: found, created: false, applied: false };
  }

  const session =
    found ?? (await insertSession(tx, identity, createIfNotExists ?? {}, writing.now));
  const isCounted = touches || !found;
  const before = found && touches ? await readFacts(tx, found) : null;
  const refsBefore = refers ? await noteRefs(tx, [session.id]) : null;
  const target = createUpdateTarget(tx, session, writing.now);
  for (const [i, update] of updates.entries()) {
    await applyUpdate(target, update, `${path}updates[${i}]`);
    if (i % 20 === 19) await yieldToOthers();
  }
  if (refsBefore) await refreshSubSessions(tx, refsBefore);
  if (target.changed.has('folders')) {
    target.patch.folderSetId = await folderSetOf(tx, [...(await listFoldersOf(target))]);
  }
  if (typeof sequence === 'bigint') target.patch.sequence = sequence;
  // A request without operations is a touch: it is logged like an explicit heartbeat.
  if (target.changed.size === 0) target.changed.add('heartbeat');
  const saved = await saveSession(tx, session, target.patch, target.changed, {
    ...writing,
    operations: describeUpdates(updates),
  });
  if (isCounted) {
    const after = await readFacts(tx, saved);
    await countFacts(tx, before, after);
    await saveSearchText(tx, saved.id, after.texts);
  }
  return { session: saved, created: !found, applied: true };
}

/** Take the locks of more than one session that a request needs, before any of a single one. */
async function lockForRequest(
  tx: Writer,
  { createIfNotExists, updates }: Pick<CreateOrUpdateSession, 'createIfNotExists' | 'updates'>,
): Promise<void> {
  const operations = updates ?? [];
  const refers = operations.some(touchesRefs);
  if (refers || createIfNotExists || operations.some(touchesFacts)) await lockFolders(tx);
  if (refers) await lockSessionRefs(tx);
}

/** Operations on what ties sessions together. */
const REF_OPERATIONS: readonly SessionUpdateName[] = [
  'setRefAnchors',
  'updateRefAnchors',
  'deleteRefAnchors',
  'setAlternateOfRefs',
  'updateAlternateOfRefs',
  'deleteAlternateOfRefs',
  'setChildOfRefs',
  'updateChildOfRefs',
  'deleteChildOfRefs',
];

/** Operations that leave alone what the metamodel counts and the search finds. */
const UNCOUNTED: ReadonlySet<string> = new Set<SessionUpdateName>([
  'updateHeartbeat',
  'setTimestamp',
  'setTimeRange',
  'extendTimeRange',
  'clearTimeRange',
  'setMarkers',
  'updateMarkers',
  'deleteMarkers',
  'setConfigBindings',
  'updateConfigBindings',
  'deleteConfigBindings',
  'setDataBindings',
  'updateDataBindings',
  'deleteDataBindings',
  ...REF_OPERATIONS,
  'setClientSessionGroupId',
  'clearClientSessionGroupId',
]);

function touchesRefs(update: SessionUpdate): boolean {
  return REF_OPERATIONS.some((name) => name in update);
}

function touchesFacts(update: SessionUpdate): boolean {
  return Object.keys(update).some((name) => !UNCOUNTED.has(name));
}

/** Longest text of operations that the log of changes keeps. */
const MAX_LOGGED_LENGTH = 65_536;

/** The operations of a request as JSON, for the log; of a longer one only their names. */
function describeUpdates(updates: readonly SessionUpdate[]): string {
  const text = JSON.stringify(updates, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return isZonedInstant(value) ? value.text : value;
  });
  if (text.length <= MAX_LOGGED_LENGTH) return text;
  return JSON.stringify(updates.map((update) => ({ [Object.keys(update)[0] ?? '']: null })));
}

function isZonedInstant(value: unknown): value is ZonedInstant {
  return typeof value === 'object' && value !== null && 'instantNs' in value && 'text' in value;
}

async function insertSession(
  tx: Writer,
  identity: string,
  { state, timestamp, identifier }: CreateSession,
  now: bigint,
): Promise<Session> {
  const official = timestamp ?? toZonedInstant(now);
  const row = await tx.prisma.session.create({
    data: {
      identity,
      identifier: identifier || identity,
      state: SESSION_STATE_CODES[state ?? 'CLOSED'],
      timestampText: official.text,
      timestampNs: official.instantNs,
      heartbeatNs: now,
      createdNs: now,
      updatedNs: now,
      revision: 0n,
      folders: {
        create: { folderIdentity: '', sessionTimestampNs: official.instantNs },
      },
    },
  });
  return toSession(row);
}
