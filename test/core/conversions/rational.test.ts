import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyRational,
  classifyRational,
  effectiveCoefficients,
} from '../../../src/core/conversions/rational.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

describe('classifyRational', () => {
  it.each([
    ['the identity as it should be', [0, 1, 0, 0, 0, 1], { kind: 'identity' }],
    ['the identity as it is documented', [0, 1, 0, 0, 1, 0], { kind: 'identity' }],
    ['the documented offset', [0, 1, 5, 0, 1, 0], { kind: 'suspect', gain: 1, offset: 5 }],
    ['a gain with the same slip', [0, 3, 0, 0, 1, 0], { kind: 'suspect', gain: 3, offset: 0 }],
    ['an offset', [0, 1, 5, 0, 0, 1], { kind: 'formula' }],
    ['a reciprocal', [0, 0, 7, 0, 1, 0], { kind: 'formula' }],
    ['a parabola over r', [1, 1, 0, 0, 1, 0], { kind: 'formula' }],
    ['a denominator of 2 r', [0, 1, 0, 0, 2, 0], { kind: 'formula' }],
  ])('reads %s', (_case, coefficients, expected) => {
    expect(classifyRational(coefficients)).toEqual(expected);
  });

  it.each([[[0, 1, 0, 0, 1, 0]], [[0, 1, 5, 0, 1, 0]], [[0, 1, 0, 0, 0, 1]]])(
    'takes %j at its word when strict',
    (coefficients) => {
      expect(classifyRational(coefficients, { strict: true })).toEqual({ kind: 'formula' });
    },
  );

  it.each([
    [[0, 1, 0, 0, 1]],
    [[0, 1, 0, 0, 0, 1, 0]],
    [[0, Number.NaN, 0, 0, 0, 1]],
    [[0, 1, 0, 0, 0, Infinity]],
  ])('refuses %j', (coefficients) => {
    expect(() => classifyRational(coefficients)).toThrow(
      new DecodeError(`Expected six finite coefficients, got [${coefficients.join(', ')}].`),
    );
  });
});

describe('effectiveCoefficients', () => {
  it.each([
    [
      [0, 1, 0, 0, 1, 0],
      [0, 1, 0, 0, 0, 1],
    ],
    [
      [0, 1, 5, 0, 1, 0],
      [0, 1, 5, 0, 0, 1],
    ],
    [
      [0, 0, 7, 0, 1, 0],
      [0, 0, 7, 0, 1, 0],
    ],
  ])('reads %j as %j', (coefficients, expected) => {
    expect(effectiveCoefficients(coefficients)).toEqual(expected);
  });
});

describe('applyRational', () => {
  it.each([
    ['the identity', [0, 1, 0, 0, 0, 1], 7.5, 7.5],
    ['a gain and an offset', [0, 2, 1, 0, 0, 1], 10, 21],
    ['a line over a constant', [0, 3, 1, 0, 0, 2], 3, 5],
    ['a parabola', [1, 0, 0, 0, 0, 2], 4, 8],
    ['a reciprocal', [0, 0, 7, 0, 1, 0], 2, 3.5],
    ['all six coefficients', [1, 2, 3, 4, 5, 6], 2, 11 / 32],
    ['a constant', [0, 0, 4, 0, 0, 2], 9, 2],
    ['the printed formula where it is r / r', [0, 1, 0, 0, 1, 0], 9, 1],
    ['a zero denominator', [0, 1, 0, 0, 1, 0], 0, Number.NaN],
    ['a denominator that is always zero', [0, 1, 0, 0, 0, 0], 5, Number.NaN],
    ['a zero of a quadratic denominator', [0, 0, 1, 1, 0, -4], -2, Number.NaN],
    ['NaN', [0, 2, 1, 0, 0, 1], Number.NaN, Number.NaN],
    ['NaN by a constant', [0, 0, 4, 0, 0, 1], Number.NaN, Number.NaN],
    ['an infinity on a line', [0, -2, 1, 0, 0, 1], Infinity, -Infinity],
    ['an infinity by a constant', [0, 0, 4, 0, 0, 1], Infinity, 4],
  ])('converts %s', (_case, coefficients, raw, expected) => {
    const values = Float64Array.of(raw);
    expect(applyRational(values, coefficients)).toBe(values);
    expect(values[0]).toBe(expected);
  });

  it('gives what the printed formula gives for 16-bit values', () => {
    const coefficient = fc.integer({ min: -9, max: 9 });
    const six = fc.tuple(
      coefficient,
      coefficient,
      coefficient,
      coefficient,
      coefficient,
      coefficient,
    );
    fc.assert(
      fc.property(six, fc.integer({ min: -32_768, max: 32_767 }), (coefficients, r) => {
        const [c1, c2, c3, c4, c5, c6] = coefficients;
        // Whole numbers of this size have no rounding before the division.
        const below = c4 * r * r + c5 * r + c6;
        const expected = below === 0 ? Number.NaN : (c1 * r * r + c2 * r + c3) / below;
        // A zero may differ in sign.
        expect(applyRational(Float64Array.of(r), coefficients)[0]! + 0).toBe(expected + 0);
      }),
    );
  });
});
