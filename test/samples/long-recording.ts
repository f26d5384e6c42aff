import { type DataType, isIntegerType, sampleWidth } from '../../src/core/data-type.ts';
import { createSession, type Message, START, write } from '../support/sample-session.ts';
import type { TestApp } from '../support/test-app.ts';

/** How the values of a channel move. */
export const SHAPES = [
  'waves',
  'walk',
  'ramp',
  'ties',
  'still',
  'any bits',
  'missing numbers',
  'spikes',
  'sums that overflow',
] as const;

/** A channel of many blocks; everything about it follows from these. */
export interface LongChannel {
  readonly dataType: DataType;
  readonly shape: (typeof SHAPES)[number];
  readonly isBigEndian: boolean;
  readonly isPeriodic: boolean;
  readonly sampleCount: number;
  /** A gap or a step off the grid stands after one burst in so many; 0 for none. */
  readonly gapEvery: number;
  readonly seed: number;
}

/** What was written of a channel. */
export interface WrittenChannel {
  readonly channelId: number;
  /** Nanoseconds after `START`. */
  readonly times: Float64Array;
  /** Raw values as a little-endian and as a big-endian parameter read them. */
  readonly raw: Readonly<Record<'LITTLE_ENDIAN' | 'BIG_ENDIAN', Float64Array>>;
  /** Nanoseconds between samples; 0 for a channel whose samples have their own times. */
  readonly interval: number;
}

/** Nanoseconds between samples of periodic channels. */
const INTERVAL = 1_000;
const BURST = 1_500;

/** Numbers from 0 to 1, the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Conversions and the like that every channel has a parameter for. */
export const WAYS = {
  plain: {},
  bigEndian: { byteOrder: 'BIG_ENDIAN' },
  rising: { conversion: 'rising' },
  falling: { conversion: 'falling', offset: 12.5 },
  divided: { conversion: 'divided' },
  bent: { conversion: 'bent' },
  table: { conversion: 'table' },
  stepped: { conversion: 'stepped' },
  masked: { bitShift: 1, dataBitMask: 0x3f },
  warned: { warningMinimum: -20, warningMaximum: 90 },
} as const;

export type Way = keyof typeof WAYS;

const ROWS = [-40_000, -1_000, -3, 0, 10, 2_000, 70_000];
const CONVERSIONS = [
  { rational: { name: 'rising', coefficients: [0, 0.25, -3, 0, 0, 1] } },
  { rational: { name: 'falling', coefficients: [0, -7, 1, 0, 0, 3] } },
  { rational: { name: 'divided', coefficients: [0, 1, 2, 0, 1, 7] } },
  { rational: { name: 'bent', coefficients: [1, -20, 3, 0, 0, 1] } },
  {
    table: {
      name: 'table',
      interpolated: true,
      rawValues: ROWS,
      calibratedValues: ROWS.map((row) => 5 - row / 4),
    },
  },
  { table: { name: 'stepped', rawValues: ROWS, calibratedValues: ROWS.map((_, i) => i) } },
];

/** The parameter of a channel that reads it in some way. */
export function parameterOf(channelId: number, way: Way): string {
  return `c${channelId}-${way}`;
}

/** Write channels into a new session; some bursts come late. */
export async function recordChannels(
  app: TestApp,
  id: string,
  channels: readonly LongChannel[],
): Promise<WrittenChannel[]> {
  await createSession(app, id, {
    conversions: CONVERSIONS,
    channels: channels.map(({ dataType, isPeriodic }, i) => ({
      channelId: i,
      dataType,
      dataSource: isPeriodic ? 'PERIODIC' : 'TIMESTAMPED',
      ...(isPeriodic ? { interval: BigInt(INTERVAL) } : {}),
    })),
    parameters: channels.flatMap((_, i) =>
      Object.entries(WAYS).map(([way, definition]) => ({
        identifier: parameterOf(i, way as Way),
        name: way,
        channels: [i],
        ...definition,
      })),
    ),
  });
  const written: WrittenChannel[] = [];
  for (const [channelId, channel] of channels.entries()) {
    const random = createRandom(channel.seed);
    const times = toTimes(channel, random);
    const bytes = toBytes(channel, random);
    const messages = toMessages(channelId, channel, times, bytes);
    // Every seventh burst comes after the six behind it.
    const late = messages.flatMap((_, i) =>
      i % 7 === 0 ? [] : [i].concat(i % 7 === 6 ? i - 6 : []),
    );
    const rest = messages.map((_, i) => i).filter((i) => !late.includes(i));
    const order = [...late, ...rest];
    for (let from = 0; from < order.length; from += 200) {
      await write(app, id, ...order.slice(from, from + 200).map((i) => messages[i]!));
    }
    const interval = channel.isPeriodic ? INTERVAL : 0;
    const raw = {
      LITTLE_ENDIAN: decode(bytes, channel.dataType, true),
      BIG_ENDIAN: decode(bytes, channel.dataType, false),
    };
    written.push({ channelId, times, raw, interval });
  }
  return written;
}

