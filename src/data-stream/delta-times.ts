import { DecodeError } from '../core/decode-error.ts';
import { INT64_MAX } from '../core/time/nanoseconds.ts';

/** Where varints stand in bytes: from, to, from, to... A field that was split has several parts. */
export type Spans = readonly number[];

const TWO_32 = 2 ** 32;

/** Where the low half of an instant stands: first, on machines that are little-endian. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** Bytes of a varint whose value a number holds exactly: 7 bits each. */
const EXACT_BYTES = 7;

/**
 * Add up the differences of a timestamped burst.
 *
 * @param start Nanoseconds of the first sample, whose difference is 0.
 * @param scale Nanoseconds of one unit of the differences. Without meaning, so of any value, where
 *   there is one sample.
 * @returns one instant a difference.
 * @throws {DecodeError} when a difference is negative, the first is not 0, the scale is not positive
 *   or an instant leaves the 64-bit range.
 */
export function toDeltaTimes(
  bytes: Uint8Array,
  spans: Spans,
  start: bigint,
  scale: bigint,
): BigInt64Array {
  const times = new BigInt64Array(countVarints(bytes, spans));
  if (times.length > 1 && scale <= 0n) {
    throw new DecodeError(`Expected a timestamp_deltas_scale of 1 or more, got ${scale}.`);
  }
  const isExact = scale <= BigInt(Number.MAX_SAFE_INTEGER);
  if (isExact && addNumbers(bytes, spans, start, Number(scale), times)) {
    // Times ascend, so none is beyond the range when the last is not; on overflow it wraps around.
    if ((times.at(-1) ?? start) >= start) return times;
  }
  addBigInts(bytes, spans, start, scale, times);
  return times;
}

function countVarints(bytes: Uint8Array, spans: Spans): number {
  let count = 0;
  for (let s = 0; s < spans.length; s += 2) {
    for (let at = spans[s]!; at < spans[s + 1]!; at++) count += bytes[at]! < 0x80 ? 1 : 0;
  }
  return count;
}

/**
 * Add up as numbers, without a bigint a sample: written as the two halves of each instant.
 *
 * @returns false, with `times` in any state, where a number would round or a difference is at fault.
 */
function addNumbers(
  bytes: Uint8Array,
  spans: Spans,
  start: bigint,
  scale: number,
  times: BigInt64Array,
): boolean {
  const halves = new Uint32Array(times.buffer);
  const startLow = Number(BigInt.asUintN(32, start));
  const startHigh = Number(BigInt.asIntN(32, start >> 32n));
  let offset = 0;
  let i = 0;
  for (let s = 0; s < spans.length; s += 2) {
    let at = spans[s]!;
    const to = spans[s + 1]!;
    while (at < to) {
      let byte = bytes[at++]!;
      let delta = byte & 0x7f;
      for (let factor = 128, read = 1; byte >= 0x80; factor *= 128) {
        if (at >= to || ++read > EXACT_BYTES) return false;
        byte = bytes[at++]!;
        delta += (byte & 0x7f) * factor;
      }
      offset += delta * scale;
      if (offset > Number.MAX_SAFE_INTEGER || (i === 0 && delta !== 0)) return false;
      const low = startLow + (offset % TWO_32);
      const high = startHigh + Math.floor(offset / TWO_32) + (low >= TWO_32 ? 1 : 0);
      halves[i * 2 + LOW] = low;
      halves[i * 2 + 1 - LOW] = high;
      i++;
    }
  }
  return true;
}

function addBigInts(
  bytes: Uint8Array,
  spans: Spans,
  start: bigint,
  scale: bigint,
  times: BigInt64Array,
): void {
  let time = start;
  let i = 0;
  for (let s = 0; s < spans.length; s += 2) {
    let at = spans[s]!;
    const to = spans[s + 1]!;
    while (at < to) {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        if (at >= to || shift > 63n) {
          throw new DecodeError('Expected timestamp_deltas of at most 10 bytes each.', at);
        }
        const byte = bytes[at++]!;
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      const delta = BigInt.asIntN(64, value);
      if (i === 0 ? delta !== 0n : delta < 0n) {
        const expected = i === 0 ? 'of 0 for the first sample' : 'of 0 or more';
        throw new DecodeError(
          `Expected timestamp_deltas ${expected}, got ${delta} at position ${i}.`,
          at,
        );
      }
      time += delta * scale;
      if (time > INT64_MAX) {
        throw new DecodeError(`The sample at position ${i} lies beyond the range of time.`, at);
      }
      times[i++] = time;
    }
  }
}
