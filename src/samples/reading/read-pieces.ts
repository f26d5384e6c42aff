import type { Series } from '../../core/series/series.ts';
import { AppError } from '../../errors.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import type { ReadableParameter } from '../../parameters/parameter.service.ts';
import type { Runtime } from '../../runtime.ts';
import { checkSpan } from './check-span.ts';
import { measure, readableChannels } from './read-chunks.ts';
import { channelsWithin, checkScanned } from './read-whole.ts';
import { streamSeries } from './stream-series.ts';

/** What reading samples takes. */
export type ReadRuntime = Pick<Runtime, 'db' | 'limits'>;

/** Samples that all channels of a parameter hold in a window; 0 for a virtual parameter. */
export async function countStored(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
): Promise<number> {
  if (source.parameter.functionCode !== null) return 0;
  let count = 0;
  for (const channel of await channelsWithin(runtime, readableChannels(source), window)) {
    count += (await measure(runtime.db.read.sql, channel, window)).sampleCount;
  }
  return count;
}

/**
 * The samples of a parameter in a window, in engineering values, piece by piece: what `streamSeries`
 * gives, within the limits. Times count from the window's start.
 *
 * @param signal Stops between two pieces when it is aborted.
 * @throws {AppError} PAYLOAD_TOO_LARGE when a limit would be exceeded; BAD_USER_INPUT; NOT_FOUND
 *   for an input of a formula; CORRUPT_DATA; UNAVAILABLE when aborted.
 */
export async function* readPieces(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
  signal: AbortSignal | null = null,
): AsyncGenerator<Series> {
  checkSpan(window);
  checkScanned(runtime, await countStored(runtime, source, window));
  let scanned = 0;
  for await (const piece of streamSeries(runtime, source, window)) {
    if (signal?.aborted) throw new AppError('UNAVAILABLE', 'The request was cancelled.');
    scanned += piece.times.length;
    // How many samples a formula gives is not known before.
    checkScanned(runtime, scanned);
    yield piece;
  }
}
