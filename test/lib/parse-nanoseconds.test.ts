import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNanoseconds } from '../../src/lib/parse-nanoseconds.ts';

describe('parseNanoseconds', () => {
  it('reads the decimal string of every signed 64-bit integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(parseNanoseconds(String(value))).toBe(value);
      }),
    );
  });

  it.each([
    [0, 0n],
    [-0, 0n],
    [9007199254740991, 9007199254740991n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['0007', 7n],
    ['-0', 0n],
    [5n, 5n],
  ])('reads %s', (given, expected) => {
    expect(parseNanoseconds(given)).toBe(expected);
  });

  it.each([
    '9223372036854775808',
    '-9223372036854775809',
    '99999999999999999999',
    '',
    ' 1',
    '1 ',
    '+1',
    '1e3',
    '0x10',
    '1.0',
    '--1',
    '1n',
    2 ** 53,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2n ** 63n,
    true,
    null,
    undefined,
    [['1']],
    {},
  ])('refuses %s', (given) => {
    expect(() => parseNanoseconds(given)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: expect.stringMatching(
          /^Expected nanoseconds as a decimal string of a signed 64-bit integer, got .*\.$/,
        ),
      }),
    );
  });
});
