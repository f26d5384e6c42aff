const HIGH = 2 ** 32;

/**
 * Instants as signed 64-bit integers, in the order of bytes of this machine. Their halves are added
 * as numbers, which takes a tenth of the time that a bigint a row takes.
 *
 * @param origin Nanoseconds since the Unix epoch at which `times` are 0.
 * @param times Whole nanoseconds from 0.
 */
export function toInt64Times(origin: bigint, times: Float64Array): BigInt64Array {
  const result = new BigInt64Array(times.length);
  const halves = new Uint32Array(result.buffer);
  const originLow = Number(BigInt.asUintN(32, origin));
  const originHigh = Number(origin >> 32n);
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    const timeHigh = Math.floor(time / HIGH);
    const low = originLow + (time - timeHigh * HIGH);
    halves[2 * i + LOW] = low;
    halves[2 * i + 1 - LOW] = originHigh + timeHigh + (low >= HIGH ? 1 : 0);
  }
  return result;
}

/** Where the lower half of a 64-bit integer lies: 0 on little-endian machines. */
const LOW = new Uint32Array(BigInt64Array.of(1n).buffer)[0] === 1 ? 0 : 1;
