import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { INT64_MAX } from '../core/time/nanoseconds.ts';
import type { Writer } from '../db/db.ts';
import type { Lap as LapColumns } from '../db/generated/sqlite/client.ts';
import { inList } from '../db/in-list.ts';
import { badInput } from '../errors.ts';
import { checkEntries } from '../lib/max-keys.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { Runtime } from '../runtime.ts';
import { lockSession, type Session, saveSession } from '../sessions/session.service.ts';
import { isEnded } from '../sessions/session-state.ts';

/** A lap, or any other segment of a session, with what follows from the others. */
export interface Lap {
  readonly sessionId: number;
  /** May repeat within a session. */
  readonly number: number;
  readonly name: string;
  readonly startTime: bigint;
  /**
   * The next lap's start, which no longer belongs to it, or the session's end, which does. Null
   * for the last lap of a live session.
   */
  readonly endTime: bigint | null;
  /** The finish an imported file states; not reliable. */
  readonly storedEndTime: bigint | null;
  readonly triggerSource: number;
  readonly countForFastestLap: boolean;
  readonly isFastest: boolean;
  /** The samples of the lap: both ends belong to it. */
  readonly window: TimeRange;
}

export interface LapArgument {
  readonly number: number;
  readonly startTime: bigint;
  readonly endTime?: bigint | null | undefined;
  readonly name?: string | null | undefined;
  readonly triggerSource?: number | null | undefined;
  readonly countForFastestLap?: boolean | null | undefined;
}

/** What is stored of a lap. */
type LapRow = Omit<LapColumns, 'id'>;

/** The name that marks a lap from the pits, which is not raced. */
const OUT_LAP = /^out[ -]?lap$/i;

/** Laps of each session, by start. */
export async function listLaps(
  { db }: Pick<Runtime, 'db'>,
  sessions: readonly Session[],
): Promise<Lap[][]> {
  const { marks, values } = inList(sessions.map(({ id }) => id));
  const rows = await db.read.sql.all<LapSqlRow>(
    `SELECT "sessionId", "number", "name", "startNs", "endNs", "storedEndNs", "triggerSource", "countForFastestLap"
     FROM "Lap" WHERE "sessionId" IN (${marks}) ORDER BY "startNs", "id"`,
    values,
  );
  const bySession = new Map<number, LapRow[]>();
  for (const sqlRow of rows) {
    const row = fromSqlRow(sqlRow);
    const list = bySession.get(row.sessionId);
    if (list) list.push(row);
    else bySession.set(row.sessionId, [row]);
  }
  return sessions.map((session) => deriveLaps(bySession.get(session.id) ?? [], session));
}

/** A lap as the driver of either database gives it. */
interface LapSqlRow {
  readonly sessionId: number | bigint;
  readonly number: number | bigint;
  readonly name: string;
  readonly startNs: bigint;
  readonly endNs: bigint | null;
  readonly storedEndNs: bigint | null;
  readonly triggerSource: number | bigint;
  readonly countForFastestLap: boolean | bigint;
}

function fromSqlRow(row: LapSqlRow): LapRow {
  return {
    sessionId: Number(row.sessionId),
    number: Number(row.number),
    name: row.name,
    startNs: row.startNs,
    endNs: row.endNs,
    storedEndNs: row.storedEndNs,
    triggerSource: Number(row.triggerSource),
    countForFastestLap: Boolean(row.countForFastestLap),
  };
}

/**
 * What follows for each lap from the laps after it and from its session: its end, and which is
 * the fastest: the shortest finished one that counts and is no out lap, of equal ones the earlier.
 *
 * @param rows By start.
 */
