import type { Writer } from '../db/db.ts';
import { chunks } from '../lib/chunks.ts';
import {
  booleanKey,
  instantKey,
  numberKey,
  TEXT_KEY_LENGTH,
  textKey,
  VALUE_KINDS,
} from '../sessions/detail-value-key.ts';
import type { ItemType } from '../sessions/session-details.ts';
import type { SessionRange } from './session-range.ts';

/** Details that are read at once. */
const PAGE = 2_000;

/** Rows of one statement. */
const ROWS = 400;

interface DetailRow {
  readonly sessionId: number | bigint;
  readonly category: string;
  readonly key: string;
  readonly type: ItemType;
  /** The beginning of the text. */
  readonly text: string | null;
  readonly number: number | null;
  readonly long: bigint | null;
  readonly boolean: boolean | bigint | null;
  readonly instantNs: bigint | null;
  readonly valueKey: string;
}

/** Write the key of each detail's value where it is another. */
export async function rebuildValueKeys({ sql }: Writer, { first, last }: SessionRange) {
  let place: readonly [number, string, string] = [first, '', ''];
  for (let isFull = true; isFull; ) {
    const rows = await sql.all<DetailRow>(
      `SELECT "sessionId", "category", "key", "type", "number", "long", "boolean", "instantNs",
         "valueKey", SUBSTR("text", 1, ${TEXT_KEY_LENGTH}) AS "text"
       FROM "SessionDetail"
       WHERE ("sessionId", "category", "key") > (?, ?, ?) AND "sessionId" <= ?
       ORDER BY "sessionId", "category", "key" LIMIT ?`,
      [...place, last, PAGE],
    );
    const wrong = rows.filter((row) => valueKeyOf(row) !== row.valueKey);
    for (const some of chunks(wrong, ROWS)) {
      await sql.run(
        `WITH k("sessionId", "category", "key", "valueKey") AS (
           VALUES ${some.map(() => '(CAST(? AS INTEGER), ?, ?, ?)').join(', ')})
         UPDATE "SessionDetail" SET "valueKey" = k."valueKey" FROM k
         WHERE "SessionDetail"."sessionId" = k."sessionId"
           AND "SessionDetail"."category" = k."category" AND "SessionDetail"."key" = k."key"`,
        some.flatMap((row) => [Number(row.sessionId), row.category, row.key, valueKeyOf(row)]),
      );
    }
    const end = rows.at(-1);
    if (end) place = [Number(end.sessionId), end.category, end.key];
    isFull = rows.length === PAGE;
  }
}

function valueKeyOf({ type, text, number, long, boolean, instantNs }: DetailRow): string {
  switch (type) {
    case 'STRING':
      return textKey(text ?? '');
    case 'DOUBLE':
      return numberKey(number ?? 0);
    case 'LONG':
      return numberKey(BigInt(long ?? 0n));
    case 'BOOLEAN':
      return booleanKey(Boolean(boolean));
    case 'DATE_TIME':
      return instantKey(BigInt(instantNs ?? 0n));
    case 'BYTES':
      return VALUE_KINDS.bytes;
  }
}
