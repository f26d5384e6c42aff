import { DecodeError } from '../decode-error.ts';

/** A checked calibration table. */
export interface Table {
  /** Raw values, finite and strictly ascending; at least one. */
  readonly raw: Float64Array;
  /** The calibrated value of each raw value, finite. */
  readonly calibrated: Float64Array;
  /** True for straight lines between entries, false for the nearest entry. */
  readonly interpolated: boolean;
}

/**
 * Check a calibration table and copy it.
 *
 * @throws {DecodeError} when it is empty, the lengths differ, a number is not finite, or raw
 *   values do not strictly ascend; its offset is the index of the entry.
 */
export function createTable(
  rawValues: readonly number[],
  calibratedValues: readonly number[],
  interpolated: boolean,
): Table {
  if (rawValues.length !== calibratedValues.length)
    throw new DecodeError(
      `Expected as many calibrated as raw values, got ${calibratedValues.length} for ${rawValues.length}.`,
    );
  if (rawValues.length === 0) throw new DecodeError('Expected a table with at least one entry.');
  for (let i = 0; i < rawValues.length; i++) {
    const raw = rawValues[i]!;
    if (!Number.isFinite(raw) || !Number.isFinite(calibratedValues[i]))
      throw new DecodeError(`Expected finite numbers in table entry ${i}.`, i);
    if (i > 0 && raw <= rawValues[i - 1]!)
      throw new DecodeError(
        `Expected raw values that ascend, got ${raw} after ${rawValues[i - 1]}.`,
        i,
      );
  }
  return {
    raw: Float64Array.from(rawValues),
    calibrated: Float64Array.from(calibratedValues),
    interpolated,
  };
}

/**
 * Look values up in a table, in place.
 *
 * An exact match gives its calibrated value. Between entries: the nearest entry, the lower one on
 * a tie; or a straight line when interpolated. Outside the table the end entry's value holds,
 * also for infinities. NaN stays NaN.
 *
 * @returns `values` itself, for chaining.
 */
export function applyTable(values: Float64Array, table: Table): Float64Array {
  return table.interpolated ? interpolate(values, table) : takeNearest(values, table);
}

function takeNearest(values: Float64Array, { raw, calibrated }: Table): Float64Array {
  const last = raw.length - 1;
  const lowest = raw[0]!;
  const highest = raw[last]!;
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value <= lowest) values[i] = calibrated[0]!;
    else if (value >= highest) values[i] = calibrated[last]!;
    else if (!Number.isNaN(value)) {
      // Signals move little from sample to sample, so the last interval is tried first.
      if (!(raw[at]! <= value && value < raw[at + 1]!)) at = findInterval(raw, value, at);
      values[i] = calibrated[value - raw[at]! <= raw[at + 1]! - value ? at : at + 1]!;
    }
  }
  return values;
}

function interpolate(values: Float64Array, { raw, calibrated }: Table): Float64Array {
  const last = raw.length - 1;
  const lowest = raw[0]!;
  const highest = raw[last]!;
  // Differences near the end of the range overflow; halves do not.
  const scale = isWide(raw) || isWide(calibrated) ? 0.5 : 1;
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value <= lowest) values[i] = calibrated[0]!;
    else if (value >= highest) values[i] = calibrated[last]!;
    else if (!Number.isNaN(value)) {
      if (!(raw[at]! <= value && value < raw[at + 1]!)) at = findInterval(raw, value, at);
      const start = raw[at]! * scale;
      const low = calibrated[at]!;
      const high = calibrated[at + 1]!;
      const part = (value * scale - start) / (raw[at + 1]! * scale - start);
      const rise = part * (high * scale - low * scale);
      const result = scale === 1 ? low + rise : low + rise + rise;
      // Rounding may pass the entry by a last digit, which would break the order of results.
      values[i] = high >= low ? Math.min(result, high) : Math.max(result, high);
    }
  }
  return values;
}

function isWide(values: Float64Array): boolean {
  let low = values[0]!;
  let high = low;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low === Number.POSITIVE_INFINITY;
}

/** Index i with raw[i] <= value < raw[i + 1], for a value inside the table but not at `near`. */
function findInterval(raw: Float64Array, value: number, near: number): number {
  // A signal that leaves an interval mostly enters the next one.
  let low = 0;
  let high = raw.length - 1;
  if (value < raw[near]!) {
    if (raw[near - 1]! <= value) return near - 1;
    high = near;
  } else {
    if (value < raw[near + 2]!) return near + 1;
    low = near + 1;
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (raw[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}
