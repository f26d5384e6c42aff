import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askRead,
  count,
  createSession,
  fromFloatsBase64,
  fromTimesBase64,
  MS,
  periodic,
  START,
  timestamped,
  toBytes,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

const S16 = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'SIGNED_16BIT',
  interval: 10n * MS,
} as const;
const TRIPLE = {
  channelId: 2,
  dataSource: 'PERIODIC',
  dataType: 'TRIPLE_FLOATING_POINT_32BIT',
  interval: 10n * MS,
} as const;
const F32 = { channelId: 3, dataSource: 'TIMESTAMPED', dataType: 'FLOATING_POINT_32BIT' } as const;
const U8 = { channelId: 4, dataSource: 'TIMESTAMPED', dataType: 'UNSIGNED_8BIT' } as const;

/** Raw samples of channel 1. */
const RAW = [7638, -1, 0, 3, -32768];

const CONVERSIONS = [
  { rational: { name: 'line', coefficients: [0, 2, 5, 0, 0, 1], unit: 'bar' } },
  { rational: { name: 'reciprocal', coefficients: [0, 0, 6, 0, 1, 0] } },
  { rational: { name: 'slip', coefficients: [0, 0.5, 1, 0, 1, 0] } },
  { table: { name: 'steps', rawValues: [-1, 1, 3], calibratedValues: [10, 20, 40] } },
  {
    table: {
      name: 'lines',
      rawValues: [-1, 1, 3],
      calibratedValues: [10, 20, 40],
      interpolated: true,
    },
  },
  { text: { name: 'words', rawValues: [0, 1], texts: ['closed', 'open'], defaultText: 'odd' } },
  { formula: { name: 'formula', formula: '$raw * 3.6 + 1', format: '%.1f' } },
];

/** [what, the rest of the parameter, its values of RAW] */
const CASES: readonly (readonly [string, Record<string, unknown>, readonly (number | null)[]])[] = [
  ['no conversion', {}, RAW],
  ['a line', { conversion: 'line' }, [15281, 3, 5, 11, -65531]],
  [
    'a reciprocal, null for a zero denominator',
    { conversion: 'reciprocal' },
    [6 / 7638, -6, null, 2, 6 / -32768],
  ],
  [
    'a line with the common slip in its denominator',
    { conversion: 'slip' },
    [3820, 0.5, 1, 2.5, -16383],
  ],
  ['a table of the nearest entries', { conversion: 'steps' }, [40, 10, 10, 40, 10]],
  ['a table of lines', { conversion: 'lines' }, [40, 10, 15, 40, 10]],
  ['a table of texts, which leaves numbers alone', { conversion: 'words' }, RAW],
  ['a formula', { conversion: 'formula' }, RAW.map((raw) => raw * 3.6 + 1)],
  ['an offset', { offset: 100 }, [7738, 99, 100, 103, -32668]],
  ['an offset after a conversion', { conversion: 'line', offset: -5 }, [15276, -2, 0, 6, -65536]],
  ['one bit', { bitShift: 4, dataBitMask: 1 }, [1, 1, 0, 0, 0]],
  ['a field of bits', { bitShift: 8, dataBitMask: 0x7f }, [0x1d, 0x7f, 0, 0, 0]],
  ['a mask alone', { dataBitMask: 0xff }, [0xd6, 0xff, 0, 3, 0]],
  ['a shift alone, of the unsigned bits', { bitShift: 12 }, [1, 15, 0, 0, 8]],
  ['a shift to the left', { bitShift: -1, dataBitMask: 0xf }, [12, 14, 0, 6, 0]],
  ['no mask that is all ones', { dataBitMask: 0xffffffff }, RAW],
  ['a mask of 0, which is none', { dataBitMask: 0 }, RAW],
  [
    'bits through a conversion',
    { bitShift: 4, dataBitMask: 1, conversion: 'line' },
    [7, 7, 5, 5, 5],
  ],
  ['the other byte order', { byteOrder: 'BIG_ENDIAN' }, [-10723, -1, 0, 768, 128]],
  [
    'bits of the other byte order',
    { byteOrder: 'BIG_ENDIAN', dataBitMask: 0xff },
    [0x1d, 0xff, 0, 0, 128],
  ],
];

