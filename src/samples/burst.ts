import type { DataType } from '../core/data-type.ts';
import { sampleWidth } from '../core/data-type.ts';
import type { SampleBlock } from './sample-block.store.ts';

/** Consecutive samples of one channel, as a recorder sends them. The same shape as a stored block. */
export type Burst = SampleBlock;

/** Samples a block holds at most. Full blocks are cut at this count, whatever size bursts have. */
export const BLOCK_CAPACITY = 16_384;

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
  return { channelId, startNs, endNs, sampleCount, intervalNs, dataType, timestamps: null, data };
}

/** A burst of samples with their own times, which ascend. */
export function timestampedBurst(
  channelId: number,
  dataType: DataType,
  times: BigInt64Array,
  data: Uint8Array,
): Burst {
  const timestamps = new Uint8Array(times.byteLength);
  const view = new DataView(timestamps.buffer);
  times.forEach((time, i) => {
    view.setBigInt64(i * 8, time, true);
  });
  return {
    channelId,
    startNs: times[0] ?? 0n,
    endNs: times.at(-1) ?? 0n,
    sampleCount: times.length,
    intervalNs: 0n,
    dataType,
    timestamps,
    data,
  };
}

/** Time of the sample at a position. */
export function timeAt({ startNs, intervalNs, timestamps }: Burst, index: number): bigint {
  if (!timestamps) return startNs + BigInt(index) * intervalNs;
  return viewOf(timestamps).getBigInt64(index * 8, true);
}

/** Position of the first sample at or after a time; `sampleCount` when there is none. */
export function indexAtOrAfter(burst: Burst, time: bigint): number {
  const { startNs, endNs, intervalNs, sampleCount, timestamps } = burst;
  if (time <= startNs) return 0;
  if (time > endNs) return sampleCount;
  if (!timestamps) return Number((time - startNs + intervalNs - 1n) / intervalNs);
  const view = viewOf(timestamps);
  let low = 0;
  let high = sampleCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.getBigInt64(middle * 8, true) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The samples from one position up to, not including, another. The bytes are shared. */
export function sliceBurst(burst: Burst, from: number, to: number): Burst {
  const width = sampleWidth(burst.dataType);
  return {
    ...burst,
    startNs: timeAt(burst, from),
    endNs: timeAt(burst, to - 1),
    sampleCount: to - from,
    timestamps: burst.timestamps?.subarray(from * 8, to * 8) ?? null,
    data: burst.data.subarray(from * width, to * width),
  };
}

/** Cut a burst into blocks of at most the capacity. */
export function cutBurst(burst: Burst): Burst[] {
  const pieces: Burst[] = [];
  for (let from = 0; from < burst.sampleCount; from += BLOCK_CAPACITY) {
    pieces.push(sliceBurst(burst, from, Math.min(from + BLOCK_CAPACITY, burst.sampleCount)));
  }
  return pieces;
}

/** Whether `next` goes on where `block` ends, so that one block can hold both. */
export function continues(block: Burst, next: Burst): boolean {
  if (block.dataType !== next.dataType || block.intervalNs !== next.intervalNs) return false;
  return block.intervalNs === 0n
    ? next.startNs > block.endNs
    : next.startNs === block.endNs + block.intervalNs;
}

/** Join bursts, each of which continues the one before. */
export function joinBursts(bursts: readonly Burst[]): Burst {
  const [first] = bursts;
  const last = bursts.at(-1);
  if (!first || !last) throw new Error('Expected at least one burst.');
  if (bursts.length === 1) return first;
  return {
    ...first,
    endNs: last.endNs,
    sampleCount: bursts.reduce((sum, { sampleCount }) => sum + sampleCount, 0),
    timestamps: first.timestamps
      ? concat(bursts.map((b) => b.timestamps ?? new Uint8Array()))
      : null,
    data: concat(bursts.map(({ data }) => data)),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
