import type { DataType } from '../../src/core/data-type.ts';
import { createRandom, type Random } from '../../src/demo/random.ts';
import { type Burst, periodicBurst, timestampedBurst } from '../../src/samples/blocks/burst.ts';
import { bytesOf, INTERVAL_NS, START_NS } from './wave.ts';

/** Samples whose room on disk is measured. */
export interface SizeSignal {
  readonly name: string;
  readonly dataType: DataType;
  readonly intervalNs: bigint;
  /** All of them, as channel `channelId`. */
  readonly bursts: (channelId: number) => readonly Burst[];
}

type Make = (count: number, random: Random) => Float64Array;

/** Signals that 16 bits hold. */
const INTEGERS: Readonly<Record<string, Make>> = {
  'noise of 6 bits': (count, { uniform }) => fill(count, () => Math.floor(uniform() * 64)),
  'noise of 8 bits': (count, { uniform }) => fill(count, () => Math.floor(uniform() * 256)),
  ramp: (count) => fill(count, (i) => (i % 65_536) - 32_768),
  steps: (count, random) => hold(count, 1_000, random, () => Math.floor(random.uniform() * 4_000)),
  'sine, noise of 3 LSB': noisySine,
  'enumeration of 6 states': (count, random) =>
    hold(count, 700, random, () => Math.floor(random.uniform() * 6)),
  'temperature that drifts': (count, { bell }) => {
    let level = 900;
    return fill(count, () => Math.round((level += bell() * 0.002) + bell() * 0.3));
  },
};

/** Signals that take floating point numbers. */
const FLOATS: readonly { name: string; dataType: DataType; make: Make }[] = [
  { name: 'GPS latitude, 64 bit, 7 decimals', dataType: 'DOUBLE_64BIT', make: gps(52.0786, 0) },
  { name: 'GPS longitude, 64 bit, 7 decimals', dataType: 'DOUBLE_64BIT', make: gps(-1.0169, 1.6) },
  { name: 'sine, noise, 3 decimals, 32 bit', dataType: 'FLOATING_POINT_32BIT', make: decimals },
  { name: 'sine, noise, 3 decimals, 64 bit', dataType: 'DOUBLE_64BIT', make: decimals },
];

/** How many of `sizeSignals` are 16-bit ones: the first. */
export const INTEGER_COUNT = Object.keys(INTEGERS).length;

/** Every kind of signal, the 16-bit ones first. */
export function sizeSignals(count: number): SizeSignal[] {
  const make = (name: string, dataType: DataType, values: () => Float64Array): SizeSignal => ({
    name,
    dataType,
    intervalNs: INTERVAL_NS,
    bursts: (channelId) => [
      periodicBurst(channelId, dataType, START_NS, INTERVAL_NS, toBytes(values(), dataType)),
    ],
  });
  return [
    ...Object.entries(INTEGERS).map(([name, values]) =>
      make(`${name}, 16 bit`, 'SIGNED_16BIT', () => values(count, createRandom(1))),
    ),
    ...FLOATS.map((signal) =>
      make(signal.name, signal.dataType, () => signal.make(count, createRandom(1))),
    ),
    {
      name: 'sine, noise of 3 LSB, 16 bit, times that jitter',
      dataType: 'SIGNED_16BIT',
      intervalNs: 0n,
      bursts: (channelId) => {
        const bytes = toBytes(noisySine(count, createRandom(1)), 'SIGNED_16BIT');
        return [timestampedBurst(channelId, 'SIGNED_16BIT', jitter(count), bytes)];
      },
    },
  ];
}

function fill(count: number, at: (i: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => at(i));
}

/** Values that stay for a while, `mean` samples on average. */
function hold(count: number, mean: number, { uniform }: Random, next: () => number): Float64Array {
  let value = next();
  return fill(count, () => (uniform() < 1 / mean ? (value = next()) : value));
}

function noisySine(count: number, { bell }: Random): Float64Array {
  return fill(count, (i) => Math.round(12_000 * Math.sin(i / 500) + 3 * bell()));
}

function decimals(count: number, { uniform }: Random): Float64Array {
  return fill(count, (i) => Math.round(1e5 * Math.sin(i / 500) + 100 * (uniform() - 0.5)) / 1e3);
}

/** Laps of a circuit, two minutes each, to about two centimetres. */
function gps(centre: number, phase: number): Make {
  return (count, { bell }) =>
    fill(count, (i) => {
      const angle = (i / 120_000) * 2 * Math.PI + phase;
      const degrees = centre + 0.008 * Math.sin(angle) + 0.002 * Math.sin(3 * angle);
      return Math.round((degrees + 2e-7 * bell()) * 1e7) / 1e7;
    });
}

/** About every ten milliseconds, to the microsecond. */
function jitter(count: number): BigInt64Array {
  const { bell } = createRandom(2);
  return BigInt64Array.from({ length: count }, (_, i) => {
    const late = BigInt(Math.round(20 * bell()));
    return START_NS + BigInt(i) * 10_000_000n + late * 1_000n;
  });
}

function toBytes(values: Float64Array, dataType: DataType): Uint8Array {
  if (dataType === 'SIGNED_16BIT') return bytesOf(Int16Array.from(values));
  if (dataType === 'FLOATING_POINT_32BIT') return bytesOf(Float32Array.from(values));
  return bytesOf(values);
}
