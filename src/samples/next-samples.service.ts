import type { Series } from '../core/series/series.ts';
import { badInput } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { ReadableParameter } from '../parameters/parameter.service.ts';
import type { Session } from '../sessions/session.service.ts';
import { BLOCK_CAPACITY } from './blocks/burst.ts';
import { checkSpan } from './reading/check-span.ts';
import { joinSeries } from './reading/merge-series.ts';
import { measure, type ReadableChannel, readableChannels } from './reading/read-chunks.ts';
import type { ReadRuntime } from './reading/read-pieces.ts';
import { channelsWithin } from './reading/read-whole.ts';
import { streamSeries } from './reading/stream-series.ts';
import { readSeries, type SampleSeries } from './samples.service.ts';

/** Which way samples are read. */
export const READ_DIRECTIONS = ['FORWARD', 'BACKWARD'] as const;

/** A way to read samples from an instant. */
export type ReadDirection = (typeof READ_DIRECTIONS)[number];

/** Where a read begins, and which way it goes; within the session. */
interface Cursor {
  readonly from: bigint;
  readonly direction: ReadDirection;
  readonly within: TimeRange;
}

/**
 * The samples of a parameter next to an instant, as they are: the first at or after it, or the
 * last at or before it. The window is widened until it holds them, so that the cost depends on
 * their number, not on the session.
 *
 * @param count How many; fewer when there are no more.
 * @returns them in order of time, whichever way they were read. The window reaches from the
 *   instant to the sample furthest from it; null when there are none.
 * @throws {AppError} BAD_USER_INPUT for a count out of range; PAYLOAD_TOO_LARGE; CORRUPT_DATA.
 */
export async function readNextSamples(
  runtime: ReadRuntime,
  session: Session,
  source: ReadableParameter,
  from: bigint,
  count: number,
  direction: ReadDirection,
): Promise<SampleSeries> {
  const { maxPointsPerSeries } = runtime.limits;
  if (!(count >= 1 && count <= maxPointsPerSeries)) {
    throw badInput('count', `Expected 1 to ${maxPointsPerSeries} samples, got ${count}.`);
  }
  const { timeRange: within } = session;
  const nothing = await readSeries(runtime, session, source, null, null);
  if (!within || isBeyond(from, within, direction)) return nothing;
  const cursor = { from: clamp(from, within), direction, within };
  const { origin, times, values, raw } = await readEnough(runtime, source, cursor, count);
  const isForward = direction === 'FORWARD';
  const first = isForward ? 0 : Math.max(0, times.length - count);
  const end = isForward ? Math.min(times.length, first + count) : times.length;
  if (end === first) return nothing;
  const startTime = isForward ? cursor.from : origin + BigInt(times[first]!);
  const endTime = isForward ? origin + BigInt(times[end - 1]!) : cursor.from;
  const shift = Number(startTime - origin);
  return {
    ...nothing,
    window: { startTime, endTime },
    sourceCount: end - first,
    times: times.slice(first, end).map((time) => time - shift),
    values: values.slice(first, end),
    raw: raw.slice(first, end),
  };
}

function isBeyond(from: bigint, { startTime, endTime }: TimeRange, direction: ReadDirection) {
  return direction === 'FORWARD' ? from > endTime : from < startTime;
}

function clamp(instant: bigint, { startTime, endTime }: TimeRange): bigint {
  if (instant < startTime) return startTime;
  return instant > endTime ? endTime : instant;
}

/** Spans grow by this factor, so that few are tried and none holds many times what is needed. */
const GROWTH = 4;
/** Nanoseconds that a sample of a channel without an interval is first thought to take. */
const LIKELY_INTERVAL = 1_000_000n;

/** At least so many samples on the cursor's side, or all there are, and not many more. */
async function readEnough(
  runtime: ReadRuntime,
  source: ReadableParameter,
  cursor: Cursor,
  count: number,
): Promise<Series> {
  const channels =
    source.parameter.functionCode === null
      ? await channelsWithin(runtime, readableChannels(source), cursor.within)
      : [];
  // Merging leaves samples out, so that it may take more of each channel.
  for (let most = count; ; most *= GROWTH) {
    let window = windowOf(cursor, channels.length > 0 ? null : LIKELY_INTERVAL * BigInt(most));
    for (const channel of channels) {
      window = narrower(window, await widen(runtime, channel, cursor, most));
    }
    checkSpan(window, 'count');
    const series = await collect(runtime, source, cursor, window, count);
    if (series.times.length >= count || isWhole(window, cursor)) return series;
  }
}

/** The samples of a window, without many more than are needed at the cursor's side. */
async function collect(
  runtime: ReadRuntime,
  source: ReadableParameter,
  { direction }: Cursor,
  window: TimeRange,
  count: number,
): Promise<Series> {
  const pieces: Series[] = [];
  let length = 0;
  for await (const piece of streamSeries(runtime, source, window)) {
    pieces.push(piece);
    length += piece.times.length;
    if (direction === 'FORWARD' && length >= count) break;
    while (direction === 'BACKWARD' && length - (pieces[0]?.times.length ?? 0) >= count) {
      length -= pieces.shift()?.times.length ?? 0;
    }
  }
  return joinSeries(window.startTime, pieces);
}

/** The least window, nearly, that holds so many samples of a channel; the whole side if it has fewer. */
async function widen(
  { db }: ReadRuntime,
  channel: ReadableChannel,
  cursor: Cursor,
  count: number,
): Promise<TimeRange> {
  const countIn = async (span: bigint) =>
    (await measure(db.read.sql, channel, windowOf(cursor, span))).sampleCount;
  let span = (channel.intervalNs || LIKELY_INTERVAL) * BigInt(count);
  let tooShort = 0n;
  let held = await countIn(span);
  while (held < count && !isWhole(windowOf(cursor, span), cursor)) {
    tooShort = span;
    span *= BigInt(GROWTH);
    held = await countIn(span);
  }
  // After a long pause the last step may have taken in far too many.
  while (held > count * 8 + BLOCK_CAPACITY && span - tooShort > 1n) {
    const middle = (tooShort + span) / 2n;
    const less = await countIn(middle);
    if (less < count) tooShort = middle;
    else [span, held] = [middle, less];
  }
  return windowOf(cursor, span);
}

/** The window of a span on the cursor's side, within the session; null for all of that side. */
function windowOf({ from, direction, within }: Cursor, span: bigint | null): TimeRange {
  if (direction === 'FORWARD') {
    const end = span === null ? within.endTime : from + span;
    return { startTime: from, endTime: end < within.endTime ? end : within.endTime };
  }
  const start = span === null ? within.startTime : from - span;
  return { startTime: start > within.startTime ? start : within.startTime, endTime: from };
}

function isWhole({ startTime, endTime }: TimeRange, { direction, within }: Cursor): boolean {
  return direction === 'FORWARD' ? endTime === within.endTime : startTime === within.startTime;
}

function narrower(a: TimeRange, b: TimeRange): TimeRange {
  return a.endTime - a.startTime <= b.endTime - b.startTime ? a : b;
}
