import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type SampleEntry,
  type TimingEntry,
  viewSampleIndex,
  viewTimingIndex,
} from '../../../src/importers/ssn2/sample-index.ts';

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const uint8 = fc.integer({ min: 0, max: 255 });

const sampleEntry: fc.Arbitrary<SampleEntry> = fc.record({
  channelId: uint64,
  startTs: int64,
  endTs: int64,
  encoding: uint8,
  sampleCount: uint64,
  uncompressedLength: uint32,
  storedLength: uint32,
  offset: uint64,
});
const timingEntry: fc.Arbitrary<TimingEntry> = fc.record({
  channelId: uint64,
  startTs: int64,
  startTsAgain: int64,
  encoding: uint8,
  uncompressedLength: uint32,
  storedLength: uint32,
  offset: uint64,
});

function encode(entries: readonly (readonly (readonly [number, bigint | number])[])[]): Buffer {
  const parts = entries.map((fields) =>
    Buffer.concat(
      fields.map(([width, value]) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
        return bytes.subarray(0, width);
      }),
    ),
  );
  const count = Buffer.alloc(4);
  count.writeUInt32LE(entries.length);
  return Buffer.concat([count, ...parts]);
}

const encodeSamples = (entries: readonly SampleEntry[]) =>
  encode(
    entries.map((e) => [
      [8, e.channelId],
      [8, e.startTs],
      [8, e.endTs],
      [1, e.encoding],
      [8, e.sampleCount],
      [4, e.uncompressedLength],
      [4, e.storedLength],
      [8, e.offset],
    ]),
  );
const encodeTimings = (entries: readonly TimingEntry[]) =>
  encode(
    entries.map((e) => [
      [8, e.channelId],
      [8, e.startTs],
      [8, e.startTsAgain],
      [1, e.encoding],
      [4, e.uncompressedLength],
      [4, e.storedLength],
      [8, e.offset],
    ]),
  );

describe('viewSampleIndex', () => {
  it('reads every field of every entry, at any alignment', () => {
    fc.assert(
      fc.property(fc.array(sampleEntry, { maxLength: 5 }), (entries) => {
        const padded = Buffer.concat([Buffer.alloc(3), encodeSamples(entries)]);
        const view = viewSampleIndex(padded.subarray(3))!;
        expect(Array.from({ length: view.count }, (_, i) => view.at(i))).toEqual(entries);
      }),
    );
  });

  it('accepts no other length than 4 + 49 x count', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const count = bytes.length >= 4 ? new DataView(bytes.buffer).getUint32(0, true) : -1;
        const fits = bytes.length === 4 + 49 * count;
        expect(viewSampleIndex(bytes) !== null).toBe(fits);
      }),
    );
  });

  it('does not wrap where count x size passes 32 bits', () => {
    // 49 x 87,652,394 = 2^32 + 10: computed in 32 bits, 10 bytes of entries would fit.
    const bytes = Buffer.alloc(4 + 10);
    bytes.writeUInt32LE(87_652_394);
    expect(viewSampleIndex(bytes)).toBeNull();
  });
});

describe('viewTimingIndex', () => {
  it('reads every field of every entry', () => {
    fc.assert(
      fc.property(fc.array(timingEntry, { maxLength: 5 }), (entries) => {
        const view = viewTimingIndex(encodeTimings(entries))!;
        expect(Array.from({ length: view.count }, (_, i) => view.at(i))).toEqual(entries);
      }),
    );
  });

  it.each([0, 3, 5, 44, 46])('refuses %i bytes that say 1 entry', (length) => {
    const bytes = Buffer.alloc(length);
    if (length >= 4) bytes.writeUInt32LE(1);
    expect(viewTimingIndex(bytes)).toBeNull();
  });
});