function toTimes(
  { isPeriodic, sampleCount, gapEvery }: LongChannel,
  random: () => number,
): Float64Array {
  const times = new Float64Array(sampleCount);
  for (let i = 1; i < sampleCount; i++) {
    let step = isPeriodic ? INTERVAL : 1 + Math.floor(random() * 3_000);
    if (gapEvery > 0 && i % BURST === 0 && Math.floor(random() * gapEvery) === 0) {
      // From a step that is no gap yet up to a long one.
      step += Math.floor(random() ** 4 * 500_000);
    }
    times[i] = times[i - 1]! + step;
  }
  return times;
}

function toBytes({ dataType, shape, isBigEndian, sampleCount }: LongChannel, random: () => number) {
  const numbers = dataType === 'TRIPLE_FLOATING_POINT_32BIT' ? 3 * sampleCount : sampleCount;
  const width = (sampleWidth(dataType) * sampleCount) / numbers;
  const bytes = new Uint8Array(numbers * width);
  if (shape === 'any bits') {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
    return bytes;
  }
  const view = new DataView(bytes.buffer);
  const next = valuesOf(shape, isIntegerType(dataType), random);
  for (let i = 0; i < numbers; i++) {
    const value = next(i);
    const at = i * width;
    if (width === 8) view.setFloat64(at, value, !isBigEndian);
    else if (!isIntegerType(dataType)) view.setFloat32(at, value, !isBigEndian);
    else if (width === 4) view.setInt32(at, value, !isBigEndian);
    else if (width === 2) view.setInt16(at, value, !isBigEndian);
    else view.setInt8(at, value);
  }
  return bytes;
}

function valuesOf(shape: LongChannel['shape'], isInteger: boolean, random: () => number) {
  let last = 0;
  return (i: number): number => {
    switch (shape) {
      case 'waves':
        return Math.sin(i / 700) * 100 + (isInteger ? 0 : random());
      case 'walk':
        last += random() - 0.5;
        return isInteger ? Math.round(last) : last;
      case 'ramp':
        return i / 3;
      case 'ties':
        return Math.floor(i / 2_500) % 3;
      case 'still':
        return 42;
      case 'spikes':
        return random() < 0.0005 ? (random() - 0.5) * 60_000 : 7;
      case 'any bits':
        return 0;
      case 'sums that overflow':
        return (random() - 0.2) * (i < 9_000 ? 1e303 : 1.5e308);
      case 'missing numbers':
        if (i % 20_000 > 11_000 || random() < 0.1) return Number.NaN;
        return random() < 0.0001 ? Number.NEGATIVE_INFINITY : Math.cos(i / 300);
    }
  };
}

function toMessages(
  channelId: number,
  { dataType, isPeriodic }: LongChannel,
  times: Float64Array,
  bytes: Uint8Array,
): Message[] {
  const width = sampleWidth(dataType);
  const messages: Message[] = [];
  for (let from = 0; from < times.length; from += BURST) {
    const to = Math.min(times.length, from + BURST);
    const buffer = Buffer.from(bytes.subarray(from * width, to * width)).toString('base64');
    const instants = BigInt64Array.from(times.subarray(from, to), (time) => START + BigInt(time));
    const first = { channelId, startTimestamp: String(instants[0]), interval: String(INTERVAL) };
    messages.push(
      isPeriodic
        ? { periodic: { ...first, samples: to - from, buffer } }
        : {
            timestamped: {
              channelId,
              timestampsBase64: Buffer.from(instants.buffer).toString('base64'),
              buffer,
            },
          },
    );
  }
  return messages;
}

function decode(bytes: Uint8Array, dataType: DataType, isLittle: boolean): Float64Array {
  const width = sampleWidth(dataType);
  const view = new DataView(bytes.buffer);
  const read = (at: number): number => {
    switch (dataType) {
      case 'UNSIGNED_8BIT':
        return view.getUint8(at);
      case 'SIGNED_8BIT':
        return view.getInt8(at);
      case 'UNSIGNED_16BIT':
        return view.getUint16(at, isLittle);
      case 'SIGNED_16BIT':
        return view.getInt16(at, isLittle);
      case 'UNSIGNED_32BIT':
        return view.getUint32(at, isLittle);
      case 'SIGNED_32BIT':
        return view.getInt32(at, isLittle);
      case 'FLOATING_POINT_32BIT':
      case 'TRIPLE_FLOATING_POINT_32BIT':
        return view.getFloat32(at, isLittle);
      case 'DOUBLE_64BIT':
        return view.getFloat64(at, isLittle);
    }
  };
  return Float64Array.from({ length: bytes.length / width }, (_, i) => read(i * width));
}
