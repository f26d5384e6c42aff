import { DecodeError } from '../decode-error.ts';
import { ByteReader, PADDING } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { addOrigin, subtractOrigin } from './int64-offsets.ts';
import { packSeries } from './pack-series.ts';
import { findUnit, planTimes, type TimePlan } from './plan-times.ts';
import { SeriesReader, type Wanted } from './series-reader.ts';
import { readRuns, type TimeRun, writeRuns } from './time-runs.ts';

/** First byte of packed times. */
const FORMS = { RAW: 0, RUNS: 1, RESIDUALS: 2 } as const;
const WIDTH = 8;
/** Times this many nanoseconds apart, or more, are not packed. */
const REACH = 2 ** 52;

/**
 * Pack instants without loss, as `docs/sample-blocks.md` describes.
 *
 * @param times Nanoseconds, ascending; others come back too, but take more room.
 * @param intervalNs Their usual spacing; 0 when it is not known. Only a hint.
 * @returns At most one byte more than eight a time; some ten for each run of evenly spaced times.
 */
export function packTimes(times: BigInt64Array, intervalNs: bigint): Uint8Array {
  const first = times[0] ?? 0n;
  const offsets = new Float64Array(times.length);
  subtractOrigin(times, first, offsets, 0);
  const isNear = offsets.every((offset) => Math.abs(offset) < REACH);
  const packed = isNear && times.length > 0 ? packOffsets(offsets, first, intervalNs) : null;
  return packed && packed.byteLength <= WIDTH * times.length ? packed : packRaw(times);
}

/**
 * Unpack all instants of a block: nanoseconds, as they were packed.
 *
 * @throws {DecodeError} when the packed bytes are malformed.
 */
export function unpackTimes(packed: Uint8Array, count: number): BigInt64Array {
  if (packed[0] === FORMS.RAW) return unpackRaw(packed, count);
  const block = readHead(packed, count);
  const offsets = new Float64Array(count);
  fillOffsets(block, { count, from: 0, to: count }, 0, offsets, 0);
  block.reader.finish();
  return addOrigin(offsets, block.first);
}

/**
 * Decode instants of a block, from one position up to, not including, another, as nanoseconds
 * after `origin`.
 *
 * @param count Instants of the whole block.
 * @param target Where they go, from index `at` on.
 * @throws {DecodeError} when the packed bytes are malformed.
 * @throws {RangeError} when one is 2^53 ns or more from `origin`; when the block or `target` has no
 *   such range.
 */
export function decodeTimes(
  packed: Uint8Array,
  count: number,
  origin: bigint,
  from: number,
  to: number,
  target: Float64Array,
  at: number,
): void {
  if (!(from >= 0 && from <= to && to <= count && at >= 0 && at + to - from <= target.length))
    throw new RangeError(`Expected a range of ${count} times, got ${from} to ${to}.`);
  const block = packed[0] === FORMS.RAW ? null : readHead(packed, count);
  const shift = block ? Number(block.first - origin) : Number.NaN;
  if (block && Number.isSafeInteger(shift)) {
    fillOffsets(block, { count, from, to }, shift, target, at);
  } else subtractOrigin(unpackTimes(packed, count).subarray(from, to), origin, target, at);
  for (let i = at; i < at + to - from; i++)
    if (Math.abs(target[i]!) > Number.MAX_SAFE_INTEGER)
      throw new RangeError(`Expected times less than 2^53 ns from ${origin}.`);
}

function packRaw(times: BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(1 + WIDTH * times.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < times.length; i++) view.setBigInt64(1 + WIDTH * i, times[i]!, true);
  return bytes;
}

function unpackRaw(packed: Uint8Array, count: number): BigInt64Array {
  if (packed.byteLength !== 1 + WIDTH * count)
    throw new DecodeError(`Expected ${count} times, got ${packed.byteLength - 1} bytes.`, 1);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const times = new BigInt64Array(count);
  for (let i = 0; i < count; i++) times[i] = view.getBigInt64(1 + WIDTH * i, true);
  return times;
}

/** The smallest packing of nanoseconds from `first` on, if any; they are written over. */
function packOffsets(offsets: Float64Array, first: bigint, intervalNs: bigint): Uint8Array | null {
  const unit = findUnit(offsets);
  if (unit > 1) for (let i = 0; i < offsets.length; i++) offsets[i]! /= unit;
  const usual = Number(intervalNs) / unit;
  const plans = planTimes(offsets, Number.isSafeInteger(usual) ? usual : 0);
  let best: Uint8Array | null = null;
  for (const plan of plans) {
    const packed = packPlan(plan, first, unit);
    if (best === null || packed.byteLength < best.byteLength) best = packed;
  }
  return best;
}

function packPlan({ interval, runs, residuals }: TimePlan, first: bigint, unit: number) {
  const writer = new ByteWriter(64);
  writer.byte(residuals ? FORMS.RESIDUALS : FORMS.RUNS);
  const { view, at } = writer.reserve(WIDTH);
  view.setBigInt64(at, first, true);
  writer.varint(unit);
  writer.signed(interval);
  writeRuns(runs, interval, writer);
  if (residuals) packSeries(residuals, writer);
  writer.reserve(PADDING);
  return writer.finish();
}

/** What stands before the residuals. */
interface TimeHead {
  readonly reader: ByteReader;
  readonly first: bigint;
  /** Nanoseconds. */
  readonly unit: number;
  readonly interval: number;
  readonly runs: readonly TimeRun[];
  readonly hasResiduals: boolean;
}

function readHead(packed: Uint8Array, count: number): TimeHead {
  const reader = new ByteReader(packed);
  const form = reader.byte();
  if (form !== FORMS.RUNS && form !== FORMS.RESIDUALS)
    throw new DecodeError(`Expected packed times, got ${form}.`, 0);
  const first = reader.view.getBigInt64(reader.skip(WIDTH), true);
  const unit = reader.varint();
  const interval = reader.signed();
  const runs = readRuns(reader, unit, interval, count);
  return { reader, first, unit, interval, runs, hasResiduals: form === FORMS.RESIDUALS };
}

/** Nanoseconds after the first time of the block, and `shift` more. */
function fillOffsets(
  { reader, unit, interval, runs, hasResiduals }: TimeHead,
  { count, from, to }: Wanted,
  shift: number,
  target: Float64Array,
  at: number,
): void {
  for (const [r, { index, start }] of runs.entries()) {
    const end = Math.min(runs[r + 1]?.index ?? count, to);
    const first = Math.max(index, from);
    const time = shift + unit * (start + (first - index) * interval);
    if (first < end) putEven(time, unit * interval, target, at + first - from, at + end - from);
  }
  if (!hasResiduals) return;
  const series = new SeriesReader(reader, count);
  series.read(from, to, (first, end, given) =>
    addResiduals(series.values, first, end, unit, target, at + given - first),
  );
}

function putEven(
  time: number,
  interval: number,
  target: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) target[i] = time + (i - from) * interval;
}

function addResiduals(
  values: Int32Array,
  first: number,
  end: number,
  unit: number,
  target: Float64Array,
  shift: number,
): void {
  for (let i = first; i < end; i++) target[shift + i]! += unit * values[i]!;
}
