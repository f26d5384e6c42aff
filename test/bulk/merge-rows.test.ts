import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRows } from '../../src/bulk/merge-rows.ts';
import { rowsPerBatch } from '../../src/bulk/row-batch.ts';
import type { Series } from '../../src/core/series/series.ts';
import { joinSeries } from '../../src/samples/reading/merge-series.ts';
import { anyChunks, asStream } from './chunked-series.ts';

/** Rows as arrays: the instant, then a number, NaN or null a column. */
async function rowsOf(columns: readonly (readonly Series[])[]) {
  const rows: (number | null)[][] = [];
  const sizes: number[] = [];
  for await (const batch of mergeRows(columns.map(asStream))) {
    sizes.push(batch.rowCount);
    for (let row = 0; row < batch.rowCount; row++) {
      const cells = batch.columns.map(({ values, present }) => {
        if (present && !present[row]) {
          expect(values[row]).toBeNaN();
          return null;
        }
        return values[row]!;
      });
      rows.push([batch.times[row]!, ...cells]);
    }
    for (const { present, missingCount } of batch.columns) {
      expect(missingCount).toBe(present ? present.filter((one) => one === 0).length : 0);
    }
  }
  return { rows, sizes };
}

function piece(times: readonly number[], values: readonly number[]): Series {
  return {
    origin: 0n,
    times: Float64Array.from(times),
    raw: Float64Array.from(values),
    values: Float64Array.from(values),
    breaks: new Uint32Array(),
  };
}

describe('mergeRows', () => {
  it('has a row for each instant at which a series has a sample, and no other', async () => {
    const anyColumns = fc.array(anyChunks, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(anyColumns, async (columns) => {
        const series = columns.map((chunks) => joinSeries(0n, chunks));
        const instants = [...new Set(series.flatMap(({ times }) => [...times]))].sort(
          (a, b) => a - b,
        );
        const expected = instants.map((instant) => [
          instant,
          ...series.map(({ times, values }) => {
            const at = times.indexOf(instant);
            return at < 0 ? null : values[at]!;
          }),
        ]);
        expect((await rowsOf(columns)).rows).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('gives every sample of an instant a row', async () => {
    const { rows } = await rowsOf([
      [piece([1, 5, 5], [1, 2, 3]), piece([5, 6], [4, 5])],
      [piece([5, 7], [10, 11])],
    ]);
    expect(rows).toEqual([
      [1, 1, null],
      [5, 2, 10],
      [5, 3, null],
      [5, 4, null],
      [6, 5, null],
      [7, null, 11],
    ]);
  });

  it('makes batches of one length, whatever chunks the series come in', async () => {
    const size = rowsPerBatch(2);
    const chunks = (step: number, length: number) =>
      Array.from({ length: Math.ceil((size * 2.5) / length) }, (_, k) =>
        piece(
          Array.from({ length }, (_, i) => step * (k * length + i)),
          new Array<number>(length).fill(k),
        ),
      );
    const { rows, sizes } = await rowsOf([chunks(2, 1000), chunks(3, 777)]);
    expect(sizes.slice(0, -1).every((one) => one === size)).toBe(true);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(rows.length);
  });

  it('has no rows without samples', async () => {
    expect((await rowsOf([[], []])).rows).toEqual([]);
  });
});
