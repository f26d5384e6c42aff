import fc from 'fast-check';
import { DATA_TYPES, type DataType } from '../../src/core/data-type.ts';
import {
  type Message,
  periodic,
  type Recording,
  START,
  timestamped,
} from '../support/sample-session.ts';

/** A recording of every data type, with the messages that make its data. */
export interface AnyRecording {
  readonly recording: Recording;
  readonly messages: readonly Message[];
  /** Identifiers of all parameters. */
  readonly parameters: readonly string[];
}

/** Nanoseconds between samples of channel 100 + i, which has the i-th data type. */
const INTERVALS = DATA_TYPES.map((_, i) => BigInt([10, 20, 35][i % 3]!));

const bit32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

function anyNumber(dataType: DataType): fc.Arbitrary<number> {
  if (dataType === 'DOUBLE_64BIT') return fc.double();
  return dataType.includes('FLOATING') ? fc.float() : bit32;
}

/** Bursts of one channel: periodic with gaps between them, or with their own times. */
function anyBursts(i: number, dataType: DataType): fc.Arbitrary<Message[]> {
  const numbers = dataType === 'TRIPLE_FLOATING_POINT_32BIT' ? 3 : 1;
  const anyBurst = fc.record({
    skipped: fc.nat(3),
    values: fc.array(anyNumber(dataType), { minLength: 1, maxLength: 12 }),
  });
  return fc.array(anyBurst, { minLength: 1, maxLength: 8 }).map((bursts) => {
    const interval = INTERVALS[i]!;
    let time = START + BigInt(i % 2) * 5n;
    return bursts.map(({ skipped, values }) => {
      time += BigInt(skipped) * interval;
      const start = time;
      time += BigInt(values.length) * interval;
      const all = values.flatMap((value) => new Array<number>(numbers).fill(value));
      return periodic(start, all, { channelId: 100 + i, interval, dataType });
    });
  });
}

const TIMED = { channelId: 1, dataSource: 'TIMESTAMPED', dataType: 'UNSIGNED_8BIT' } as const;

const anyTimed = fc
  .uniqueArray(fc.nat(2000), { minLength: 1, maxLength: 40 })
  .map((offsets) => offsets.sort((a, b) => a - b).map((offset) => START + BigInt(offset)))
  .chain((times) =>
    fc
      .array(fc.nat(4), { minLength: times.length, maxLength: times.length })
      .map((values) => timestamped(TIMED.channelId, times, values, TIMED.dataType)),
  );

const channels = DATA_TYPES.map((dataType, i) => ({
  channelId: 100 + i,
  dataSource: 'PERIODIC',
  dataType,
  interval: INTERVALS[i]!,
}));

const PARAMETERS = [
  ...channels.map(({ channelId }) => ({
    identifier: `c${channelId}:a`,
    name: `c${channelId}`,
    channels: [channelId],
  })),
  { identifier: 'gear:a', name: 'gear', channels: [1], conversion: 'words' },
  // Of three rates, with gaps at other places.
  { identifier: 'merged:a', name: 'merged', channels: [100, 101, 102], offset: 0.5 },
  { identifier: 'sum:a', name: 'sum', function: '$c103:a + $c107:a * 2 - $merged:a' },
  { identifier: 'more:a', name: 'more', function: '$sum:a / $gear:a + $c100:a' },
];

const recording: Recording = {
  channels: [...channels, TIMED],
  conversions: [
    {
      text: {
        name: 'words',
        rawValues: [0, 1, 2],
        texts: ['none', 'a "b", c', '=1+1'],
        defaultText: '',
      },
    },
  ],
  parameters: PARAMETERS,
};

export const anyRecording: fc.Arbitrary<AnyRecording> = fc
  .tuple(
    ...DATA_TYPES.map((dataType, i) => anyBursts(i, dataType)),
    anyTimed.map((one) => [one]),
  )
  .map((messages) => ({
    recording,
    messages: messages.flat(),
    parameters: PARAMETERS.map(({ identifier }) => identifier),
  }));
