import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anyRecording,
  anyTwoChannels,
  offsetWindow,
  orNull,
  type RecordedSample,
  recordSession,
  recordTwoChannels,
} from '../support/recorded-samples.ts';
import {
  count,
  createSession,
  fromFloatsBase64,
  MS,
  periodic,
  START,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

const SPEED = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'SIGNED_16BIT',
  interval: 10n * MS,
} as const;
const FINE = { ...SPEED, channelId: 2, interval: 2n * MS } as const;
const GEAR = { channelId: 3, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' } as const;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await createSession(app, 's', {
    channels: [SPEED, FINE, GEAR],
    parameters: [
      { identifier: 'speed', name: 'speed', channels: [1] },
      { identifier: 'both', name: 'both', channels: [1, 2] },
      { identifier: 'gear', name: 'gear', channels: [3] },
      { identifier: 'twice', name: 'twice', function: '$speed * 2' },
    ],
  });
  // Speed at 0, 10 .. 40 ms, a gap, 100, 110 ms; fine at 32, 34 .. 42 ms; gear changes at 5 and 95 ms.
  await write(
    app,
    's',
    periodic(START, [0, 10, 20, 30, 40], SPEED),
    periodic(START + 100n * MS, [100, 110], SPEED),
    periodic(START + 32n * MS, [1, 2, 3, 4, 5, 6], FINE),
    timestamped(3, [START + 5n * MS, START + 95n * MS], [3, 4]),
  );
});
afterAll(() => stop());

const ALIGNED = `count timestamps times(unit: MILLISECONDS)
  columns { parameter { identifier } values valuesBase64 }`;

const QUERY = `query ($id: String!, $p: [String!]!, $window: WindowInput, $interval: Nanoseconds!, $mode: AlignMode) {
  session(identity: $id) { aligned(parameters: $p, window: $window, interval: $interval, mode: $mode) { ${ALIGNED} } }
}`;

const AT = `query ($id: String!, $p: [String!]!, $timestamps: [Nanoseconds!]!, $mode: AlignMode) {
  session(identity: $id) { samplesAt(parameters: $p, timestamps: $timestamps, mode: $mode) { ${ALIGNED} } }
}`;

/** The values of the first parameter on a grid; times in milliseconds. */
async function grid(p: string, from: number, to: number, step: number, mode?: string) {
  const window = offsetWindow(from * 1e6, to * 1e6);
  const interval = String(step * 1e6);
  const { session } = await app.askData(QUERY, { id: 's', p: [p], window, interval, mode });
  return session.aligned.columns[0].values;
}

describe('aligned samples', () => {
  it('are one grid from the start of the window, both ends included', async () => {
    const { session } = await app.askData(QUERY, {
      id: 's',
      p: ['speed', 'gear'],
      window: offsetWindow(1e6, 21e6),
      interval: String(5n * MS),
    });

    expect(session.aligned).toMatchObject({
      count: 5,
      timestamps: [1, 6, 11, 16, 21].map((ms) => String(START + BigInt(ms) * MS)),
      times: [0, 5, 10, 15, 20],
      columns: [
        { parameter: { identifier: 'speed' }, values: [0, 0, 10, 10, 20] },
        { parameter: { identifier: 'gear' }, values: [null, 3, 3, 3, 3] },
      ],
    });
    expect(fromFloatsBase64(session.aligned.columns[1].valuesBase64)).toEqual([NaN, 3, 3, 3, 3]);
  });

  it.each([
    ['HOLD', [10, 10, 20, 20, 30, 30, null]],
    ['LINEAR', [13, 18, 23, 28, 33, 38, null]],
    ['NEAREST', [10, 20, 20, 30, 30, 40, null]],
  ])('take values between samples by %s, also those next to the window', async (mode, values) => {
    expect(await grid('speed', 13, 43, 5, mode)).toEqual(values);
  });

  it('hold the last sample before the window, but not into a gap', async () => {
    expect(await grid('speed', 5, 9, 2)).toEqual([0, 0, 0]);
    expect(await grid('speed', 50, 90, 20)).toEqual([null, null, null]);
    expect(await grid('gear', 50, 110, 30)).toEqual([3, 3, 4]);
  });

  it('regard all channels of a parameter', async () => {
    expect(await grid('both', 27, 45, 3)).toEqual([20, 30, 1, 3, 4, 6, null]);
    expect(await grid('both', 33, 33, 1)).toEqual([1]);
    expect(await grid('both', 31, 31, 1)).toEqual([30]);
  });

  it('regard virtual parameters, with what they held before', async () => {
    expect(await grid('twice', 25, 45, 10)).toEqual([40, 60, null]);
  });

  it('are empty where the session holds no data', async () => {
    const window = { range: { startTime: '0', endTime: '1' } };
    const { session } = await app.askData(QUERY, { id: 's', p: ['speed'], window, interval: '1' });

    expect(session.aligned).toMatchObject({ count: 0, timestamps: [], columns: [{ values: [] }] });
  });
});

