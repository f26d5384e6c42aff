import type { ConversionDefinition, ConversionOptions } from './conversion.ts';
import { effectiveCoefficients } from './rational.ts';
import { createTable } from './table.ts';

/** How results move while raw values grow; NONE also when that is not known. */
export type Monotonicity = 'INCREASING' | 'DECREASING' | 'NONE';

/** What is known about the raw values and what follows the conversion. */
export interface MonotonicityOptions extends ConversionOptions {
  /**
   * Least difference of two distinct raw values: 1 on integer channels. Above 0 the answer is
   * strict: distinct raw values give distinct results. By default 0: equal results may occur.
   */
  readonly spacing?: number;
  /** Constant added after the conversion; texts ignore it. */
  readonly offset?: number;
}

/** Rounding error of a few operations, relative to the greatest operand, with room to spare. */
const ROUNDING = 2 ** -47;
/** Below this, differences may underflow. */
const TINY = 2 ** -960;

/**
 * Prove that a conversion keeps or reverses order over the raw range [min, max].
 *
 * The proof counts rounding, so that extremes of raw values are extremes of results to the last
 * bit. It is conservative: formulas, and rationals whose denominator varies, are NONE; so is
 * anything that is not finite within the range.
 *
 * @param conversion Null for none.
 * @throws {DecodeError} as `compileConversion` does for rationals and tables.
 */
export function monotonicity(
  conversion: ConversionDefinition | null,
  min: number,
  max: number,
  { spacing = 0, offset = 0, strictRational = false }: MonotonicityOptions = {},
): Monotonicity {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max)) return 'NONE';
  const range = { min, max, spacing, offset };
  switch (conversion?.kind) {
    case undefined:
      return ofPolynomial(range, 0, 1, 0, 1);
    case 'text':
      return 'INCREASING';
    case 'formula':
      return 'NONE';
    case 'rational': {
      const [c1, c2, c3, c4, c5, c6] = effectiveCoefficients(conversion.coefficients, {
        strict: strictRational,
      }) as [number, number, number, number, number, number];
      return c4 === 0 && c5 === 0 && c6 !== 0 ? ofPolynomial(range, c1, c2, c3, c6) : 'NONE';
    }
    case 'table':
      return ofTable(range, conversion);
  }
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly spacing: number;
  readonly offset: number;
}

/** (c1 r² + c2 r + c3) / c6 + offset */
function ofPolynomial(range: Range, c1: number, c2: number, c3: number, c6: number): Monotonicity {
  const { min, max, spacing, offset } = range;
  const isUnchanged = c1 === 0 && c2 === 1 && c3 === 0 && c6 === 1 && offset === 0;
  if (isUnchanged) return 'INCREASING';

  const reach = Math.max(Math.abs(min), Math.abs(max));
  const numerator = (Math.abs(c1) * reach + Math.abs(c2)) * reach + Math.abs(c3);
  // Neither the numerator nor a result may overflow anywhere in the range.
  if (!Number.isFinite(numerator + numerator / Math.abs(c6) + Math.abs(offset))) return 'NONE';

  const slopes = [(2 * c1 * min + c2) / c6, (2 * c1 * max + c2) / c6] as const;
  const sign = Math.sign(slopes[0]);
  if (sign === 0 || sign !== Math.sign(slopes[1])) return 'NONE';
  if (spacing > 0) {
    const leastStep = Math.min(Math.abs(slopes[0]), Math.abs(slopes[1])) * spacing;
    // The least secant slope of a parabola is no less than its least tangent slope.
    const error = ROUNDING * (numerator / Math.abs(c6) + Math.abs(offset));
    if (!(leastStep > error && leastStep > TINY)) return 'NONE';
  } else if (c1 !== 0) {
    // Horner's rule rounds a parabola by more than neighbouring raw values may differ.
    return 'NONE';
  }
  return sign > 0 ? 'INCREASING' : 'DECREASING';
}

function ofTable(
  { min, max, spacing, offset }: Range,
  definition: Extract<ConversionDefinition, { kind: 'table' }>,
): Monotonicity {
  const { raw, calibrated, interpolated } = createTable(
    definition.rawValues,
    definition.calibratedValues,
    definition.interpolated,
  );
  const last = raw.length - 1;
  const leavesTable = min < raw[0]! || max > raw[last]!;
  // Steps and clamped ends give equal results to distinct raw values.
  if (spacing > 0 && min < max && (!interpolated || leavesTable)) return 'NONE';

  let rises = true;
  let falls = true;
  for (let i = 0; i < last; i++) {
    if (raw[i + 1]! <= min && i + 1 < last) continue;
    if (raw[i]! >= max && i > 0) break;
    const rise = calibrated[i + 1]! - calibrated[i]!;
    const size = Math.abs(calibrated[i]!) + Math.abs(calibrated[i + 1]!) + Math.abs(offset);
    if (!Number.isFinite(size)) return 'NONE';
    if (spacing > 0) {
      const step = (Math.abs(rise) / (raw[i + 1]! - raw[i]!)) * spacing;
      if (!(step > ROUNDING * size && step > TINY)) return 'NONE';
    }
    if (rise < 0) rises = false;
    if (rise > 0) falls = false;
  }
  return rises ? 'INCREASING' : falls ? 'DECREASING' : 'NONE';
}
