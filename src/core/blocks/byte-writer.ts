/** Bytes written one after the other into memory that grows. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  /** @param capacity Bytes to make room for at first. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(Math.max(capacity, 64));
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** The memory in which the bytes are, until more are written. */
  get view(): DataView {
    return this.#view;
  }

  /** Forget what was written, and keep the memory. */
  clear(): void {
    this.#length = 0;
  }

  /** Write the low eight bits of a number. */
  byte(value: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length++] = value;
  }

  /** Write a whole number from 0 to 2^53, seven bits a byte, the least significant first. */
  varint(value: number): void {
    let rest = value;
    for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    for (; rest >= 128; rest >>>= 7) this.byte((rest & 127) | 128);
    this.byte(rest);
  }

  /** Write a whole number from -2^52 to 2^52, the sign in the least significant bit. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Write bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Make room for `length` bytes of zeros; the view and the offset at which to fill them in. */
  reserve(length: number): { readonly view: DataView; readonly at: number } {
    const at = this.room(length);
    this.#bytes.fill(0, at, this.#length);
    return { view: this.#view, at };
  }

  /** Make room for `length` bytes that are all to be set: the offset of the first in the view. */
  room(length: number): number {
    this.#makeRoom(length);
    const at = this.#length;
    this.#length += length;
    return at;
  }

  /** The bytes written so far, with memory of their own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