describe('samples at chosen instants', () => {
  const at = async (p: string[], ms: readonly number[], mode?: string) => {
    const timestamps = ms.map((one) => String(START + BigInt(one * 1e6)));
    return (await app.askData(AT, { id: 's', p, timestamps, mode })).session.samplesAt;
  };

  it('are given in the order of the instants, whatever it is', async () => {
    const ms = [35, 5, 105, 0, 5, 70, -3, 500];
    const found = await at(['speed', 'gear'], ms);

    expect(found).toMatchObject({
      count: 8,
      timestamps: ms.map((one) => String(START + BigInt(one * 1e6))),
      times: ms.map((one) => one + 3),
      columns: [
        { values: [30, 0, 100, 0, 0, null, null, 110] },
        { values: [3, 3, 4, null, 3, 3, null, 4] },
      ],
    });
  });

  it('take no sample across a gap by NEAREST, nor beyond the ends', async () => {
    const { columns } = await at(['speed'], [-1, 0, 4, 6, 41, 99, 100, 111], 'NEAREST');

    expect(columns[0].values).toEqual([null, 0, 0, 10, null, null, 100, null]);
  });

  it('are none for no instants', async () => {
    expect(await at(['speed'], [])).toMatchObject({ count: 0, columns: [{ values: [] }] });
  });
});

/** The value at an instant, straight from the description. */
function valueAt(samples: readonly RecordedSample[], instant: number, mode: string, reach: number) {
  const before = samples.findLast(({ time }) => time <= instant);
  const after = samples.find(({ time }) => time > instant);
  if (before?.time === instant) return before.value;
  const isGap = before !== undefined && after?.isAfterGap === true;
  if (mode === 'HOLD') return before && !isGap ? before.value : NaN;
  if (mode === 'LINEAR') {
    if (!before || !after || isGap) return NaN;
    const part = (instant - before.time) / (after.time - before.time);
    return before.value * (1 - part) + after.value * part;
  }
  const [since, until] = [
    instant - (before?.time ?? -Infinity),
    (after?.time ?? Infinity) - instant,
  ];
  if ((!before || !after || isGap) && Math.min(since, until) > reach) return NaN;
  return (since <= until ? before : after)?.value ?? NaN;
}

