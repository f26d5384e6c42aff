import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTimes, packTimes, unpackTimes } from '../../../src/core/blocks/pack-times.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

const START = 1_700_000_000_123_456_789n;
const COUNTS = [1, 2, 3, 4, 127, 128, 129, 1000, 4096];
const INTERVALS = [1n, 1000n, 7_812_500n, 10_000_000n, 1_000_000_000n, 60_000_000_000n];

/** Times of a recorder: steps of one interval, some longer, some unsteady. */
const series: fc.Arbitrary<BigInt64Array> = fc
  .record({
    count: fc.constantFrom(...COUNTS),
    start: fc.constantFrom(0n, START, -START, -(2n ** 63n), 2n ** 60n),
    interval: fc.constantFrom(...INTERVALS),
    tick: fc.constantFrom(1n, 1000n, 1_000_000n),
    gaps: fc.array(fc.tuple(fc.nat(4095), fc.bigInt(1n, 2n ** 40n)), { maxLength: 6 }),
    jitter: fc.array(fc.bigInt(0n, 50_000n), { minLength: 1, maxLength: 50 }),
    scatter: fc.constantFrom(0n, 0n, 1n, 2n ** 12n, 2n ** 30n),
  })
  .map(({ count, start, interval, tick, gaps, jitter, scatter }) => {
    const after = new Map(gaps);
    let late = 0n;
    let last = start;
    return BigInt64Array.from({ length: count }, (_, i) => {
      late += after.get(i) ?? 0n;
      const wanted = BigInt(i) * interval + late + jitter[i % jitter.length]! * scatter;
      const time = start + (wanted / tick) * tick;
      return i === 0 ? (last = start) : (last = time > last ? time : last + tick);
    });
  });

/** The times as offsets, each by itself. */
function offsetsOf(times: BigInt64Array, origin: bigint): number[] {
  return [...times].map((time) => Number(time - origin));
}

/** An origin is a 64-bit number, as times are. */
function atLeast(time: bigint, least: bigint): bigint {
  return time < least ? least : time;
}

function decodeAll(packed: Uint8Array, count: number, origin: bigint): number[] {
  const target = new Float64Array(count);
  decodeTimes(packed, count, origin, 0, count, target, 0);
  return [...target];
}

describe('packTimes', () => {
  it('gives back every time, and is never longer by more than one byte', () => {
    fc.assert(
      fc.property(series, fc.constantFrom(0n, ...INTERVALS), (times, interval) => {
        const packed = packTimes(times, interval);
        expect(packed.length).toBeLessThanOrEqual(8 * times.length + 1);
        expect(unpackTimes(packed, times.length)).toEqual(times);
      }),
      { numRuns: 200 },
    );
  });

  it('gives back times over the whole range, in any order', () => {
    const time = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
    fc.assert(
      fc.property(fc.array(time, { maxLength: 300 }), (list) => {
        const times = BigInt64Array.from(list);
        expect(unpackTimes(packTimes(times, 0n), times.length)).toEqual(times);
      }),
      { numRuns: 100 },
    );
  });

  it('takes a few bytes for evenly spaced times, and for each run of them', () => {
    const even = BigInt64Array.from({ length: 4096 }, (_, i) => START + BigInt(i) * 10_000_000n);
    expect(packTimes(even, 10_000_000n).length).toBeLessThan(24);
    expect(packTimes(even, 0n).length).toBeLessThan(24);

    const late = even.map((time, i) => time + BigInt(i >> 9) * 3_600_000_000_000n);
    expect(packTimes(late, 10_000_000n).length).toBeLessThan(24 + 7 * 8);
  });

  it.each([
    [
      'whole milliseconds of a 128 Hz clock',
      (i: number) => BigInt(Math.floor(i * 7.8125)) * 1_000_000n,
      0.25,
    ],
    [
      'times that are up to 50 microseconds off',
      (i: number) => BigInt(i) * 10_000_000n + BigInt((i * 7919) % 50_021),
      2.1,
    ],
  ])('takes little for %s', (_name, time, bytesPerTime) => {
    const times = BigInt64Array.from({ length: 4096 }, (_, i) => START + time(i));
    expect(packTimes(times, 0n).length / 4096).toBeLessThan(bytesPerTime);
  });
});

describe('decodeTimes', () => {
  it('gives any part relative to an origin', () => {
    fc.assert(
      fc.property(
        series,
        fc.bigInt(-(2n ** 40n), 2n ** 40n),
        fc.nat(4096),
        fc.nat(4096),
        (times, away, a, b) => {
          const origin = atLeast(times[0]! + away, -(2n ** 63n));
          const from = Math.min(a, b, times.length);
          const to = Math.min(Math.max(a, b), times.length);
          const target = new Float64Array(to - from + 2).fill(-77);
          const packed = packTimes(times, 0n);
          decodeTimes(packed, times.length, origin, from, to, target, 1);
          expect([...target]).toEqual([-77, ...offsetsOf(times.subarray(from, to), origin), -77]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['packed', BigInt64Array.of(START, START + 10n, START + 20n)],
    ['raw', BigInt64Array.of(START - 2n ** 60n, START, START + 20n)],
  ])('gives times of a block whose first is far from the origin, %s', (_form, times) => {
    const packed = packTimes(times, 0n);
    const target = new Float64Array(1);
    decodeTimes(packed, 3, START + 2n ** 53n - 1n, 1, 2, target, 0);
    expect([...target]).toEqual(offsetsOf(times.subarray(1, 2), START + 2n ** 53n - 1n));
  });

  it('refuses times that are 2^53 ns from the origin', () => {
    const packed = packTimes(BigInt64Array.of(START, START + 1n), 0n);
    expect(decodeAll(packed, 2, START - 2n ** 53n + 2n)).toEqual([2 ** 53 - 2, 2 ** 53 - 1]);
    expect(() => decodeAll(packed, 2, START - 2n ** 53n + 1n)).toThrow(RangeError);
  });

  it('refuses a part that is not there', () => {
    const packed = packTimes(BigInt64Array.of(1n, 2n), 1n);
    const decode = (from: number, to: number, room: number) => () =>
      decodeTimes(packed, 2, 0n, from, to, new Float64Array(room), 0);
    for (const part of [decode(-1, 1, 2), decode(0, 3, 3), decode(2, 1, 2), decode(0, 2, 1)])
      expect(part).toThrow(RangeError);
  });

  it('takes damaged bytes for garbage or throws DecodeError', () => {
    const change = fc.tuple(fc.nat(30), fc.nat(255));
    fc.assert(
      fc.property(
        series,
        fc.array(change, { maxLength: 4 }),
        fc.option(fc.nat(40)),
        (times, changes, length) => {
          const packed = packTimes(times, 0n);
          const bytes = packed.slice(0, length ?? packed.length);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            expect(unpackTimes(bytes, times.length).length).toBe(times.length);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
          try {
            decodeAll(bytes, times.length, times[0]!);
          } catch (error) {
            // Damaged times may be anywhere, also too far from the origin.
            expect([DecodeError, RangeError]).toContain((error as Error).constructor);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
