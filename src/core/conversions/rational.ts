import { DecodeError } from '../decode-error.ts';

/** c1 to c6 of (c1 r² + c2 r + c3) / (c4 r² + c5 r + c6). */
export type Coefficients = readonly number[];

/** What six coefficients mean, see {@link classifyRational}. */
export type RationalClass =
  | { readonly kind: 'identity' }
  | { readonly kind: 'suspect'; readonly gain: number; readonly offset: number }
  | { readonly kind: 'formula' };

/** How far coefficients are taken at their word. */
export interface RationalOptions {
  /** True to evaluate every set of coefficients exactly as the formula is printed. */
  readonly strict?: boolean;
}

/**
 * Decide what six coefficients mean.
 *
 * Published configurations write the denominator 1 as (0, 1, 0), which is r under their own
 * formula. So (0, 1, 0, 0, 1, 0) and (0, 1, 0, 0, 0, 1) are both the identity; (0, a, b, 0, 1, 0)
 * with a other than 0 is `suspect` and means a r + b; anything else is the formula as printed.
 * `strict` turns both rules off.
 *
 * @throws {DecodeError} when there are not six finite numbers.
 */
export function classifyRational(
  coefficients: Coefficients,
  { strict = false }: RationalOptions = {},
): RationalClass {
  if (coefficients.length !== 6 || !coefficients.every(Number.isFinite))
    throw new DecodeError(`Expected six finite coefficients, got [${coefficients.join(', ')}].`);
  if (strict) return { kind: 'formula' };

  const [c1, c2, c3, c4, c5, c6] = coefficients as unknown as Six;
  const isOne = c4 === 0 && c5 === 0 && c6 === 1;
  const isSlip = c4 === 0 && c5 === 1 && c6 === 0;
  if (c1 === 0 && c2 === 1 && c3 === 0 && (isOne || isSlip)) return { kind: 'identity' };
  if (c1 === 0 && c2 !== 0 && isSlip) return { kind: 'suspect', gain: c2, offset: c3 };
  return { kind: 'formula' };
}

/**
 * Coefficients under which the printed formula gives what {@link classifyRational} found.
 *
 * @throws {DecodeError} when there are not six finite numbers.
 */
export function effectiveCoefficients(
  coefficients: Coefficients,
  options: RationalOptions = {},
): Coefficients {
  const found = classifyRational(coefficients, options);
  switch (found.kind) {
    case 'identity':
      return [0, 1, 0, 0, 0, 1];
    case 'suspect':
      return [0, found.gain, found.offset, 0, 0, 1];
    case 'formula':
      return coefficients;
  }
}

/**
 * Evaluate (c1 r² + c2 r + c3) / (c4 r² + c5 r + c6), in place or from another array.
 *
 * NaN stays NaN; where the denominator is zero the value is NaN. A line over a constant keeps
 * infinities; elsewhere an infinity gives what IEEE arithmetic makes of it.
 *
 * @param source As long as `values`; `values` itself when absent.
 * @returns `values` itself, for chaining.
 */
export function applyRational(
  values: Float64Array,
  coefficients: Coefficients,
  source: Float64Array = values,
): Float64Array {
  const [c1, c2, c3, c4, c5, c6] = coefficients as unknown as Six;
  if (c4 === 0 && c5 === 0) {
    if (c6 === 0) return values.fill(Number.NaN);
    if (c1 === 0) return applyLine(values, source, c2, c3, c6);
    for (let i = 0; i < values.length; i++) {
      const raw = source[i]!;
      values[i] = ((c1 * raw + c2) * raw + c3) / c6;
    }
    return values;
  }
  for (let i = 0; i < values.length; i++) {
    const raw = source[i]!;
    const denominator = (c4 * raw + c5) * raw + c6;
    values[i] = denominator === 0 ? Number.NaN : ((c1 * raw + c2) * raw + c3) / denominator;
  }
  return values;
}

type Six = readonly [number, number, number, number, number, number];

function applyLine(
  values: Float64Array,
  source: Float64Array,
  gain: number,
  offset: number,
  divisor: number,
) {
  // Without the gain an infinite raw value would give 0 times infinity, which is NaN.
  if (gain === 0) {
    const constant = offset / divisor;
    for (let i = 0; i < values.length; i++)
      values[i] = Number.isNaN(source[i]!) ? source[i]! : constant;
    return values;
  }
  if (divisor === 1) {
    // Four at a time, which takes two thirds of the time: most conversions are this one.
    const end = values.length - (values.length % 4);
    for (let i = 0; i < end; i += 4) {
      values[i] = gain * source[i]! + offset;
      values[i + 1] = gain * source[i + 1]! + offset;
      values[i + 2] = gain * source[i + 2]! + offset;
      values[i + 3] = gain * source[i + 3]! + offset;
    }
    for (let i = end; i < values.length; i++) values[i] = gain * source[i]! + offset;
    return values;
  }
  for (let i = 0; i < values.length; i++) values[i] = (gain * source[i]! + offset) / divisor;
  return values;
}
