/** Bytes of one entry of `IndexData`. */
export const SAMPLE_ENTRY_BYTES = 49;
/** Bytes of one entry of `DeltasIndex`. */
export const TIMING_ENTRY_BYTES = 41;
/** Bytes of the count before the entries. */
export const INDEX_COUNT_BYTES = 4;

/** One entry of `IndexData` as stored: nothing of it has been checked. */
export interface SampleEntry {
  /** The whole 64 bits; the upper half has to be 0. */
  readonly channelId: bigint;
  readonly startTs: bigint;
  /** Start + capacity x interval - 1. */
  readonly endTs: bigint;
  /** 0 plain, 1 Snappy. */
  readonly encoding: number;
  readonly sampleCount: bigint;
  readonly uncompressedLength: number;
  readonly storedLength: number;
  readonly offset: bigint;
}

/** One entry of `DeltasIndex` as stored: where the timing block of a sample block is. */
export interface TimingEntry {
  readonly channelId: bigint;
  readonly startTs: bigint;
  /** Always seen equal to `startTs`. */
  readonly startTsAgain: bigint;
  readonly encoding: number;
  readonly uncompressedLength: number;
  readonly storedLength: number;
  readonly offset: bigint;
}

/** A list of entries that are decoded when asked for. */
export interface IndexView<T> {
  readonly count: number;
  /** Entry `i`, from 0 to `count - 1`. */
  at(i: number): T;
}

/** Entries of `IndexData`, or null when its length is not 4 + 49 x count. */
export function viewSampleIndex(bytes: Uint8Array): IndexView<SampleEntry> | null {
  return viewIndex(bytes, SAMPLE_ENTRY_BYTES, (view, at) => ({
    channelId: view.getBigUint64(at, true),
    startTs: view.getBigInt64(at + 8, true),
    endTs: view.getBigInt64(at + 16, true),
    encoding: view.getUint8(at + 24),
    sampleCount: view.getBigUint64(at + 25, true),
    uncompressedLength: view.getUint32(at + 33, true),
    storedLength: view.getUint32(at + 37, true),
    offset: view.getBigUint64(at + 41, true),
  }));
}

/** Entries of `DeltasIndex`, or null when its length is not 4 + 41 x count. */
export function viewTimingIndex(bytes: Uint8Array): IndexView<TimingEntry> | null {
  return viewIndex(bytes, TIMING_ENTRY_BYTES, (view, at) => ({
    channelId: view.getBigUint64(at, true),
    startTs: view.getBigInt64(at + 8, true),
    startTsAgain: view.getBigInt64(at + 16, true),
    encoding: view.getUint8(at + 24),
    uncompressedLength: view.getUint32(at + 25, true),
    storedLength: view.getUint32(at + 29, true),
    offset: view.getBigUint64(at + 33, true),
  }));
}

function viewIndex<T>(
  bytes: Uint8Array,
  entryBytes: number,
  read: (view: DataView, at: number) => T,
): IndexView<T> | null {
  if (bytes.length < INDEX_COUNT_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  // At most 2^32 x 49: exact as a number.
  if (bytes.length !== INDEX_COUNT_BYTES + count * entryBytes) return null;
  return { count, at: (i) => read(view, INDEX_COUNT_BYTES + i * entryBytes) };
}
