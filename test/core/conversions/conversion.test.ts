import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConversionDefinition,
  compileConversion,
} from '../../../src/core/conversions/conversion.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';
import { FormulaError } from '../../../src/core/formula/formula-error.ts';

const DEFINITIONS: readonly ConversionDefinition[] = [
  { kind: 'rational', coefficients: [0, 1, 0, 0, 0, 1] },
  { kind: 'rational', coefficients: [0, 1, 5, 0, 1, 0] },
  { kind: 'rational', coefficients: [1, 2, 3, 4, 5, 6] },
  { kind: 'table', rawValues: [1, 2, 3], calibratedValues: [1, 20, 40], interpolated: false },
  { kind: 'table', rawValues: [1, 2, 3], calibratedValues: [1, 20, 40], interpolated: true },
  { kind: 'text', rawValues: [0, 1], texts: ['closed', 'open'], defaultText: '?' },
  { kind: 'formula', formula: '$fconv_dummy * 2 + floor($fconv_dummy)' },
];

const convert = (definition: ConversionDefinition, ...values: number[]) => [
  ...compileConversion(definition).apply(Float64Array.from(values)),
];

describe('compileConversion', () => {
  it.each([
    ['identity', DEFINITIONS[0]!, 10, 10],
    ['the suspect offset', DEFINITIONS[1]!, 10, 15],
    ['a table', DEFINITIONS[3]!, 2.5, 20],
    ['an interpolated table', DEFINITIONS[4]!, 2.5, 30],
    ['texts, whose number stays', DEFINITIONS[5]!, 1, 1],
    ['a formula', DEFINITIONS[6]!, 2.5, 7],
  ])('converts by %s', (_case, definition, raw, expected) => {
    expect(convert(definition, raw)).toEqual([expected]);
  });

  it.each(DEFINITIONS.map((definition) => [definition.kind, definition] as const))(
    'keeps NaN through a %s and gives for an array what it gives one by one',
    (_kind, definition) => {
      expect(convert(definition, Number.NaN)).toEqual([Number.NaN]);
      fc.assert(
        fc.property(fc.array(fc.double({ min: -1e6, max: 1e6 })), (values) => {
          expect(convert(definition, ...values)).toEqual(
            values.flatMap((value) => convert(definition, value)),
          );
        }),
      );
    },
  );

  it('marks only the documented slip as suspect', () => {
    expect(DEFINITIONS.map((definition) => compileConversion(definition).isSuspect)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('takes coefficients at their word when strict', () => {
    const strict = compileConversion(DEFINITIONS[1]!, { strictRational: true });
    expect(strict.isSuspect).toBe(false);
    expect(strict.apply(Float64Array.of(10))).toEqual(Float64Array.of(1.5));
  });

  it('has texts for a table of texts only', () => {
    expect(compileConversion(DEFINITIONS[5]!).text?.(1)).toBe('open');
    expect(compileConversion(DEFINITIONS[0]!).text).toBeNull();
  });

  it.each<[string, ConversionDefinition, new (...args: never[]) => Error]>([
    ['five coefficients', { kind: 'rational', coefficients: [0, 1, 0, 0, 1] }, DecodeError],
    [
      'an empty table',
      { kind: 'table', rawValues: [], calibratedValues: [], interpolated: true },
      DecodeError,
    ],
    [
      'texts without numbers',
      { kind: 'text', rawValues: [], texts: ['a'], defaultText: '' },
      DecodeError,
    ],
    ['a formula of two variables', { kind: 'formula', formula: '$a + $b' }, FormulaError],
    ['a formula with a bad word', { kind: 'formula', formula: '$a +' }, DecodeError],
  ])('refuses %s', (_case, definition, expected) => {
    expect(() => compileConversion(definition)).toThrow(expected);
  });
});