describe('samples, values', () => {
  beforeAll(async () => {
    await createSession(app, 'values', {
      channels: [S16, TRIPLE, F32, U8],
      conversions: CONVERSIONS,
      parameters: [
        ...CASES.map(([, parameter], i) => ({
          identifier: `p${i}`,
          name: `p${i}`,
          channels: [1],
          ...parameter,
        })),
        { identifier: 'triple', name: 'triple', channels: [2] },
        { identifier: 'float', name: 'float', channels: [3], bitShift: 1, dataBitMask: 255 },
        { identifier: 'valve', name: 'valve', channels: [4], conversion: 'words' },
        {
          identifier: 'own',
          name: 'own',
          channels: [1],
          conversion: 'line',
          format: '<%08.2f>',
          unit: 'Pa',
        },
        { identifier: 'hex', name: 'hex', channels: [4], format: '0x%02X' },
        { identifier: 'shown', name: 'shown', channels: [1], conversion: 'formula' },
      ],
    });
    await write(
      app,
      'values',
      periodic(START, RAW, S16),
      periodic(START, [1.5, 9, 9, -2.5, 8, 8], TRIPLE),
      timestamped(
        3,
        count(5).map((i) => START + BigInt(i)),
        [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.25],
        'FLOATING_POINT_32BIT',
      ),
      timestamped(
        4,
        count(3).map((i) => START + BigInt(i)),
        [1, 0, 200],
        'UNSIGNED_8BIT',
      ),
    );
  });

  async function series(parameter: string, fields: string) {
    const { session } = await app.askData(
      `query ($p: [String!]!) { session(identity: "values") { samples(parameters: $p) { ${fields} } } }`,
      { p: [parameter] },
    );
    return session.samples[0];
  }

  it.each(CASES.map((row, i) => [row[0], `p${i}`, row[2]] as const))(
    'applies %s',
    async (_, parameter, values) => {
      const answer = await series(parameter, 'values rawValues');

      expect(answer.values).toEqual(values);
      const swapped = Buffer.from(toBytes(RAW, 'SIGNED_16BIT')).swap16();
      const isSwapped = CASES[Number(parameter.slice(1))]![1].byteOrder === 'BIG_ENDIAN';
      expect(answer.rawValues).toEqual(
        isSwapped ? RAW.map((_raw, i) => swapped.readInt16LE(i * 2)) : RAW,
      );
    },
  );

  it('takes the first number of a triple', async () => {
    expect((await series('triple', 'values')).values).toEqual([1.5, -2.5]);
  });

  it('ignores shift and mask on floats, and gives null where a value is not finite', async () => {
    const answer = await series('float', 'values rawValues valuesBase64 formatted');

    expect(answer.values).toEqual([0.5, null, null, null, -0.25]);
    expect(answer.rawValues).toEqual(answer.values);
    expect(fromFloatsBase64(answer.valuesBase64)).toEqual([
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -0.25,
    ]);
    expect(answer.formatted).toEqual(['0.500', null, '  inf', ' -inf', '-0.250']);
  });

  it('gives the texts of a table of texts, and formats them', async () => {
    expect(await series('valve', 'values texts formatted')).toEqual({
      values: [1, 0, 200],
      texts: ['open', 'closed', 'odd'],
      formatted: ['open', 'closed', 'odd'],
    });
    expect((await series('triple', 'texts')).texts).toBeNull();
  });

  it.each([
    ['own', '<%08.2f>', 'Pa', '<15281.00>'],
    ['hex', '0x%02X', '', '0x01'],
    ['shown', '%.1f', '', '27497.8'],
    ['p1', '%5.3f', 'bar', '15281.000'],
    ['p0', '%5.3f', '', '7638.000'],
  ])('formats the values of %s', async (parameter, format, unit, formatted) => {
    const answer = await series(parameter, 'formatted parameter { format unit }');

    expect(answer.parameter).toEqual({ format, unit });
    expect(answer.formatted[0]).toBe(formatted);
  });

  it('says the same in every form', async () => {
    const answer = await series(
      'p1',
      `count timestamps timestampsBase64 values valuesBase64 rawValues rawValuesBase64
       ns: times(unit: NANOSECONDS) ms: times(unit: MILLISECONDS) s: times
       session: times(unit: NANOSECONDS, origin: SESSION) epoch: times(origin: EPOCH)`,
    );

    const instants = RAW.map((_, i) => START + BigInt(i) * 10n * MS);
    expect(answer.timestamps).toEqual(instants.map(String));
    expect(fromTimesBase64(answer.timestampsBase64)).toEqual(instants);
    expect(fromFloatsBase64(answer.valuesBase64)).toEqual(answer.values);
    expect(fromFloatsBase64(answer.rawValuesBase64)).toEqual(RAW);
    expect(answer.ns).toEqual([0, 1e7, 2e7, 3e7, 4e7]);
    expect(answer.ms).toEqual([0, 10, 20, 30, 40]);
    expect(answer.s).toEqual([0, 0.01, 0.02, 0.03, 0.04]);
    expect(answer.session).toEqual(answer.ns);
    expect(answer.epoch).toEqual(instants.map((instant) => Number(instant) / 1e9));
    expect(answer.count).toBe(5);
  });

  it('counts times from the window or the session', async () => {
    const { session } = await app.askData(
      `query ($window: WindowInput!) { session(identity: "values") {
        parameter(identifier: "p0") { samples(window: $window) {
          timestamps window: times(unit: MILLISECONDS) session: times(unit: MILLISECONDS, origin: SESSION)
        } }
      } }`,
      { window: { offset: { startTime: String(15n * MS), endTime: String(30n * MS) } } },
    );

    expect(session.parameter.samples).toEqual({
      timestamps: [String(START + 20n * MS), String(START + 30n * MS)],
      window: [5, 15],
      session: [20, 30],
    });
  });

  it('gives one series a parameter, in their order, the same twice too', async () => {
    const { data } = await askRead(app, 'values', ['valve', 'p0', 'valve']);

    expect(data.session.samples.map(({ count: points }: { count: number }) => points)).toEqual([
      3, 5, 3,
    ]);
    expect(data.session.samples[0]).toEqual(data.session.samples[2]);
  });
});

