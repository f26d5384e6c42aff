import type { Series } from '../../core/series/series.ts';

/** Join pieces of one series, in order of time. */
export function joinSeries(origin: bigint, pieces: readonly Series[]): Series {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const length = pieces.reduce((sum, { times }) => sum + times.length, 0);
  const times = new Float64Array(length);
  const raw = new Float64Array(length);
  const values = new Float64Array(length);
  const breaks: number[] = [];
  let at = 0;
  for (const piece of pieces) {
    times.set(piece.times, at);
    raw.set(piece.raw, at);
    values.set(piece.values, at);
    for (const i of piece.breaks) breaks.push(at + i);
    at += piece.times.length;
  }
  return { origin, times, raw, values, breaks: Uint32Array.from(breaks) };
}

/** The samples of one channel in a window, with what lies next to them. */
export interface ChannelSeries {
  readonly series: Series;
  /** Nanoseconds between samples; 0 when they carry their own times. */
  readonly interval: number;
  /** Time of the last sample before the window; null when there is none. */
  readonly before: number | null;
  /** Time of the first sample after the window; null when there is none. */
  readonly after: number | null;
}

/** A stretch of a series without a gap: both ends inclusive. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Merge the series of several channels of one parameter: where a channel has no gap it counts, and
 * coarser ones fill its gaps, and what comes before and after it. Samples next to the window are
 * regarded, so that a window shows the same samples as the whole session does there.
 *
 * @param channels The finest first.
 */
export function mergeSeries(origin: bigint, channels: readonly ChannelSeries[]): Series {
  const [only] = channels;
  if (only && channels.length === 1) return only.series;
  const stretches = channels.map(stretchesOf);
  const length = channels.reduce((sum, { series }) => sum + series.times.length, 0);
  const times = new Float64Array(length);
  const raw = new Float64Array(length);
  const values = new Float64Array(length);
  const breaks: number[] = [];
  const heads = channels.map(() => 0);
  const cursors = channels.map(() => 0);
  const nextBreaks = channels.map(() => 0);
  let count = 0;
  let previous = -1;

  const isCovered = (channel: number, time: number) => {
    for (let finer = 0; finer < channel; finer++) {
      const list = stretches[finer]!;
      // Samples are met in order of time, so the cursors only go forward.
      while (cursors[finer]! < list.length && list[cursors[finer]!]!.end < time) cursors[finer]!++;
      if ((list[cursors[finer]!]?.start ?? Number.POSITIVE_INFINITY) <= time) return true;
    }
    return false;
  };

  for (;;) {
    let channel = -1;
    let time = Number.POSITIVE_INFINITY;
    for (let c = 0; c < channels.length; c++) {
      const next = channels[c]!.series.times[heads[c]!];
      if (next !== undefined && next < time) {
        channel = c;
        time = next;
      }
    }
    if (channel < 0) break;
    const { series, interval } = channels[channel]!;
    const at = heads[channel]!++;
    const isBreak = series.breaks[nextBreaks[channel]!] === at;
    if (isBreak) nextBreaks[channel]!++;
    if (isCovered(channel, time)) continue;
    if (count > 0) {
      const other = channels[previous]!.interval;
      const isGap =
        previous === channel
          ? isBreak
          : interval > 0 &&
            other > 0 &&
            (time - times[count - 1]!) * 2 > Math.max(interval, other) * 3;
      if (isGap) breaks.push(count);
    }
    times[count] = time;
    raw[count] = series.raw[at]!;
    values[count] = series.values[at]!;
    count++;
    previous = channel;
  }
  return {
    origin,
    times: times.subarray(0, count),
    raw: raw.subarray(0, count),
    values: values.subarray(0, count),
    breaks: Uint32Array.from(breaks),
  };
}

function stretchesOf({ series, interval, before, after }: ChannelSeries): Stretch[] {
  const { times, breaks } = series;
  const isGap = (from: number, to: number) => interval > 0 && (to - from) * 2 > interval * 3;
  if (times.length === 0) {
    const spans = before !== null && after !== null && !isGap(before, after);
    return spans ? [{ start: before, end: after }] : [];
  }
  const starts = [0, ...breaks];
  return starts.map((start, i) => {
    const isLast = i === starts.length - 1;
    const first = times[start]!;
    const last = times[(starts[i + 1] ?? times.length) - 1]!;
    return {
      start: i === 0 && before !== null && !isGap(before, first) ? before : first,
      end: isLast && after !== null && !isGap(last, after) ? after : last,
    };
  });
}
