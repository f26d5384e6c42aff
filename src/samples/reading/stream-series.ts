import type { Series } from '../../core/series/series.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import type { ReadableParameter } from '../../parameters/parameter.service.ts';
import type { Runtime } from '../../runtime.ts';
import { readableChannels } from './read-chunks.ts';
import { channelsWithin } from './read-whole.ts';
import { streamChannels } from './stream-channels.ts';
import { streamVirtual } from './stream-virtual.ts';

/**
 * All samples of a parameter in a window, in engineering values, as they come: the same that
 * `readSeries` gives without a resolution, in chunks of some thousands, however many there are.
 * Times count from the window's start; a break at 0 lies between a chunk and the one before.
 *
 * @throws {AppError} NOT_FOUND for an input of a formula; BAD_USER_INPUT for one that cannot be
 *   computed; PAYLOAD_TOO_LARGE for one of too many inputs; CORRUPT_DATA.
 */
export async function* streamSeries(
  { db }: Pick<Runtime, 'db'>,
  source: ReadableParameter,
  window: TimeRange,
): AsyncGenerator<Series> {
  if (source.parameter.functionCode !== null) {
    yield* streamVirtual({ db }, source, window);
    return;
  }
  const channels = await channelsWithin({ db }, readableChannels(source), window);
  yield* streamChannels({ db }, channels, window);
}
