import { describe, expect, it } from 'vitest';
import { INT64_MAX, INT64_MIN, isInt64 } from '../../../src/core/time/nanoseconds.ts';

describe('isInt64', () => {
  it.each([
    [INT64_MIN, true],
    [INT64_MAX, true],
    [0n, true],
    [-9223372036854775809n, false],
    [9223372036854775808n, false],
  ])('says of %s: %s', (value, expected) => {
    expect(isInt64(value)).toBe(expected);
  });
});
