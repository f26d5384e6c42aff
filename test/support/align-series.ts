import type { AlignMode } from '../../src/core/series/align-mode.ts';
import { type Series, upperBound } from '../../src/core/series/series.ts';

/** Instants at equal distances: startTime, startTime + interval, and so on. */
export interface UniformGrid {
  /** Nanoseconds after the series' origin. */
  readonly startTime: number;
  /** Nanoseconds, at least 1. */
  readonly interval: number;
  readonly count: number;
}

/**
 * Values of a series on a uniform grid, of a whole series at once: what the server's way, which holds
 * no whole series, is compared with.
 *
 * - HOLD: the last sample at or before the instant; it holds past the end of the series.
 * - LINEAR: on the straight line between the samples about the instant; NaN before the first and
 *   after the last sample, and where either is NaN.
 * - NEAREST: the nearer sample, the earlier one on a tie; before the first and after the last
 *   sample, and within gaps, only when it lies within half an interval of the grid.
 *
 * A sample at the instant itself is taken as it is, the last of several. HOLD and LINEAR are NaN
 * within gaps; HOLD is NaN before the first sample.
 *
 * @returns One value an instant.
 * @throws {RangeError} when the grid is not of whole nanoseconds below 2^53.
 */
export function alignSeries(
  series: Pick<Series, 'times' | 'values' | 'breaks'>,
  grid: UniformGrid,
  mode: AlignMode,
): Float64Array {
  checkGrid(grid);
  const { times, values, breaks } = series;
  const result = new Float64Array(grid.count);
  /** First sample after the instant. */
  let next = upperBound(times, grid.startTime);
  /** First break at or after `next`. */
  let nextBreak = 0;
  for (let i = 0; i < grid.count; i++) {
    const instant = grid.startTime + i * grid.interval;
    while (next < times.length && times[next]! <= instant) next++;
    while (nextBreak < breaks.length && breaks[nextBreak]! < next) nextBreak++;

    const before = next - 1;
    if (before >= 0 && times[before] === instant) {
      result[i] = values[before]!;
      continue;
    }
    const isGap = breaks[nextBreak] === next && next > 0 && next < times.length;
    switch (mode) {
      case 'HOLD':
        result[i] = before < 0 || isGap ? Number.NaN : values[before]!;
        break;
      case 'LINEAR':
        result[i] =
          before < 0 || next >= times.length || isGap
            ? Number.NaN
            : onLine(times, values, before, instant);
        break;
      case 'NEAREST': {
        const isInside = before >= 0 && next < times.length && !isGap;
        const reach = isInside ? Number.POSITIVE_INFINITY : grid.interval / 2;
        result[i] = nearest(times, values, before, instant, reach);
        break;
      }
    }
  }
  return result;
}

function onLine(times: Float64Array, values: Float64Array, before: number, instant: number) {
  const start = times[before]!;
  const part = (instant - start) / (times[before + 1]! - start);
  return values[before]! * (1 - part) + values[before + 1]! * part;
}

function nearest(
  times: Float64Array,
  values: Float64Array,
  before: number,
  instant: number,
  reach: number,
): number {
  const since = before >= 0 ? instant - times[before]! : Number.POSITIVE_INFINITY;
  const until = before + 1 < times.length ? times[before + 1]! - instant : Number.POSITIVE_INFINITY;
  const isBefore = since <= until;
  if (Math.min(since, until) > reach || Math.min(since, until) === Number.POSITIVE_INFINITY)
    return Number.NaN;
  return values[isBefore ? before : before + 1]!;
}

function checkGrid({ startTime, interval, count }: UniformGrid): void {
  const end = startTime + (count - 1) * interval;
  const isWhole =
    Number.isSafeInteger(startTime) && Number.isSafeInteger(interval) && Number.isSafeInteger(end);
  if (!isWhole || interval < 1 || !Number.isSafeInteger(count) || count < 0)
    throw new RangeError(
      `Expected a grid of whole nanoseconds, got ${count} instants every ${interval} from ${startTime}.`,
    );
}
