import type { Writer } from '../db/db.ts';
import { toSearchText } from './query/search-words.ts';

/** Keep what the search knows of a session. */
export async function saveSearchText(
  tx: Writer,
  sessionId: number,
  texts: readonly string[],
): Promise<void> {
  await saveSearchWords(tx, [{ sessionId, words: toSearchText(texts) }]);
}

/** The same of several sessions, whose words are known; those that are as they were stay. */
export async function saveSearchWords(
  { sql }: Writer,
  entries: readonly { readonly sessionId: number; readonly words: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  await sql.run(
    `INSERT INTO "SessionSearch" ("sessionId", "words")
     VALUES ${entries.map(() => '(?, ?)').join(', ')}
     ON CONFLICT ("sessionId") DO UPDATE SET "words" = excluded."words"
     WHERE "SessionSearch"."words" <> excluded."words"`,
    entries.flatMap(({ sessionId, words }) => [sessionId, words]),
  );
}
