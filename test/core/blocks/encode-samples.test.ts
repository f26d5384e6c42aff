import { describe, expect, it } from 'vitest';
import { encodeSamples } from '../../../src/core/blocks/encode-samples.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

describe('encodeSamples', () => {
  it('writes either byte order', () => {
    expect([...encodeSamples([7638], 'UNSIGNED_16BIT')]).toEqual([0xd6, 0x1d]);
    expect([...encodeSamples([7638], 'UNSIGNED_16BIT', 'BIG_ENDIAN')]).toEqual([0x1d, 0xd6]);
  });

  it('takes the nearest 32-bit float', () => {
    expect([...encodeSamples([0.1], 'FLOATING_POINT_32BIT')]).toEqual([0xcd, 0xcc, 0xcc, 0x3d]);
  });

  it.each([
    ['UNSIGNED_8BIT', -1],
    ['UNSIGNED_8BIT', 256],
    ['SIGNED_8BIT', 128],
    ['UNSIGNED_16BIT', 65_536],
    ['SIGNED_16BIT', -32_769],
    ['UNSIGNED_32BIT', 2 ** 32],
    ['SIGNED_32BIT', 2 ** 31],
    ['SIGNED_32BIT', 0.5],
    ['SIGNED_16BIT', Number.NaN],
    ['UNSIGNED_32BIT', Infinity],
    ['FLOATING_POINT_32BIT', 1e39],
  ] as const)('refuses a value that %s does not hold: %d', (dataType, value) => {
    expect(() => encodeSamples([0, value], dataType)).toThrow(
      new DecodeError(`Expected values of ${dataType}, got ${value}.`, 1),
    );
  });

  it('refuses an incomplete triple', () => {
    expect(() => encodeSamples([1, 2, 3, 4], 'TRIPLE_FLOATING_POINT_32BIT')).toThrow(
      new DecodeError('Expected three numbers a sample, got 4 numbers.'),
    );
  });
});
