/**
 * Choose points by largest triangle of three buckets: of every bucket of equally many samples, the
 * one that spans the largest triangle with the point chosen before and the mean of the next bucket.
 *
 * The first and the last sample are always chosen. NaN is chosen only where a bucket has nothing
 * else.
 *
 * @param threshold Points to choose, at least 3 and fewer than the samples.
 * @returns Ascending positions of the chosen samples.
 */
export function largestTriangles(
  times: Float64Array,
  values: Float64Array,
  threshold: number,
): Int32Array {
  const count = times.length;
  const chosen = new Int32Array(threshold);
  const inner = threshold - 2;
  const startOf = (bucket: number) => 1 + Math.floor((bucket * (count - 2)) / inner);
  let previous = 0;

  for (let bucket = 0; bucket < inner; bucket++) {
    const from = startOf(bucket);
    const to = startOf(bucket + 1);
    const nextTo = bucket + 1 < inner ? startOf(bucket + 2) : count;

    let meanTime = 0;
    let meanValue = 0;
    let numbers = 0;
    for (let i = to; i < nextTo; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      meanTime += times[i]! - times[to]!;
      meanValue += value;
      numbers++;
    }
    const hasNext = numbers > 0;
    const time = times[previous]!;
    const value = Number.isFinite(values[previous]!) ? values[previous]! : 0;
    const timeAhead = hasNext ? times[to]! + meanTime / numbers - time : 1;
    const valueAhead = hasNext ? meanValue / numbers - value : 0;

    let largest = -1;
    let best = from;
    for (let i = from; i < to; i++) {
      const area = Math.abs(timeAhead * (values[i]! - value) - (times[i]! - time) * valueAhead);
      if (area > largest) {
        largest = area;
        best = i;
      }
    }
    chosen[bucket + 1] = best;
    previous = best;
  }
  chosen[threshold - 1] = count - 1;
  return chosen;
}
