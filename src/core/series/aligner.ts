import type { AlignMode } from './align-series.ts';
import { lowerBound, type Series } from './series.ts';

/** Takes values at given instants from samples that arrive piece by piece. */
export interface Aligner {
  /** Take the next samples, which do not begin before the ones that were taken. */
  readonly add: (piece: Pick<Series, 'times' | 'values' | 'breaks'>) => void;
  /** One value an instant, of the samples so far; NaN where there is none. */
  readonly finish: () => Float64Array;
}

/**
 * Begin to take values at instants, as `alignSeries` takes them on a grid. Memory depends on the
 * instants and the longest piece, not on the samples.
 *
 * @param instants Nanoseconds after the origin of the samples; they do not descend.
 * @param reach NEAREST takes a sample beyond an end of the series or within a gap only when it
 *   lies within this many nanoseconds; on a grid half its interval.
 */
export function createAligner(instants: Float64Array, mode: AlignMode, reach = 0): Aligner {
  const aligner = new StreamAligner(instants, mode, reach);
  return {
    add: (piece) => aligner.add(piece),
    finish: () => aligner.finish(),
  };
}

class StreamAligner {
  readonly #instants: Float64Array;
  readonly #mode: AlignMode;
  readonly #reach: number;
  readonly #result: Float64Array;
  /** First instant whose value is not known yet. */
  #at = 0;
  /** The last sample so far; NaN before the first. */
  #time = Number.NaN;
  #value = Number.NaN;

  constructor(instants: Float64Array, mode: AlignMode, reach: number) {
    this.#instants = instants;
    this.#mode = mode;
    this.#reach = reach;
    this.#result = new Float64Array(instants.length).fill(Number.NaN);
  }

  add({ times, values, breaks }: Pick<Series, 'times' | 'values' | 'breaks'>): void {
    const last = times.length - 1;
    if (last < 0) return;
    const instants = this.#instants;
    let next = 0;
    // Only instants before the last sample: at its own, another may follow.
    for (; this.#at < instants.length && instants[this.#at]! < times[last]!; this.#at++) {
      const instant = instants[this.#at]!;
      next = firstAfter(times, instant, next);
      const isGap = breaks[lowerBound(breaks, next)] === next;
      this.#result[this.#at] = this.#between(
        instant,
        next > 0 ? times[next - 1]! : this.#time,
        next > 0 ? values[next - 1]! : this.#value,
        times[next]!,
        values[next]!,
        isGap,
      );
    }
    this.#time = times[last]!;
    this.#value = values[last]!;
  }

  finish(): Float64Array {
    const result = this.#result.slice();
    for (let i = this.#at; i < result.length; i++) {
      const instant = this.#instants[i]!;
      result[i] = this.#between(instant, this.#time, this.#value, Number.NaN, Number.NaN, false);
    }
    return result;
  }

  /** The value at an instant between two neighbouring samples, whose times are NaN where there is none. */
  #between(
    instant: number,
    time: number,
    value: number,
    nextTime: number,
    nextValue: number,
    isGap: boolean,
  ): number {
    if (time === instant) return value;
    const isInside = !(Number.isNaN(time) || Number.isNaN(nextTime) || isGap);
    switch (this.#mode) {
      case 'HOLD':
        return isGap ? Number.NaN : value;
      case 'LINEAR': {
        if (!isInside) return Number.NaN;
        const part = (instant - time) / (nextTime - time);
        return value * (1 - part) + nextValue * part;
      }
      case 'NEAREST': {
        const since = Number.isNaN(time) ? Number.POSITIVE_INFINITY : instant - time;
        const until = Number.isNaN(nextTime) ? Number.POSITIVE_INFINITY : nextTime - instant;
        if (!isInside && Math.min(since, until) > this.#reach) return Number.NaN;
        return since <= until ? value : nextValue;
      }
    }
  }
}

/** First index from `from` whose time is after an instant; there is one. Near ones are found fast. */
function firstAfter(times: Float64Array, instant: number, from: number): number {
  let step = 1;
  let high = from;
  let low = from;
  while (high < times.length && times[high]! <= instant) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, times.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
