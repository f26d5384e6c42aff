import type { ByteWriter } from './byte-writer.ts';
import { findRule, toWhole } from './decimal-rule.ts';
import { FLOAT_KINDS, HIGH, orderPattern } from './float-format.ts';
import { greatestDivisor } from './greatest-divisor.ts';
import { packSeries } from './pack-series.ts';
import { WorkSpace } from './work-space.ts';

const doubleSpace = new WorkSpace();
const wholeSpace = new WorkSpace();
const integerSpace = new WorkSpace();

/** Pack 32-bit floats. @param patterns Their bits, in numbers of this machine; written over. */
export function packSingles(patterns: Int32Array, writer: ByteWriter): void {
  const doubles = doubleSpace.doubles(patterns.length);
  doubles.set(new Float32Array(patterns.buffer, patterns.byteOffset, patterns.length));
  if (packDecimals(doubles, 1, patterns, writer)) return;
  writer.byte(FLOAT_KINDS.PATTERNS);
  for (let i = 0; i < patterns.length; i++) patterns[i] = orderPattern(patterns[i]!);
  packSeries(patterns, writer);
}

/** Pack doubles. @param patterns Their bits, two numbers each, in the order of this machine. */
export function packDoubles(patterns: Int32Array, writer: ByteWriter): void {
  const count = patterns.length / 2;
  const doubles = new Float64Array(patterns.buffer, patterns.byteOffset, count);
  if (packDecimals(doubles, 2, patterns, writer)) return;
  writer.byte(FLOAT_KINDS.PATTERNS);
  const halves = integerSpace.integers(count);
  for (let i = 0; i < count; i++) halves[i] = orderPattern(patterns[2 * i + HIGH]!);
  packSeries(halves, writer);
  for (let i = 0; i < count; i++)
    halves[i] = patterns[2 * i + 1 - HIGH]! ^ (patterns[2 * i + HIGH]! >> 31);
  packSeries(halves, writer);
}

/**
 * Pack floats as whole numbers and a rule; false, and nothing written, when they are not such.
 *
 * @param halves Numbers that the bits of a float have among the patterns: 1 or, of a double, 2.
 */
function packDecimals(
  floats: Float64Array,
  halves: number,
  patterns: Int32Array,
  writer: ByteWriter,
): boolean {
  const rule = findRule(floats, halves === 1);
  if (!rule) return false;
  const whole = wholeSpace.doubles(floats.length);
  const odd = toWhole(floats, rule, whole);
  const runs = odd > 0 ? findRuns(whole, patterns, halves) : [];
  if (runs === null) return false;
  if (odd > 0) fillOdd(whole);

  const multiples = integerSpace.integers(whole.length);
  const unit = toMultiples(whole, halves === 1 ? 2 ** 24 : 2 ** 31, multiples);
  if (unit === null) return false;
  writer.byte(FLOAT_KINDS.DECIMALS);
  writer.byte((rule.operation << 4) | rule.exponent);
  writer.signed(whole[0]!);
  writer.varint(unit);
  writeRuns(runs, patterns, halves, writer);
  packSeries(multiples, writer);
  return true;
}

/** Give odd floats the whole number of the one before; those at the beginning, of the first. */
function fillOdd(whole: Float64Array): void {
  let last = whole.find((number) => !Number.isNaN(number)) ?? 0;
  for (let i = 0; i < whole.length; i++) {
    if (Number.isNaN(whole[i]!)) whole[i] = last;
    else last = whole[i]!;
  }
}

/** Equal odd floats one after the other: position of the first, and how many. */
interface Run {
  readonly start: number;
  length: number;
}

/** The runs of odd floats; null when they are too many. */
function findRuns(whole: Float64Array, patterns: Int32Array, halves: number): Run[] | null {
  const runs: Run[] = [];
  const limit = 2 + whole.length / 16;
  for (let i = 0; i < whole.length; i++) {
    if (!Number.isNaN(whole[i]!)) continue;
    const last = runs.at(-1);
    if (last && last.start + last.length === i && isSame(patterns, halves, i - 1, i)) last.length++;
    else if (runs.push({ start: i, length: 1 }) > limit) return null;
  }
  return runs;
}

function isSame(patterns: Int32Array, halves: number, a: number, b: number): boolean {
  if (patterns[a * halves] !== patterns[b * halves]) return false;
  return halves === 1 || patterns[2 * a + 1] === patterns[2 * b + 1];
}

function writeRuns(
  runs: readonly Run[],
  patterns: Int32Array,
  halves: number,
  writer: ByteWriter,
): void {
  writer.varint(runs.length);
  let end = 0;
  for (const { start, length } of runs) {
    writer.varint(start - end);
    writer.varint(length);
    const { view, at } = writer.reserve(4 * halves);
    if (halves === 1) view.setInt32(at, patterns[start]!, true);
    else {
      view.setInt32(at, patterns[2 * start + 1 - HIGH]!, true);
      view.setInt32(at + 4, patterns[2 * start + HIGH]!, true);
    }
    end = start + length;
  }
}

/**
 * Whole numbers as multiples of a unit from the first on, fewer than `reach` of them.
 *
 * @returns The unit, 1 where that will do: a series has a step of its own. Null when none does.
 */
function toMultiples(whole: Float64Array, reach: number, multiples: Int32Array): number | null {
  if (subtractFirst(whole, multiples) < reach) return 1;
  const unit = findUnit(whole, reach);
  const origin = whole[0]!;
  if (unit) for (let i = 0; i < whole.length; i++) multiples[i] = (whole[i]! - origin) / unit;
  return unit;
}

/** Distances from the first, and a number that none of them exceeds; infinity beyond 32 bits. */
function subtractFirst(whole: Float64Array, distances: Int32Array): number {
  const first = whole[0]!;
  let bits = 0;
  for (let i = 0; i < whole.length; i++) {
    const exact = whole[i]! - first;
    const distance = exact | 0;
    if (distance !== exact) return Number.POSITIVE_INFINITY;
    distances[i] = distance;
    bits |= distance ^ (distance >> 31);
  }
  return bits;
}

/** Greatest number of which all are multiples from the first on, fewer than `reach` of them. */
function findUnit(whole: Float64Array, reach: number): number | null {
  const first = whole[0]!;
  const farthest = whole.reduce((most, number) => Math.max(most, Math.abs(number - first)), 0);
  if (farthest >= 2 ** 32) return null;
  const unit = greatestDivisor(whole);
  return farthest / unit < reach ? unit : null;
}
