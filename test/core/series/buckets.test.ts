import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutIntoBuckets, MAX_BUCKETS } from '../../../src/core/series/buckets.ts';

describe('cutIntoBuckets', () => {
  it('has boundaries exact to the nanosecond, up to 2^53', () => {
    const starts = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
    const spans = fc.oneof(
      fc.integer({ min: 1, max: 1000 }),
      fc.maxSafeNat().map((n) => n + 1),
    );
    const counts = fc.integer({ min: 1, max: MAX_BUCKETS });
    fc.assert(
      fc.property(starts, spans, counts, fc.nat(), (startTime, span, count, pick) => {
        const endTime = startTime + (span - 1);
        fc.pre(Number.isSafeInteger(endTime) && Number.isSafeInteger(span));
        const { boundary } = cutIntoBuckets({ startTime, endTime }, count);
        const index = pick % (count + 1);
        const product = BigInt(index) * BigInt(span);
        const ceiling = (product + BigInt(count) - 1n) / BigInt(count);
        expect(BigInt(boundary(index))).toBe(BigInt(startTime) + ceiling);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the bucket that holds a time', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (endTime, count, part) => {
          fc.pre(endTime < Number.MAX_SAFE_INTEGER);
          const { boundary, indexOf } = cutIntoBuckets({ startTime: 0, endTime }, count);
          const time = Math.floor(part * endTime);
          const index = indexOf(time);
          expect(boundary(index)).toBeLessThanOrEqual(time);
          expect(boundary(index + 1)).toBeGreaterThan(time);
        },
      ),
    );
  });

  it.each([0, 1.5, MAX_BUCKETS + 1])('refuses %d buckets', (count) => {
    expect(() => cutIntoBuckets({ startTime: 0, endTime: 9 }, count)).toThrow(
      new RangeError(`Expected 1 to ${MAX_BUCKETS} buckets, got ${count}.`),
    );
  });

  it.each([
    [1, 0],
    [0.5, 9],
    [0, Infinity],
    [-(2 ** 53) + 1, 2 ** 53 - 1],
  ])('refuses a window from %d to %d', (startTime, endTime) => {
    expect(() => cutIntoBuckets({ startTime, endTime }, 1)).toThrow(
      new RangeError(`Expected a window of whole nanoseconds, got ${startTime} to ${endTime}.`),
    );
  });
});
