import { MACHINE_ORDER } from './decode-samples.ts';

/** Position of the more significant half of a 64-bit number among its two 32-bit numbers. */
const HIGH = MACHINE_ORDER === 'LITTLE_ENDIAN' ? 1 : 0;
const LOW = 1 - HIGH;
const TWO_32 = 2 ** 32;

/**
 * Differences of 64-bit integers from `origin`, exact below 2^53 and rounded above, without a
 * bigint for each.
 *
 * @param target Where the differences go, from index `at` on.
 */
export function subtractOrigin(
  times: BigInt64Array,
  origin: bigint,
  target: Float64Array,
  at: number,
): void {
  const halves = new Int32Array(times.buffer, times.byteOffset, 2 * times.length);
  const own = new Int32Array(BigInt64Array.of(origin).buffer);
  const high = own[HIGH]!;
  const low = own[LOW]! >>> 0;
  for (let i = 0; i < times.length; i++)
    target[at + i] = (halves[2 * i + HIGH]! - high) * TWO_32 + ((halves[2 * i + LOW]! >>> 0) - low);
}

/** The inverse: 64-bit integers from their differences, which are whole. */
export function addOrigin(offsets: Float64Array, origin: bigint): BigInt64Array {
  const times = new BigInt64Array(offsets.length);
  const halves = new Int32Array(times.buffer);
  const own = new Int32Array(BigInt64Array.of(origin).buffer);
  const high = own[HIGH]!;
  const low = own[LOW]! >>> 0;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i]!;
    const sum = low + (offset >>> 0);
    halves[2 * i + LOW] = sum;
    halves[2 * i + HIGH] = high + Math.floor(offset / TWO_32) + (sum >= TWO_32 ? 1 : 0);
  }
  return times;
}
