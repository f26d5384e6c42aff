import fc from 'fast-check';
import { compressSync } from 'snappy';
import { describe, expect, it } from 'vitest';
import { decodeSnappy } from '../../../src/importers/ssn2/decode-block.ts';

const MIB_16 = 16 * 1024 ** 2;

/** Tag bytes of the format: a literal of up to 60 bytes, and the three copies. */
const literal = (...bytes: number[]) => [(bytes.length - 1) << 2, ...bytes];
const shortCopy = (length: number, distance: number) => [
  1 | ((length - 4) << 2) | ((distance >> 8) << 5),
  distance & 0xff,
];
const copy = (length: number, distance: number) => [
  2 | ((length - 1) << 2),
  distance & 0xff,
  distance >> 8,
];
const longCopy = (length: number, distance: number) => [
  3 | ((length - 1) << 2),
  distance & 0xff,
  (distance >> 8) & 0xff,
  0,
  0,
];

const decode = (length: number, ...bytes: number[]) =>
  decodeSnappy(Uint8Array.from(bytes), length, MIB_16);

describe('decodeSnappy', () => {
  it.each([
    ['a literal', [3, ...literal(7, 8, 9)], [7, 8, 9]],
    [
      'a copy that repeats what it writes',
      [6, ...literal(1, 2), ...shortCopy(4, 2)],
      [1, 2, 1, 2, 1, 2],
    ],
    ['a copy with two bytes of distance', [2, ...literal(5), ...copy(1, 1)], [5, 5]],
    ['a copy with four bytes of distance', [3, ...literal(5), ...longCopy(2, 1)], [5, 5, 5]],
    ['nothing', [0], []],
  ])('decodes %s', (_title, stored, expected) => {
    const bytes = decode(expected.length, ...stored);
    expect(Array.from(bytes as Uint8Array)).toEqual(expected);
  });

  it.each([
    ['no bytes', []],
    ['a preamble that ends too early', [0x80]],
    ['a preamble of six bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['a preamble of 33 bits', [0xff, 0xff, 0xff, 0xff, 0x1f]],
    ['distance 0', [5, ...literal(1), ...shortCopy(4, 0)]],
    ['distance 0 in two bytes', [5, ...literal(1), ...copy(4, 0)]],
    ['distance 0 in four bytes', [5, ...literal(1), ...longCopy(4, 0)]],
    ['a distance beyond what is written', [5, ...literal(1), ...shortCopy(4, 2)]],
    ['a literal past the input', [5, 4 << 2, 1, 2]],
    ['a copy past the input', [5, ...literal(1), 2]],
    ['a literal past the length', [5, ...literal(1, 2, 3, 4, 5, 6)]],
    ['a copy past the length', [5, ...literal(1), ...copy(9, 1)]],
    ['an output that ends short', [5, ...literal(1, 2, 3, 4)]],
    ['bytes after the end', [5, ...literal(1, 2, 3, 4, 5), ...literal(6)]],
    ['a literal whose length is cut off', [5, 63 << 2, 1]],
  ])('refuses %s', (_title, stored) => {
    expect(decode(5, ...stored)).toMatchObject({ code: 'SSN2_SNAPPY_CORRUPT' });
  });

  it.each([
    ['another length than the index', 4, [5, ...literal(1, 2, 3, 4, 5)]],
    ['more than Snappy can expand', 4000, [0xa0, 0x1f, ...literal(1)]],
  ])('refuses %s', (_title, length, stored) => {
    expect(decode(length, ...stored)).toMatchObject({ code: 'SSN2_SNAPPY_LENGTH' });
  });

  it('refuses a preamble over the limit before anything is allocated', () => {
    expect(decode(2 ** 31, 0x80, 0x80, 0x80, 0x80, 0x08)).toEqual({
      code: 'SSN2_BLOCK_TOO_LARGE',
      message: 'says it decompresses to 2147483648 bytes, the limit is 16777216',
    });
  });

  it('undoes the compression of any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 500 }))
        .map(([unit, times]) =>
          Uint8Array.from({ length: unit.length * times }, (_, i) => unit[i % unit.length]!),
        ),
    );
    fc.assert(
      fc.property(bytes, (plain) => {
        const decoded = decodeSnappy(compressSync(plain), plain.length, MIB_16);
        expect(Buffer.compare(decoded as Uint8Array, plain)).toBe(0);
      }),
    );
  });

  it('gives bytes of the promised length or a documented fault for any input', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 0, max: 127 }),
        (rest, length) => {
          const decoded = decode(length, length, ...rest);
          if (decoded instanceof Uint8Array) expect(decoded).toHaveLength(length);
          else expect(decoded.code).toMatch(/^SSN2_SNAPPY_(CORRUPT|LENGTH)$/);
        },
      ),
    );
  });
});
