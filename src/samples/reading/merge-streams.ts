import type { Series } from '../../core/series/series.ts';
import { SeriesCursor } from './series-cursor.ts';

/** Samples of a chunk that is merged. */
const CHUNK_SIZE = 16_384;

/** The samples of one channel in a window, as they come, with what lies next to them. */
export interface ChannelStream {
  readonly chunks: AsyncGenerator<Series>;
  /** Nanoseconds between samples; 0 when they carry their own times. */
  readonly interval: number;
  /** Time of the last sample before the window; null when there is none. */
  readonly before: number | null;
  /** Time of the first sample after the window; null when there is none. */
  readonly after: number | null;
}

/** A channel on the way: whether it counts between its last sample and the next. */
interface Lane {
  readonly cursor: SeriesCursor;
  readonly interval: number;
  readonly after: number | null;
  lastTime: number | null;
  isOpen: boolean;
}

/**
 * Merge the series of several channels of one parameter as they come: the same samples and breaks
 * as `mergeSeries` gives of whole series. A channel counts from each of its samples to the next,
 * unless some are missing between, so that one sample ahead of each is enough to know.
 *
 * @param channels The finest first.
 */
export async function* mergeStreams(
  origin: bigint,
  channels: readonly ChannelStream[],
): AsyncGenerator<Series> {
  const lanes: Lane[] = [];
  for (const { chunks, interval, before, after } of channels) {
    const cursor = new SeriesCursor(chunks);
    await cursor.fill();
    const lane: Lane = { cursor, interval, after, lastTime: before, isOpen: false };
    lane.isOpen = isOpenNow(lane, true);
    lanes.push(lane);
  }

  let part = createPart();
  let previous: Lane | null = null;
  let previousTime = 0;
  for (let lane = nextOf(lanes); lane; lane = nextOf(lanes)) {
    const { cursor, interval } = lane;
    const { chunk, at, nextTime: time, isAfterGap } = cursor;
    if (!chunk) throw new Error('A lane with a next sample has a chunk.');
    cursor.advance();
    if (cursor.isSpent) await cursor.fill();
    lane.lastTime = time;
    lane.isOpen = isOpenNow(lane, false);
    if (isCovered(lanes, lane, time)) continue;

    if (previous) {
      const isGap =
        previous === lane
          ? isAfterGap
          : interval > 0 &&
            previous.interval > 0 &&
            (time - previousTime) * 2 > Math.max(interval, previous.interval) * 3;
      if (isGap) part.breaks.push(part.count);
    }
    part.times[part.count] = time;
    part.raw[part.count] = chunk.raw[at]!;
    part.values[part.count] = chunk.values[at]!;
    part.count++;
    previous = lane;
    previousTime = time;
    if (part.count === CHUNK_SIZE) {
      yield toSeries(origin, part);
      part = createPart();
    }
  }
  if (part.count > 0) yield toSeries(origin, part);
}

/** The lane with the earliest sample, of several the finest; null when all are at their end. */
function nextOf(lanes: readonly Lane[]): Lane | null {
  let best: Lane | null = null;
  let time = Number.POSITIVE_INFINITY;
  for (const lane of lanes) {
    if (lane.cursor.nextTime >= time) continue;
    best = lane;
    time = lane.cursor.nextTime;
  }
  return best;
}

function isCovered(lanes: readonly Lane[], lane: Lane, time: number): boolean {
  for (const finer of lanes) {
    if (finer === lane) return false;
    if (finer.isOpen || finer.lastTime === time) return true;
  }
  return false;
}

/** @param isFirst Whether the next sample is the window's first, of which no chunk knows a break. */
function isOpenNow({ cursor, interval, lastTime, after }: Lane, isFirst: boolean): boolean {
  if (lastTime === null) return false;
  if (cursor.chunk && !isFirst) return !cursor.isAfterGap;
  const next = cursor.chunk ? cursor.nextTime : after;
  return next !== null && !(interval > 0 && (next - lastTime) * 2 > interval * 3);
}

function createPart() {
  return {
    times: new Float64Array(CHUNK_SIZE),
    raw: new Float64Array(CHUNK_SIZE),
    values: new Float64Array(CHUNK_SIZE),
    breaks: [] as number[],
    count: 0,
  };
}

function toSeries(origin: bigint, { times, raw, values, breaks, count }: Part): Series {
  return {
    origin,
    times: times.subarray(0, count),
    raw: raw.subarray(0, count),
    values: values.subarray(0, count),
    breaks: Uint32Array.from(breaks),
  };
}

type Part = ReturnType<typeof createPart>;
