import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConversionDefinition,
  compileConversion,
} from '../../../src/core/conversions/conversion.ts';
import { monotonicity } from '../../../src/core/conversions/monotonicity.ts';

const rational = (...coefficients: number[]): ConversionDefinition => ({
  kind: 'rational',
  coefficients,
});
const table = (
  rawValues: number[],
  calibratedValues: number[],
  interpolated = true,
): ConversionDefinition => ({ kind: 'table', rawValues, calibratedValues, interpolated });

describe('monotonicity', () => {
  it.each<[string, ConversionDefinition | null, number, number, string, string]>([
    ['no conversion', null, -5, 5, 'INCREASING', 'INCREASING'],
    ['a line', rational(0, 2, 1, 0, 0, 1), -5, 5, 'INCREASING', 'INCREASING'],
    ['a falling line', rational(0, -0.1, 1, 0, 0, 3), -5, 5, 'DECREASING', 'DECREASING'],
    [
      'a line over a negative constant',
      rational(0, 2, 0, 0, 0, -1),
      -5,
      5,
      'DECREASING',
      'DECREASING',
    ],
    ['the documented slip', rational(0, 2, 1, 0, 1, 0), -5, 5, 'INCREASING', 'INCREASING'],
    ['a constant', rational(0, 0, 1, 0, 0, 1), -5, 5, 'NONE', 'NONE'],
    ['a line that loses small steps', rational(0, 1e-9, 1e9, 0, 0, 1), 0, 9, 'INCREASING', 'NONE'],
    ['a parabola beside its top', rational(1, 0, 0, 0, 0, 1), 0.5, 5, 'NONE', 'INCREASING'],
    ['a parabola about its top', rational(1, 0, 0, 0, 0, 1), -5, 5, 'NONE', 'NONE'],
    ['a reciprocal', rational(0, 0, 1, 0, 1, 0), 1, 5, 'NONE', 'NONE'],
    ['a zero denominator', rational(0, 1, 0, 0, 0, 0), 1, 5, 'NONE', 'NONE'],
    ['an overflow', rational(0, 1e308, 0, 0, 0, 1), 0, 5, 'NONE', 'NONE'],
    ['a rising table', table([0, 5, 9], [1, 2, 8]), 0, 9, 'INCREASING', 'INCREASING'],
    ['a falling table', table([0, 5, 9], [8, 2, 1]), 0, 9, 'DECREASING', 'DECREASING'],
    [
      'a table that turns outside the range',
      table([0, 5, 9], [1, 2, 0]),
      0,
      5,
      'INCREASING',
      'INCREASING',
    ],
    ['a table that turns', table([0, 5, 9], [1, 2, 0]), 0, 6, 'NONE', 'NONE'],
    ['a table with a level part', table([0, 5, 9], [1, 2, 2]), 0, 9, 'INCREASING', 'NONE'],
    ['the clamped ends of a table', table([0, 5], [1, 2]), -1, 5, 'INCREASING', 'NONE'],
    ['the steps of a table', table([0, 5], [1, 2], false), 0, 5, 'INCREASING', 'NONE'],
    ['a formula', { kind: 'formula', formula: 'x' }, 0, 5, 'NONE', 'NONE'],
    ['no range', null, 5, 0, 'NONE', 'NONE'],
    ['an infinite range', null, 0, Infinity, 'NONE', 'NONE'],
  ])('judges %s', (_case, conversion, min, max, weak, strict) => {
    expect(monotonicity(conversion, min, max)).toBe(weak);
    expect(monotonicity(conversion, min, max, { spacing: 1 })).toBe(strict);
  });

  it('counts the offset that follows', () => {
    const line = rational(0, 1, 0, 0, 0, 2);
    expect(monotonicity(line, 0, 9, { spacing: 1, offset: 1 })).toBe('INCREASING');
    expect(monotonicity(line, 0, 9, { spacing: 1, offset: 1e17 })).toBe('NONE');
    expect(monotonicity(null, 0, 9, { spacing: 1, offset: 1e17 })).toBe('NONE');
  });

  const number = fc.oneof(
    fc.integer({ min: -9, max: 9 }),
    fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const conversions = fc.oneof(
    fc
      .tuple(fc.constantFrom(0, 0, 1, -0.001), number, number, number)
      .map(([c1, c2, c3, c6]) => rational(c1, c2, c3, 0, 0, c6)),
    fc
      .tuple(
        fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 3, maxLength: 3 }),
        fc.tuple(number, number, number),
        fc.boolean(),
      )
      .map(([raw, calibrated, interpolated]) =>
        table(
          raw.sort((a, b) => a - b),
          calibrated.sort((a, b) => a - b),
          interpolated,
        ),
      ),
  );

  it('is true of every whole number in the range, strictly when spaced', () => {
    fc.assert(
      fc.property(
        conversions,
        fc.integer({ min: -600, max: 600 }),
        fc.nat(200),
        fc.constantFrom(0, 1),
        fc.oneof(fc.constant(0), number),
        (conversion, min, length, spacing, offset) => {
          const found = monotonicity(conversion, min, min + length, { spacing, offset });
          fc.pre(found !== 'NONE');
          const { apply } = compileConversion(conversion);
          const raw = Float64Array.from({ length: length + 1 }, (_, i) => min + i);
          const results = apply(raw).map((value) => value + offset);
          const sign = found === 'INCREASING' ? 1 : -1;
          for (let i = 1; i < results.length; i++) {
            const step = sign * (results[i]! - results[i - 1]!);
            expect(spacing > 0 ? step > 0 : step >= 0).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
