import type { Series } from '../../core/series/series.ts';

/**
 * Walks the samples of a stream of chunks in order. It always knows the sample before and the next
 * one, so it is ahead of its reader by a chunk at most.
 */
export class SeriesCursor {
  /** Holds the next sample; null when there is none. */
  chunk: Series | null = null;
  /** The next sample's place in the chunk. */
  at = 0;
  /** Time of the next sample; infinite when there is none. */
  nextTime = Number.POSITIVE_INFINITY;
  /** Whether samples are missing before the next one. */
  isAfterGap = false;
  /** Time of the sample before; infinitely early when there is none. */
  lastTime = Number.NEGATIVE_INFINITY;
  lastValue = Number.NaN;
  /** The first break of the chunk at or after the next sample. */
  #break = 0;
  readonly #chunks: AsyncGenerator<Series>;

  /** Call `fill` once before anything else. */
  constructor(chunks: AsyncGenerator<Series>) {
    this.#chunks = chunks;
  }

  /** Whether the chunk is at its end: then `fill` must be awaited. */
  get isSpent(): boolean {
    return this.chunk !== null && this.at >= this.chunk.times.length;
  }

  /** Go on to the next sample, within the chunk. */
  advance(): void {
    this.skipTo(this.at + 1);
  }

  /** Go on to a place within the chunk, or to its end. */
  skipTo(at: number): void {
    const { chunk } = this;
    if (!chunk || at <= this.at) return;
    this.lastTime = chunk.times[at - 1]!;
    this.lastValue = chunk.values[at - 1]!;
    this.at = at;
    this.#look(chunk);
  }

  /** Get the next chunk that holds samples. */
  async fill(): Promise<void> {
    do {
      const { value, done } = await this.#chunks.next();
      this.chunk = done ? null : value;
      this.at = 0;
      this.#break = 0;
      this.nextTime = Number.POSITIVE_INFINITY;
      this.isAfterGap = false;
    } while (this.isSpent);
    if (this.chunk) this.#look(this.chunk);
  }

  #look({ times, breaks }: Series): void {
    if (this.at >= times.length) return;
    while (this.#break < breaks.length && breaks[this.#break]! < this.at) this.#break++;
    this.nextTime = times[this.at]!;
    this.isAfterGap = breaks[this.#break] === this.at;
  }
}
