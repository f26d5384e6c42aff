import { type Buckets, cutIntoBuckets } from './buckets.ts';
import { GapQueue } from './gap-queue.ts';
import { KeptPoints, type PointList } from './kept-points.ts';
import { lowerBound, type RelativeWindow, type Series, upperBound } from './series.ts';

/** Successive samples of a series; breaks are indices within the chunk. */
export type Chunk = Pick<Series, 'times' | 'raw' | 'values' | 'breaks'>;

/** What a MIN_MAX reduction is asked for. */
export interface MinMaxRequest extends RelativeWindow {
  /** Most points, separators included; at least 4. */
  readonly maxPoints: number;
  /** Gaps between samples of the window, counted before. */
  readonly gapCount: number;
}

/** The points of a MIN_MAX reduction. */
export interface MinMaxPoints extends PointList {
  /** Samples in the window. */
  readonly sourceCount: number;
  /** Buckets of the reduction; null when every sample is there. */
  readonly buckets: number | null;
}

/**
 * Successive blocks of samples by what is known of them, without a gap within any. All arrays have
 * one entry a block; times are relative nanoseconds, indices positions within the block.
 */
export interface WholeBlocks {
  readonly sampleCounts: ArrayLike<number>;
  /** Nanoseconds between the last sample before the block and its first; negative without a gap. */
  readonly gapsBefore: ArrayLike<number>;
  readonly startTimes: ArrayLike<number>;
  readonly endTimes: ArrayLike<number>;
  /** The first sample of the least values: of a block without a number its first sample. */
  readonly least: PointArrays;
  /** The first sample of the greatest values. */
  readonly greatest: PointArrays;
}

/** One sample of each block. */
export interface PointArrays {
  readonly indices: ArrayLike<number>;
  readonly times: ArrayLike<number>;
  readonly raw: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Reduces a series that arrives in chunks, without holding it. */
export interface MinMaxReducer {
  /**
   * Take the next samples; those outside the window are passed over. A break at index 0 is a gap
   * after the chunk before. Nothing of the chunk is kept.
   */
  readonly add: (chunk: Chunk) => void;
  /**
   * Take the blocks from one position up to, not including, another by what is known of them. They
   * hold neither the first nor the last sample of the window, and each is in one bucket.
   *
   * @param passed Where it is not 0 the extremes are known not to be among the points: then the block
   *   may be in several buckets, of none of which it has all samples.
   */
  readonly addWhole: (
    blocks: WholeBlocks,
    from: number,
    to: number,
    passed?: ArrayLike<number>,
  ) => void;
  /**
   * The points, once all samples were given.
   *
   * @throws {RangeError} when the gaps met are not as many as announced.
   */
  readonly finish: () => MinMaxPoints;
}

/**
 * Room set aside for gap separators: one for every gap, but at most a quarter of the points, and
 * never so many that nothing is left for samples.
 *
 * @throws {RangeError} when `maxPoints` is no whole number of at least 4.
 */
export function reserveForGaps(maxPoints: number, gapCount: number): number {
  if (!(Number.isSafeInteger(maxPoints) && maxPoints >= 4))
    throw new RangeError(`Expected at least 4 points, got ${maxPoints}.`);
  return Math.min(gapCount, Math.floor(maxPoints / 4), maxPoints - 4);
}

/** Buckets of a MIN_MAX reduction: each gives two points, the ends of the window two more. */
export function countMinMaxBuckets(maxPoints: number, gapCount: number): number {
  return Math.floor((maxPoints - 2 - reserveForGaps(maxPoints, gapCount)) / 2);
}

/**
 * Begin a MIN_MAX reduction of a series that arrives in chunks.
 *
 * From every bucket with samples it keeps the first of the least values and the first of the
 * greatest, besides the first and the last sample of the window. NaN loses to every number; a
 * bucket of NaN keeps its first sample. When samples and gaps together fit in `maxPoints`, every
 * sample is kept. A separator stands between two kept samples with a gap between them; when there
 * is no room for all, the longest gaps have theirs, of equal ones the earlier.
 *
 * Memory is bounded by `maxPoints`, and the gaps of one bucket and one chunk.
 *
 * @throws {RangeError} when `maxPoints`, the gap count or the window is out of range.
 */
export function createMinMaxReducer(request: MinMaxRequest): MinMaxReducer {
  const { startTime, endTime, maxPoints, gapCount } = request;
  if (!(Number.isSafeInteger(gapCount) && gapCount >= 0))
    throw new RangeError(`Expected a number of gaps, got ${gapCount}.`);
  const buckets = cutIntoBuckets(request, countMinMaxBuckets(maxPoints, gapCount));
  const extremes = new ExtremesOfBuckets(buckets);
  /** Every sample, for as long as all may fit. */
  let everything: KeptPoints | null = new KeptPoints();
  const last = new Sample();
  let sourceCount = 0;
  let gapsMet = 0;

  return {
    add(chunk) {
      const { times, breaks } = chunk;
      const from = lowerBound(times, startTime);
      const to = upperBound(times, endTime);
      if (from >= to) return;
      const shift = sourceCount - from;

      let nextBreak = lowerBound(breaks, from);
      for (; nextBreak < breaks.length && breaks[nextBreak]! < to; nextBreak++) {
        const at = breaks[nextBreak]!;
        // A gap before the first sample of the window lies outside it.
        if (at + shift === 0) continue;
        const length = times[at]! - (at > from ? times[at - 1]! : last.time);
        extremes.gaps.push(at + shift, length);
        gapsMet++;
      }
      if (sourceCount + (to - from) + gapCount > maxPoints) everything = null;
      if (everything) keepAll(everything, chunk, from, to, shift, last.time);
      extremes.add(chunk, from, to, shift);
      last.take(chunk, to - 1, shift);
      sourceCount += to - from;
    },

    addWhole(blocks, from, to, passed) {
      everything = null;
      for (let i = from; i < to; i++) {
        const gap = blocks.gapsBefore[i]!;
        if (gap >= 0 && sourceCount > 0) {
          extremes.gaps.push(sourceCount, gap);
          gapsMet++;
        }
        if (!passed?.[i]) extremes.addWhole(blocks, i, sourceCount);
        sourceCount += blocks.sampleCounts[i]!;
      }
      if (to > from) last.time = blocks.endTimes[to - 1]!;
    },

    finish() {
      if (gapsMet !== gapCount)
        throw new RangeError(`Expected ${gapCount} gaps in the window, got ${gapsMet}.`);
      if (everything) return { ...everything.toList(gapCount), sourceCount, buckets: null };
      const kept = extremes.finish(last);
      return { ...kept.toList(maxPoints - kept.count), sourceCount, buckets: buckets.count };
    },
  };
}

/** One sample, held after its chunk has gone. */
class Sample {
  index = -1;
  time = Number.NaN;
  raw = Number.NaN;
  value = Number.NaN;