export function deriveLaps(
  rows: readonly LapRow[],
  { timeRange, state }: Pick<Session, 'timeRange' | 'state'>,
): Lap[] {
  const nexts: (LapRow | null)[] = rows.map(() => null);
  for (let i = rows.length - 2; i >= 0; i--) {
    const following = rows[i + 1]!;
    nexts[i] = following.startNs > rows[i]!.startNs ? following : (nexts[i + 1] ?? null);
  }
  const laps = rows.map((row, i): Lap => {
    const end = endOf(row, nexts[i] ?? null);
    return {
      sessionId: row.sessionId,
      number: row.number,
      name: row.name,
      startTime: row.startNs,
      endTime: end.endTime,
      storedEndTime: row.storedEndNs,
      triggerSource: row.triggerSource,
      countForFastestLap: row.countForFastestLap,
      isFastest: false,
      window: { startTime: row.startNs, endTime: end.last },
    };
  });
  let fastest: Lap | null = null;
  for (const lap of laps) {
    if (!lap.countForFastestLap || OUT_LAP.test(lap.name) || lap.endTime === null) continue;
    const duration = lap.endTime - lap.startTime;
    if (duration <= 0n) continue;
    if (!fastest || duration < (fastest.endTime ?? 0n) - fastest.startTime) fastest = lap;
  }
  return laps.map((lap) => (lap === fastest ? { ...lap, isFastest: true } : lap));

  function endOf(row: LapRow, next: LapRow | null): { endTime: bigint | null; last: bigint } {
    const given = row.endNs;
    if (next && (given === null || given >= next.startNs)) {
      return { endTime: next.startNs, last: next.startNs - 1n };
    }
    if (given !== null) return { endTime: given, last: given };
    if (!isEnded(state)) return { endTime: null, last: INT64_MAX };
    const end = timeRange && timeRange.endTime > row.startNs ? timeRange.endTime : row.startNs;
    return { endTime: end, last: end };
  }
}

/**
 * Add laps to a session. A lap of the same number, start and trigger source is taken as the same
 * one, and written again.
 *
 * @param expectedVersion What `checkVersion` expects.
 * @throws {AppError} NOT_FOUND; CONFLICT when the session has another version; BAD_USER_INPUT with
 *   the path of the argument.
 */
export async function addLaps(
  { db, signals, now, author }: Pick<Runtime, 'db' | 'signals' | 'now' | 'author'>,
  identity: string,
  laps: readonly LapArgument[],
  expectedVersion?: bigint | null,
): Promise<Session> {
  checkEntries(laps.length, 'laps');
  const saved = await db.write(async (tx) => {
    const session = await lockSession(tx, identity, expectedVersion);
    await putLaps(tx, session.id, laps);
    return saveSession(tx, session, {}, ['laps'], { now: now(), author });
  });
  signals.session.raise(identity);
  return saved;
}

/** The same within a transaction that does more. */
export async function putLaps(
  { prisma }: Writer,
  sessionId: number,
  laps: readonly (LapArgument & { readonly storedEndTime?: bigint | null })[],
): Promise<void> {
  for (const [i, lap] of laps.entries()) {
    checkLap(lap, `laps[${i}]`);
    if (i % 20 === 19) await yieldToOthers();
    const values = {
      name: lap.name ?? `Lap ${lap.number}`,
      endNs: lap.endTime ?? null,
      storedEndNs: lap.storedEndTime ?? null,
      countForFastestLap: lap.countForFastestLap ?? true,
    };
    const key = {
      sessionId,
      number: lap.number,
      startNs: lap.startTime,
      triggerSource: lap.triggerSource ?? 0,
    };
    await prisma.lap.upsert({
      where: { sessionId_number_startNs_triggerSource: key },
      create: { ...key, ...values },
      update: values,
    });
  }
}

function checkLap({ number, name, startTime, endTime, triggerSource }: LapArgument, path: string) {
  if (number < 0) throw badInput(`${path}.number`, `Expected 0 or more, got ${number}.`);
  if (name === '' || (name?.length ?? 0) > 150) {
    throw badInput(`${path}.name`, `Expected 1 to 150 characters, got ${name?.length}.`);
  }
  const trigger = triggerSource ?? 0;
  if (trigger < 0 || trigger > 255) {
    throw badInput(`${path}.triggerSource`, `Expected 0 to 255, got ${trigger}.`);
  }
  if (typeof endTime === 'bigint' && endTime < startTime) {
    throw badInput(`${path}.endTime`, `Expected ${startTime} or later, got ${endTime}.`);
  }
}
