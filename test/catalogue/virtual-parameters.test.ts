import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const PUBLISH = /* GraphQL */ `
  mutation ($input: ConfigurationSetInput!) {
    createConfigurationSet(input: $input) { created warnings { code } }
  }
`;

const SECOND = 1_000_000_000n;
const START = 1_767_225_600n * SECOND;

const doubles = (...values: number[]) =>
  Buffer.from(Float64Array.from(values).buffer).toString('base64');

/** Parameters of a set that only has virtual ones. */
const virtual = (identifier: string, parameters: readonly (readonly [string, string])[]) => ({
  identifier,
  applications: [
    {
      name: 'v',
      parameters: parameters.map(([name, code]) => ({
        identifier: `${name}:v`,
        name,
        function: code,
      })),
    },
  ],
});

describe('virtual parameters', () => {
  let app: TestApp;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ app, stop } = await startTestApp());
    const channel = (channelId: number, interval: bigint) => ({
      channelId,
      dataType: 'DOUBLE_64BIT',
      dataSource: 'PERIODIC',
      interval: String(interval),
    });
    const measured = (name: string, id: number) => ({
      identifier: `${name}:car`,
      name,
      channels: [id],
    });
    const computed = (name: string, code: string, more = {}) => ({
      identifier: `${name}:car`,
      name,
      function: code,
      ...more,
    });
    const input = {
      identifier: 'car',
      applications: [
        {
          name: 'car',
          channels: [channel(0, SECOND), channel(1, 2n * SECOND)],
          conversions: [
            { text: { name: 'state:car', rawValues: [0, 1], texts: ['slow', 'fast'] } },
          ],
          parameters: [
            measured('Speed', 0),
            measured('Gear', 1),
            computed('Ratio', '$Speed:car / $Gear:car'),
            computed('Twice', '$Ratio * 2', { offset: 1 }),
            computed('IsFast', '$Speed > 25', { conversion: 'state:car' }),
            computed('Constant', '42'),
            computed('Missing', '$Nothing:here + 1'),
          ],
        },
      ],
    };
    await app.askData(PUBLISH, { input });
    await app.askData(
      'mutation { createOrUpdateSession(input: { identity: "run", createIfNotExists: { state: OPEN }, updates: [{ setConfigBindings: [{ identifier: "car" }] }] }) { created } }',
    );
    const burst = (channelId: number, at: bigint, interval: bigint, values: number[]) => ({
      periodic: {
        channelId,
        startTimestamp: String(at),
        interval: String(interval),
        samples: values.length,
        buffer: doubles(...values),
      },
    });
    // Speed each second with a gap from 6 to 9; gear every other second.
    await app.askData(
      'mutation ($input: WriteDataInput!) { writeData(input: $input) { accepted } }',
      {
        input: {
          session: 'run',
          messages: [
            burst(0, START, SECOND, [10, 20, 30, 40, 50, 60]),
            burst(0, START + 9n * SECOND, SECOND, [90, 100]),
            burst(1, START, 2n * SECOND, [1, 2, 4, 5, 10, 20]),
          ],
        },
      },
    );
  });
  afterAll(() => stop());

  async function samples(name: string, rest = '') {
    const { session } = await app.askData(
      `{ session(identity: "run") { samples(parameters: ["${name}:car"]${rest}) { times values rawValues texts sourceCount method statistics { count maximum } } } }`,
    );
    return session.samples[0];
  }

  it('are evaluated at each sample of the densest input, the others holding their last', async () => {
    expect(await samples('Ratio')).toMatchObject({
      times: [0, 1, 2, 3, 4, 5, 9, 10],
      values: [10 / 1, 20 / 1, 30 / 2, 40 / 2, 50 / 4, 60 / 4, 90 / 10, 100 / 20],
      rawValues: Array(8).fill(null),
      sourceCount: 8,
      method: null,
      statistics: { count: 8, maximum: 20 },
    });
  });

  it('may refer to other virtual parameters, by name alone, and take an offset', async () => {
    expect((await samples('Twice')).values).toEqual([21, 41, 31, 41, 26, 31, 19, 11]);
  });

  it('pass through a conversion', async () => {
    expect(
      await samples(
        'IsFast',
        ', window: { offset: { startTime: "1000000000", endTime: "3000000000" } }',
      ),
    ).toMatchObject({
      values: [0, 1, 1],
      texts: ['slow', 'fast', 'fast'],
    });
  });

  it('know what slower inputs held before the window', async () => {
    const window = ', window: { offset: { startTime: "5000000000", endTime: "5500000000" } }';
    expect(await samples('Ratio', window)).toMatchObject({ times: [0], values: [15] });
  });

  it('have the gaps of the densest input', async () => {
    expect(await samples('Ratio', ', resolution: { maxPoints: 100 }')).toMatchObject({
      values: [10, 20, 15, 20, 12.5, 15, null, 9, 5],
    });
  });

  it('have no samples when they refer to nothing', async () => {
    expect(await samples('Constant')).toMatchObject({ values: [], sourceCount: 0 });
  });

  it('say which input the session has not', async () => {
    const { errors } = await app.ask(
      '{ session(identity: "run") { samples(parameters: ["Missing:car"]) { values } } }',
    );
    expect(errors).toMatchObject([
      {
        message: '"Missing:car" is computed from "Nothing:here", which the session has not.',
        extensions: { code: 'NOT_FOUND', argument: 'parameters' },
      },
    ]);
  });

  it.each([
    ['itself', [['a', '$a:v + 1']], 'a:v → a:v'],
    [
      'a chain',
      [
        ['a', '$b:v'],
        ['b', '$c'],
        ['c', '$a:v'],
      ],
      'a:v → b:v → c:v → a:v',
    ],
  ] as const)('are refused when they refer to %s', async (_what, parameters, circle) => {
    const { errors } = await app.ask(PUBLISH, { input: virtual('circle', parameters) });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          argument: 'input.applications[0].parameters[0].function',
        },
      },
    ]);
    expect(errors?.[0]?.message).toContain(`in a circle: ${circle}.`);
  });

  it('are refused with the line and column of what cannot be compiled', async () => {
    const { errors } = await app.ask(PUBLISH, {
      input: virtual('broken', [['a', '1 +\n  * 2']]),
    });
    expect(errors?.[0]?.message).toMatch(/^Function of "a:v", line 2, column 3: /);
  });

  it('may form a chain of sixteen, and no longer one', async () => {
    const chain = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => [`p${i}`, i === 0 ? '1' : `$p${i - 1}:v + 1`] as const,
      );
    const short = await app.askData(PUBLISH, { input: virtual('short', chain(16)) });
    expect(short.createConfigurationSet.created).toBe(true);

    const { errors } = await app.ask(PUBLISH, { input: virtual('long', chain(5_000)) });
    expect(errors?.[0]?.message).toContain(
      '"p16:v" is computed from a chain of more than 16 virtual parameters.',
    );
  });

  it('get a warning when they have channels as well', async () => {
    const { createConfigurationSet } = await app.askData(PUBLISH, {
      input: {
        identifier: 'both',
        applications: [
          {
            name: 'v',
            channels: [{ channelId: 0 }],
            parameters: [{ identifier: 'a:v', name: 'a', function: '1', channels: [0] }],
          },
        ],
      },
    });
    expect(createConfigurationSet.warnings).toEqual([{ code: 'CHANNELS_OF_FUNCTION' }]);
  });

  it('of two sets that refer to each other are refused when they are read', async () => {
    const set = (identifier: string, parameter: string, code: string) =>
      app.askData(PUBLISH, { input: virtual(identifier, [[parameter, code]]) });
    await set('half-a', 'a', '$b:v');
    await set('half-b', 'b', '$a:v');
    await app.askData(
      'mutation { createOrUpdateSession(input: { identity: "circle", createIfNotExists: {}, updates: [{ setConfigBindings: [{ identifier: "half-a" }, { identifier: "half-b" }] }, { setTimeRange: { startTime: "0", endTime: "1" } }] }) { created } }',
    );
    const { errors } = await app.ask(
      '{ session(identity: "circle") { samples(parameters: ["a:v"]) { values } } }',
    );
    expect(errors?.[0]?.message).toBe('"a:v" is computed in a circle: a:v → b:v → a:v.');
  });
});
