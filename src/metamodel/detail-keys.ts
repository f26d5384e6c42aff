import type { Reader } from '../db/db.ts';
import { ALL_SESSIONS } from './property-counts.ts';
import { OWN_PROPERTIES } from './session-facts.ts';

/** The name of a detail: category '' for `details`, else a category of `extDetails`. */
export interface DetailKey {
  readonly category: string;
  readonly key: string;
}

/** Names that are looked up, at most. */
const MAX_NAMES = 2_000;

/**
 * The names of all details that any session has, in no order. One that the last session lost a
 * moment ago may still be among them.
 */
export function listDetailKeys({ sql }: Reader): Promise<DetailKey[]> {
  return sql.all<DetailKey>(
    `SELECT "category", "key" FROM "PropertyCount"
     WHERE "folderSetId" = ? AND "valueKey" = '' AND "category" <> ?
     UNION
     SELECT "category", "key" FROM "PropertyCountChange"
     WHERE "valueKey" = '' AND "change" > 0 AND "category" <> ?
     LIMIT ?`,
    [ALL_SESSIONS, OWN_PROPERTIES, OWN_PROPERTIES, MAX_NAMES],
  );
}
