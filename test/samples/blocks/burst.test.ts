import { describe, expect, it } from 'vitest';
import {
  BLOCK_CAPACITY,
  continues,
  cutBurst,
  indexAtOrAfter,
  joinBursts,
  MAX_BLOCK_SPAN,
  periodicBurst,
  sliceBurst,
  timeAt,
  timestampedBurst,
} from '../../../src/samples/blocks/burst.ts';

const even = periodicBurst(1, 'SIGNED_16BIT', 100n, 10n, Uint8Array.of(1, 0, 2, 0, 3, 0));
const timed = timestampedBurst(
  1,
  'UNSIGNED_8BIT',
  BigInt64Array.of(-5n, 7n, 2n ** 62n),
  Uint8Array.of(1, 2, 3),
);

describe('periodicBurst', () => {
  it('counts samples and finds the last', () => {
    expect(even).toMatchObject({ sampleCount: 3, startNs: 100n, endNs: 120n, times: null });
  });
});

describe('timestampedBurst', () => {
  it('keeps the times', () => {
    expect(timed).toMatchObject({ sampleCount: 3, startNs: -5n, endNs: 2n ** 62n, intervalNs: 0n });
    expect(timeAt(timed, 2)).toBe(2n ** 62n);
  });
});

describe('timeAt', () => {
  it('gives the time of each sample', () => {
    expect([0, 1, 2].map((i) => timeAt(even, i))).toEqual([100n, 110n, 120n]);
    expect([0, 1, 2].map((i) => timeAt(timed, i))).toEqual([-5n, 7n, 2n ** 62n]);
  });
});

describe('indexAtOrAfter', () => {
  it.each([
    [even, -(2n ** 63n), 0],
    [even, 100n, 0],
    [even, 101n, 1],
    [even, 110n, 1],
    [even, 120n, 2],
    [even, 121n, 3],
    [timed, -5n, 0],
    [timed, -4n, 1],
    [timed, 8n, 2],
    [timed, 2n ** 62n, 2],
    [timed, 2n ** 63n, 3],
  ])('finds the place of a time (%#)', (burst, time, index) => {
    expect(indexAtOrAfter(burst, time)).toBe(index);
  });
});

describe('sliceBurst', () => {
  it('cuts samples with their times', () => {
    expect(sliceBurst(even, 1, 3)).toMatchObject({
      startNs: 110n,
      endNs: 120n,
      sampleCount: 2,
      data: Uint8Array.of(2, 0, 3, 0),
    });
    const part = sliceBurst(timed, 1, 2);
    expect(part).toMatchObject({ startNs: 7n, endNs: 7n, data: Uint8Array.of(2) });
    expect(part.times).toEqual(BigInt64Array.of(7n));
  });
});

describe('continues', () => {
  const next = (startNs: bigint, intervalNs = 10n) =>
    periodicBurst(1, 'SIGNED_16BIT', startNs, intervalNs, Uint8Array.of(4, 0));

  it.each([
    ['the next sample of the grid', next(130n), true],
    ['a sample too early for the grid', next(129n), true],
    ['the last sample again', next(120n), false],
    ['a sample too late', next(131n), true],
    ['a sample behind a gap', next(140n), true],
    ['another interval', next(130n, 5n), false],
    ['another type', periodicBurst(1, 'UNSIGNED_16BIT', 130n, 10n, Uint8Array.of(4, 0)), false],
  ])('tells whether %s goes on', (_, burst, expected) => {
    expect(continues(even, burst)).toBe(expected);
  });

  it('takes any later samples with their own times', () => {
    const one = (time: bigint) =>
      timestampedBurst(1, 'UNSIGNED_8BIT', BigInt64Array.of(time), Uint8Array.of(1));
    expect(continues(one(5n), one(6n))).toBe(true);
    expect(continues(one(5n), one(5n))).toBe(false);
  });
});

describe('joinBursts', () => {
  it('is undone by slicing', () => {
    for (const burst of [even, timed]) {
      const parts = [sliceBurst(burst, 0, 1), sliceBurst(burst, 1, 3)];
      expect(joinBursts(parts)).toEqual(burst);
    }
  });
});

describe('joinBursts of evenly spaced bursts', () => {
  it('stays evenly spaced on one grid, and takes times of its own otherwise', () => {
    const next = (startNs: bigint) =>
      periodicBurst(1, 'SIGNED_16BIT', startNs, 10n, Uint8Array.of(4, 0));

    expect(joinBursts([even, next(130n)])).toMatchObject({ times: null, endNs: 130n });
    expect(joinBursts([even, next(131n)])).toMatchObject({
      times: BigInt64Array.of(100n, 110n, 120n, 131n),
      intervalNs: 10n,
      endNs: 131n,
    });
  });
});

describe('cutBurst', () => {
  it('cuts at the capacity', () => {
    const long = periodicBurst(1, 'UNSIGNED_8BIT', 0n, 1n, new Uint8Array(2 * BLOCK_CAPACITY + 1));
    const pieces = cutBurst(long);

    expect(pieces.map(({ sampleCount }) => sampleCount)).toEqual([
      BLOCK_CAPACITY,
      BLOCK_CAPACITY,
      1,
    ]);
    expect(joinBursts(pieces)).toEqual(long);
  });

  it('cuts where differences of times would no longer be exact', () => {
    const wide = timestampedBurst(
      1,
      'UNSIGNED_8BIT',
      BigInt64Array.of(0n, MAX_BLOCK_SPAN, MAX_BLOCK_SPAN + 1n),
      Uint8Array.of(1, 2, 3),
    );

    expect(cutBurst(wide).map(({ sampleCount }) => sampleCount)).toEqual([2, 1]);
  });
});
