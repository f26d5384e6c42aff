import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCells } from '../../../src/core/blocks/block-cells.ts';
import {
  BlockFlag,
  isGap,
  joinSummaries,
  packSummaries,
  SUMMARY_BYTES,
  sliceSummaries,
  summariseBlock,
  unpackSummaries,
} from '../../../src/core/blocks/block-summaries.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

const block = (raw: readonly number[], offsets = raw.map((_, i) => 10 * i), interval = 10) =>
  summariseBlock(1_000n, {
    raw: Float64Array.from(raw),
    cells: findCells(Float64Array.from(raw)),
    offsets: offsets.every((offset, i) => offset === i * interval)
      ? null
      : Float64Array.from(offsets),
    interval,
    dataType: 'DOUBLE_64BIT',
    byteOrder: 'LITTLE_ENDIAN',
  });

describe('summariseBlock', () => {
  it('finds the first least and the first greatest sample, with their times', () => {
    const summary = block([3, 1, 5, 1, 5]);

    expect([summary.minimums[0], summary.minimumIndices[0], summary.minimumOffsets[0]]).toEqual([
      1, 1, 10,
    ]);
    expect([summary.maximums[0], summary.maximumIndices[0], summary.maximumOffsets[0]]).toEqual([
      5, 2, 20,
    ]);
    expect([summary.sampleCounts[0], summary.endOffsets[0]]).toEqual([5, 40]);
  });

  it('gives the sum, and the squared distances from the mean', () => {
    const summary = block([2, 4, 4, 4, 5, 5, 7, 9]);

    // Mean 5; 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16.
    expect([summary.sums[0], summary.squares[0]]).toEqual([40, 32]);
  });

  it('leaves NaN out, and counts it', () => {
    const { NaN: none } = Number;
    const summary = block([none, 4, none, -2, none]);

    expect([summary.minimums[0], summary.maximums[0]]).toEqual([-2, 4]);
    expect([summary.firsts[0], summary.lasts[0]]).toEqual([4, -2]);
    expect([summary.nanCounts[0], summary.sums[0]]).toEqual([3, 2]);
  });

  it('has no extremes where there is no number', () => {
    const summary = block([Number.NaN, Number.NaN]);

    expect([summary.minimums[0], summary.minimumOffsets[0], summary.firsts[0]]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(summary.nanCounts[0]).toBe(2);
  });

  it('counts gaps: more than one and a half intervals', () => {
    expect(block([1, 2, 3, 4], [0, 15, 31, 41]).gapCounts[0]).toBe(1);
    expect(block([1, 2, 3, 4], [0, 15, 31, 41], 0).gapCounts[0]).toBe(0);
    expect([isGap(15, 10), isGap(16, 10), isGap(1e9, 0)]).toEqual([false, true, false]);
  });

  it('says whether samples follow the interval without exception', () => {
    expect(block([1, 2]).flags[0]! & BlockFlag.REGULAR).toBe(BlockFlag.REGULAR);
    expect(block([1, 2], [0, 11]).flags[0]! & BlockFlag.REGULAR).toBe(0);
  });
});

describe('packSummaries', () => {
  it('is undone by unpackSummaries, for any numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double(), { minLength: 1, maxLength: 5 }), { maxLength: 5 }),
        (blocks) => {
          const all = joinSummaries(
            0n,
            blocks.map((raw) => block(raw)),
          );
          const bytes = packSummaries(all);

          expect(bytes.byteLength).toBe(blocks.length * SUMMARY_BYTES);
          expect(unpackSummaries(0n, bytes)).toEqual(all);
        },
      ),
    );
  });

  it('refuses bytes that are not whole summaries', () => {
    expect(() => unpackSummaries(0n, new Uint8Array(SUMMARY_BYTES - 1))).toThrow(DecodeError);
  });
});

describe('joinSummaries', () => {
  it('counts all offsets from the new origin', () => {
    const joined = joinSummaries(900n, [block([1, 3, 2]), block([7])]);

    expect([...joined.startOffsets]).toEqual([100, 100]);
    expect([...joined.endOffsets]).toEqual([120, 100]);
    expect([...joined.maximumOffsets]).toEqual([110, 100]);
    expect([...sliceSummaries(joined, 1, 2).maximums]).toEqual([7]);
  });
});
