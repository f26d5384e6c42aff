import type { ReductionMethod } from '../../core/series/reduce-series.ts';
import type { Series } from '../../core/series/series.ts';
import type { AppError } from '../../errors.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import type { Runtime } from '../../runtime.ts';
import { type ChannelSeries, joinSeries, mergeSeries } from './merge-series.ts';
import { measure, type ReadableChannel, readChunks, readNeighbours } from './read-chunks.ts';
import { tooMuch } from './too-much.ts';

/** @throws {AppError} PAYLOAD_TOO_LARGE when a read would decode more samples than one read may. */
export function checkScanned({ limits }: Pick<Runtime, 'limits'>, count: number) {
  if (count > limits.maxSamplesScanned) {
    throw tooMuch(
      'window',
      `The window holds ${count} samples of this parameter, and one read takes at most ${limits.maxSamplesScanned}. Ask for a shorter window.`,
    );
  }
}

/**
 * The channels that may say something of a window, the finest first. Of several, those without
 * data there are left out; an interval tells how fine a channel is, else the mean spacing of all
 * its samples, so that every window of a session is read in the same order.
 */
export async function channelsWithin(
  { db }: Pick<Runtime, 'db'>,
  channels: readonly ReadableChannel[],
  { startTime, endTime }: TimeRange,
): Promise<ReadableChannel[]> {
  const [only] = channels;
  if (!only || channels.length === 1) return [...channels];
  const rows = await db.read.prisma.sessionChannel.findMany({
    where: {
      sessionId: only.sessionId,
      channelId: { in: channels.map(({ channelId }) => BigInt(channelId)) },
      startNs: { lte: endTime },
      endNs: { gte: startTime },
    },
  });
  const spacings = new Map(
    rows.map((row) => [
      Number(row.channelId),
      row.sampleCount > 1n
        ? Number(row.endNs - row.startNs) / Number(row.sampleCount - 1n)
        : Number.MAX_VALUE,
    ]),
  );
  const spacingOf = ({ channelId, intervalNs }: ReadableChannel) =>
    intervalNs > 0n ? Number(intervalNs) : (spacings.get(channelId) ?? Number.MAX_VALUE);
  return channels
    .filter(({ channelId }) => spacings.has(channelId))
    .sort((a, b) => spacingOf(a) - spacingOf(b));
}

/**
 * All samples of a window in memory, so their number is bounded.
 *
 * @param channels The finest first; several are merged.
 * @param purpose What they are reduced to; null when they are the answer themselves.
 * @throws {AppError} PAYLOAD_TOO_LARGE with advice; CORRUPT_DATA.
 */
export async function readWhole(
  runtime: Pick<Runtime, 'db' | 'limits'>,
  channels: readonly ReadableChannel[],
  window: TimeRange,
  purpose: ReductionMethod | 'STATISTICS' | null,
): Promise<Series> {
  const { sql } = runtime.db.read;
  const { limits } = runtime;
  let count = 0;
  for (const channel of channels) count += (await measure(sql, channel, window)).sampleCount;
  checkScanned(runtime, count);
  const most = purpose ? limits.maxPointsPerRequest : limits.maxPointsPerSeries;
  if (count > most) throw tooManyToHold(count, most, purpose, channels.length);

  const parts: ChannelSeries[] = [];
  for (const channel of channels) {
    const pieces: Series[] = [];
    for await (const piece of readChunks(sql, channel, window)) pieces.push(piece);
    const neighbours =
      channels.length > 1
        ? await readNeighbours(sql, channel, window)
        : { before: null, after: null };
    const series = joinSeries(window.startTime, pieces);
    parts.push({ series, interval: Number(channel.intervalNs), ...neighbours });
  }
  return mergeSeries(window.startTime, parts);
}

function tooManyToHold(
  count: number,
  most: number,
  purpose: ReductionMethod | 'STATISTICS' | null,
  channelCount: number,
): AppError {
  const holds = `The window holds ${count} samples of this parameter`;
  if (!purpose) {
    return tooMuch(
      'resolution',
      `${holds}, and an answer at most ${most}. Give a resolution, such as { maxPoints: 2000 }, or a shorter window.`,
    );
  }
  if (purpose === 'STATISTICS' || purpose === 'MIN_MAX') {
    return tooMuch(
      'window',
      `${holds} in ${channelCount} channels, and merging them takes at most ${most}. Ask for a shorter window.`,
    );
  }
  return tooMuch(
    'resolution.method',
    `${holds}, and ${purpose} takes at most ${most}. Use MIN_MAX, or a shorter window.`,
  );
}
