/**
 * Choose where gap separators stand when there is room for some only: the longest gaps first, of
 * equal ones the earlier.
 *
 * @param gaps For each kept sample, the length of the longest gap between it and the kept sample
 *   before it; negative where there is none.
 * @param count Kept samples.
 * @param room Most separators.
 * @returns One entry a kept sample: 1 where a separator stands before it.
 */
export function chooseSeparators(gaps: Float64Array, count: number, room: number): Uint8Array {
  const chosen = new Uint8Array(count);
  const candidates: number[] = [];
  for (let i = 0; i < count; i++) if (gaps[i]! >= 0) candidates.push(i);
  if (candidates.length > room) candidates.sort((a, b) => gaps[b]! - gaps[a]! || a - b);
  for (const i of candidates.slice(0, Math.max(0, room))) chosen[i] = 1;
  return chosen;
}

/**
 * Put -1 for a gap before each kept sample that has a separator.
 *
 * @param indices Index of each kept sample.
 * @param separators As {@link chooseSeparators} gives them.
 */
export function withSeparators(indices: ArrayLike<number>, separators: Uint8Array): Int32Array {
  const extra = separators.reduce((sum, one) => sum + one, 0);
  const result = new Int32Array(indices.length + extra);
  let at = 0;
  for (let i = 0; i < indices.length; i++) {
    if (separators[i]) result[at++] = -1;
    result[at++] = indices[i]!;
  }
  return result;
}

/**
 * The longest gap before each kept sample.
 *
 * @param indices Ascending indices of the kept samples.
 * @param breaks Ascending indices i with a gap between samples i - 1 and i.
 * @returns One length a kept sample, in nanoseconds; -1 where no gap lies between it and the kept
 *   sample before it, and for the first.
 */
export function longestGaps(
  indices: ArrayLike<number>,
  breaks: Uint32Array,
  times: Float64Array,
): Float64Array {
  const gaps = new Float64Array(indices.length).fill(-1);
  let at = 0;
  for (let i = 0; i < indices.length; i++) {
    for (; at < breaks.length && breaks[at]! <= indices[i]!; at++) {
      const index = breaks[at]!;
      if (i > 0 && index > indices[i - 1]!)
        gaps[i] = Math.max(gaps[i]!, times[index]! - times[index - 1]!);
    }
  }
  return gaps;
}
