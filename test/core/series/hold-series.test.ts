import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdSeries } from '../../../src/core/series/hold-series.ts';

const series = (times: number[], values: number[], breaks: number[] = []) => ({
  times: Float64Array.from(times),
  values: Float64Array.from(values),
  breaks: Uint32Array.from(breaks),
});

describe('holdSeries', () => {
  it('holds each sample until the next', () => {
    const held = holdSeries(series([0, 10], [1, 2]), Float64Array.of(-1, 0, 9, 10, 99));
    expect([...held]).toEqual([Number.NaN, 1, 1, 2, 2]);
  });

  it('holds nothing within a gap, and the samples at its ends', () => {
    const held = holdSeries(series([0, 10], [1, 2], [1]), Float64Array.of(0, 5, 10));
    expect([...held]).toEqual([1, Number.NaN, 2]);
  });

  it('takes the last of several samples of one instant', () => {
    expect([...holdSeries(series([3, 3], [1, 2]), Float64Array.of(3))]).toEqual([2]);
  });

  it('agrees with a linear scan', () => {
    const ascending = fc
      .array(fc.nat(50), { maxLength: 20 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, ascending, fc.array(fc.nat(20)), (own, instants, cuts) => {
        const breaks = [...new Set(cuts)]
          .filter((i) => i > 0 && i < own.length)
          .sort((a, b) => a - b);
        const values = own.map((_, i) => i);
        const expected = instants.map((instant) => {
          const after = own.findIndex((time) => time > instant);
          const next = after < 0 ? own.length : after;
          if (next === 0) return Number.NaN;
          const inGap = next < own.length && breaks.includes(next) && own[next - 1] !== instant;
          return inGap ? Number.NaN : next - 1;
        });
        expect([...holdSeries(series(own, values, breaks), Float64Array.from(instants))]).toEqual(
          expected,
        );
      }),
    );
  });
});
