import { DecodeError } from '../decode-error.ts';
import { ByteReader } from './byte-reader.ts';
import { applyRule, type DecimalRule, OPERATIONS } from './decimal-rule.ts';
import { FLOAT_KINDS, HIGH, orderPattern } from './float-format.ts';
import { putCell } from './put-cell.ts';
import { SeriesReader, type Wanted } from './series-reader.ts';

/** Read 32-bit floats as numbers, those wanted to `target` from `at` on. */
export function readSingles(
  reader: ByteReader,
  wanted: Wanted,
  target: Float64Array,
  at: number,
): void {
  if (readKind(reader) === FLOAT_KINDS.DECIMALS) {
    const runs = readDecimals(reader, wanted, 4, target, at);
    forEachRun(runs, wanted, 4, (offset, start, end) => {
      target.fill(reader.view.getFloat32(offset, true), at + start, at + end);
    });
    return;
  }
  const series = new SeriesReader(reader, wanted.count);
  const { values } = series;
  const singles = new Float32Array(values.buffer);
  series.read(wanted.from, wanted.to, (first, end, given) => {
    putPatterns(values, first, end, values, 0);
    putCell(singles, first, end, target, at + given);
  });
}

/** Read all 32-bit floats as bit patterns, in numbers of this machine. */
export function unpackSingles(reader: ByteReader, patterns: Int32Array): void {
  const count = patterns.length;
  const wanted = { count, from: 0, to: count };
  if (readKind(reader) === FLOAT_KINDS.DECIMALS) {
    const numbers = new Float64Array(count);
    const runs = readDecimals(reader, wanted, 4, numbers, 0);
    new Float32Array(patterns.buffer, patterns.byteOffset, count).set(numbers);
    forEachRun(runs, wanted, 4, (offset, start, end) => {
      patterns.fill(reader.view.getInt32(offset, true), start, end);
    });
    return;
  }
  const series = new SeriesReader(reader, count);
  series.read(0, count, (first, end, given) =>
    putPatterns(series.values, first, end, patterns, given - first),
  );
}

/** Read doubles as numbers, those wanted to `target` from `at` on. */
export function readDoubles(
  reader: ByteReader,
  wanted: Wanted,
  target: Float64Array,
  at: number,
): void {
  if (readKind(reader) === FLOAT_KINDS.DECIMALS) {
    const runs = readDecimals(reader, wanted, 8, target, at);
    forEachRun(runs, wanted, 8, (offset, start, end) => {
      target.fill(reader.view.getFloat64(offset, true), at + start, at + end);
    });
    return;
  }
  const halves = new Int32Array(target.buffer, target.byteOffset, 2 * target.length);
  readHalves(reader, wanted, halves, at);
}

/** Read all doubles as bit patterns, two numbers each, in the order of this machine. */
export function unpackDoubles(reader: ByteReader, patterns: Int32Array): void {
  const count = patterns.length / 2;
  const wanted = { count, from: 0, to: count };
  if (readKind(reader) === FLOAT_KINDS.PATTERNS) {
    readHalves(reader, wanted, patterns, 0);
    return;
  }
  const numbers = new Float64Array(patterns.buffer, patterns.byteOffset, count);
  const runs = readDecimals(reader, wanted, 8, numbers, 0);
  forEachRun(runs, wanted, 8, (offset, start, end) => {
    for (let i = start; i < end; i++) {
      patterns[2 * i + 1 - HIGH] = reader.view.getInt32(offset, true);
      patterns[2 * i + HIGH] = reader.view.getInt32(offset + 4, true);
    }
  });
}

function readKind(reader: ByteReader): number {
  const kind = reader.byte();
  if (kind !== FLOAT_KINDS.PATTERNS && kind !== FLOAT_KINDS.DECIMALS)
    throw new DecodeError(`Expected patterns or decimals, got ${kind}.`, reader.at - 1);
  return kind;
}

/** The halves of doubles, which lie in two series one after the other. */
function readHalves(
  reader: ByteReader,
  { count, from, to }: Wanted,
  halves: Int32Array,
  at: number,
): void {
  const high = new SeriesReader(reader, count);
  high.read(from, to, (first, end, given) =>
    putHighHalves(high.values, first, end, halves, at + given - first),
  );
  high.finish();
  const low = new SeriesReader(reader, count);
  low.read(from, to, (first, end, given) =>
    putLowHalves(low.values, first, end, halves, at + given - first),
  );
}

// Loops have functions of their own: what a closure shares is loaded again at every turn.
function putPatterns(
  values: Int32Array,
  first: number,
  end: number,
  target: Int32Array,
  shift: number,
): void {
  for (let i = first; i < end; i++) target[shift + i] = orderPattern(values[i]!);
}

function putHighHalves(
  values: Int32Array,
  first: number,
  end: number,
  halves: Int32Array,
  shift: number,
): void {
  const high = 2 * shift + HIGH;
  for (let i = first; i < end; i++) halves[high + 2 * i] = orderPattern(values[i]!);
}

/** After the high halves, which have the signs. */
function putLowHalves(
  values: Int32Array,
  first: number,
  end: number,
  halves: Int32Array,
  shift: number,
): void {
  const high = 2 * shift + HIGH;
  const low = 2 * shift + 1 - HIGH;
  for (let i = first; i < end; i++)
    halves[low + 2 * i] = values[i]! ^ (halves[high + 2 * i]! >> 31);
}

/**
 * Read decimal floats of `size` bytes, those wanted to `target` from `at` on. The odd ones are yet
 * to be put in their places.
 *
 * @returns A reader of the runs of odd floats.
 */
function readDecimals(
  reader: ByteReader,
  { count, from, to }: Wanted,
  size: number,
  target: Float64Array,
  at: number,
): ByteReader {
  const rule = toRule(reader.byte());
  const origin = reader.signed();
  const unit = reader.varint();
  const runs = new ByteReader(reader.bytes, reader.at);
  for (let left = reader.varint(); left > 0; left--) {
    reader.varint();
    reader.varint();
    reader.skip(size);
  }
  const series = new SeriesReader(reader, count);
  series.read(from, to, (first, end, given) => {
    putCell(series.values, first, end, target, at + given);
    applyRule(target, rule, at + given, at + given + end - first, origin, unit);
  });
  return runs;
}

function toRule(byte: number): DecimalRule {
  const operation = Object.values(OPERATIONS).find((known) => known === byte >> 4);
  if (operation === undefined) throw new DecodeError(`Expected a rule of decimals, got ${byte}.`);
  return { operation, exponent: byte & 15 };
}

/**
 * Call `use` for every run of equal odd floats among those wanted: offset of the bits, position of
 * the first within those wanted, and of the one after the last.
 */
function forEachRun(
  runs: ByteReader,
  { from, to }: Wanted,
  size: number,
  use: (offset: number, start: number, end: number) => void,
): void {
  let position = 0;
  for (let left = runs.varint(); left > 0 && position < to; left--) {
    const start = position + runs.varint();
    position = start + runs.varint();
    const offset = runs.skip(size);
    if (start < to && position > from)
      use(offset, Math.max(start - from, 0), Math.min(position, to) - from);
  }
}
