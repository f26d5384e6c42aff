import { compressSync } from 'snappy';
import type { BlockSpec } from './ssn2-builder.ts';

/** The blobs of a stream of these blocks: both indexes, and the blocks with their timing blocks. */
export function encodeStream(blocks: readonly BlockSpec[]) {
  const index: Uint8Array[] = [];
  const deltas: Uint8Array[] = [];
  const parts: Uint8Array[] = [];
  let offset = 0;
  const append = (part: Uint8Array) => {
    parts.push(part);
    offset += part.length;
    return offset - part.length;
  };
  for (const block of blocks) {
    const width = block.width ?? 4;
    const capacity = block.capacity ?? countOf(block);
    const full = new Uint8Array(capacity * width);
    full.set(block.bytes);
    const stored = block.plain ? full : compressSync(full);
    const lengths = { uncompressed: full.length, stored: stored.length };
    index.push(sampleEntry(block, capacity, lengths, append(stored)));
    if (!block.untimed) deltas.push(timingEntry(block, append(timingBlock(block))));
  }
  return { index: withCount(index), deltas: withCount(deltas), blob: Buffer.concat(parts) };
}

function sampleEntry(
  block: BlockSpec,
  capacity: number,
  lengths: { readonly uncompressed: number; readonly stored: number },
  offset: number,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(49));
  view.setBigUint64(0, BigInt(block.channelId), true);
  view.setBigInt64(8, block.startTs, true);
  view.setBigInt64(16, block.startTs + BigInt(capacity) * intervalOf(block) - 1n, true);
  view.setUint8(24, block.plain ? 0 : 1);
  view.setBigUint64(25, BigInt(countOf(block)), true);
  view.setUint32(33, lengths.uncompressed, true);
  view.setUint32(37, lengths.stored, true);
  view.setBigUint64(41, BigInt(offset), true);
  return new Uint8Array(view.buffer);
}

function timingEntry(block: BlockSpec, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(41));
  view.setBigUint64(0, BigInt(block.channelId), true);
  view.setBigInt64(8, block.startTs, true);
  view.setBigInt64(16, block.startTs, true);
  view.setUint32(25, 49, true);
  view.setUint32(29, 49, true);
  view.setBigUint64(33, BigInt(offset), true);
  return new Uint8Array(view.buffer);
}

function timingBlock(block: BlockSpec): Uint8Array {
  const view = new DataView(new ArrayBuffer(49));
  view.setUint32(0, 1, true);
  view.setUint32(4, block.channelId, true);
  view.setBigInt64(8, intervalOf(block), true);
  view.setUint32(16, 29, true);
  view.setBigInt64(20, block.startTs, true);
  view.setBigInt64(28, intervalOf(block), true);
  view.setUint32(44, countOf(block), true);
  view.setUint8(48, 1);
  return new Uint8Array(view.buffer);
}

function withCount(entries: readonly Uint8Array[]): Uint8Array {
  const count = new Uint8Array(new Uint32Array([entries.length]).buffer);
  return Buffer.concat([count, ...entries]);
}

/** Nanoseconds between the samples of a block. */
export function intervalOf(block: BlockSpec): bigint {
  return block.interval ?? 10_000_000n;
}

/** Number of its samples. */
export function countOf(block: BlockSpec): number {
  return block.bytes.length / (block.width ?? 4);
}

/** Time of its last sample. */
export function lastOf(block: BlockSpec): bigint {
  return block.startTs + BigInt(countOf(block) - 1) * intervalOf(block);
}
