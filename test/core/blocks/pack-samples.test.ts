import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSamples } from '../../../src/core/blocks/decode-samples.ts';
import { encodeSamples } from '../../../src/core/blocks/encode-samples.ts';
import {
  decodePacked,
  packedByteOrder,
  packSamples,
  unpackSamples,
} from '../../../src/core/blocks/pack-samples.ts';
import { packTimes } from '../../../src/core/blocks/pack-times.ts';
import {
  type ByteOrder,
  DATA_TYPES,
  type DataType,
  integerRange,
  sampleWidth,
} from '../../../src/core/data-type.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

const ORDERS = ['LITTLE_ENDIAN', 'BIG_ENDIAN'] as const;
const TRIPLE = 'TRIPLE_FLOATING_POINT_32BIT';
const COUNTS = [1, 2, 3, 4, 5, 8, 127, 128, 129, 255, 256, 257, 1000, 4095, 4096];
const ODD_FLOATS = [Number.NaN, Infinity, -Infinity, -0, 5e-324, -1e-40, 1e300, 2 ** 53];

/** Random numbers that are the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Signals that a packer may stumble over, as functions of the position. */
const SHAPES: Record<string, (random: () => number) => (i: number) => number> = {
  constant: (random) => {
    const value = Math.floor(random() * 1000);
    return () => value;
  },
  noise: (random) => {
    const range = 2 ** Math.floor(random() * 33);
    return () => Math.floor(random() * range);
  },
  walk: (random) => {
    const range = 2 ** Math.floor(random() * 20);
    let value = 0;
    return () => (value += Math.floor((random() - 0.5) * range));
  },
  slope: (random) => {
    const step = Math.floor((random() - 0.5) * 2 ** 20);
    return (i) => i * step;
  },
  wave: (random) => {
    const period = 1 + random() * 500;
    return (i) => Math.round(30_000 * Math.sin(i / period));
  },
  spike: (random) => (i) => (i === 77 ? -(2 ** 31) : Math.floor(random() * 4)),
  spikes: (random) => () => (random() < 0.03 ? Math.floor(random() * 2 ** 32) : 7),
  extremes: () => (i) => (i % 2 === 0 ? -(2 ** 31) : 2 ** 31 - 1),
  states: (random) => {
    const states = Array.from({ length: 6 }, () => Math.floor(random() * 2 ** 32));
    return () => states[Math.floor(random() * states.length)]!;
  },
  'every eighth': (random) => () => 8 * Math.floor(random() * 100) + 3,
  'odd floats': (random) => (i) =>
    random() < 0.3 ? ODD_FLOATS[Math.floor(random() * ODD_FLOATS.length)]! : i,
};

/** Write a number as the type does, whatever it is: integers wrap. */
function writeNumber(view: DataView, width: number, isFloat: boolean, i: number, value: number) {
  const at = i * width;
  if (width === 8) view.setFloat64(at, value, true);
  else if (isFloat) view.setFloat32(at, value, true);
  else if (width === 4) view.setInt32(at, value, true);
  else if (width === 2) view.setInt16(at, value, true);
  else view.setInt8(at, value);
}

interface Block {
  readonly dataType: DataType;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** Blocks of every shape: decimals, factors, NaN of any payload among floats; either byte order. */
function blocksOf(dataType: DataType): fc.Arbitrary<Block> {
  return fc
    .record({
      count: fc.constantFrom(...COUNTS),
      shape: fc.constantFrom(...Object.keys(SHAPES)),
      seed: fc.integer(),
      scale: fc.constantFrom(1, 0.1, 0.01, 1e-7, 1 / 128, Math.PI),
      divides: fc.boolean(),
      oddBytes: fc.constantFrom(0, 0, 0.001, 0.05),
      isBig: fc.boolean(),
      offset: fc.nat(8),
    })
    .map(({ count, shape, seed, scale, divides, oddBytes, isBig, offset }) => {
      const random = createRandom(seed);
      const signal = SHAPES[shape]!(random);
      const isFloat = integerRange(dataType) === null;
      const width = dataType === TRIPLE ? 4 : sampleWidth(dataType);
      // Somewhere in a larger block of memory.
      const memory = new Uint8Array(count * sampleWidth(dataType) + 16).fill(0xa5);
      const bytes = memory.subarray(offset, offset + count * sampleWidth(dataType));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < bytes.length / width; i++) {
        const whole = signal(i);
        const value = isFloat ? (divides ? whole / Math.round(1 / scale) : whole * scale) : whole;
        writeNumber(view, width, isFloat, i, value);
        if (random() < oddBytes)
          for (let k = 0; k < width; k++) bytes[i * width + k] = 0xf0 | (random() * 256);
        if (isBig) bytes.subarray(i * width, (i + 1) * width).reverse();
      }
      return { dataType, count, bytes };
    });
}

