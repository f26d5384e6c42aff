import type { ByteWriter } from './byte-writer.ts';
import { applyRule, type DecimalRule, findRule, toWhole, WHOLE_MAX } from './decimal-rule.ts';
import { FLOAT_KINDS, HIGH, orderPattern } from './float-format.ts';
import { greatestDivisor } from './greatest-divisor.ts';
import { packSeries } from './pack-series.ts';

/** Pack 32-bit floats. @param patterns Their bits, in numbers of this machine; written over. */
export function packSingles(patterns: Int32Array, writer: ByteWriter): void {
  if (packDecimals(new Float32Array(patterns.buffer), patterns, writer)) return;
  writer.byte(FLOAT_KINDS.PATTERNS);
  for (let i = 0; i < patterns.length; i++) patterns[i] = orderPattern(patterns[i]!);
  packSeries(patterns, writer);
}

/** Pack doubles. @param patterns Their bits, two numbers each, in the order of this machine. */
export function packDoubles(patterns: Int32Array, writer: ByteWriter): void {
  if (packDecimals(new Float64Array(patterns.buffer), patterns, writer)) return;
  writer.byte(FLOAT_KINDS.PATTERNS);
  const count = patterns.length / 2;
  const high = new Int32Array(count);
  const low = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const top = patterns[2 * i + HIGH]!;
    high[i] = orderPattern(top);
    low[i] = patterns[2 * i + 1 - HIGH]! ^ (top >> 31);
  }
  packSeries(high, writer);
  packSeries(low, writer);
}

/** Pack floats as whole numbers and a rule; false, and nothing written, when they are not such. */
function packDecimals(
  floats: Float32Array | Float64Array,
  patterns: Int32Array,
  writer: ByteWriter,
): boolean {
  const isSingle = floats instanceof Float32Array;
  const doubles = isSingle ? new Float64Array(floats) : floats;
  const rule = findRule(doubles, isSingle);
  if (!rule) return false;
  const { whole, isOdd } = toWholeNumbers(doubles, rule);
  const runs = findRuns(isOdd, patterns, patterns.length / floats.length);
  if (runs === null) return false;

  const origin = whole[0]!;
  const unit = findUnit(whole, isSingle ? 2 ** 24 : 2 ** 31);
  if (unit === null) return false;
  writer.byte(FLOAT_KINDS.DECIMALS);
  writer.byte((rule.operation << 4) | rule.exponent);
  writer.signed(origin);
  writer.varint(unit);
  writeRuns(runs, patterns, patterns.length / floats.length, writer);
  const multiples = new Int32Array(whole.length);
  if (unit === 1) for (let i = 0; i < whole.length; i++) multiples[i] = whole[i]! - origin;
  else if (unit > 1)
    for (let i = 0; i < whole.length; i++) multiples[i] = (whole[i]! - origin) / unit;
  packSeries(multiples, writer);
  return true;
}

/** The whole numbers of floats; where there is none, the float is odd and has its neighbour's. */
function toWholeNumbers(
  floats: Float64Array,
  rule: DecimalRule,
): { readonly whole: Float64Array; readonly isOdd: Uint8Array } {
  const whole = new Float64Array(floats.length);
  toWhole(floats, rule, whole);
  const again = whole.slice();
  applyRule(again, rule, 0, again.length);
  const isOdd = new Uint8Array(floats.length);
  let last = 0;
  let odd = 0;
  for (let i = 0; i < floats.length; i++) {
    const float = floats[i]!;
    const isSame = again[i] === float && (float !== 0 || 1 / float > 0);
    if (isSame && Math.abs(whole[i]!) <= WHOLE_MAX) last = whole[i]!;
    else {
      isOdd[i] = 1;
      odd++;
      whole[i] = last;
    }
  }
  if (odd > 0) startAtFirst(whole, isOdd);
  return { whole, isOdd };
}

/** Give odd floats at the beginning the whole number of the first that is not odd. */
function startAtFirst(whole: Float64Array, isOdd: Uint8Array): void {
  const first = isOdd.indexOf(0);
  if (first > 0) whole.fill(whole[first]!, 0, first);
}

/** Equal odd floats one after the other: position of the first, and how many. */
interface Run {
  readonly start: number;
  length: number;
}

/** The runs of odd floats; null when they are too many. */
function findRuns(isOdd: Uint8Array, patterns: Int32Array, halves: number): Run[] | null {
  const runs: Run[] = [];
  const limit = 2 + isOdd.length / 16;
  for (let i = isOdd.indexOf(1); i >= 0 && i < isOdd.length; i++) {
    if (isOdd[i] === 0) continue;
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

/** Greatest number of which all are multiples from the first on, fewer than `reach` of them. */
function findUnit(whole: Float64Array, reach: number): number | null {
  const first = whole[0]!;
  let least = first;
  let most = first;
  for (let i = 1; i < whole.length; i++) {
    const number = whole[i]!;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  const farthest = Math.max(most - first, first - least);
  if (farthest >= 2 ** 32) return null;
  const unit = greatestDivisor(whole);
  return unit === 0 || farthest / unit < reach ? unit : null;
}
