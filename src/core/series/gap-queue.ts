/** Gaps met and not yet passed by a kept sample, in order. */
export class GapQueue {
  #indices: number[] = [];
  #lengths: number[] = [];
  #head = 0;

  /** Add a gap of `length` nanoseconds before sample `index`. */
  push(index: number, length: number): void {
    this.#indices.push(index);
    this.#lengths.push(length);
  }

  /** Remove the gaps up to sample `index`; the length of the longest, -1 when there are none. */
  takeUpTo(index: number): number {
    let longest = -1;
    for (; this.#head < this.#indices.length && this.#indices[this.#head]! <= index; this.#head++)
      longest = Math.max(longest, this.#lengths[this.#head]!);
    if (this.#head === this.#indices.length && this.#head > 0) {
      this.#indices = [];
      this.#lengths = [];
      this.#head = 0;
    }
    return longest;
  }
}