function decodeRange(packed: Uint8Array, { dataType, count }: Block, range: Range): Float64Array {
  const target = new Float64Array(range.to - range.from + 2).fill(-77);
  decodePacked(packed, dataType, count, range, target, 1);
  expect([target[0], target.at(-1)]).toEqual([-77, -77]);
  return target.subarray(1, -1);
}

interface Range {
  readonly byteOrder: ByteOrder;
  readonly component: number;
  readonly from: number;
  readonly to: number;
}

function rangesOf(count: number): fc.Arbitrary<Range> {
  return fc
    .tuple(fc.nat(count), fc.nat(count), fc.constantFrom(...ORDERS), fc.nat(2))
    .map(([a, b, byteOrder, component]) => ({
      byteOrder,
      component,
      from: Math.min(a, b),
      to: Math.max(a, b),
    }));
}

/** The bytes with some changed or cut off. */
function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.oneof(fc.nat(24), fc.nat(bytes.length)), fc.nat(255));
  return fc
    .tuple(fc.array(change, { maxLength: 4 }), fc.option(fc.nat(bytes.length)))
    .map(([changes, length]) => {
      const copy = bytes.slice(0, length ?? bytes.length);
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
      return copy;
    });
}

/** What the work gives, or the `DecodeError` it throws. */
function orDecodeError<Result>(work: () => Result): Result | DecodeError {
  try {
    return work();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

describe.each(DATA_TYPES)('packSamples of %s', (dataType) => {
  const block = blocksOf(dataType);

  it('gives back every byte, at any alignment, and is never longer by more than one', () => {
    fc.assert(
      fc.property(block, ({ bytes, count }) => {
        const packed = packSamples(bytes, dataType, count);
        expect(packed.length).toBeLessThanOrEqual(bytes.length + 1);
        expect(Buffer.compare(unpackSamples(packed, dataType, count), bytes)).toBe(0);
        const moved = new Uint8Array(packed.length + 3);
        moved.set(packed, 3);
        expect(Buffer.compare(unpackSamples(moved.subarray(3), dataType, count), bytes)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('decodes any part, in either byte order, to what the plain bytes decode to', () => {
    fc.assert(
      fc.property(
        block.chain((made) => fc.tuple(fc.constant(made), rangesOf(made.count))),
        ([made, range]) => {
          const packed = packSamples(made.bytes, dataType, made.count);
          const { byteOrder, component, from, to } = range;
          const plain = decodeSamples(made.bytes, dataType, made.count, byteOrder, component);
          const decoded = decodeRange(packed, made, range);
          const differs = decoded.findIndex((value, i) => !Object.is(value, plain[from + i]));
          expect([decoded.length, differs]).toEqual([to - from, -1]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('takes damaged bytes for garbage or throws DecodeError', () => {
    fc.assert(
      fc.property(
        block.chain((made) => {
          const packed = packSamples(made.bytes, dataType, made.count);
          return fc.tuple(fc.constant(made), damaged(packed), rangesOf(made.count));
        }),
        ([made, bytes, range]) => {
          const unpacked = orDecodeError(() => unpackSamples(bytes, dataType, made.count));
          if (!(unpacked instanceof DecodeError)) expect(unpacked.length).toBe(made.bytes.length);
          orDecodeError(() => decodeRange(bytes, made, range));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('packSamples', () => {
  it('does not keep the bytes', () => {
    const bytes = encodeSamples([1, 2, 3], 'DOUBLE_64BIT');
    const packed = packSamples(bytes, 'DOUBLE_64BIT', 3);
    bytes.fill(0);
    const unpacked = unpackSamples(packed, 'DOUBLE_64BIT', 3);
    expect([...decodeSamples(unpacked, 'DOUBLE_64BIT', 3)]).toEqual([1, 2, 3]);
  });

  it('gives the same bytes for the same samples, whatever was packed before', () => {
    const bytes = encodeSamples([9, 4, 7, 9, 4, 6, 8, 9, 3, 5], 'SIGNED_32BIT');
    const before = packSamples(bytes, 'SIGNED_32BIT', 10);
    const noise = Float64Array.from({ length: 128 }, (_, i) => (i * 7919) % 251);
    packSamples(encodeSamples(noise, 'SIGNED_32BIT'), 'SIGNED_32BIT', 128);
    expect(packSamples(bytes, 'SIGNED_32BIT', 10)).toEqual(before);
  });

  it('finds a better way where a signal changes its character', () => {
    const random = createRandom(5);
    const parts = [
      (i: number) => 5 * i,
      () => Math.floor(200 * random()),
      () => [3, 9000, 17, 400][Math.floor(4 * random())]!,
      (i: number) => Math.round(8000 * Math.sin(i / 90)),
      () => (random() < 0.03 ? Math.floor(20_000 * random()) : 7),
    ];
    const pack = (signal: (i: number) => number) => {
      const values = Array.from({ length: 5120 }, (_, i) => signal(i));
      return packSamples(encodeSamples(values, 'SIGNED_16BIT'), 'SIGNED_16BIT', 5120).length;
    };
    const alone = parts.reduce((sum, part) => sum + pack((i) => part(i % 1024)) / 5, 0);
    expect(pack((i) => parts[i >> 10]!(i % 1024))).toBeLessThan(1.15 * alone);
  });

  it('packs a block as it does without the blocks before, whatever their size and type', () => {
    const small = encodeSamples([0.5, 0.25, Number.NaN, 3], 'FLOATING_POINT_32BIT');
    const before = packSamples(small, 'FLOATING_POINT_32BIT', 4);
    for (const dataType of DATA_TYPES) {
      const large = new Uint8Array(40_000 * sampleWidth(dataType)).fill(0xa5, 7);
      expect(unpackSamples(packSamples(large, dataType, 40_000), dataType, 40_000)).toEqual(large);
      expect(packSamples(small, 'FLOATING_POINT_32BIT', 4)).toEqual(before);
    }
  });

  it.each([
    ['nothing', 0, 0],
    ['a byte too many', 3, 1],
  ])('packs %s as it should', (_what, length, count) => {
    if (length === 0) {
      const packed = packSamples(new Uint8Array(), 'SIGNED_16BIT', 0);
      expect(unpackSamples(packed, 'SIGNED_16BIT', 0)).toEqual(new Uint8Array());
    } else {
      expect(() => packSamples(new Uint8Array(length), 'SIGNED_16BIT', count)).toThrow(
        new RangeError('Expected 1 SIGNED_16BIT samples, got 3 bytes.'),
      );
    }
  });

  const random = createRandom(1);
  const wave = (i: number) => Math.round(12_000 * Math.sin(i / 800) + 10 * random());
  it.each([
    ['a constant', 'SIGNED_16BIT', () => 1200, 0.01],
    ['a slope', 'SIGNED_16BIT', (i: number) => 3 * i, 0.05],
    ['a slope with turns', 'SIGNED_16BIT', (i: number) => (3 * i) % 3000, 0.1],
    [
      'a step but for one sample',
      'SIGNED_16BIT',
      (i: number) => (i === 3001 ? 1 : 8 * (i % 50)),
      1,
    ],
    ['rare changes among few states', 'UNSIGNED_16BIT', (i: number) => (i >> 9) * 9000, 0.05],
    ['noise of six bits', 'UNSIGNED_16BIT', () => Math.floor(64 * random()), 0.8],
    ['a wave with noise', 'SIGNED_16BIT', wave, 0.7],
    ['a 12-bit reading in the upper bits', 'UNSIGNED_16BIT', () => 16 * ((random() * 64) | 0), 0.8],
    ['decimals', 'FLOATING_POINT_32BIT', (i: number) => wave(i) / 100, 0.7],
    ['multiples of a factor', 'DOUBLE_64BIT', (i: number) => wave(i) * 0.01, 0.7],
    ['latitudes', 'DOUBLE_64BIT', (i: number) => (515_000_000 + wave(i)) / 1e7, 0.7],
    ['halves and quarters', 'FLOATING_POINT_32BIT', (i: number) => wave(i) / 128, 0.7],
    [
      'decimals with dropouts',
      'FLOATING_POINT_32BIT',
      (i: number) => (i % 1000 < 50 ? Number.NaN : wave(i) / 10),
      0.7,
    ],
  ] as const)('packs %s small', (_name, dataType, signal, bytesPerSample) => {
    const bytes = encodeSamples(
      Array.from({ length: 4096 }, (_, i) => signal(i)),
      dataType,
    );
    const packed = packSamples(bytes, dataType, 4096);
    expect(packed.length / 4096).toBeLessThan(bytesPerSample);
  });
});

describe('packedByteOrder', () => {
  it.each([
    ['SIGNED_16BIT', (i: number) => Math.round(9000 * Math.sin(i / 90))],
    ['SIGNED_32BIT', (i: number) => Math.round(9e6 * Math.sin(i / 90))],
    ['FLOATING_POINT_32BIT', (i: number) => 80 + Math.sin(i)],
    ['DOUBLE_64BIT', (i: number) => 80 + Math.sin(i)],
    [TRIPLE, (i: number) => 80 + Math.sin(i)],
  ] as const)('is that of measurements of %s', (dataType, signal) => {
    const values = Array.from({ length: 1536 }, (_, i) => signal(i));
    const orders = ORDERS.map((order) => {
      const bytes = encodeSamples(values, dataType, order);
      return packedByteOrder(packSamples(bytes, dataType, bytes.length / sampleWidth(dataType)));
    });
    expect(orders).toEqual(ORDERS);
  });

  it('is little-endian when nothing tells', () => {
    const packed = packSamples(new Uint8Array(200), 'SIGNED_16BIT', 100);
    expect(packedByteOrder(packed)).toBe('LITTLE_ENDIAN');
  });
});

describe('decodePacked', () => {
  const packed = packSamples(encodeSamples([1, 2, 3], 'SIGNED_8BIT'), 'SIGNED_8BIT', 3);
  const range = { byteOrder: 'LITTLE_ENDIAN', component: 0, from: 1, to: 3 } as const;

  it.each([
    [{ from: -1 }, 9],
    [{ to: 4 }, 9],
    [{ from: 3, to: 2 }, 9],
    [{}, 1],
  ])('refuses a range that is not there: %o, room for %i', (change, room) => {
    const target = new Float64Array(room);
    expect(() =>
      decodePacked(packed, 'SIGNED_8BIT', 3, { ...range, ...change }, target, 0),
    ).toThrow(RangeError);
  });
});

describe('unpackSamples', () => {
  it.each([
    ['nothing', []],
    ['an unknown form', [3, 0, 0, 0]],
    ['too few raw bytes', [0, 1, 2, 3]],
    ['too many raw bytes', [0, 1, 2, 3, 4, 5]],
    ['no cells', [1, 1, 0, 0, 0]],
    ['a width of 33', [1, 1, 33, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['a number beyond 53 bits', [1, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0]],
    ['bytes left over', [1, 0, 14, 0, 0, 0, 0]],
  ])('refuses %s', (_what, bytes) => {
    expect(() => unpackSamples(Uint8Array.from(bytes), 'SIGNED_16BIT', 2)).toThrow(DecodeError);
  });
});

describe('docs/sample-blocks.md', () => {
  const examples = [
    ...readFileSync('docs/sample-blocks.md', 'utf8').matchAll(/```\n(.*?)```/gs),
  ].map(([, lines = '']) =>
    lines
      .split('\n')
      .map((line) => /^([0-9a-f]{2} ?)+/.exec(line)?.[0].trim() ?? '')
      .filter(Boolean)
      .join(' '),
  );
  const hex = (bytes: Uint8Array) =>
    [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

  it('has the bytes that the packer makes', () => {
    const samples = (dataType: DataType, values: readonly number[]) =>
      hex(packSamples(encodeSamples(values, dataType), dataType, values.length));
    expect(examples).toEqual([
      samples('SIGNED_16BIT', [100, 101, 103, 102, 100, 101, 102, 103]),
      samples('SIGNED_16BIT', [100, 101, 103, 102, 100, 9000, 102, 103, 101, 100, 101, 103]),
      samples('SIGNED_16BIT', [100, 103, 105, 108, 110, 113, 115, 118, 120]),
      samples('FLOATING_POINT_32BIT', [0.5, 0.6, 0.8, Number.NaN, Number.NaN, 0.7, 0.5, 0.6]),
      hex(packTimes(BigInt64Array.of(1000n, 2000n, 3000n, 9500n, 10500n, 11500n), 1000n)),
    ]);
  });
});
