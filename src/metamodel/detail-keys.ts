import type { Reader } from '../db/db.ts';

/** The name of a detail: category '' for `details`, else a category of `extDetails`. */
export interface DetailKey {
  readonly category: string;
  readonly key: string;
}

/** Names that are looked up, at most. */
const MAX_NAMES = 2_000;

/** The names of all details that any session has, by category and key: each by one step of the index. */
export async function listDetailKeys({ sql }: Reader): Promise<DetailKey[]> {
  const keys: DetailKey[] = [];
  let last: DetailKey = { category: '', key: '' };
  while (keys.length < MAX_NAMES) {
    const [next] = await sql.all<DetailKey>(
      `SELECT "category", "key" FROM "SessionDetail" WHERE ("category", "key") > (?, ?)
       ORDER BY "category", "key" LIMIT 1`,
      [last.category, last.key],
    );
    if (!next) break;
    keys.push(next);
    last = next;
  }
  return keys;
}
