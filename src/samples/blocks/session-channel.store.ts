import type { DataType } from '../../core/data-type.ts';
import type { Sql } from '../../db/sql.ts';

/** What a write adds to a channel of a session. */
export interface ChannelAddition {
  readonly dataType: DataType;
  /** Samples that were not there before. */
  readonly sampleCount: number;
  /** Their bytes. */
  readonly byteLength: number;
  /** First and last sample that the write touched. */
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Count a write into what is known of a channel's data, in one statement. */
export async function addToChannel(
  sql: Sql,
  sessionId: number,
  channelId: number,
  { dataType, sampleCount, byteLength, startNs, endNs }: ChannelAddition,
): Promise<void> {
  await sql.run(
    `INSERT INTO "SessionChannel" ("sessionId", "channelId", "dataType", "sampleCount",
       "byteLength", "startNs", "endNs")
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT ("sessionId", "channelId") DO UPDATE SET
       "sampleCount" = "SessionChannel"."sampleCount" + excluded."sampleCount",
       "byteLength" = "SessionChannel"."byteLength" + excluded."byteLength",
       "startNs" = CASE WHEN excluded."startNs" < "SessionChannel"."startNs"
         THEN excluded."startNs" ELSE "SessionChannel"."startNs" END,
       "endNs" = CASE WHEN excluded."endNs" > "SessionChannel"."endNs"
         THEN excluded."endNs" ELSE "SessionChannel"."endNs" END`,
    [sessionId, channelId, dataType, BigInt(sampleCount), BigInt(byteLength), startNs, endNs],
  );
}
