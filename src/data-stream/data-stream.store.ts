import type { Sql } from '../db/sql.ts';

/** How much of a recorder's stream is stored. */
export interface StreamPosition {
  /** Bytes, which end with a frame. */
  readonly position: bigint;
  /** Bursts, rows and events in them. */
  readonly messages: bigint;
}

/** How much of a stream is stored: nothing of one that is not known. */
export async function readStreamPosition(
  sql: Sql,
  sessionId: number,
  name: string,
): Promise<StreamPosition> {
  const [row] = await sql.all<StreamPosition>(
    `SELECT "position", "messages" FROM "DataStream" WHERE "sessionId" = ? AND "name" = ?`,
    [sessionId, name],
  );
  return row ?? { position: 0n, messages: 0n };
}

/** Keep how much of a stream is stored. */
export async function saveStreamPosition(
  sql: Sql,
  sessionId: number,
  name: string,
  { position, messages }: StreamPosition,
  now: bigint,
): Promise<void> {
  await sql.run(
    `INSERT INTO "DataStream" ("sessionId", "name", "position", "messages", "updatedNs")
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT ("sessionId", "name") DO UPDATE SET "position" = excluded."position",
       "messages" = excluded."messages", "updatedNs" = excluded."updatedNs"`,
    [sessionId, name, position, messages, now],
  );
}
