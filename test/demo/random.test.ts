import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/demo/random.ts';

const take = (seed: number, kind: 'uniform' | 'bell', count = 20_000) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random[kind]());
};
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('createRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(take(seed, 'uniform', 20)).toEqual(take(seed, 'uniform', 20));
        expect(take(seed, 'uniform', 20)).not.toEqual(take(seed + 1, 'uniform', 20));
      }),
    );
  });

  it('spreads uniform numbers evenly from 0 up to 1', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const value of take(1, 'uniform')) tenths[Math.floor(value * 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('gives bell-shaped numbers of mean 0 and deviation 1, none beyond 3', () => {
    const values = take(1, 'bell');
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1, 1);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(3);
  });
});
