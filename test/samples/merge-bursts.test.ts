import { describe, expect, it } from 'vitest';
import {
  BLOCK_CAPACITY,
  type Burst,
  periodicBurst,
  timeAt,
  timestampedBurst,
} from '../../src/samples/burst.ts';
import { mergeBursts, toBlocks } from '../../src/samples/merge-bursts.ts';

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
    const { bursts, duplicates, replaced } = mergeBursts([], even(0, [1, 2, 3]));

    expect(plain(bursts)).toEqual([[0, 10, [1, 2, 3]]]);
    expect([duplicates, replaced]).toEqual([0, 0]);
  });

  it('counts equal samples, and those that give way', () => {
    const { bursts, duplicates, replaced } = mergeBursts(
      [even(0, [1, 2]), even(30, [4])],
      even(0, [1, 9, 3, 4]),
    );

    expect(plain(bursts)).toEqual([[0, 10, [1, 9, 3, 4]]]);
    expect([duplicates, replaced]).toEqual([2, 1]);
  });

  it('puts samples with their own times in order', () => {
    const { bursts } = mergeBursts(
      [timed([2, 4], [2, 4]), timed([7], [7])],
      timed([1, 4, 9], [1, 5, 9]),
    );

    expect(bursts.map((burst) => [0, 1, 2, 3, 4].map((i) => Number(timeAt(burst, i))))).toEqual([
      [1, 2, 4, 7, 9],
    ]);
    expect([...bursts[0]!.data]).toEqual([1, 2, 5, 7, 9]);
  });

  it('keeps long runs of a grid apart', () => {
    const first = Array.from({ length: 20 }, (_, i) => i);
    const { bursts } = mergeBursts([even(5, [100])], even(0, first));

    expect(bursts.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBe(21);
    expect(plain(bursts)).toEqual([
      [0, 10, [0]],
      [5, 10, [100]],
      [10, 10, first.slice(1)],
    ]);
  });

  it('gives crumbs their own times in one piece', () => {
    const { bursts } = mergeBursts([even(4, [10, 20, 30])], even(0, [1, 2, 3, 4]));

    expect(plain(bursts)).toEqual([[0, 0, [1, 10, 2, 20, 3, 30, 4]]]);
  });
});

describe('toBlocks', () => {
  it('joins what goes on, and nothing else', () => {
    const blocks = toBlocks([
      even(0, [1]),
      even(10, [2]),
      even(30, [3]),
      timed([41, 45], [4, 5]),
      timed([46], [6]),
    ]);

    expect(plain(blocks)).toEqual([
      [0, 10, [1, 2]],
      [30, 10, [3]],
      [41, 0, [4, 5, 6]],
    ]);
  });

  it('cuts what exceeds the capacity', () => {
    const full = new Array<number>(BLOCK_CAPACITY).fill(1);
    const blocks = toBlocks([even(0, full), even(10 * BLOCK_CAPACITY, [2, 3])]);

    expect(blocks.map(({ sampleCount }) => sampleCount)).toEqual([BLOCK_CAPACITY, 2]);
  });
});
