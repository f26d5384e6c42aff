import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toInt64Times } from '../../src/bulk/to-int64-times.ts';

describe('toInt64Times', () => {
  it('adds as bigints do', () => {
    const anyOrigin = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n - 2n ** 53n });
    const anyTimes = fc.array(fc.maxSafeNat());
    fc.assert(
      fc.property(anyOrigin, anyTimes, (origin, times) => {
        const sums = times.map((time) => origin + BigInt(time));
        expect([...toInt64Times(origin, Float64Array.from(times))]).toEqual(sums);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [-1n, 1],
    [2n ** 32n - 1n, 1],
    [-(2n ** 32n), 2 ** 32],
    [1_700_000_000_123_456_789n, 2 ** 53 - 1],
  ])('carries between the halves of %s + %s', (origin, time) => {
    expect([...toInt64Times(origin, Float64Array.of(time))]).toEqual([origin + BigInt(time)]);
  });
});
