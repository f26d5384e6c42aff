import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, createSession, MS, periodic, START, write } from '../support/sample-session.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

const A = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'DOUBLE_64BIT',
  interval: 10n * MS,
} as const;
const B = { ...A, channelId: 2 } as const;

/** A session of 100 samples from `at` on; its laps begin at 300 and 600 ms. */
async function record(
  own: TestApp,
  id: string,
  at: bigint,
  channels: readonly (typeof A | typeof B)[],
) {
  await createSession(own, id, { channels });
  for (const channel of channels) {
    const values = count(100).map((i) => channel.channelId * 1_000 + i);
    await write(own, id, periodic(at, values, channel));
  }
  const laps = [300n, 600n].map((ms, i) => ({ number: i + 1, startTime: String(at + ms * MS) }));
  await own.askData(
    'mutation ($id: String!, $laps: [LapInput!]!) { addLaps(session: $id, laps: $laps) { applied } }',
    { id, laps },
  );
}

const LATER = START + 86_400_000n * MS;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await record(app, 'one', START, [A, B]);
  await record(app, 'two', LATER, [A]);
  await createSession(app, 'empty', { channels: [A] });
});
afterAll(() => stop());

const COMPARE = `query ($selections: [SampleSelectionInput!]!, $p: [String!]!, $resolution: ResolutionInput, $skipMissing: Boolean) {
  compareSamples(selections: $selections, parameters: $p, resolution: $resolution, skipMissing: $skipMissing) {
    label session { identity } window { startTime endTime }
    series { parameter { identifier } count method times(unit: MILLISECONDS) values }
  }
}`;

async function compare(variables: Readonly<Record<string, unknown>>) {
  return (await app.askData(COMPARE, variables)).compareSamples;
}

describe('comparing samples', () => {
  it('reads the same parameters of several sessions and laps, each from its own start', async () => {
    const found = await compare({
      selections: [
        { session: 'one', window: { lap: 1 }, label: 'first' },
        { session: 'two', window: { lap: 1 } },
        { session: 'one', window: { lap: 2 } },
      ],
      p: ['c1'],
    });

    const lapTimes = count(30).map((i) => i * 10);
    const values = (from: number, length: number) => count(length).map((i) => 1_000 + from + i);
    expect(found).toEqual([
      {
        label: 'first',
        session: { identity: 'one' },
        window: { startTime: String(START + 300n * MS), endTime: String(START + 600n * MS - 1n) },
        series: [
          {
            parameter: { identifier: 'c1' },
            count: 30,
            method: null,
            times: lapTimes,
            values: values(30, 30),
          },
        ],
      },
      expect.objectContaining({
        label: null,
        session: { identity: 'two' },
        series: [expect.objectContaining({ times: lapTimes, values: values(30, 30) })],
      }),
      expect.objectContaining({
        session: { identity: 'one' },
        series: [expect.objectContaining({ count: 40, values: values(60, 40) })],
      }),
    ]);
  });

  it('reduces each series to its own points', async () => {
    const found = await compare({
      selections: [{ session: 'one' }, { session: 'two' }],
      p: ['c1'],
      resolution: { maxPoints: 10 },
    });

    for (const { series } of found) {
      expect(series[0]).toMatchObject({ method: 'MIN_MAX' });
      expect(series[0].count).toBeLessThanOrEqual(10);
    }
  });

  it('has null in place of a parameter that a session lacks, when told so', async () => {
    const found = await compare({
      selections: [{ session: 'two' }, { session: 'one' }],
      p: ['c2', 'c1', 'x', 'c1'],
      skipMissing: true,
    });

    const names = found.map(
      ({ series }: { series: ({ parameter: { identifier: string } } | null)[] }) =>
        series.map((one) => one?.parameter.identifier ?? null),
    );
    expect(names).toEqual([
      [null, 'c1', null, 'c1'],
      ['c2', 'c1', null, 'c1'],
    ]);
  });

  it('has no points of a session without data', async () => {
    expect(await compare({ selections: [{ session: 'empty' }], p: ['c1'] })).toMatchObject([
      { window: null, series: [{ count: 0, values: [] }] },
    ]);
  });

  it('looks for all sessions at once', async () => {
    const statements = async (selections: readonly object[]) => {
      app.takeStatements();
      await app.askData(
        'query ($selections: [SampleSelectionInput!]!) { compareSamples(selections: $selections, parameters: []) { session { identity } } }',
        { selections },
      );
      return app.takeStatements().filter((sql) => /FROM\s+"Session"/.test(sql)).length;
    };

    const both = [{ session: 'one' }, { session: 'two' }, { session: 'one' }];
    expect(await statements(both)).toBe(await statements([{ session: 'one' }]));
  });

  it.each([
    [
      [{ session: 'one' }, { session: 'two' }],
      ['c1', 'c2'],
      'selections[1]',
      'NOT_FOUND',
      'Selection 1 ("two"): The session has no parameter "c2".',
    ],
    [
      [{ session: 'one' }, { session: 'gone' }],
      ['c1'],
      'selections[1].session',
      'NOT_FOUND',
      'Selection 1 ("gone"): Session "gone" was not found.',
    ],
    [
      [{ session: 'one' }, { session: 'one', window: { lap: 7 } }],
      ['c1'],
      'selections[1].window.lap',
      'NOT_FOUND',
      'Selection 1 ("one"): The session has no lap 7.',
    ],
    [
      [{ session: 'one', window: { last: '-1' } }],
      ['c1'],
      'selections[0].window.last',
      'BAD_USER_INPUT',
      'Selection 0 ("one"): Expected a span of 0 or more, got -1.',
    ],
  ])('names the selection at fault: %j of %j', async (selections, p, argument, code, message) => {
    const { errors } = await app.ask(COMPARE, { selections, p });

    expect(errors).toMatchObject([{ message, extensions: { code, argument } }]);
  });

  it('refuses a resolution that is out of range, whichever selection', async () => {
    const resolution = { maxPoints: 1 };
    const { errors } = await app.ask(COMPARE, {
      selections: [{ session: 'one' }],
      p: ['c1'],
      resolution,
    });

    expect(errors).toMatchObject([
      {
        message: 'Expected 4 to 1000000 points, got 1.',
        extensions: { code: 'BAD_USER_INPUT', argument: 'resolution.maxPoints' },
      },
    ]);
  });

  it('refuses more series or points than a request may have', async () => {
    const small = await createTestApp({
      PADDOCK_MAX_SERIES_PER_REQUEST: '3',
      PADDOCK_MAX_POINTS_PER_REQUEST: '150',
    });
    await record(small, 'one', START, [A]);
    const selection = { session: 'one' };

    const many = await small.ask(COMPARE, { selections: [selection, selection], p: ['c1', 'c1'] });
    expect(many.errors).toMatchObject([
      {
        message:
          'Expected at most 3 series in all, got 4. Ask for fewer selections, or for fewer parameters.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'selections' },
      },
    ]);
    const long = await small.ask(COMPARE, { selections: [selection, selection], p: ['c1'] });
    expect(long.errors).toMatchObject([
      {
        message:
          'Expected at most 150 points in all, got more. Ask for fewer points, selections or parameters.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'resolution' },
      },
    ]);
  });
});
