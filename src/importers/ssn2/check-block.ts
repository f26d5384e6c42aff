import { type DataType, sampleWidth } from '../../core/data-type.ts';
import { INT64_MAX, INT64_MIN } from '../../core/time/nanoseconds.ts';
import type { BlockFault } from './decode-block.ts';
import { dataTypeOfWidth } from './judge-data-type.ts';
import type { SessionChannel } from './read-configuration.ts';
import type { SampleEntry } from './sample-index.ts';

const PLAIN = 0;
const SNAPPY = 1;

/** What an index entry is checked against. */
export interface BlockLimits {
  /** Length of the data the entries point into. */
  readonly blobLength: number;
  /** Greatest length of one block, stored or decompressed. */
  readonly blockBytes: number;
  /** Unix nanoseconds of ts 0. */
  readonly epochMidnight: bigint;
}

/** An index entry that may be decoded: its numbers are in range and fit each other. */
export interface CheckedEntry {
  readonly channelId: number;
  readonly dataType: DataType;
  readonly interval: bigint;
  readonly startTs: bigint;
  /** Time of the last sample. */
  readonly lastTs: bigint;
  readonly sampleCount: number;
  readonly snappy: boolean;
  readonly uncompressedLength: number;
  readonly storedLength: number;
  readonly offset: number;
}

/**
 * Check an entry of the index, from bounds to the consistency of its time span, in an order that
 * never multiplies or allocates by a number that has not been bounded. `channel` is the one the
 * entry names, if there is one; `known` the type earlier blocks of the channel were found to have.
 */
export function checkEntry(
  entry: SampleEntry,
  channel: SessionChannel | undefined,
  known: DataType | null,
  limits: BlockLimits,
): CheckedEntry | BlockFault {
  const { offset, storedLength, uncompressedLength, encoding, startTs, endTs } = entry;
  if (offset + BigInt(storedLength) > BigInt(limits.blobLength)) {
    return fault('SSN2_BLOCK_OUT_OF_RANGE', 'lies outside the data of its stream');
  }
  const longest = Math.max(storedLength, uncompressedLength);
  if (longest > limits.blockBytes) {
    return fault(
      'SSN2_BLOCK_TOO_LARGE',
      `declares ${longest} bytes, the limit is ${limits.blockBytes}`,
    );
  }
  if (encoding !== SNAPPY && !(encoding === PLAIN && storedLength === uncompressedLength)) {
    return fault('SSN2_BLOCK_ENCODING', 'is neither plain nor Snappy');
  }
  if (channel === undefined) {
    return fault(
      'SSN2_UNKNOWN_CHANNEL',
      `names channel ${entry.channelId}, which is not configured`,
    );
  }
  if (channel.clashes) {
    return fault('SSN2_UNKNOWN_CHANNEL', `names channel ${entry.channelId}, which stands for two`);
  }
  const { interval, dataTypeId, verdict } = channel.stored;
  // Exact or null: a rest means that the numbers contradict each other.
  const capacity = exactQuotient(endTs - startTs + 1n, interval);
  const width = exactQuotient(BigInt(uncompressedLength), capacity);
  const dataType = known ?? (verdict === 'by width' ? dataTypeOfWidth(width ?? 0n) : verdict);
  if (dataType === null) {
    return fault('SSN2_DATATYPE_UNKNOWN', `has data type ${dataTypeId}, which is not supported`);
  }
  if (!channel.littleEndian) {
    return fault('SSN2_BYTE_ORDER_UNSUPPORTED', 'is not declared little-endian');
  }
  if (interval <= 0n) {
    return fault('SSN2_INTERVAL_INVALID', `has an interval of ${interval} ns`);
  }
  const bytes = BigInt(sampleWidth(dataType));
  const { sampleCount } = entry;
  if (sampleCount === 0n || sampleCount * bytes > BigInt(uncompressedLength)) {
    return fault(
      'SSN2_BLOCK_INCONSISTENT',
      `declares ${sampleCount} samples of ${bytes} bytes in ${uncompressedLength} bytes`,
    );
  }
  if (width !== bytes) {
    return fault('SSN2_BLOCK_INCONSISTENT', 'has a time span that does not fit its length');
  }
  if (limits.epochMidnight + startTs < INT64_MIN || limits.epochMidnight + endTs > INT64_MAX) {
    return fault('SSN2_BLOCK_INCONSISTENT', 'lies outside the years 1678 to 2261');
  }
  return {
    channelId: channel.channelId,
    dataType,
    interval,
    startTs,
    lastTs: startTs + (sampleCount - 1n) * interval,
    sampleCount: Number(sampleCount),
    snappy: encoding === SNAPPY,
    uncompressedLength,
    storedLength,
    offset: Number(offset),
  };
}

function fault(code: BlockFault['code'], message: string): BlockFault {
  return { code, message };
}

/** a / b where both are positive and there is no rest, else null. */
function exactQuotient(a: bigint, b: bigint | null): bigint | null {
  return b !== null && a > 0n && b > 0n && a % b === 0n ? a / b : null;
}
