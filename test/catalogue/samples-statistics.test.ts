import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  count,
  createSession,
  MS,
  periodic,
  START,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

const A = { channelId: 1, dataSource: 'PERIODIC', dataType: 'DOUBLE_64BIT', interval: MS } as const;
const B = { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' } as const;

const GAP_AT = 7_000;
/** 10,000 samples with a gap of a second before sample 7,000. */
const SAMPLES = count(10_000).map((i) => ({
  ms: i + (i < GAP_AT ? 0 : 1_000),
  value: i % 89 === 0 ? Number.NaN : ((i * 7919) % 2003) / 8 - 100,
}));
const TIMED = count(50).map((i) => ({ ms: i * i, value: (i % 7) - 3 }));

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await createSession(app, 's', {
    channels: [A, B],
    parameters: [
      { identifier: 'c1', name: 'c1', channels: [1] },
      { identifier: 'c2', name: 'c2', channels: [2] },
      { identifier: 'twice', name: 'twice', function: '$c1 * 2' },
    ],
  });
  const values = SAMPLES.map(({ value }) => value);
  await write(
    app,
    's',
    periodic(START, values.slice(0, GAP_AT), A),
    periodic(START + BigInt(SAMPLES[GAP_AT]!.ms) * MS, values.slice(GAP_AT), A),
    timestamped(
      2,
      TIMED.map(({ ms }) => START + BigInt(ms) * MS),
      TIMED.map(({ value }) => value),
    ),
  );
  const laps = [1_000n, 3_000n, 6_000n].map((ms, i) => ({
    number: i + 1,
    startTime: String(START + ms * MS),
  }));
  await app.askData(
    'mutation ($laps: [LapInput!]!) { addLaps(session: "s", laps: $laps) { applied } }',
    { laps },
  );
});
afterAll(() => stop());

const FURTHER = `sum range delta absoluteMean geometricMean heldTime timeWeightedMean timeWeightedDeviation
  regression { slope intercept rSquared slopePerSecond }`;

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
const close = (value: number) => expect.closeTo(value, 6);

/** Statistics straight from their descriptions. */
function further(samples: readonly { ms: number; value: number }[]) {
  const positioned = samples.map((sample, i) => ({ ...sample, x: i + 1, next: samples[i + 1] }));
  const numbers = positioned.filter(({ value }) => !Number.isNaN(value));
  const values = numbers.map(({ value }) => value);
  const n = values.length;
  const mean = sum(values) / n;
  const slopeOf = (xs: readonly number[]) => {
    const meanX = sum(xs) / n;
    return {
      slope:
        sum(values.map((y, i) => (xs[i]! - meanX) * (y - mean))) /
        sum(xs.map((x) => (x - meanX) ** 2)),
      meanX,
    };
  };
  const { slope, meanX } = slopeOf(numbers.map(({ x }) => x));
  const intercept = mean - slope * meanX;
  const rest = sum(numbers.map(({ x, value }) => (value - intercept - slope * x) ** 2));
  const held = numbers
    .filter(({ ms, next }) => next && next.ms - ms < 1_000)
    .map(({ ms, value, next }) => ({ value, weight: next!.ms - ms }));
  const weight = sum(held.map((one) => one.weight));
  const weighted = sum(held.map((one) => one.value * one.weight)) / weight;
  const positive = values.filter((value) => value > 0);
  return {
    sum: close(sum(values)),
    range: Math.max(...values) - Math.min(...values),
    delta: values.at(-1)! - values[0]!,
    absoluteMean: close(sum(values.map(Math.abs)) / n),
    geometricMean: close(Math.exp(sum(positive.map(Math.log)) / positive.length)),
    heldTime: String(BigInt(weight) * MS),
    timeWeightedMean: close(weighted),
    timeWeightedDeviation: close(
      Math.sqrt(sum(held.map((one) => one.weight * (one.value - weighted) ** 2)) / weight),
    ),
    regression: {
      slope: close(slope),
      intercept: close(intercept),
      rSquared: close(1 - rest / sum(values.map((value) => (value - mean) ** 2))),
      slopePerSecond: close(slopeOf(numbers.map(({ ms }) => ms / 1_000)).slope),
    },
  };
}

const within = (samples: typeof SAMPLES, from: number, to: number) =>
  samples.filter(({ ms }) => ms >= from && ms <= to);

