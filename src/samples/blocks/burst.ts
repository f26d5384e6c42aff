import type { DataType } from '../../core/data-type.ts';
import { sampleWidth } from '../../core/data-type.ts';

/** Consecutive samples of one channel, as a recorder sends them, and as blocks hold them. */
export interface Burst {
  readonly channelId: number;
  readonly startNs: bigint;
  /** Time of the last sample. */
  readonly endNs: bigint;
  readonly sampleCount: number;
  /** Usual spacing of the samples; 0 when they have none. */
  readonly intervalNs: bigint;
  readonly dataType: DataType;
  /** One instant a sample; null when the samples follow each other at the interval. */
  readonly times: BigInt64Array | null;
  /** Values without padding. */
  readonly data: Uint8Array;
}

/** Samples a block holds at most. Full blocks are cut at this count, whatever size bursts have. */
export const BLOCK_CAPACITY = 4_096;

/** Most nanoseconds from the first sample of a block to its last: their differences are exact. */
export const MAX_BLOCK_SPAN = 2n ** 52n;

/** A burst of evenly spaced samples. */
export function periodicBurst(
  channelId: number,
  dataType: DataType,
  startNs: bigint,
  intervalNs: bigint,
  data: Uint8Array,
): Burst {
  const sampleCount = data.byteLength / sampleWidth(dataType);
  const endNs = startNs + BigInt(sampleCount - 1) * intervalNs;
  return { channelId, startNs, endNs, sampleCount, intervalNs, dataType, times: null, data };
}

/**
 * A burst of samples with their own times, which ascend.
 *
 * @param intervalNs Their usual spacing; 0 when they have none.
 */
export function timestampedBurst(
  channelId: number,
  dataType: DataType,
  times: BigInt64Array,
  data: Uint8Array,
  intervalNs = 0n,
): Burst {
  return {
    channelId,
    startNs: times[0] ?? 0n,
    endNs: times.at(-1) ?? 0n,
    sampleCount: times.length,
    intervalNs,
    dataType,
    times,
    data,
  };
}

/** Time of the sample at a position. */
export function timeAt({ startNs, intervalNs, times }: Burst, index: number): bigint {
  return times ? (times[index] ?? startNs) : startNs + BigInt(index) * intervalNs;
}

/** Position of the first sample at or after a time; `sampleCount` when there is none. */
export function indexAtOrAfter(
  {
    startNs,
    endNs,
    intervalNs,
    sampleCount,
    times,
  }: Pick<Burst, 'startNs' | 'endNs' | 'intervalNs' | 'sampleCount' | 'times'>,
  time: bigint,
): number {
  if (time <= startNs) return 0;
  if (time > endNs) return sampleCount;
  if (!times) return Number((time - startNs + intervalNs - 1n) / intervalNs);
  let low = 0;
  let high = sampleCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0n) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The samples from one position up to, not including, another. The memory is shared. */
export function sliceBurst(burst: Burst, from: number, to: number): Burst {
  if (from === 0 && to === burst.sampleCount) return burst;
  const width = sampleWidth(burst.dataType);
  return {
    ...burst,
    startNs: timeAt(burst, from),
    endNs: timeAt(burst, to - 1),
    sampleCount: to - from,
    times: burst.times?.subarray(from, to) ?? null,
    data: burst.data.subarray(from * width, to * width),
  };
}

/** Cut a burst into blocks of at most the capacity and the span. */
export function cutBurst(burst: Burst): Burst[] {
  const pieces: Burst[] = [];
  for (let from = 0; from < burst.sampleCount; ) {
    const limit = indexAtOrAfter(burst, timeAt(burst, from) + MAX_BLOCK_SPAN + 1n);
    const to = Math.min(from + BLOCK_CAPACITY, limit);
    pieces.push(sliceBurst(burst, from, to));
    from = to;
  }
  return pieces;
}

/** Whether `next` comes after `block` and is of its kind, so that one block can hold both. */
export function continues(block: Burst, next: Burst): boolean {
  return (
    block.dataType === next.dataType &&
    block.intervalNs === next.intervalNs &&
    next.startNs > block.endNs
  );
}

/** Join bursts, each of which continues the one before. */
export function joinBursts(bursts: readonly Burst[]): Burst {
  const [first] = bursts;
  const last = bursts.at(-1);
  if (!first || !last) throw new Error('Expected at least one burst.');
  if (bursts.length === 1) return first;
  const sampleCount = bursts.reduce((sum, burst) => sum + burst.sampleCount, 0);
  const { dataType, intervalNs } = first;
  const data = new Uint8Array(sampleCount * sampleWidth(dataType));
  let offset = 0;
  for (const burst of bursts) {
    data.set(burst.data, offset);
    offset += burst.data.byteLength;
  }
  const isRegular = bursts.every(
    ({ times, startNs }, i) =>
      times === null && (i === 0 || startNs === (bursts[i - 1]?.endNs ?? 0n) + intervalNs),
  );
  const times = isRegular ? null : joinTimes(bursts, sampleCount);
  return { ...first, endNs: last.endNs, sampleCount, times, data };
}

function joinTimes(bursts: readonly Burst[], sampleCount: number): BigInt64Array {
  const times = new BigInt64Array(sampleCount);
  let at = 0;
  for (const burst of bursts) {
    if (burst.times) times.set(burst.times, at);
    else {
      let time = burst.startNs;
      for (let i = 0; i < burst.sampleCount; i++, time += burst.intervalNs) times[at + i] = time;
    }
    at += burst.sampleCount;
  }
  return times;
}
