import { DecodeError } from '../decode-error.ts';
import { packedSize, unpackBits } from './bit-packing.ts';
import type { ByteReader } from './byte-reader.ts';
import { CELL, MODES, type Mode, TABLE_SIZE } from './cell-format.ts';

/** The samples of a block that are wanted: of `count`, those `from` one `to` another (exclusive). */
export interface Wanted {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

const EMPTY_TABLE = new Int32Array(TABLE_SIZE);

/** Reads integers that `packSeries` packed, a cell of 128 at a time. */
export class SeriesReader {
  /** The numbers of the cell that was read last; a partial cell leaves the rest undefined. */
  readonly values = new Int32Array(CELL);
  readonly #reader: ByteReader;
  readonly #count: number;
  readonly #step: number;
  readonly #origin: number;
  /** Made by the first cell that has a table. */
  #table: Int32Array | null = null;
  #position = 0;

  #mode: Mode = MODES.VALUES;
  #width = 0;
  #exceptions = 0;
  #first = 0;
  #firstStep = 0;
  #base = 0;
  #exceptionSize = 0;
  #exceptionsAt = 0;
  #bitsAt = 0;

  /**
   * @param reader Where the series begins. It moves as cells are read.
   * @throws {DecodeError} when the bytes are malformed, as do the methods.
   */
  constructor(reader: ByteReader, count: number) {
    this.#reader = reader;
    this.#count = count;
    this.#step = reader.varint();
    this.#origin = this.#step === 1 ? 0 : reader.signed() | 0;
  }

  /**
   * Read the cells that have numbers from one position up to, not including, another, which must
   * not lie before those read earlier.
   *
   * @param use Called for each cell in turn: positions within the cell of the first number wanted
   *   and of the one after the last, and how many were given before it.
   */
  read(from: number, to: number, use: (first: number, end: number, given: number) => void): void {
    this.#skipTo(from - (from % CELL));
    for (let at = from; at < to; ) {
      const start = this.#position;
      this.#readCell();
      const end = Math.min(to, start + CELL);
      use(at - start, end - start, at - from);
      at = end;
    }
  }

  /** Pass over all that is left of the series. */
  finish(): void {
    this.#skipTo(this.#count);
  }

  #skipTo(position: number): void {
    while (this.#position < position) {
      if (this.#step !== 0) this.#readHead(Math.min(CELL, this.#count - this.#position));
      this.#position += CELL;
    }
  }

  #readCell(): void {
    const count = Math.min(CELL, this.#count - this.#position);
    this.#position += CELL;
    const { values } = this;
    if (this.#step === 0) {
      values.fill(this.#origin);
      return;
    }
    this.#readHead(count);
    unpackBits(this.#reader.view, this.#bitsAt, count, this.#width, this.#base, values);
    if (this.#exceptions > 0) this.#addExceptions();
    if (this.#mode === MODES.STEPS) addSteps(values, count, this.#first);
    else if (this.#mode === MODES.BENDS) addBends(values, count, this.#first, this.#firstStep);
    else if (this.#mode === MODES.TABLE) lookUp(values, count, this.#table ?? EMPTY_TABLE);
    if (this.#step !== 1) multiply(values, count, this.#origin, this.#step);
  }

  /** Read all but the numbers of a cell, and pass over these. */
  #readHead(count: number): void {
    const reader = this.#reader;
    const head = reader.byte();
    this.#mode = (head >> 6) as Mode;
    this.#width = head & 63;
    this.#exceptions = reader.byte();
    this.#base = 0;
    if (this.#width > 32)
      throw new DecodeError(`Expected at most 32 bits a number, got ${this.#width}.`, reader.at);
    if (this.#mode === MODES.TABLE) this.#readTable();
    else {
      if (this.#mode !== MODES.VALUES) this.#first = reader.signed();
      if (this.#mode === MODES.BENDS) this.#firstStep = reader.signed();
      this.#base = reader.signed() | 0;
      if (this.#exceptions > 0) this.#readExceptions(count);
    }
    this.#bitsAt = reader.skip(packedSize(count, this.#width));
  }

  #readTable(): void {
    const size = this.#exceptions;
    if (size > TABLE_SIZE || this.#width > 4)
      throw new DecodeError(`Expected a table of at most ${TABLE_SIZE}.`, this.#reader.at);
    this.#table ??= new Int32Array(TABLE_SIZE);
    this.#table.fill(0);
    for (let i = 0; i < size; i++) this.#table[i] = this.#reader.signed();
    this.#exceptions = 0;
  }

  #readExceptions(count: number): void {
    const reader = this.#reader;
    this.#exceptionSize = reader.byte();
    if (this.#exceptionSize < 1 || this.#exceptionSize > 4 || this.#exceptions > count)
      throw new DecodeError('Expected exceptions of 1 to 4 bytes.', reader.at);
    this.#exceptionsAt = reader.skip(this.#exceptions * (1 + this.#exceptionSize));
  }

  #addExceptions(): void {
    const { bytes } = this.#reader;
    const size = this.#exceptionSize;
    const positions = this.#exceptionsAt;
    let at = positions + this.#exceptions;
    for (let i = 0; i < this.#exceptions; i++) {
      let high = 0;
      for (let byte = 0; byte < size; byte++) high |= bytes[at++]! << (8 * byte);
      const unused = 32 - 8 * size;
      high = (high << unused) >> unused;
      const position = bytes[positions + i]! % CELL;
      this.values[position]! += this.#width === 32 ? 0 : high << this.#width;
    }
  }
}

function addSteps(values: Int32Array, count: number, first: number): void {
  let value = first | 0;
  values[0] = value;
  for (let i = 1; i < count; i++) values[i] = value = (value + values[i]!) | 0;
}

function addBends(values: Int32Array, count: number, first: number, firstStep: number): void {
  let value = (first + firstStep) | 0;
  let step = firstStep | 0;
  values[0] = first;
  values[1] = value;
  for (let i = 2; i < count; i++) {
    step = (step + values[i]!) | 0;
    values[i] = value = (value + step) | 0;
  }
}

function lookUp(values: Int32Array, count: number, table: Int32Array): void {
  for (let i = 0; i < count; i++) values[i] = table[values[i]! & (TABLE_SIZE - 1)]!;
}

function multiply(values: Int32Array, count: number, origin: number, step: number): void {
  for (let i = 0; i < count; i++) values[i] = origin + Math.imul(values[i]!, step);
}
