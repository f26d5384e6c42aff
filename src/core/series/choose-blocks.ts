import type { BlockSummaries } from '../blocks/block-summaries.ts';
import { cutIntoBuckets } from './buckets.ts';
import { countMinMaxBuckets, type MinMaxRequest } from './min-max.ts';

/** How a MIN_MAX reduction takes a block. */
export const BlockUse = {
  /** Its samples are needed. */
  READ: 0,
  /** All its samples are in one bucket: its extremes are enough. */
  WHOLE: 1,
  /** It lies in two buckets, and in both others have lower and higher samples. */
  PASS: 2,
} as const;

/**
 * Choose the blocks that a MIN_MAX reduction has to read, so that its points are the same as if all
 * had been read: those that the window's ends are in, those with gaps, and those that lie in
 * several buckets unless the buckets' other blocks go beyond them in both directions.
 *
 * @param summaries Of all blocks in the window, whose start is their origin.
 * @returns One `BlockUse` a block.
 */
export function chooseBlocks(summaries: BlockSummaries, request: MinMaxRequest): Uint8Array {
  const { count, startOffsets, endOffsets, minimums, maximums, gapCounts } = summaries;
  const buckets = cutIntoBuckets(request, countMinMaxBuckets(request.maxPoints, request.gapCount));
  const uses = new Uint8Array(count).fill(BlockUse.READ);
  const firstBuckets = new Int32Array(count);
  const lastBuckets = new Int32Array(count);
  const least = new Float64Array(buckets.count).fill(Number.POSITIVE_INFINITY);
  const greatest = new Float64Array(buckets.count).fill(Number.NEGATIVE_INFINITY);

  let bucket = 0;
  let bucketEnd = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < count - 1; i++) {
    if (gapCounts[i]! > 0) continue;
    if (startOffsets[i]! >= bucketEnd) {
      bucket = buckets.indexOf(startOffsets[i]!);
      bucketEnd = buckets.boundary(bucket + 1);
    }
    firstBuckets[i] = bucket;
    lastBuckets[i] = endOffsets[i]! < bucketEnd ? bucket : bucket + 1;
    if (lastBuckets[i] === bucket) {
      uses[i] = BlockUse.WHOLE;
      if (minimums[i]! < least[bucket]!) least[bucket] = minimums[i]!;
      if (maximums[i]! > greatest[bucket]!) greatest[bucket] = maximums[i]!;
    } else if (bucket + 2 < buckets.count && endOffsets[i]! >= buckets.boundary(bucket + 2)) {
      lastBuckets[i] = bucket + 2;
    }
  }

  for (let i = 1; i < count - 1; i++) {
    const [before, after] = [firstBuckets[i]!, lastBuckets[i]!];
    if (gapCounts[i]! > 0 || after !== before + 1) continue;
    // Of equal values the first counts, so those of the bucket after must lie beyond the block's.
    const isInside =
      minimums[i]! >= least[before]! &&
      maximums[i]! <= greatest[before]! &&
      minimums[i]! > least[after]! &&
      maximums[i]! < greatest[after]!;
    if (isInside) uses[i] = BlockUse.PASS;
  }
  return uses;
}
