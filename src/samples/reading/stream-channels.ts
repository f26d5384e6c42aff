import type { Series } from '../../core/series/series.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import type { Runtime } from '../../runtime.ts';
import { type ChannelStream, mergeStreams } from './merge-streams.ts';
import { type ReadableChannel, readChunks, readNeighbours } from './read-chunks.ts';

/**
 * The samples of a parameter's channels in a window as they come, merged as `readWhole` merges
 * them. Times count from the window's start.
 *
 * @param channels As `channelsWithin` gives them: the finest first.
 * @throws {AppError} CORRUPT_DATA.
 */
export async function* streamChannels(
  { db }: Pick<Runtime, 'db'>,
  channels: readonly ReadableChannel[],
  window: TimeRange,
): AsyncGenerator<Series> {
  const { sql } = db.read;
  const [only] = channels;
  if (!only) return;
  if (channels.length === 1) {
    yield* readChunks(sql, only, window);
    return;
  }
  const streams: ChannelStream[] = [];
  for (const channel of channels) {
    const { before, after } = await readNeighbours(sql, channel, window);
    const chunks = readChunks(sql, channel, window);
    streams.push({ chunks, interval: Number(channel.intervalNs), before, after });
  }
  yield* mergeStreams(window.startTime, streams);
}
