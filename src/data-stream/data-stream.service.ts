import type { Writer } from '../db/db.ts';
import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { DataMessage } from '../samples/data-messages.ts';
import { checkTakesData, type WriteResult, writeData } from '../samples/write-data.service.ts';
import { getSession, type Session } from '../sessions/session.service.ts';
import {
  readStreamPosition,
  type StreamPosition,
  saveStreamPosition,
} from './data-stream.store.ts';

/** Which stream of which session. */
export interface StreamKey {
  readonly identity: string;
  /** The recorder's own name for it. */
  readonly name: string;
}

/** What writing to a stream uses. */
export type StreamRuntime = Pick<Runtime, 'db' | 'signals' | 'limits' | 'now' | 'author'>;

/**
 * How much of a stream is stored; zeros for one that is not known.
 *
 * @throws {AppError} NOT_FOUND when there is no such session.
 */
export async function getStreamPosition(
  { db }: Pick<Runtime, 'db'>,
  { identity, name }: StreamKey,
): Promise<StreamPosition> {
  const { id } = await getSession({ db }, identity);
  return readStreamPosition(db.read.sql, id, name);
}

/**
 * Check that a recorder may send a stream from a position on.
 *
 * @returns how much of it is stored.
 * @throws {AppError} NOT_FOUND; CONFLICT when the session has ended, or less is stored.
 */
export async function openStream(
  { db }: Pick<Runtime, 'db'>,
  { identity, name }: StreamKey,
  position: bigint,
): Promise<StreamPosition> {
  const session = await getSession({ db }, identity);
  checkTakesData(session, 'identity');
  const stored = await readStreamPosition(db.read.sql, session.id, name);
  if (position > stored.position) throw otherPosition(name, position, stored.position);
  return stored;
}

/**
 * Write what follows in a stream, and move its position, in one transaction.
 *
 * @throws {AppError} what `writeData` throws; CONFLICT when the stream is not at `from`, with what
 *   is `stored`.
 */
export function writeStream(
  runtime: StreamRuntime,
  { identity, name }: StreamKey,
  messages: readonly DataMessage[],
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<WriteResult> {
  const within = async ({ sql }: Writer, { id }: Session) => {
    const stored = await readStreamPosition(sql, id, name);
    if (stored.position !== from) throw otherPosition(name, from, stored.position);
    const moved = { position: to, messages: stored.messages + BigInt(messages.length) };
    await saveStreamPosition(sql, id, name, moved, runtime.now());
  };
  return writeData(runtime, identity, messages, { within });
}

function otherPosition(name: string, got: bigint, stored: bigint): AppError {
  return new AppError(
    'CONFLICT',
    `Stream "${name}" is stored up to byte ${stored}, got bytes from ${got} on. Ask for its position, and send from there.`,
    { argument: 'position', stored },
  );
}
