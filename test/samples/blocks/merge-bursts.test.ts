import { describe, expect, it } from 'vitest';
import {
  BLOCK_CAPACITY,
  type Burst,
  periodicBurst,
  timeAt,
  timestampedBurst,
} from '../../../src/samples/blocks/burst.ts';
import { mergeBursts, toBlocks } from '../../../src/samples/blocks/merge-bursts.ts';

const even = (start: number, bytes: readonly number[]) =>
  periodicBurst(1, 'UNSIGNED_8BIT', BigInt(start), 10n, Uint8Array.from(bytes));
const timed = (times: readonly number[], bytes: readonly number[]) =>
  timestampedBurst(
    1,
    'UNSIGNED_8BIT',
    BigInt64Array.from(times, (time) => BigInt(time)),
    Uint8Array.from(bytes),
  );
/** [start, interval, values] of each burst. */
const plain = (bursts: readonly Burst[]) =>
  bursts.map((burst) => [Number(burst.startNs), Number(burst.intervalNs), [...burst.data]]);

describe('mergeBursts', () => {
  it('gives the burst itself where nothing is stored', () => {
    const { union, duplicates, replaced } = mergeBursts([], even(0, [1, 2, 3]));

    expect(union).toEqual(even(0, [1, 2, 3]));
    expect([duplicates, replaced]).toEqual([0, 0]);
  });

  it('counts equal samples, and those that give way', () => {
    const { union, duplicates, replaced } = mergeBursts(
      [even(0, [1, 2]), even(30, [4])],
      even(0, [1, 9, 3, 4]),
    );

    expect(union).toEqual(even(0, [1, 9, 3, 4]));
    expect([duplicates, replaced]).toEqual([2, 1]);
  });

  it('puts samples with their own times in order', () => {
    const { union } = mergeBursts(
      [timed([2, 4], [2, 4]), timed([7], [7])],
      timed([1, 4, 9], [1, 5, 9]),
    );

    expect([0, 1, 2, 3, 4].map((i) => Number(timeAt(union, i)))).toEqual([1, 2, 4, 7, 9]);
    expect([...union.data]).toEqual([1, 2, 5, 7, 9]);
  });

  it('gives samples off the grid their own times, and keeps the usual interval', () => {
    const { union } = mergeBursts([even(4, [10, 20, 30])], even(0, [1, 2, 3, 4]));

    expect(union.times).toEqual(BigInt64Array.of(0n, 4n, 10n, 14n, 20n, 24n, 30n));
    expect(union.intervalNs).toBe(10n);
    expect([...union.data]).toEqual([1, 10, 2, 20, 3, 30, 4]);
  });
});

describe('toBlocks', () => {
  it('joins what is of one kind, and finds the grid again', () => {
    const blocks = toBlocks([
      even(0, [1]),
      even(10, [2]),
      even(30, [3]),
      timed([41, 45], [4, 5]),
      timed([46], [6]),
    ]);

    expect(plain(blocks)).toEqual([
      [0, 10, [1, 2, 3]],
      [41, 0, [4, 5, 6]],
    ]);
    expect(blocks[0]?.times).toEqual(BigInt64Array.of(0n, 10n, 30n));
    expect(toBlocks([even(0, [1]), even(10, [2])])).toEqual([even(0, [1, 2])]);
  });

  it('cuts what exceeds the capacity', () => {
    const full = new Array<number>(BLOCK_CAPACITY).fill(1);
    const blocks = toBlocks([even(0, full), even(10 * BLOCK_CAPACITY, [2, 3])]);

    expect(blocks.map(({ sampleCount }) => sampleCount)).toEqual([BLOCK_CAPACITY, 2]);
  });
});