/** Statistics straight from their descriptions. */
function summed(samples: readonly { time: bigint; value: number }[], low: number, high: number) {
  const numbers = samples.filter(({ value }) => !Number.isNaN(value));
  const values = numbers.map(({ value }) => value);
  const minimum = Math.min(...values);
  const maximum = Math.max(...values);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count: samples.length,
    nanCount: samples.length - numbers.length,
    minimum,
    maximum,
    minimumAt: String(numbers.find(({ value }) => value === minimum)?.time),
    maximumAt: String(numbers.find(({ value }) => value === maximum)?.time),
    first: values[0],
    last: values.at(-1),
    outsideWarning: values.filter((value) => value < low || value > high).length,
    mean: expect.closeTo(mean, 9),
    standardDeviation: expect.closeTo(Math.sqrt(squares / (values.length - 1)), 9),
  };
}

const STATISTICS = `count nanCount minimum maximum minimumAt maximumAt first last outsideWarning
  mean standardDeviation`;

describe('statistics', () => {
  const samples = count(5_000).map((i) => ({
    time: START + BigInt(i) * MS,
    value: i % 97 === 0 ? Number.NaN : ((i * 7919) % 2003) / 8 - 100,
  }));
  const channel = {
    channelId: 1,
    dataSource: 'PERIODIC',
    dataType: 'DOUBLE_64BIT',
    interval: MS,
  } as const;

  beforeAll(async () => {
    const parameter = { name: 'p', channels: [1], minimum: -50, maximum: 120 };
    await createSession(app, 'statistics', {
      channels: [channel],
      parameters: [
        { ...parameter, identifier: 'limited' },
        { ...parameter, identifier: 'warned', warningMinimum: 0, warningMaximum: 10 },
        { ...parameter, identifier: 'free', minimum: 0, maximum: 0 },
      ],
    });
    const values = samples.map(({ value }) => value);
    await write(app, 'statistics', periodic(START, values, channel));
    await app.askData(
      'mutation ($laps: [LapInput!]!) { addLaps(session: "statistics", laps: $laps) { applied } }',
      {
        laps: [500, 1_500].map((ms, i) => ({
          number: i + 1,
          startTime: String(START + BigInt(ms) * MS),
        })),
      },
    );
  });

  it.each([
    ['limited', -50, 120],
    ['warned', 0, 10],
    ['free', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('sums up every sample of %s', async (parameter, low, high) => {
    const { session } = await app.askData(
      `query ($p: [String!]!) { session(identity: "statistics") {
        statistics(parameters: $p) { ${STATISTICS} parameter { identifier } }
      } }`,
      { p: [parameter] },
    );

    expect(session.statistics).toEqual([
      { ...summed(samples, low, high), parameter: { identifier: parameter } },
    ]);
  });

  it.each([
    [100, 200],
    [1, 4_998],
    [97, 98],
    [0, 1],
  ])('sums up the samples from %i to %i ms, whatever points are shown', async (from, to) => {
    const range = { startTime: String(samples[from]!.time), endTime: String(samples[to]!.time) };
    const { session } = await app.askData(
      `query ($window: WindowInput!) { session(identity: "statistics") {
        statistics(parameters: ["warned"], window: $window) { ${STATISTICS} }
        parameter(identifier: "warned") { statistics(window: $window) { ${STATISTICS} window { startTime endTime } } }
        samples(parameters: ["warned"], window: $window, resolution: { maxPoints: 4 }) { statistics { ${STATISTICS} } }
      } }`,
      { window: { range } },
    );

    const inside = samples.slice(from, to + 1);
    const numbers = inside.filter(({ value }) => !Number.isNaN(value)).length;
    const expected = {
      ...summed(inside, 0, 10),
      ...(numbers < 2 ? { standardDeviation: null } : {}),
    };
    expect(session.statistics).toEqual([expected]);
    expect(session.parameter.statistics).toEqual({ ...expected, window: range });
    expect(session.samples[0].statistics).toEqual(expected);
  });

  it('has nothing to say without samples', async () => {
    const { session } = await app.askData(
      `{ session(identity: "statistics") {
        statistics(parameters: ["free"], window: { range: { startTime: "0", endTime: "1" } }) { ${STATISTICS} window { startTime } }
      } }`,
    );

    expect(session.statistics).toEqual([
      {
        count: 0,
        nanCount: 0,
        minimum: null,
        maximum: null,
        minimumAt: null,
        maximumAt: null,
        first: null,
        last: null,
        outsideWarning: 0,
        mean: null,
        standardDeviation: null,
        window: null,
      },
    ]);
  });

  it('gives each lap its own samples and statistics', async () => {
    const { session } = await app.askData(
      `{ session(identity: "statistics") { laps {
        number
        samples(parameters: ["free", "warned"]) { timestampsBase64 }
        reduced: samples(parameters: ["free"], resolution: { maxPoints: 50 }) { sourceCount method }
        statistics(parameters: ["free"]) { ${STATISTICS} }
      } } }`,
    );

    const free = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
    for (const [i, part] of [samples.slice(500, 1_500), samples.slice(1_500)].entries()) {
      const lap = session.laps[i];
      expect(lap.samples).toHaveLength(2);
      for (const { timestampsBase64 } of lap.samples) {
        expect(fromTimesBase64(timestampsBase64)).toEqual(part.map(({ time }) => time));
      }
      expect(lap.reduced).toEqual([{ sourceCount: part.length, method: 'MIN_MAX' }]);
      expect(lap.statistics).toEqual([summed(part, ...free)]);
    }
  });
});
