import type { Reader, Writer } from '../db/db.ts';
import { inList } from '../db/in-list.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';

/** Identity of the root, which always exists; a session that is in no other folder is in it. */
export const ROOT_FOLDER = '';

/** Whoever makes, moves or deletes folders waits for the others here: two moves may form a circle. */
export function lockFolderTree(tx: Writer): Promise<void> {
  return tx.lock('folder tree');
}

/**
 * Folders with all that is below them, level by level: first themselves, whether they exist or not,
 * then what is directly below them. Each identity comes once.
 */
export async function* subtreeLevels(
  sql: Reader['sql'],
  identities: readonly string[],
): AsyncGenerator<string[]> {
  const met = new Set(identities);
  for (let level = [...met]; level.length > 0; ) {
    yield level;
    const below: string[] = [];
    for await (const some of inTurns(level, MAX_KEYS)) {
      const { marks, values } = inList(some);
      const rows = await sql.all<{ identity: string }>(
        `SELECT "identity" FROM "Folder"
         WHERE "parentIdentity" IN (${marks}) ORDER BY "identity"`,
        values,
      );
      below.push(...rows.map(({ identity }) => identity).filter((identity) => !met.has(identity)));
    }
    for (const identity of below) met.add(identity);
    level = below;
  }
}
