import type { Writer } from '../db/db.ts';
import type { Prisma } from '../db/generated/sqlite/client.ts';
import { badInput } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { Session } from './session.service.ts';

/** What the operations of one request work on: a locked session, and what will be written of it. */
export interface UpdateTarget {
  readonly tx: Writer;
  readonly sessionId: number;
  /** The session's `timestampNs` before the request: rows that repeat it are moved at its end. */
  readonly sessionTimestampNs: bigint;
  readonly now: bigint;
  /** The session's range as the operations before have left it. */
  timeRange: TimeRange | null;
  /** Columns of the session itself, written once at the end. */
  readonly patch: Prisma.SessionUpdateInput;
  /** Names of the API's fields that changed. */
  readonly changed: Set<string>;
}

/** Begin a request on a session that is locked. */
export function createUpdateTarget(
  tx: Writer,
  session: Pick<Session, 'id' | 'timeRange' | 'timestamp'>,
  now: bigint,
): UpdateTarget {
  return {
    tx,
    sessionId: session.id,
    sessionTimestampNs: session.timestamp.instantNs,
    now,
    timeRange: session.timeRange,
    patch: { heartbeatNs: now },
    changed: new Set(),
  };
}

/** @throws {AppError} BAD_USER_INPUT when a name is empty or too long. */
export function checkText(text: string, path: string): string {
  if (text === '' || text.length > 1_000) {
    throw badInput(path, `Expected 1 to 1000 characters, got ${text.length}.`);
  }
  return text;
}

/** @throws {AppError} BAD_USER_INPUT when a range ends before it starts. */
export function checkRange(range: TimeRange, path: string): TimeRange {
  if (range.startTime > range.endTime) {
    throw badInput(
      path,
      `Expected startTime <= endTime, got ${range.startTime} > ${range.endTime}.`,
    );
  }
  return range;
}
