/**
 * Greatest common divisor of the distances of numbers from the first one; 0 when all are equal.
 *
 * @param values Whole numbers, less than 2^32 apart.
 */
export function greatestDivisor(values: Int32Array | Float64Array): number {
  const first = values[0]!;
  let divisor = 0;
  for (let i = 1; i < values.length && divisor !== 1; i++)
    divisor = commonDivisor(Math.abs(values[i]! - first) >>> 0, divisor);
  return divisor;
}

function commonDivisor(a: number, b: number): number {
  let large = a >>> 0;
  let small = b >>> 0;
  while (small !== 0) {
    const rest = (large % small) >>> 0;
    large = small;
    small = rest;
  }
  return large;
}
