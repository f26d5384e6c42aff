import type { Channel } from '../db/generated/sqlite/client.ts';
import { chunks } from '../lib/chunks.ts';
import type { PageRequest } from '../lib/connection.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import type { Runtime } from '../runtime.ts';

/** A page of the channels of one set. */
export interface ChannelPage {
  readonly setId: number;
  readonly page: PageRequest;
}

/** One page of the channels of each set, by number: one statement, however many sets there are. */
export async function pageChannels(
  { db }: Pick<Runtime, 'db'>,
  setIds: readonly number[],
  { take, after, before, backwards }: PageRequest,
): Promise<Map<number, Channel[]>> {
  const conditions = [
    after ? ` AND "channelId" > ${BigInt(after[0] ?? 0)}` : '',
    before ? ` AND "channelId" < ${BigInt(before[0] ?? 0)}` : '',
  ].join('');
  const direction = backwards ? 'DESC' : 'ASC';
  const keys = await db.read.sql.all<{ id: number | bigint }>(
    `SELECT "id" FROM (
       SELECT "id", ROW_NUMBER() OVER
              (PARTITION BY "configurationSetId" ORDER BY "channelId" ${direction}) AS "place"
         FROM "Channel" WHERE "configurationSetId" IN (${setIds.map(Number).join(', ')})${conditions}
     ) AS "ranked" WHERE "place" <= ${Number(take)}`,
  );
  const pages = await Promise.all(
    chunks(keys, 800).map((some) =>
      db.read.prisma.channel.findMany({ where: { id: { in: some.map(({ id }) => Number(id)) } } }),
    ),
  );
  // Sorted here: a long list of keys is read in several statements.
  const rows = pages.flat().sort((a, b) => (a.channelId < b.channelId ? -1 : 1));
  if (backwards) rows.reverse();
  return mapOfLists(
    rows,
    ({ configurationSetId }) => configurationSetId,
    (row) => row,
  );
}

/** A channel of a set by its number; null when there is none. */
export function findChannel(
  { db }: Pick<Runtime, 'db'>,
  configurationSetId: number,
  channelId: number,
): Promise<Channel | null> {
  return db.read.prisma.channel.findUnique({
    where: { configurationSetId_channelId: { configurationSetId, channelId: BigInt(channelId) } },
  });
}