  set({ indices, times, raw, values }: PointArrays, i: number, shift: number): void {
    this.index = indices[i]! + shift;
    this.time = times[i]!;
    this.raw = raw[i]!;
    this.value = values[i]!;
  }

  take({ times, raw, values }: Chunk, at: number, shift: number): void {
    this.index = at + shift;
    this.time = times[at]!;
    this.raw = raw[at]!;
    this.value = values[at]!;
  }
}

class ExtremesOfBuckets {
  readonly gaps = new GapQueue();
  readonly #buckets: Buckets;
  readonly #kept = new KeptPoints();
  readonly #least = new Sample();
  readonly #greatest = new Sample();
  #bucketEnd = Number.NEGATIVE_INFINITY;

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
  }

  add(chunk: Chunk, from: number, to: number, shift: number): void {
    const { times, values } = chunk;
    let at = from;
    while (at < to) {
      if (times[at]! >= this.#bucketEnd) this.#open(chunk, at++, shift);
      const end = this.#bucketEnd;

      let least = this.#least.value;
      let greatest = this.#greatest.value;
      let leastAt = -1;
      let greatestAt = -1;
      // While only NaN was met, the first number is both extremes.
      while (Number.isNaN(least) && at < to && times[at]! < end) {
        least = values[at]!;
        if (!Number.isNaN(least)) {
          greatest = least;
          leastAt = at;
          greatestAt = at;
        }
        at++;
      }
      for (; at < to && times[at]! < end; at++) {
        const value = values[at]!;
        if (value < least) {
          least = value;
          leastAt = at;
        } else if (value > greatest) {
          greatest = value;
          greatestAt = at;
        }
      }
      if (leastAt >= 0) this.#least.take(chunk, leastAt, shift);
      if (greatestAt >= 0) this.#greatest.take(chunk, greatestAt, shift);
    }
  }

  addWhole({ startTimes, least, greatest }: WholeBlocks, i: number, shift: number): void {
    const start = startTimes[i]!;
    if (start >= this.#bucketEnd) {
      this.#close();
      this.#bucketEnd = this.#buckets.boundary(this.#buckets.indexOf(start) + 1);
      this.#least.set(least, i, shift);
      this.#greatest.set(greatest, i, shift);
      return;
    }
    // Where only NaN was met any number counts: NaN loses to every number.
    const low = least.values[i]!;
    if (low < this.#least.value || (Number.isNaN(this.#least.value) && !Number.isNaN(low)))
      this.#least.set(least, i, shift);
    const high = greatest.values[i]!;
    if (high > this.#greatest.value || (Number.isNaN(this.#greatest.value) && !Number.isNaN(high)))
      this.#greatest.set(greatest, i, shift);
  }

  finish(last: Sample): KeptPoints {
    this.#close();
    this.#keep(last);
    return this.#kept;
  }

  #open(chunk: Chunk, at: number, shift: number): void {
    this.#close();
    const bucket = this.#buckets.indexOf(chunk.times[at]!);
    this.#bucketEnd = this.#buckets.boundary(bucket + 1);
    this.#least.take(chunk, at, shift);
    this.#greatest.take(chunk, at, shift);
    if (this.#kept.count === 0) this.#keep(this.#least);
  }

  #close(): void {
    if (this.#least.index < 0) return;
    const leastIsFirst = this.#least.index <= this.#greatest.index;
    this.#keep(leastIsFirst ? this.#least : this.#greatest);
    this.#keep(leastIsFirst ? this.#greatest : this.#least);
  }

  #keep({ index, time, raw, value }: Sample): void {
    this.#kept.add(index, time, raw, value, this.gaps.takeUpTo(index));
  }
}

function keepAll(
  kept: KeptPoints,
  { times, raw, values, breaks }: Chunk,
  from: number,
  to: number,
  shift: number,
  lastTime: number,
): void {
  let nextBreak = lowerBound(breaks, from);
  for (let at = from; at < to; at++) {
    let gap = -1;
    if (breaks[nextBreak] === at) {
      nextBreak++;
      if (at + shift > 0) gap = times[at]! - (at > from ? times[at - 1]! : lastTime);
    }
    kept.add(at + shift, times[at]!, raw[at]!, values[at]!, gap);
  }
}
