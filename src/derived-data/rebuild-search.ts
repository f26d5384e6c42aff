import type { Writer } from '../db/db.ts';
import { toSearchText } from '../sessions/query/search-words.ts';
import { saveSearchWords } from '../sessions/session-search.ts';
import type { SessionRange } from './session-range.ts';

/** Texts that are read at once: each may be long. */
const PAGE = 200;

/** Sessions that are written at once: each may have many words. */
const SESSIONS = 50;

/** Write what the search knows of sessions. */
export async function rebuildSearchTexts(tx: Writer, range: SessionRange): Promise<void> {
  let entries: { sessionId: number; words: string }[] = [];
  for await (const { sessionId, texts } of textsOf(tx, range)) {
    entries.push({ sessionId, words: toSearchText(texts) });
    if (entries.length < SESSIONS) continue;
    await saveSearchWords(tx, entries);
    entries = [];
  }
  await saveSearchWords(tx, entries);
}

interface SessionTexts {
  readonly sessionId: number;
  texts: string[];
}

/** The texts of each session, no more than a page and those of one session at a time. */
async function* textsOf(
  { sql }: Writer,
  { first, last }: SessionRange,
): AsyncGenerator<SessionTexts> {
  const sessions = await sql.all<{ id: number | bigint; identifier: string }>(
    'SELECT "id", "identifier" FROM "Session" WHERE "id" BETWEEN ? AND ? ORDER BY "id"',
    [first, last],
  );
  const waiting: SessionTexts[] = sessions.map(({ id, identifier }) => ({
    sessionId: Number(id),
    texts: [identifier],
  }));
  let place: readonly [number, string, string] = [first, '', ''];
  for (let isFull = true; isFull; ) {
    const rows = await sql.all<{
      sessionId: number | bigint;
      category: string;
      key: string;
      text: string | null;
    }>(
      `SELECT "sessionId", "category", "key", "text" FROM "SessionDetail"
       WHERE ("sessionId", "category", "key") > (?, ?, ?) AND "sessionId" <= ? AND "type" = 'STRING'
       ORDER BY "sessionId", "category", "key" LIMIT ?`,
      [...place, last, PAGE],
    );
    for (const { sessionId, text } of rows) {
      while (waiting[0] && waiting[0].sessionId < Number(sessionId)) yield waiting.shift()!;
      if (text && waiting[0]?.sessionId === Number(sessionId)) waiting[0].texts.push(text);
    }
    // Of a session with very many texts only the words are held.
    if (waiting[0] && waiting[0].texts.length > PAGE) {
      waiting[0].texts = [toSearchText(waiting[0].texts)];
    }
    const end = rows.at(-1);
    if (end) place = [Number(end.sessionId), end.category, end.key];
    isFull = rows.length === PAGE;
  }
  yield* waiting;
}
