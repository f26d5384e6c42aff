import type { Series } from './series.ts';

/**
 * Values of a series at given instants: the last sample at or before each. NaN before the first
 * sample, and within gaps; past the end of the series the last value holds.
 *
 * @param times Relative to the series' origin, not descending.
 * @returns One value an instant.
 */
export function holdSeries(
  { times: own, values, breaks }: Pick<Series, 'times' | 'values' | 'breaks'>,
  times: Float64Array,
): Float64Array {
  const held = new Float64Array(times.length);
  /** First sample after the instant. */
  let next = 0;
  /** First break at or after `next`. */
  let nextBreak = 0;
  for (let i = 0; i < times.length; i++) {
    const instant = times[i]!;
    while (next < own.length && own[next]! <= instant) next++;
    while (nextBreak < breaks.length && breaks[nextBreak]! < next) nextBreak++;
    const isSample = next > 0 && own[next - 1] === instant;
    const isGap = next > 0 && next < own.length && breaks[nextBreak] === next;
    held[i] = next === 0 || (isGap && !isSample) ? Number.NaN : values[next - 1]!;
  }
  return held;
}
