import { randomUUID } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Writer } from '../db/db.ts';
import { badInput, notFound } from '../errors.ts';
import { checkEntries } from '../lib/max-keys.ts';
import { toZonedInstant, type ZonedInstant } from '../lib/zoned-instant.ts';
import type { Runtime } from '../runtime.ts';
import { findAndLockSession, type Session, saveSession, toSession } from './session.service.ts';
import { SESSION_STATE_CODES, type SessionState } from './session-state.ts';
import { applyUpdate } from './session-update.ts';
import type { SessionUpdate } from './session-update-arguments.ts';
import { checkText, createUpdateTarget } from './update-target.ts';

export interface CreateSession {
  readonly state?: SessionState | null | undefined;
  readonly timestamp?: ZonedInstant | null | undefined;
  readonly identifier?: string | null | undefined;
}

export interface CreateOrUpdateSession {
  /** Absent: a new UUID. */
  readonly identity?: string | null | undefined;
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
 *   not exist and may not be created.
 */
export async function createOrUpdateSession(
  { db, signals, now }: Pick<Runtime, 'db' | 'signals' | 'now'>,
  input: CreateOrUpdateSession,
): Promise<SessionResult> {
  const identity = input.identity ?? randomUUID();
  if (identity === '' || identity.length > MAX_IDENTITY_LENGTH) {
    throw badInput(
      'input.identity',
      `Expected 1 to ${MAX_IDENTITY_LENGTH} characters, got ${identity.length}.`,
    );
  }
  const updates = input.updates ?? [];
  checkEntries(
    updates.length + updates.reduce((sum, one) => sum + countEntries(one), 0),
    'input.updates',
  );
  const name = input.createIfNotExists?.identifier;
  if (name) checkText(name, 'input.createIfNotExists.identifier');
  const result = await db.write((tx) => createOrUpdateIn(tx, { ...input, identity }, now()));
  if (result.applied) signals.session.raise(identity);
  return result;
}

/** Entries that an operation writes or deletes, at least one. */
function countEntries(update: SessionUpdate): number {
  const { setDetails, updateDetails, setDetailsJson, updateDetailsJson, deleteDetails } = update;
  const texts = (setDetails ?? updateDetails)?.details.length ?? 0;
  const values = Object.keys((setDetailsJson ?? updateDetailsJson)?.json ?? {}).length;
  const markers = [...(update.setMarkers ?? []), ...(update.updateMarkers ?? [])];
  const marked = markers.reduce((sum, category) => sum + category.markers.length, 0);
  const lists = Object.values(update).map((value) => (Array.isArray(value) ? value.length : 0));
  return (
    texts + values + marked + (deleteDetails?.keys.length ?? 0) + lists.reduce((a, b) => a + b, 0)
  );
}

/** The same within a transaction that does more. The caller raises the signal when it is durable. */
export async function createOrUpdateIn(
  tx: Writer,
  { identity, sequence, createIfNotExists, updates }: CreateOrUpdateSession & { identity: string },
  now: bigint,
): Promise<SessionResult> {
  const found = await findAndLockSession(tx, identity);
  if (!found && !createIfNotExists) throw notFound('Session', identity);
  const last = found?.sequence ?? null;
  if (found && typeof sequence === 'bigint' && last !== null && sequence <= last) {
    return { session: found, created: false, applied: false };
  }

  const session = found ?? (await insertSession(tx, identity, createIfNotExists ?? {}, now));
  const target = createUpdateTarget(tx, session, now);
  for (const [i, update] of (updates ?? []).entries()) {
    await applyUpdate(target, update, `input.updates[${i}]`);
    if (i % 20 === 19) await yieldToOthers();
  }
  if (typeof sequence === 'bigint') target.patch.sequence = sequence;
  // A request without operations is a touch: it is logged like an explicit heartbeat.
  if (target.changed.size === 0) target.changed.add('heartbeat');
  const saved = await saveSession(tx, session, target.patch, target.changed, now);
  return { session: saved, created: !found, applied: true };
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
      folders: { create: { folderIdentity: '' } },
    },
  });
  return toSession(row);
}
