import { describe, expect, it } from 'vitest';
import { DATA_TYPES, integerRange, isIntegerType, sampleWidth } from '../../src/core/data-type.ts';

const EXPECTED = [
  ['UNSIGNED_8BIT', 1, [0, 255]],
  ['SIGNED_8BIT', 1, [-128, 127]],
  ['UNSIGNED_16BIT', 2, [0, 65_535]],
  ['SIGNED_16BIT', 2, [-32_768, 32_767]],
  ['UNSIGNED_32BIT', 4, [0, 4_294_967_295]],
  ['SIGNED_32BIT', 4, [-2_147_483_648, 2_147_483_647]],
  ['FLOATING_POINT_32BIT', 4, null],
  ['TRIPLE_FLOATING_POINT_32BIT', 12, null],
  ['DOUBLE_64BIT', 8, null],
] as const;

describe('DATA_TYPES', () => {
  it('lists every type once', () => {
    expect(DATA_TYPES).toEqual(EXPECTED.map(([dataType]) => dataType));
  });
});

describe.each(EXPECTED)('%s', (dataType, width, range) => {
  it(`has ${width} bytes a sample`, () => {
    expect(sampleWidth(dataType)).toBe(width);
  });

  it('knows its range', () => {
    expect(integerRange(dataType)).toEqual(range);
    expect(isIntegerType(dataType)).toBe(range !== null);
  });
});
