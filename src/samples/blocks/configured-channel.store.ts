import type { ChannelDataSource } from '../../configuration-sets/configuration-content.ts';
import type { DataType } from '../../core/data-type.ts';
import type { Sql } from '../../db/sql.ts';
import { chunks } from '../../lib/chunks.ts';

/** What a write needs to know of a channel. */
export interface ConfiguredChannel {
  readonly dataType: DataType;
  readonly dataSource: ChannelDataSource;
  /** Nanoseconds between samples; 0 when they carry their own times. */
  readonly intervalNs: bigint;
}

interface ChannelRow extends ConfiguredChannel {
  readonly id: bigint;
}

/** Channels looked up by one statement. */
const CHANNELS_PER_READ = 500;

/**
 * What published sets in use define of a session's channels, by their numbers in the session; of
 * two definitions the set bound first counts. Every write asks this, so it is one statement.
 */
export async function findConfiguredChannels(
  sql: Sql,
  sessionId: number,
  channelIds: ReadonlySet<number>,
): Promise<Map<number, ConfiguredChannel>> {
  const found = new Map<number, ConfiguredChannel>();
  for (const ids of chunks([...channelIds], CHANNELS_PER_READ)) {
    const rows = await sql.all<ChannelRow>(
      `WITH "wanted" ("id") AS (VALUES ${ids.map(() => '(CAST(? AS BIGINT))').join(', ')})
       SELECT w."id" AS "id", c."dataType", c."dataSource", c."intervalNs"
         FROM "ConfigBinding" b
         JOIN "ConfigurationSet" s ON s."identifier" = b."identifier" AND s."state" = 'COMMITTED'
         CROSS JOIN "wanted" w
         JOIN "Channel" c
           ON c."configurationSetId" = s."id" AND c."channelId" = w."id" - b."channelOffset"
        WHERE b."sessionId" = ? ORDER BY b."ordinal"`,
      [...ids.map(BigInt), sessionId],
    );
    for (const { id, ...channel } of rows) {
      if (!found.has(Number(id))) found.set(Number(id), channel);
    }
  }
  return found;
}

/**
 * What a session is bound to, for people whose channel is not found: the sets in use with the
 * numbers their channels have in the session.
 */
export async function describeBindings(sql: Sql, sessionId: number): Promise<string> {
  const rows = await sql.all<{
    identifier: string;
    state: string | null;
    first: bigint | null;
    last: bigint | null;
  }>(
    `SELECT b."identifier", s."state",
            MIN(c."channelId" + b."channelOffset") AS "first",
            MAX(c."channelId" + b."channelOffset") AS "last"
       FROM "ConfigBinding" b
       LEFT JOIN "ConfigurationSet" s ON s."identifier" = b."identifier"
       LEFT JOIN "Channel" c ON c."configurationSetId" = s."id"
      WHERE b."sessionId" = ?
      GROUP BY b."identifier", s."state", b."ordinal" ORDER BY b."ordinal" LIMIT 5`,
    [sessionId],
  );
  if (rows.length === 0) return 'The session uses no configuration set: bind one first.';
  const sets = rows.map(({ identifier, state, first, last }) => {
    if (state === null) return `"${identifier}" (not published)`;
    if (state !== 'COMMITTED') return `"${identifier}" (a draft: commit it first)`;
    return first === null
      ? `"${identifier}" (no channels)`
      : `"${identifier}" (${first} to ${last})`;
  });
  return `It uses ${sets.join(', ')}.`;
}
