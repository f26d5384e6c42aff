import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DataType, integerRange, sampleWidth } from '../../../src/core/data-type.ts';
import { changesBits, extractBits } from '../../../src/core/values/extract-bits.ts';

const INTEGERS = [
  'UNSIGNED_8BIT',
  'SIGNED_8BIT',
  'UNSIGNED_16BIT',
  'SIGNED_16BIT',
  'UNSIGNED_32BIT',
  'SIGNED_32BIT',
] as const;

const extractOne = (value: number, dataType: DataType, shift: number, mask: number) =>
  extractBits(Float64Array.of(value), dataType, shift, mask)[0];

describe('extractBits', () => {
  it.each([
    ['the published example', 'UNSIGNED_16BIT', 7638, 4, 0x1, 1],
    ['a shift alone', 'UNSIGNED_16BIT', 7638, 4, 0xffffffff, 0x1dd],
    ['a mask alone', 'UNSIGNED_16BIT', 0x1dd6, 0, 0xff, 0xd6],
    ['a shift with mask 0, which is none', 'UNSIGNED_16BIT', 7638, 4, 0, 0x1dd],
    ['the pattern of a signed byte', 'SIGNED_8BIT', -1, 0, 0xffff, 0xff],
    ['the pattern of a signed word', 'SIGNED_16BIT', -2, 1, 0xffffffff, 0x7fff],
    ['the pattern of a signed long', 'SIGNED_32BIT', -1, 4, 0xffffffff, 0x0fffffff],
    ['the highest bit, unsigned', 'SIGNED_32BIT', -1, 0, 0x80000000, 0x80000000],
    ['a left shift', 'UNSIGNED_8BIT', 0xff, -4, 0xffffffff, 0xff0],
    ['a left shift within 32 bits', 'UNSIGNED_32BIT', 0xffffffff, -4, 0xffffffff, 0xfffffff0],
    ['a shift of 31', 'UNSIGNED_32BIT', 0xffffffff, 31, 0xffffffff, 1],
    ['a shift of all bits', 'UNSIGNED_32BIT', 0xffffffff, 32, 0xffffffff, 0],
    ['a left shift of all bits', 'UNSIGNED_32BIT', 0xffffffff, -33, 0xffffffff, 0],
  ] as const)('takes %s', (_case, dataType, value, shift, mask, expected) => {
    expect(extractOne(value, dataType, shift, mask)).toBe(expected);
  });

  it.each([0, 0xffffffff])('keeps the sign with no shift and mask %d', (mask) => {
    expect(extractOne(-5, 'SIGNED_16BIT', 0, mask)).toBe(-5);
  });

  it.each(['FLOATING_POINT_32BIT', 'TRIPLE_FLOATING_POINT_32BIT', 'DOUBLE_64BIT'] as const)(
    'leaves %s alone whatever shift and mask',
    (dataType) => {
      expect(extractOne(-2.5, dataType, 4, 255)).toBe(-2.5);
      expect(changesBits(dataType, 4, 255)).toBe(false);
    },
  );

  it('keeps NaN', () => {
    expect(extractOne(Number.NaN, 'UNSIGNED_8BIT', 0, 1)).toBeNaN();
  });

  it('works in place', () => {
    const values = Float64Array.of(6);
    expect(extractBits(values, 'UNSIGNED_8BIT', 1, 1)).toBe(values);
  });

  it.each(INTEGERS)('agrees with big integers on %s', (dataType) => {
    const [min, max] = integerRange(dataType)!;
    fc.assert(
      fc.property(
        fc.integer({ min, max }),
        fc.integer({ min: -40, max: 40 }),
        fc.integer({ min: 1, max: 0xffffffff }),
        (value, shift, mask) => {
          fc.pre(shift !== 0 || mask !== 0xffffffff);
          const pattern = BigInt.asUintN(8 * sampleWidth(dataType), BigInt(value));
          const moved = shift >= 0 ? pattern >> BigInt(shift) : pattern << BigInt(-shift);
          const expected = BigInt.asUintN(32, moved) & BigInt(mask);
          expect(extractOne(value, dataType, shift, mask)).toBe(Number(expected));
        },
      ),
    );
  });
});
