import { AppError, badInput } from '../errors.ts';
import { listLaps } from '../laps/lap.service.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../sessions/session.service.ts';

/** A part of a session: exactly one field is set. */
export interface Window {
  /** Absolute, both ends inclusive. */
  readonly range?: TimeRange | null | undefined;
  /** Relative to the session's start, both ends inclusive. */
  readonly offset?: TimeRange | null | undefined;
  /** Number of a lap; the first of that number. */
  readonly lap?: number | null | undefined;
  /** Id of a marker. */
  readonly marker?: string | null | undefined;
  /** Trailing span before the session's end. */
  readonly last?: bigint | null | undefined;
}

/**
 * The instants a window names, kept to the session's own time range. The whole session when there
 * is no window; null when the session holds no data in it.
 *
 * @throws {AppError} BAD_USER_INPUT when a range ends before it starts; NOT_FOUND for a lap or
 *   marker that is not there.
 */
export async function resolveWindow(
  runtime: Pick<Runtime, 'db'>,
  session: Session,
  window: Window | null | undefined,
): Promise<TimeRange | null> {
  const whole = session.timeRange;
  const named = await namedRange(runtime, session, window ?? {});
  if (!whole || !named) return whole && !named ? whole : null;
  const startTime = named.startTime > whole.startTime ? named.startTime : whole.startTime;
  const endTime = named.endTime < whole.endTime ? named.endTime : whole.endTime;
  return startTime <= endTime ? { startTime, endTime } : null;
}

async function namedRange(
  { db }: Pick<Runtime, 'db'>,
  session: Session,
  { range, offset, lap, marker, last }: Window,
): Promise<TimeRange | null> {
  const start = session.timeRange?.startTime ?? 0n;
  const end = session.timeRange?.endTime ?? 0n;
  if (range) return checked(range, 'window.range');
  if (offset) {
    const { startTime, endTime } = checked(offset, 'window.offset');
    return { startTime: start + startTime, endTime: start + endTime };
  }
  if (typeof last === 'bigint') {
    if (last < 0n) throw badInput('window.last', `Expected a span of 0 or more, got ${last}.`);
    return { startTime: end - last, endTime: end };
  }
  if (typeof lap === 'number') {
    const [laps = []] = await listLaps({ db }, [session]);
    const found = laps.find(({ number }) => number === lap);
    if (!found) throw missing('window.lap', `The session has no lap ${lap}.`);
    return found.window;
  }
  if (typeof marker === 'string') {
    const found = await db.read.prisma.marker.findUnique({
      where: { sessionId_markerId: { sessionId: session.id, markerId: marker } },
    });
    if (!found) throw missing('window.marker', `The session has no marker "${marker}".`);
    return { startTime: found.startNs ?? start, endTime: found.endNs ?? end };
  }
  return null;
}

function checked(range: TimeRange, argument: string): TimeRange {
  if (range.startTime > range.endTime) {
    throw badInput(
      argument,
      `Expected startTime <= endTime, got ${range.startTime} > ${range.endTime}.`,
    );
  }
  return range;
}

function missing(argument: string, message: string): AppError {
  return new AppError('NOT_FOUND', message, { argument });
}
