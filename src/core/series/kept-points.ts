import { chooseSeparators } from './separators.ts';

/** Points of a reduction, in order of time; all arrays have one entry a point. */
export interface PointList {
  /** Position of the sample among those of the window, from 0; -1 for a gap separator. */
  readonly indices: Float64Array;
  /** Relative nanoseconds; NaN for a separator, here and below. */
  readonly times: Float64Array;
  readonly raw: Float64Array;
  readonly values: Float64Array;
}

/** Samples that a reduction keeps, collected in order of time. */
export class KeptPoints {
  count = 0;
  #indices: Float64Array = new Float64Array(FIRST_ROOM);
  #times: Float64Array = new Float64Array(FIRST_ROOM);
  #raw: Float64Array = new Float64Array(FIRST_ROOM);
  #values: Float64Array = new Float64Array(FIRST_ROOM);
  #gaps: Float64Array = new Float64Array(FIRST_ROOM);

  /**
   * Keep a sample, unless it is the one kept last.
   *
   * @param gap Length of the longest gap since the sample kept before; negative for none.
   */
  add(index: number, time: number, raw: number, value: number, gap: number): void {
    const at = this.count;
    if (at > 0 && this.#indices[at - 1] === index) return;
    if (at === this.#indices.length) this.#grow();
    this.#indices[at] = index;
    this.#times[at] = time;
    this.#raw[at] = raw;
    this.#values[at] = value;
    this.#gaps[at] = gap;
    this.count = at + 1;
  }

  /** The points, with at most `room` separators where gaps lie between them, longest first. */
  toList(room: number): PointList {
    const separators = chooseSeparators(this.#gaps, this.count, room);
    const length = this.count + separators.reduce((sum, one) => sum + one, 0);
    const list = {
      indices: new Float64Array(length).fill(-1),
      times: new Float64Array(length).fill(Number.NaN),
      raw: new Float64Array(length).fill(Number.NaN),
      values: new Float64Array(length).fill(Number.NaN),
    };
    let to = 0;
    for (let from = 0; from < this.count; from++, to++) {
      to += separators[from]!;
      list.indices[to] = this.#indices[from]!;
      list.times[to] = this.#times[from]!;
      list.raw[to] = this.#raw[from]!;
      list.values[to] = this.#values[from]!;
    }
    return list;
  }

  #grow(): void {
    this.#indices = twiceAsLong(this.#indices);
    this.#times = twiceAsLong(this.#times);
    this.#raw = twiceAsLong(this.#raw);
    this.#values = twiceAsLong(this.#values);
    this.#gaps = twiceAsLong(this.#gaps);
  }
}

const FIRST_ROOM = 256;

function twiceAsLong(array: Float64Array): Float64Array {
  const longer = new Float64Array(2 * array.length);
  longer.set(array);
  return longer;
}
