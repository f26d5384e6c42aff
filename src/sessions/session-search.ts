import type { Writer } from '../db/db.ts';
import { toSearchText } from './query/search-words.ts';

/** Keep what the search knows of a session. */
export async function saveSearchText(
  { sql }: Writer,
  sessionId: number,
  texts: readonly string[],
): Promise<void> {
  await sql.run(
    `INSERT INTO "SessionSearch" ("sessionId", "words") VALUES (?, ?)
     ON CONFLICT ("sessionId") DO UPDATE SET "words" = excluded."words"`,
    [sessionId, toSearchText(texts)],
  );
}
