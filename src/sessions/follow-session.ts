import type { Runtime } from '../runtime.ts';
import { findSession, getSession, listChangesSince, type Session } from './session.service.ts';
import { isEnded } from './session-state.ts';

export const SESSION_CHANGE_KINDS = ['CURRENT', 'UPDATED', 'ENDED', 'DELETED'] as const;

/** What became of a session since the message before. */
export interface SessionChange {
  readonly kind: (typeof SESSION_CHANGE_KINDS)[number];
  readonly identity: string;
  /** Null when it was deleted. */
  readonly session: Session | null;
  /** Names of the API's fields. */
  readonly changed: readonly string[];
}

/**
 * Follow a session: as it is now, then after each change. Ends when the session ends, or is
 * deleted; a session that has ended before is followed until it is deleted.
 *
 * @throws {AppError} NOT_FOUND.
 */
export async function followSession(
  { db, signals }: Pick<Runtime, 'db' | 'signals'>,
  identity: string,
): Promise<AsyncIterable<SessionChange>> {
  await getSession({ db }, identity);
  let last: Session | null = null;

  return signals.session.follow(identity, async () => {
    const session = await findSession({ db }, identity);
    const before = last;
    last = session;
    if (!session || (before && before.id !== session.id)) {
      const deleted: SessionChange = { kind: 'DELETED', identity, session: null, changed: [] };
      return { messages: [deleted], done: true };
    }
    if (!before) {
      return { messages: [{ kind: 'CURRENT' as const, identity, session, changed: [] }] };
    }
    if (before.revision === session.revision) return { messages: [] };
    const changed = new Set(await listChangesSince({ db }, session.id, before.revision));
    // Data is not logged, since it comes many times a second: it shows in the time range.
    if (before.timeRange?.startTime !== session.timeRange?.startTime) changed.add('timeRange');
    if (before.timeRange?.endTime !== session.timeRange?.endTime) changed.add('timeRange');
    const done = isEnded(session.state) && !isEnded(before.state);
    const kind = done ? ('ENDED' as const) : ('UPDATED' as const);
    return { messages: [{ kind, identity, session, changed: [...changed].sort() }], done };
  });
}
