import fc from 'fast-check';
import type { RelativeWindow, Series } from '../../../src/core/series/series.ts';

/** Numbers with many ties, NaN and both infinities. */
const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, -0) },
);

/** A series with gaps, equal times and values of every kind; raw values tell samples apart. */
export const anySeries: fc.Arbitrary<Series> = fc
  .array(fc.tuple(fc.nat(20), value, fc.boolean(), fc.nat(4)), {
    maxLength: 120,
    // Longer than by default, so that most are reduced.
    size: 'max',
  })
  .map((samples) => {
    let time = 0;
    const times = new Float64Array(samples.length);
    const breaks: number[] = [];
    samples.forEach(([step, , isBreak, rarity], i) => {
      const isGap = isBreak && rarity === 0;
      if (isGap) breaks.push(i);
      time += isGap ? 100 * (1 + step) : step;
      times[i] = time;
    });
    return {
      origin: 0n,
      times,
      raw: Float64Array.from(samples, (_, i) => 1000 + i),
      values: Float64Array.from(samples, ([, number]) => number),
      breaks: Uint32Array.from(breaks),
    };
  });

/** A window that may begin before, within or after a series. */
export const anyWindow: fc.Arbitrary<RelativeWindow> = fc
  .tuple(fc.integer({ min: -50, max: 1500 }), fc.nat(8000))
  .map(([startTime, length]) => ({ startTime, endTime: startTime + length }));
