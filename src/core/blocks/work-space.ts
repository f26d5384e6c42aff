/** Most bytes that are kept for the next block; larger blocks are rare. */
const KEPT = 2 ** 18;

/**
 * Memory for the work on one block, which the work on the next takes again: to allocate and clear
 * it would cost more than much of the work. What is in it is undefined.
 */
export class WorkSpace {
  #memory = new ArrayBuffer(0);

  /** Room for `count` bytes. What was got before is no longer to be used; so with the others. */
  bytes(count: number): Uint8Array {
    return new Uint8Array(this.#room(count), 0, count);
  }

  /** Room for `count` integers. */
  integers(count: number): Int32Array {
    return new Int32Array(this.#room(4 * count), 0, count);
  }

  /** Room for `count` doubles. */
  doubles(count: number): Float64Array {
    return new Float64Array(this.#room(8 * count), 0, count);
  }

  #room(size: number): ArrayBuffer {
    if (size <= this.#memory.byteLength) return this.#memory;
    const memory = new ArrayBuffer(size);
    if (size <= KEPT) this.#memory = memory;
    return memory;
  }
}
