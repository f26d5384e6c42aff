import type { BoundSet } from '../configuration-sets/bound-sets.service.ts';
import type { Channel } from '../db/generated/sqlite/client.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import { extendRange, type TimeRange } from '../lib/time-range.ts';
import type { Runtime } from '../runtime.ts';

/** A channel of a session: configured, or with data, or both. */
export interface SessionChannel {
  /** The session's number of it. */
  readonly channelId: number;
  /** Null when no published set defines it. */
  readonly channel: Channel | null;
  readonly sampleCount: number;
  /** Null when it has no data. */
  readonly timeRange: TimeRange | null;
  /** Bytes of its samples, before any encoding. */
  readonly byteLength: number;
}

/**
 * The channels of each session, by number. Where several sets define a number, the one bound first
 * counts.
 *
 * @param boundSets Of each session; an Error, as a loader gives it, is thrown.
 */
export async function listSessionChannels(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
  boundSets: readonly (readonly BoundSet[] | Error)[],
): Promise<SessionChannel[][]> {
  const setsOf = boundSets.map((sets) => {
    if (sets instanceof Error) throw sets;
    return sets;
  });
  const setIds = setsOf.flat().flatMap(({ configurationSet: set }) => (set ? [set.id] : []));
  const [configured, stored] = await Promise.all([
    db.read.prisma.channel.findMany({
      where: { configurationSetId: { in: [...new Set(setIds)] } },
    }),
    db.read.prisma.sessionChannel.findMany({ where: { sessionId: { in: [...sessionIds] } } }),
  ]);
  const channelsOfSet = mapOfLists(
    configured,
    ({ configurationSetId }) => configurationSetId,
    (channel) => channel,
  );
  const storedOf = mapOfLists(
    stored,
    ({ sessionId }) => sessionId,
    (row) => row,
  );
  return sessionIds.map((sessionId, i) => {
    const channels = new Map<number, SessionChannel>();
    for (const { configurationSet, channelOffset } of setsOf[i] ?? []) {
      for (const channel of channelsOfSet.get(configurationSet?.id ?? -1) ?? []) {
        const channelId = Number(channel.channelId) + channelOffset;
        if (channels.has(channelId)) continue;
        channels.set(channelId, {
          channelId,
          channel,
          sampleCount: 0,
          timeRange: null,
          byteLength: 0,
        });
      }
    }
    for (const row of storedOf.get(sessionId) ?? []) {
      const channelId = Number(row.channelId);
      channels.set(channelId, {
        channelId,
        channel: channels.get(channelId)?.channel ?? null,
        sampleCount: Number(row.sampleCount),
        timeRange: { startTime: row.startNs, endTime: row.endNs },
        byteLength: Number(row.byteLength),
      });
    }
    return [...channels.values()].sort((a, b) => a.channelId - b.channelId);
  });
}

/** What some channels of a session hold together. */
export function coverageOf(
  channels: readonly SessionChannel[],
  channelIds: readonly number[],
): Pick<SessionChannel, 'sampleCount' | 'timeRange'> {
  let sampleCount = 0;
  let timeRange: TimeRange | null = null;
  for (const channel of channels) {
    if (!channelIds.includes(channel.channelId)) continue;
    sampleCount += channel.sampleCount;
    if (channel.timeRange) timeRange = extendRange(timeRange, channel.timeRange);
  }
  return { sampleCount, timeRange };
}
