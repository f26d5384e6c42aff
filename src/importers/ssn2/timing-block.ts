/** Bytes of a timing block with one run, the only form that is documented. */
export const TIMING_BLOCK_BYTES = 49;

/** What the index and the configuration say of a sample block. */
export interface ExpectedTiming {
  readonly channelId: number;
  readonly startTs: bigint;
  readonly interval: bigint;
  readonly sampleCount: number;
}

/**
 * Judge the timing block of a sample block: `unsupported` for any other form than one run of
 * evenly spaced samples, `mismatch` when it contradicts what is expected.
 */
export function judgeTimingBlock(
  bytes: Uint8Array,
  expected: ExpectedTiming,
): 'agrees' | 'unsupported' | 'mismatch' {
  if (bytes.length !== TIMING_BLOCK_BYTES) return 'unsupported';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const oneRun =
    view.getUint32(0, true) === 1 &&
    view.getUint32(16, true) === 29 &&
    view.getBigInt64(36, true) === 0n &&
    view.getUint8(48) === 1;
  if (!oneRun) return 'unsupported';
  const agrees =
    view.getUint32(4, true) === expected.channelId &&
    view.getBigInt64(8, true) === expected.interval &&
    view.getBigInt64(20, true) === expected.startTs &&
    view.getBigInt64(28, true) === expected.interval &&
    view.getUint32(44, true) === expected.sampleCount;
  return agrees ? 'agrees' : 'mismatch';
}