describe('further statistics', () => {
  it.each([
    [0, 11_000],
    [500, 2_500],
    [6_990, 8_010],
  ])('are summed up over every sample from %i to %i ms', async (from, to) => {
    const window = { offset: { startTime: String(from * 1e6), endTime: String(to * 1e6) } };
    const { session } = await app.askData(
      `query ($window: WindowInput!) { session(identity: "s") {
        statistics(parameters: ["c1", "c2"], window: $window) { ${FURTHER} }
        parameter(identifier: "c1") { statistics(window: $window) { ${FURTHER} } }
      } }`,
      { window },
    );

    const expected = further(within(SAMPLES, from, to));
    expect(session.statistics[0]).toEqual(expected);
    expect(session.parameter.statistics).toEqual(expected);
    const timed = within(TIMED, from, to);
    if (timed.length > 2) expect(session.statistics[1]).toEqual(further(timed));
  });

  it('are computed for virtual parameters', async () => {
    const { session } = await app.askData(
      '{ session(identity: "s") { statistics(parameters: ["twice", "c1"]) { sum absoluteMean } } }',
    );

    const [twice, once] = session.statistics;
    expect(twice.sum).toBeCloseTo(2 * once.sum, 6);
    expect(twice.absoluteMean).toBeCloseTo(2 * once.absoluteMean, 9);
  });

  it('have nothing to say without samples', async () => {
    const { session } = await app.askData(
      `{ session(identity: "s") {
        statistics(parameters: ["c1"], window: { range: { startTime: "0", endTime: "1" } }) { ${FURTHER} }
      } }`,
    );

    expect(session.statistics).toEqual([
      {
        sum: null,
        range: null,
        delta: null,
        absoluteMean: null,
        geometricMean: null,
        heldTime: '0',
        timeWeightedMean: null,
        timeWeightedDeviation: null,
        regression: null,
      },
    ]);
  });

  it('read the samples once for all of them, and not at all for the usual ones', async () => {
    const blocksRead = async (fields: string) => {
      app.takeStatements();
      await app.askData(
        `{ session(identity: "s") { statistics(parameters: ["c1"]) { ${fields} } } }`,
      );
      return app.takeStatements().filter((sql) => /"data"/.test(sql)).length;
    };

    const usual = await blocksRead('mean');
    expect(await blocksRead('sum range delta mean')).toBe(usual);
    expect(await blocksRead(FURTHER)).toBe(await blocksRead('absoluteMean'));
  });
});

describe('a table of laps', () => {
  const TABLE = `query ($p: [String!]!, $laps: [Int!]) { session(identity: "s") {
    lapStatistics(parameters: $p, laps: $laps) {
      lap { number }
      statistics { parameter { identifier } count minimum sum absoluteMean }
    }
    laps { number statistics(parameters: $p) { parameter { identifier } count minimum sum absoluteMean } }
  } }`;

  it('has the statistics of each lap and parameter', async () => {
    const { session } = await app.askData(TABLE, { p: ['c1', 'c2'] });

    expect(session.lapStatistics.map(({ lap }: { lap: { number: number } }) => lap.number)).toEqual(
      [1, 2, 3],
    );
    for (const [i, [from, to]] of [
      [1_000, 2_999],
      [3_000, 5_999],
      [6_000, 20_000],
    ].entries()) {
      const row = session.lapStatistics[i].statistics;
      expect(row).toEqual(session.laps[i].statistics);
      for (const [k, samples] of [SAMPLES, TIMED].entries()) {
        const values = within(samples, from!, to!).map(({ value }) => value);
        const numbers = values.filter((value) => !Number.isNaN(value));
        expect(row[k]).toMatchObject({
          parameter: { identifier: `c${k + 1}` },
          count: values.length,
          minimum: numbers.length > 0 ? Math.min(...numbers) : null,
          sum: numbers.length > 0 ? close(sum(numbers)) : null,
        });
      }
    }
  });

  it('has the laps that are asked for, in that order', async () => {
    const { session } = await app.askData(TABLE, { p: ['c1'], laps: [3, 1, 3] });

    expect(session.lapStatistics.map(({ lap }: { lap: { number: number } }) => lap.number)).toEqual(
      [3, 1, 3],
    );
    expect(session.lapStatistics[0]).toEqual(session.lapStatistics[2]);
  });

  it('refuses laps and parameters that are not there', async () => {
    expect((await app.ask(TABLE, { p: ['c1'], laps: [1, 9] })).errors).toMatchObject([
      {
        message: 'The session has no lap 9.',
        extensions: { code: 'NOT_FOUND', argument: 'laps[1]' },
      },
    ]);
    const { errors } = await app.ask(
      '{ session(identity: "s") { lapStatistics(parameters: ["x"]) { lap { number } } } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND', argument: 'parameters' } }]);
  });

  it('refuses more laps or parameters than it may have', async () => {
    const small = await createTestApp({
      PADDOCK_MAX_SERIES_PER_REQUEST: '1',
      PADDOCK_MAX_PAGE_SIZE: '1',
      PADDOCK_DEFAULT_PAGE_SIZE: '1',
    });
    await createSession(small, 's', { channels: [A] });
    await write(small, 's', periodic(START, [1, 2], A));
    const laps = [1, 2].map((number) => ({ number, startTime: String(START) }));
    await small.askData(
      'mutation ($laps: [LapInput!]!) { addLaps(session: "s", laps: $laps) { applied } }',
      { laps },
    );
    const ask = async (parameters: readonly string[]) => {
      const { errors } = await small.ask(
        'query ($p: [String!]!) { session(identity: "s") { lapStatistics(parameters: $p) { lap { number } } } }',
        { p: parameters },
      );
      return errors;
    };

    expect(await ask(['c1', 'c1'])).toMatchObject([
      {
        message: 'Expected at most 1 parameters, got 2.',
        extensions: { code: 'PAYLOAD_TOO_LARGE' },
      },
    ]);
    expect(await ask(['c1'])).toMatchObject([
      { message: 'Expected at most 1 laps, got 2.', extensions: { code: 'PAYLOAD_TOO_LARGE' } },
    ]);
  });
});
