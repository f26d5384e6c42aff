import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/core/decode-error.ts';
import {
  INT64_MAX,
  INT64_MIN,
  parseNanoseconds,
  toRelative,
} from '../../../src/core/time/nanoseconds.ts';

describe('parseNanoseconds', () => {
  it('gives back every 64-bit integer', () => {
    fc.assert(
      fc.property(fc.bigInt(INT64_MIN, INT64_MAX), (value) => {
        expect(parseNanoseconds(value.toString())).toBe(value);
      }),
    );
  });

  it.each(['', '-', '+1', '1.5', '1e9', ' 1', '1 ', '0x10', '--1', '12345678901234567890', 'x'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseNanoseconds(text)).toThrow(
        new DecodeError(`Expected nanoseconds as a decimal integer, got "${text}".`),
      );
    },
  );

  it.each(['9223372036854775808', '-9223372036854775809'])('refuses %s beyond 64 bits', (text) => {
    expect(() => parseNanoseconds(text)).toThrow(
      new DecodeError(`Expected nanoseconds within 64 bits, got "${text}".`),
    );
  });
});

describe('toRelative', () => {
  it('keeps every nanosecond of a real instant', () => {
    expect(toRelative(1711366546070183998n, 1711366546070183000n)).toBe(998);
  });

  it('refuses a distance that a number cannot hold', () => {
    expect(() => toRelative(2n ** 53n, 0n)).toThrow(
      new DecodeError('Expected an instant within 104 days of 0, got 9007199254740992.'),
    );
  });
});