describe('alignment of random sessions', () => {
  it('gives at every instant what the samples about it say', async () => {
    let made = 0;
    const anyRequest = fc.record({
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(300),
      interval: fc.integer({ min: 1, max: 60 }),
      mode: fc.constantFrom('HOLD', 'LINEAR', 'NEAREST'),
    });
    const anyInstants = fc.array(fc.integer({ min: -50, max: 3_000 }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(
        anyRecording,
        fc.array(fc.tuple(anyRequest, anyInstants), { minLength: 6, maxLength: 6 }),
        async (recording, requests) => {
          const { id, c1, c2, end } = await recordSession(app, `aligned-${made++}`, recording);
          for (const [{ from, length, interval, mode }, instants] of requests) {
            const start = Math.floor(from * end);
            const aligned = await app.askData(QUERY, {
              id,
              p: ['c1', 'c2'],
              window: offsetWindow(start, start + length),
              interval: String(interval),
              mode,
            });
            const steps = Math.floor((Math.min(end, start + length) - start) / interval) + 1;
            const expected = [c1, c2].map((samples) => ({
              values: count(steps).map((i) =>
                orNull(valueAt(samples, start + i * interval, mode, interval / 2)),
              ),
            }));
            expect(aligned.session.aligned.columns).toMatchObject(expected);

            const timestamps = instants.map((instant) => String(START + BigInt(instant)));
            const chosen = await app.askData(AT, { id, p: ['c1', 'c2'], timestamps, mode });
            expect(chosen.session.samplesAt.columns).toMatchObject(
              [c1, c2].map((samples) => ({
                values: instants.map((instant) => orNull(valueAt(samples, instant, mode, 0))),
              })),
            );
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('alignment of a parameter with several channels', () => {
  it('gives in every window what the whole session has there', async () => {
    let made = 0;
    const anyPart = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(200),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom('HOLD', 'LINEAR', 'NEAREST'),
    );
    await fc.assert(
      fc.asyncProperty(
        anyTwoChannels,
        fc.array(anyPart, { minLength: 6, maxLength: 6 }),
        async (channels, parts) => {
          const id = `two-${made++}`;
          const { samples, start, end } = await recordTwoChannels(app, id, channels);
          for (const [part, length, interval, mode] of parts) {
            const from = start + Math.floor(part * (end - start));
            const to = Math.min(end, from + length);
            const { session } = await app.askData(QUERY, {
              id,
              p: ['p'],
              window: offsetWindow(from - start, from - start + length),
              interval: String(interval),
              mode,
            });
            expect(session.aligned.columns[0].values).toEqual(
              count(Math.floor((to - from) / interval) + 1).map((i) =>
                orNull(valueAt(samples, from + i * interval, mode, interval / 2)),
              ),
            );
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('alignment of long sessions', () => {
  const LONG = {
    channelId: 1,
    dataSource: 'PERIODIC',
    dataType: 'DOUBLE_64BIT',
    interval: MS,
  } as const;
  const LENGTH = 60_000;

  let limited: TestApp;
  let stopLimited: () => Promise<void>;

  beforeAll(async () => {
    ({ app: limited, stop: stopLimited } = await startTestApp({
      PADDOCK_MAX_POINTS_PER_SERIES: '1000',
      PADDOCK_MAX_POINTS_PER_REQUEST: '1000',
      PADDOCK_MAX_SERIES_PER_REQUEST: '2',
      PADDOCK_MAX_SAMPLES_SCANNED: '20000',
    }));
    await createSession(limited, 's', { channels: [LONG] });
    await write(limited, 's', periodic(START, count(LENGTH), LONG));
  });
  afterAll(() => stopLimited());

  it('looks up instants that are far apart, without reading what lies between', async () => {
    const ask = (interval: bigint) =>
      limited.ask(QUERY, { id: 's', p: ['c1'], interval: String(interval), mode: 'LINEAR' });

    const { data } = await ask(25_000n * MS + 500_000n);
    expect(data.session.aligned.columns[0].values).toEqual([0, 25_000.5, 50_001]);
    expect((await ask(100n * MS)).errors).toMatchObject([
      {
        message:
          'The window holds 59902 samples of this parameter, and one read takes at most 20000. Ask for a shorter window.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'window' },
      },
    ]);
  });

  it.each([
    [['c1'], '0', 'BAD_USER_INPUT', 'interval', 'Expected 1 or more nanoseconds, got 0.'],
    [
      ['c1'],
      String(MS),
      'PAYLOAD_TOO_LARGE',
      'interval',
      'Expected at most 1000 instants, got 60000. Ask for a longer interval or a shorter window.',
    ],
    [
      ['c1', 'c1'],
      String(100n * MS),
      'PAYLOAD_TOO_LARGE',
      'interval',
      'Expected at most 1000 points in all, got 1200. Ask for a longer interval or a shorter window, or fewer parameters.',
    ],
    [
      ['c1', 'c1', 'c1'],
      String(MS),
      'PAYLOAD_TOO_LARGE',
      'parameters',
      'Expected at most 2 parameters, got 3.',
    ],
    [['x'], String(100n * MS), 'NOT_FOUND', 'parameters', 'The session has no parameter "x".'],
  ])('refuses %j every %s ns: %s of %s', async (p, interval, code, argument, message) => {
    const { errors } = await limited.ask(QUERY, { id: 's', p, interval });

    expect(errors).toMatchObject([{ message, extensions: { code, argument } }]);
  });

  it('refuses more chosen instants than a series may have points', async () => {
    const timestamps = count(1_001).map(String);
    const { errors } = await limited.ask(AT, { id: 's', p: ['c1'], timestamps });

    expect(errors).toMatchObject([
      {
        message: 'Expected at most 1000 instants, got 1001. Ask for fewer instants.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'timestamps' },
      },
    ]);
  });
});
