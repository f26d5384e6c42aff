import type { AlignMode } from '../../core/series/align-mode.ts';
import type { Series } from '../../core/series/series.ts';
import { SeriesCursor } from './series-cursor.ts';

/**
 * Values of a series at given instants, as both come. A sample at an instant itself is taken as
 * it is, the last of several; HOLD and LINEAR are NaN within gaps, HOLD before the first sample, LINEAR
 * beyond both ends. It holds one chunk of the series, however long that is.
 */
export class SeriesAligner {
  readonly #cursor: SeriesCursor;
  readonly #mode: AlignMode;
  readonly #reach: number;
  #isFilled = false;

  /**
   * @param reach NEAREST takes a sample beyond an end of the series, or within a gap, only when it lies
   *   within this many nanoseconds; on a grid half its interval.
   */
  constructor(chunks: AsyncGenerator<Series>, mode: AlignMode, reach: number) {
    this.#cursor = new SeriesCursor(chunks);
    this.#mode = mode;
    this.#reach = reach;
  }

  /**
   * @param times Instants, which do not descend, from call to call neither.
   * @returns One value an instant; NaN where there is none.
   */
  async take(times: Float64Array): Promise<Float64Array> {
    const cursor = this.#cursor;
    if (!this.#isFilled) await cursor.fill();
    this.#isFilled = true;
    const values = new Float64Array(times.length);
    for (let i = 0; i < times.length; i++) {
      const instant = times[i]!;
      while (cursor.nextTime <= instant) {
        passUntil(cursor, instant);
        if (cursor.isSpent) await cursor.fill();
      }
      values[i] = this.#valueAt(instant);
    }
    return values;
  }

  #valueAt(instant: number): number {
    const { lastTime, lastValue, nextTime, isAfterGap } = this.#cursor;
    if (lastTime === instant) return lastValue;
    const hasLast = lastTime !== Number.NEGATIVE_INFINITY;
    const isGap = hasLast && isAfterGap;
    const isInside = hasLast && nextTime !== Number.POSITIVE_INFINITY && !isGap;
    switch (this.#mode) {
      case 'HOLD':
        return isGap ? Number.NaN : lastValue;
      case 'LINEAR': {
        if (!isInside) return Number.NaN;
        const part = (instant - lastTime) / (nextTime - lastTime);
        return lastValue * (1 - part) + this.#nextValue() * part;
      }
      case 'NEAREST': {
        const since = instant - lastTime;
        const until = nextTime - instant;
        const distance = Math.min(since, until);
        const reach = isInside ? Number.MAX_VALUE : this.#reach;
        if (distance > reach) return Number.NaN;
        return since <= until ? lastValue : this.#nextValue();
      }
    }
  }

  #nextValue(): number {
    const { chunk, at } = this.#cursor;
    return chunk?.values[at] ?? Number.NaN;
  }
}

/** Go on to the first sample after an instant, or to the end of the chunk. */
function passUntil(cursor: SeriesCursor, instant: number): void {
  const { chunk } = cursor;
  if (!chunk) return;
  const { times } = chunk;
  let at = cursor.at;
  while (at < times.length && times[at]! <= instant) at++;
  cursor.skipTo(at);
}
