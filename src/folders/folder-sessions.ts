import type { Runtime } from '../runtime.ts';
import type { SessionSelection } from '../sessions/query/list-sessions.service.ts';
import { toSelection } from '../sessions/session-selection.ts';

/**
 * The sessions of a folder, sub-sessions too.
 *
 * @param subtree Whether those in folders below it are among them; of the root, all.
 * @throws {AppError} BAD_USER_INPUT when there are too many folders below it.
 */
export async function selectFolder(
  runtime: Pick<Runtime, 'db'>,
  folder: string,
  subtree: boolean,
): Promise<SessionSelection> {
  if (subtree) return toSelection(runtime, { folder, includeSubSessions: true });
  return { condition: { op: 'anyFolder', folders: [folder] }, includeSubSessions: true };
}
