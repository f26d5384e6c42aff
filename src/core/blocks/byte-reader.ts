import { DecodeError } from '../decode-error.ts';

/** Zeros after the last cell, so that 32 bits can be loaded at any byte of a cell. */
export const PADDING = 3;

/** Reads packed bytes one after the other, and never beyond their end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset of the next byte. */
  at: number;
  /** Offset at which the padding begins. */
  readonly end: number;

  /** @throws {DecodeError} when there are too few bytes for the padding. */
  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = bytes.byteLength - PADDING;
    if (this.end < at) throw new DecodeError('Expected more packed bytes.', bytes.byteLength);
  }

  /** @throws {DecodeError} at the end. */
  byte(): number {
    const at = this.skip(1);
    return this.bytes[at]!;
  }

  /**
   * A whole number from 0 to 2^53 - 1.
   *
   * @throws {DecodeError} when it is larger, or at the end.
   */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return this.#checkSafe(value);
    }
    return this.#checkSafe(Number.POSITIVE_INFINITY);
  }

  /** A whole number from -2^52 to 2^52. @throws {DecodeError} as `varint` does. */
  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Pass over bytes; the offset of the first. @throws {DecodeError} when there are too few. */
  skip(length: number): number {
    const at = this.at;
    if (length > this.end - at)
      throw new DecodeError(`Expected ${length} more packed bytes, got ${this.end - at}.`, at);
    this.at = at + length;
    return at;
  }

  /** @throws {DecodeError} when there are bytes left. */
  finish(): void {
    if (this.at !== this.end)
      throw new DecodeError(`Expected no more packed bytes, got ${this.end - this.at}.`, this.at);
  }

  #checkSafe(value: number): number {
    if (value > Number.MAX_SAFE_INTEGER)
      throw new DecodeError('Expected a number of at most 53 bits.', this.at);
    return value;
  }
}
