import { uncompressSync } from 'snappy';
import type { Ssn2Code } from './ssn2-codes.ts';

/** An honest block of raw Snappy is at most so many times its stored bytes, plus 64. */
const MAX_RATIO = 22;
const MAX_PREAMBLE_BYTES = 5;

/** Why the bytes of a block could not be had. */
export interface BlockFault {
  readonly code: Ssn2Code;
  /** Completes "The block ...". */
  readonly message: string;
}

/**
 * Decompress a block of raw Snappy to exactly `length` bytes. The length it declares itself is
 * judged before anything is allocated; `maxBytes` bounds it.
 */
export function decodeSnappy(
  stored: Uint8Array,
  length: number,
  maxBytes: number,
): Uint8Array | BlockFault {
  const declared = readPreamble(stored);
  if (declared === null) {
    return { code: 'SSN2_SNAPPY_CORRUPT', message: 'has no valid Snappy preamble' };
  }
  if (declared > maxBytes) {
    return {
      code: 'SSN2_BLOCK_TOO_LARGE',
      message: `says it decompresses to ${declared} bytes, the limit is ${maxBytes}`,
    };
  }
  if (declared !== length) {
    return {
      code: 'SSN2_SNAPPY_LENGTH',
      message: `says it decompresses to ${declared} bytes, its index entry says ${length}`,
    };
  }
  if (declared > MAX_RATIO * stored.length + 64) {
    return {
      code: 'SSN2_SNAPPY_LENGTH',
      message: `says that ${stored.length} bytes decompress to ${declared}, which Snappy cannot do`,
    };
  }
  try {
    const bytes = uncompressSync(stored, { asBuffer: true });
    if (typeof bytes !== 'string' && bytes.length === length) return bytes;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { code: 'SSN2_SNAPPY_CORRUPT', message: `does not decompress (${reason})` };
  }
  return { code: 'SSN2_SNAPPY_LENGTH', message: `does not decompress to ${length} bytes` };
}

/** Little-endian base 128, at most 5 bytes and 32 bits; null when it is anything else. */
function readPreamble(bytes: Uint8Array): number | null {
  let value = 0;
  for (let i = 0; i < MAX_PREAMBLE_BYTES && i < bytes.length; i++) {
    const byte = bytes[i]!;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value <= 0xffff_ffff ? value : null;
  }
  return null;
}
