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

// Cells are read one after the other, so that one lot of memory is enough for all readers.
const cell = new Int32Array(CELL);
const table = new Int32Array(TABLE_SIZE);
/** What the head of the last cell says. */
const head = {
  mode: MODES.VALUES as Mode,
  width: 0,
  exceptions: 0,
  first: 0,
  firstStep: 0,
  base: 0,
  /** Bytes of an exception, and where the exceptions and the bits of the cell begin. */
  exceptionSize: 0,
  exceptionsAt: 0,
  bitsAt: 0,
};

/** Reads integers that `packSeries` packed, a cell of 128 at a time. */
export class SeriesReader {
  /**
   * The numbers of the cell that was read last, until any reader reads another; a partial cell
   * leaves the rest undefined.
   */
  readonly values = cell;
  readonly #reader: ByteReader;
  readonly #count: number;
  readonly #step: number;
  readonly #origin: number;
  #position = 0;

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
    const from = this.#position;
    if (position <= from) return;
    const cells = Math.ceil((position - from) / CELL);
    this.#position = from + cells * CELL;
    if (this.#step !== 0) skipCells(this.#reader, cells, this.#count - from);
  }

  #readCell(): void {
    const count = Math.min(CELL, this.#count - this.#position);
    this.#position += CELL;
    if (this.#step === 0) {
      cell.fill(this.#origin);
      return;
    }
    const reader = this.#reader;
    readHead(reader, count);
    unpackBits(reader.view, head.bitsAt, count, head.width, head.base, cell);
    if (head.exceptions > 0) addExceptions(reader.bytes);
    if (head.mode === MODES.STEPS) addSteps(cell, count, head.first);
    else if (head.mode === MODES.BENDS) addBends(cell, count, head.first, head.firstStep);
    else if (head.mode === MODES.TABLE) lookUp(cell, count);
    if (this.#step !== 1) multiply(cell, count, this.#origin, this.#step);
  }
}

/**
 * Pass over cells, of which only the last may be beyond `count` numbers. Bytes beyond the end are
 * taken for zeros; that it was passed is told afterwards.
 */
function skipCells(reader: ByteReader, cells: number, count: number): void {
  const { bytes } = reader;
  let { at } = reader;
  for (let i = 0; i < cells; i++) {
    const mode = (bytes[at] ?? 0) >> 6;
    const width = (bytes[at] ?? 0) & 63;
    const exceptions = bytes[at + 1] ?? 0;
    checkHead(mode as Mode, width, exceptions, at);
    at += 2;
    for (let left = mode === MODES.TABLE ? exceptions : mode + 1; left > 0; left--)
      while ((bytes[at++] ?? 0) >= 128);
    if (mode !== MODES.TABLE && exceptions > 0) at += 1 + exceptions * (1 + (bytes[at] ?? 0));
    at += packedSize(Math.min(CELL, count - i * CELL), width);
  }
  reader.skip(at - reader.at);
}

/** Read all but the numbers of a cell, and pass over these. */
function readHead(reader: ByteReader, count: number): void {
  const byte = reader.byte();
  head.mode = (byte >> 6) as Mode;
  head.width = byte & 63;
  head.exceptions = reader.byte();
  head.base = 0;
  checkHead(head.mode, head.width, head.exceptions, reader.at);
  if (head.mode === MODES.TABLE) readTable(reader);
  else {
    if (head.mode !== MODES.VALUES) head.first = reader.signed();
    if (head.mode === MODES.BENDS) head.firstStep = reader.signed();
    head.base = reader.signed() | 0;
    if (head.exceptions > 0) readExceptions(reader, count);
  }
  head.bitsAt = reader.skip(packedSize(count, head.width));
}

function checkHead(mode: Mode, width: number, exceptions: number, at: number): void {
  if (width > 32) throw new DecodeError(`Expected at most 32 bits a number, got ${width}.`, at);
  if (mode === MODES.TABLE && (exceptions > TABLE_SIZE || width > 4))
    throw new DecodeError(`Expected a table of at most ${TABLE_SIZE}.`, at);
}

function readTable(reader: ByteReader): void {
  table.fill(0);
  for (let i = 0; i < head.exceptions; i++) table[i] = reader.signed();
  head.exceptions = 0;
}

function readExceptions(reader: ByteReader, count: number): void {
  const size = reader.byte();
  if (size < 1 || size > 4 || head.exceptions > count)
    throw new DecodeError('Expected exceptions of 1 to 4 bytes.', reader.at);
  head.exceptionSize = size;
  head.exceptionsAt = reader.skip(head.exceptions * (1 + size));
}

function addExceptions(bytes: Uint8Array): void {
  const { exceptions, exceptionSize, exceptionsAt, width } = head;
  const unused = 32 - 8 * exceptionSize;
  let at = exceptionsAt + exceptions;
  for (let i = 0; i < exceptions; i++) {
    let high = 0;
    for (let byte = 0; byte < exceptionSize; byte++) high |= bytes[at++]! << (8 * byte);
    high = (high << unused) >> unused;
    const position = bytes[exceptionsAt + i]! % CELL;
    cell[position]! += width === 32 ? 0 : high << width;
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

function lookUp(values: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) values[i] = table[values[i]! & (TABLE_SIZE - 1)]!;
}

function multiply(values: Int32Array, count: number, origin: number, step: number): void {
  for (let i = 0; i < count; i++) values[i] = origin + Math.imul(values[i]!, step);
}
