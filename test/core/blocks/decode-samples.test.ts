import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSamples } from '../../../src/core/blocks/decode-samples.ts';
import { encodeSamples } from '../../../src/core/blocks/encode-samples.ts';
import { type DataType, integerRange } from '../../../src/core/data-type.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

const SCALAR_TYPES = [
  'UNSIGNED_8BIT',
  'SIGNED_8BIT',
  'UNSIGNED_16BIT',
  'SIGNED_16BIT',
  'UNSIGNED_32BIT',
  'SIGNED_32BIT',
  'FLOATING_POINT_32BIT',
  'DOUBLE_64BIT',
] as const;
const ORDERS = ['LITTLE_ENDIAN', 'BIG_ENDIAN'] as const;

/** Values that the type holds exactly. */
function valuesOf(dataType: DataType): fc.Arbitrary<number> {
  const range = integerRange(dataType);
  if (range) return fc.integer({ min: range[0], max: range[1] });
  return dataType === 'DOUBLE_64BIT' ? fc.double() : fc.float();
}

/** The same bytes somewhere in a larger block of memory. */
function shifted(bytes: Uint8Array, offset: number): Uint8Array {
  const memory = new Uint8Array(bytes.length + offset + 3).fill(0xa5);
  memory.set(bytes, offset);
  return memory.subarray(offset, offset + bytes.length);
}

describe('decodeSamples', () => {
  it.each([
    ['UNSIGNED_8BIT', [0, 255], [0, 255]],
    ['SIGNED_8BIT', [0x7f, 0x80], [127, -128]],
    ['UNSIGNED_16BIT', [0xd6, 0x1d, 0xff, 0xff], [7638, 65_535]],
    ['SIGNED_16BIT', [0x00, 0x80, 0xff, 0x7f], [-32_768, 32_767]],
    ['UNSIGNED_32BIT', [0xff, 0xff, 0xff, 0xff], [4_294_967_295]],
    ['SIGNED_32BIT', [0xff, 0xff, 0xff, 0xff], [-1]],
    ['FLOATING_POINT_32BIT', [0x00, 0x00, 0xc0, 0x3f], [1.5]],
    ['DOUBLE_64BIT', [0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f], [0.1]],
  ] as const)('decodes %s in both orders', (dataType, bytes, expected) => {
    const little = Uint8Array.from(bytes);
    const width = little.length / expected.length;
    const big = little.map((_, i) => little[i - (i % width) + width - 1 - (i % width)]!);

    expect([...decodeSamples(little, dataType, expected.length)]).toEqual(expected);
    expect([...decodeSamples(big, dataType, expected.length, 'BIG_ENDIAN')]).toEqual(expected);
  });

  it('reads a Node Buffer at any offset of the pool', () => {
    const pooled = Buffer.from([0xff, 7, 0, 0, 0, 8, 0, 0, 0]).subarray(1);
    expect([...decodeSamples(pooled, 'SIGNED_32BIT', 2)]).toEqual([7, 8]);
  });

  it.each(ORDERS)('takes one component of triple floats, %s', (order) => {
    const bytes = encodeSamples([1, 2, 3, 4, 5, 6], 'TRIPLE_FLOATING_POINT_32BIT', order);
    const component = (index: number) => [
      ...decodeSamples(bytes, 'TRIPLE_FLOATING_POINT_32BIT', 2, order, index),
    ];
    expect([component(0), component(1), component(2)]).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('does not keep the bytes', () => {
    const bytes = encodeSamples([1.5], 'DOUBLE_64BIT');
    const values = decodeSamples(bytes, 'DOUBLE_64BIT', 1);
    bytes.fill(0);
    expect([...values]).toEqual([1.5]);
  });

  it('keeps NaN, infinities and the sign of zero', () => {
    const values = [Number.NaN, Infinity, -Infinity, -0];
    for (const dataType of ['FLOATING_POINT_32BIT', 'DOUBLE_64BIT'] as const)
      for (const order of ORDERS)
        expect([
          ...decodeSamples(encodeSamples(values, dataType, order), dataType, 4, order),
        ]).toEqual(values);
  });

  it.each([
    [3, 3],
    [5, 4],
  ])('refuses %i bytes for two 16-bit samples', (length, offset) => {
    expect(() => decodeSamples(new Uint8Array(length), 'SIGNED_16BIT', 2)).toThrow(
      new DecodeError(`Expected 2 SIGNED_16BIT samples (4 bytes), got ${length} bytes.`, offset),
    );
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses a count of %d', (count) => {
    expect(() => decodeSamples(new Uint8Array(), 'SIGNED_8BIT', count)).toThrow(
      new DecodeError(`Expected a count of samples, got ${count}.`),
    );
  });

  it('refuses a component that is not there', () => {
    expect(() =>
      decodeSamples(new Uint8Array(12), 'TRIPLE_FLOATING_POINT_32BIT', 1, 'BIG_ENDIAN', 3),
    ).toThrow(new DecodeError('Expected component 0, 1 or 2, got 3.'));
  });

  it.each(SCALAR_TYPES)('gives back what was encoded as %s, at any alignment', (dataType) => {
    fc.assert(
      fc.property(
        fc.array(valuesOf(dataType)),
        fc.constantFrom(...ORDERS),
        fc.nat(8),
        (values, order, offset) => {
          const bytes = shifted(encodeSamples(values, dataType, order), offset);
          const decoded = decodeSamples(bytes, dataType, values.length, order);
          const isWhole = integerRange(dataType) !== null;
          // Integers have no negative zero.
          expect([...decoded]).toEqual(isWhole ? values.map((value) => value + 0) : values);
        },
      ),
    );
  });
});
