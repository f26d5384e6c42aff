import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/core/series/series.ts';
import { createSpanSearch, type MatchingSpan } from '../../../src/core/series/span-search.ts';
import { anySeries } from './series-arbitrary.ts';
import { anyCuts, cutSeries } from './series-pieces.ts';

const isPositive = (value: number) => value > 0;

function search(
  pieces: readonly Pick<Series, 'times' | 'values' | 'breaks'>[],
  minimumSpan = 0,
  maxSpans = 1_000,
): MatchingSpan[] {
  const { add, finish } = createSpanSearch({ test: isPositive, minimumSpan, maxSpans });
  for (const piece of pieces) if (add(piece)) break;
  return finish();
}

/** Spans straight from their description. */
function naive({ times, values, breaks }: Series, minimumSpan: number, maxSpans: number) {
  const runs: number[][] = [];
  values.forEach((value, i) => {
    if (!isPositive(value)) return;
    const last = runs.at(-1);
    if (last?.at(-1) === i - 1 && !breaks.includes(i)) last.push(i);
    else runs.push([i]);
  });
  return runs
    .map((run) => ({
      startTime: times[run[0]!]!,
      endTime: times[run.at(-1)!]!,
      sampleCount: run.length,
      firstValue: values[run[0]!]!,
    }))
    .filter(({ startTime, endTime }) => endTime - startTime >= minimumSpan)
    .slice(0, maxSpans);
}

describe('createSpanSearch', () => {
  it('finds neighbouring samples that meet the condition, apart at gaps and NaN', () => {
    const series = {
      times: Float64Array.of(0, 1, 2, 3, 4, 50, 51, 52),
      values: Float64Array.of(1, 2, -1, 3, 4, 5, Number.NaN, 6),
      breaks: Uint32Array.of(5),
    };
    expect(search([series])).toEqual([
      { startTime: 0, endTime: 1, sampleCount: 2, firstValue: 1 },
      { startTime: 3, endTime: 4, sampleCount: 2, firstValue: 3 },
      { startTime: 50, endTime: 50, sampleCount: 1, firstValue: 5 },
      { startTime: 52, endTime: 52, sampleCount: 1, firstValue: 6 },
    ]);
  });

  it('says when it has found enough', () => {
    const series = {
      times: Float64Array.of(0, 1, 2),
      values: Float64Array.of(1, -1, 1),
      breaks: new Uint32Array(),
    };
    const { add, finish } = createSpanSearch({ test: isPositive, minimumSpan: 0, maxSpans: 1 });
    expect(add(series)).toBe(true);
    expect(finish()).toHaveLength(1);
  });

  it('finds the same however the samples are cut, and no more than asked for', () => {
    fc.assert(
      fc.property(
        anySeries,
        anyCuts,
        fc.nat(40),
        fc.integer({ min: 1, max: 8 }),
        (series, cuts, span, most) => {
          expect(search(cutSeries(series, cuts), span, most)).toEqual(naive(series, span, most));
        },
      ),
      { numRuns: 300 },
    );
  });
});
