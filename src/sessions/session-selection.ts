import type { Reader } from '../db/db.ts';
import { badInput } from '../errors.ts';
import { listDetailKeys } from '../metamodel/detail-keys.ts';
import type { Runtime } from '../runtime.ts';
import { allOf, type Condition, NONE } from './query/condition.ts';
import type { SessionSelection } from './query/list-sessions.service.ts';
import { parseRtaQuery } from './query/rta-query.ts';
import { parseSearchText } from './query/search-text.ts';
import { type SessionFilter, toCondition } from './query/session-filter.ts';

/** Which sessions, in any of the ways a client may say it; what is given together must all hold. */
export interface SelectionArguments {
  readonly filter?: SessionFilter | null | undefined;
  /** RTA's query dialect. */
  readonly query?: unknown;
  /** What somebody typed in a search box. */
  readonly search?: string | null | undefined;
  /** A folder with all below it; the root, or none, is every session. */
  readonly folder?: string | null | undefined;
  readonly includeSubSessions?: boolean | null | undefined;
}

/**
 * The sessions that a client means.
 *
 * @throws {AppError} BAD_USER_INPUT with the path of the argument.
 */
export async function toSelection(
  { db }: Pick<Runtime, 'db'>,
  { filter, query, search, folder, includeSubSessions }: SelectionArguments,
): Promise<SessionSelection> {
  const conditions: Condition[] = [];
  if (filter) conditions.push(toCondition(filter));
  if (query !== undefined && query !== null) conditions.push(parseRtaQuery(query, 'query'));
  if (search) conditions.push(parseSearchText(search, await listDetailKeys(db.read)));
  if (folder) conditions.push(await inFolder(db.read, folder));
  return { condition: allOf(conditions), includeSubSessions: includeSubSessions ?? false };
}

/** Folders of a subtree that one statement takes. */
const MAX_FOLDERS = 5_000;

/** A folder that is not there holds nothing. */
async function inFolder({ sql }: Reader, folder: string): Promise<Condition> {
  const rows = await sql.all<{ identity: string }>(
    `WITH RECURSIVE "below" ("identity") AS (
       SELECT "identity" FROM "Folder" WHERE "identity" = ?
       UNION SELECT f."identity" FROM "Folder" f JOIN "below" b ON f."parentIdentity" = b."identity"
     ) SELECT "identity" FROM "below" LIMIT ?`,
    [folder, MAX_FOLDERS + 1],
  );
  if (rows.length > MAX_FOLDERS) {
    throw badInput('folder', `Expected a folder with at most ${MAX_FOLDERS} folders below it.`);
  }
  const folders = rows.map(({ identity }) => identity);
  return folders.length === 0 ? NONE : { op: 'anyFolder', folders };
}
