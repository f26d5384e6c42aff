import fc from 'fast-check';
import type { Series } from '../../src/core/series/series.ts';
import { joinSeries } from '../../src/samples/reading/merge-series.ts';

const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -99, max: 99 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -0) },
);

/** Pieces of a series as a reader gives them: ascending times, breaks, a break at 0 to the piece before. */
export const anyChunks: fc.Arbitrary<readonly Series[]> = fc
  .tuple(
    fc.integer({ min: -20, max: 200 }),
    fc.array(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), value, fc.nat(5)), { maxLength: 9 }),
      {
        maxLength: 9,
      },
    ),
  )
  .map(([start, pieces]) => {
    let time = start;
    let count = 0;
    return pieces.map((samples) => {
      const breaks: number[] = [];
      const times = samples.map(([step, , rarity], i) => {
        if (rarity === 0 && count > 0) {
          breaks.push(i);
          time += 40;
        }
        count++;
        time += step;
        return time;
      });
      const values = Float64Array.from(samples, ([, number]) => number);
      return {
        origin: 0n,
        times: Float64Array.from(times),
        raw: values.map((number) => number * 2),
        values,
        breaks: Uint32Array.from(breaks),
      };
    });
  });

/** The pieces as they come, some later than others. */
export async function* asStream(chunks: readonly Series[]): AsyncGenerator<Series> {
  for (const chunk of chunks) {
    if (chunk.times.length % 2) await Promise.resolve();
    yield chunk;
  }
}

/** All pieces of a stream as one. */
export async function whole(stream: AsyncGenerator<Series>): Promise<Series> {
  const chunks: Series[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return joinSeries(0n, chunks);
}
