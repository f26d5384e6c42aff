import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeTimingBlock } from '../../../src/importers/ssn2/timing-block.ts';
import { createTimingLookup } from '../../../src/importers/ssn2/timing-lookup.ts';

const EXPECTED = { channelId: 7, startTs: -5n, interval: 10n, sampleCount: 3 };

function timingBlock(): Buffer {
  const bytes = Buffer.alloc(49);
  bytes.writeUInt32LE(1, 0);
  bytes.writeUInt32LE(7, 4);
  bytes.writeBigInt64LE(10n, 8);
  bytes.writeUInt32LE(29, 16);
  bytes.writeBigInt64LE(-5n, 20);
  bytes.writeBigInt64LE(10n, 28);
  bytes.writeUInt32LE(3, 44);
  bytes.writeUInt8(1, 48);
  return bytes;
}

describe('judgeTimingBlock', () => {
  it('agrees with what is expected', () => {
    expect(judgeTimingBlock(timingBlock(), EXPECTED)).toBe('agrees');
  });

  it('does not agree when any bit differs', () => {
    const shape = new Set([0, 1, 2, 3, 16, 17, 18, 19, 36, 37, 38, 39, 40, 41, 42, 43, 48]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 48 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const bytes = timingBlock();
        bytes[at]! ^= 1 << bit;
        const verdict = shape.has(at) ? 'unsupported' : 'mismatch';
        expect(judgeTimingBlock(bytes, EXPECTED)).toBe(verdict);
      }),
    );
  });

  it.each([0, 48, 50, 78])('does not support %i bytes', (length) => {
    expect(judgeTimingBlock(Buffer.alloc(length), EXPECTED)).toBe('unsupported');
  });
});

describe('createTimingLookup', () => {
  const entry = (channelId: number, startTs: number) => ({
    channelId: BigInt(channelId),
    startTs: BigInt(startTs),
    startTsAgain: BigInt(startTs),
    encoding: 0,
    uncompressedLength: 49,
    storedLength: 49,
    offset: 0n,
  });
  const entries = [entry(1, 0), entry(1, 10), entry(2, 0)];
  const view = { count: entries.length, at: (i: number) => entries[i]! };

  it('finds an entry at its place or by its key', () => {
    const lookup = createTimingLookup(view);
    expect(lookup.find(0, 1, 0n)).toBe(entries[0]);
    expect(lookup.find(0, 2, 0n)).toBe(entries[2]);
    expect(lookup.find(99, 1, 10n)).toBe(entries[1]);
  });

  it('finds nothing where there is no entry or no index', () => {
    expect(createTimingLookup(view).find(0, 2, 10n)).toBeNull();
    expect(createTimingLookup(null).find(0, 1, 0n)).toBeNull();
  });
});
