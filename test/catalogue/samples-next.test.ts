import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anyRecording,
  anyTwoChannels,
  orNull,
  type RecordedSample,
  recordSession,
  recordTwoChannels,
} from '../support/recorded-samples.ts';
import {
  count,
  createSession,
  MS,
  periodic,
  START,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

const FAST = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'DOUBLE_64BIT',
  interval: MS,
} as const;
const SLOW = { ...FAST, channelId: 2, interval: 100n * MS } as const;
const RARE = { channelId: 3, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' } as const;
const LENGTH = 20_000;
const HOUR = 3_600_000;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await createSession(app, 's', {
    channels: [FAST, SLOW, RARE],
    parameters: [
      { identifier: 'fast', name: 'fast', channels: [1] },
      { identifier: 'both', name: 'both', channels: [1, 2] },
      { identifier: 'rare', name: 'rare', channels: [3] },
      { identifier: 'sum', name: 'sum', function: '$fast + 1' },
      { identifier: 'none', name: 'none', channels: [] },
    ],
  });
  // Fast for 20 s, a pause of an hour, then fast for 20 s again; slow for the first 21 s; rare at both ends.
  await write(app, 's', periodic(START, count(LENGTH), FAST));
  await write(app, 's', periodic(START + BigInt(HOUR) * MS, count(LENGTH), FAST));
  await write(app, 's', periodic(START, count(210), SLOW));
  await write(app, 's', timestamped(3, [START, START + BigInt(HOUR) * MS], [-1, -2]));
});
afterAll(() => stop());

const FIELDS =
  'count sourceCount method timestamps times(unit: MILLISECONDS) values window { startTime endTime }';

const NEXT = `query ($id: String!, $p: String!, $from: Nanoseconds!, $count: Int!, $direction: ReadDirection) {
  session(identity: $id) { parameter(identifier: $p) {
    nextSamples(from: $from, count: $count, direction: $direction) { ${FIELDS} }
  } }
}`;

const LATEST = `query ($p: String!, $count: Int!) {
  session(identity: "s") { parameter(identifier: $p) { latestSamples(count: $count) { ${FIELDS} } } }
}`;

/** The next samples, as milliseconds after the start and values. */
async function next(p: string, ms: number, length: number, direction?: string) {
  const from = String(START + BigInt(Math.round(ms * 1e6)));
  const { session } = await app.askData(NEXT, { id: 's', p, from, count: length, direction });
  const { timestamps, values } = session.parameter.nextSamples;
  return timestamps.map((time: string, i: number) => [
    Number(BigInt(time) - START) / 1e6,
    values[i],
  ]);
}

describe('next samples', () => {
  it('are the first at or after an instant, or the last at or before it, in order of time', async () => {
    expect(await next('fast', 5, 3)).toEqual([
      [5, 5],
      [6, 6],
      [7, 7],
    ]);
    expect(await next('fast', 5.5, 2, 'FORWARD')).toEqual([
      [6, 6],
      [7, 7],
    ]);
    expect(await next('fast', 5, 3, 'BACKWARD')).toEqual([
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    expect(await next('fast', 5.5, 2, 'BACKWARD')).toEqual([
      [4, 4],
      [5, 5],
    ]);
  });

  it('reach across a pause', async () => {
    expect(await next('fast', LENGTH - 1, 2)).toEqual([
      [LENGTH - 1, LENGTH - 1],
      [HOUR, 0],
    ]);
    expect(await next('fast', HOUR, 2, 'BACKWARD')).toEqual([
      [LENGTH - 1, LENGTH - 1],
      [HOUR, 0],
    ]);
    expect(await next('rare', 1, 5)).toEqual([[HOUR, -2]]);
    expect(await next('rare', HOUR, 5, 'BACKWARD')).toEqual([
      [0, -1],
      [HOUR, -2],
    ]);
  });

  it('are fewer where there are no more, and none beyond the session', async () => {
    expect(await next('fast', -100, 2)).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(await next('fast', 1, 5, 'BACKWARD')).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(await next('fast', 2 * HOUR, 5)).toEqual([]);
    expect(await next('fast', -1, 5, 'BACKWARD')).toEqual([]);
    expect(await next('none', 0, 5)).toEqual([]);
  });

  it('join the channels of a parameter as reading all of them does', async () => {
    expect(await next('both', LENGTH - 1, 4)).toEqual([
      [LENGTH - 1, LENGTH - 1],
      [20_000, 200],
      [20_100, 201],
      [20_200, 202],
    ]);
    expect(await next('both', 20_050, 3, 'BACKWARD')).toEqual([
      [LENGTH - 2, LENGTH - 2],
      [LENGTH - 1, LENGTH - 1],
      [20_000, 200],
    ]);
    expect(await next('both', 20_900, 12, 'BACKWARD')).toHaveLength(12);
  });

  it('are computed for virtual parameters', async () => {
    expect(await next('sum', 10, 2)).toEqual([
      [10, 11],
      [11, 12],
    ]);
    expect(await next('sum', HOUR, 2, 'BACKWARD')).toEqual([
      [LENGTH - 1, LENGTH],
      [HOUR, 1],
    ]);
  });

  it('say from where to where they reach, and count times from there', async () => {
    const ask = async (direction: string) => {
      const variables = {
        id: 's',
        p: 'fast',
        from: String(START + 5_500_000n),
        count: 2,
        direction,
      };
      return (await app.askData(NEXT, variables)).session.parameter.nextSamples;
    };

    expect(await ask('FORWARD')).toMatchObject({
      count: 2,
      sourceCount: 2,
      method: null,
      times: [0.5, 1.5],
      window: { startTime: String(START + 5_500_000n), endTime: String(START + 7n * MS) },
    });
    expect(await ask('BACKWARD')).toMatchObject({
      times: [0, 1],
      window: { startTime: String(START + 4n * MS), endTime: String(START + 5_500_000n) },
    });
  });

  it.each([0, -1, 1_000_001])('refuses to read %i samples', async (length) => {
    const { errors } = await app.ask(NEXT, { id: 's', p: 'fast', from: '0', count: length });

    expect(errors).toMatchObject([
      {
        message: `Expected 1 to 1000000 samples, got ${length}.`,
        extensions: { code: 'BAD_USER_INPUT', argument: 'count' },
      },
    ]);
  });
});

describe('latest samples', () => {
  it('are the last, however long ago', async () => {
    const ask = async (p: string, length: number) =>
      (await app.askData(LATEST, { p, count: length })).session.parameter.latestSamples;

    expect((await ask('fast', 3)).values).toEqual([LENGTH - 3, LENGTH - 2, LENGTH - 1]);
    expect((await ask('rare', 1)).values).toEqual([-2]);
    expect((await ask('both', 2)).values).toEqual([LENGTH - 2, LENGTH - 1]);
    expect((await ask('fast', 30_000)).count).toBe(30_000);
    expect((await ask('fast', 50_000)).count).toBe(2 * LENGTH);
  });
});

/** All samples as [instant, value], page by page. */
async function walk(id: string, p: string, length: number, direction: string, from: bigint) {
  const isForward = direction === 'FORWARD';
  const pages: [string, number | null][][] = [];
  for (let cursor = from; ; ) {
    const variables = { id, p, from: String(cursor), count: length, direction };
    const { session } = await app.askData(NEXT, variables);
    const { timestamps, values } = session.parameter.nextSamples;
    if (timestamps.length === 0) break;
    pages.push(timestamps.map((time: string, i: number) => [time, values[i]]));
    cursor = isForward ? BigInt(timestamps.at(-1)) + 1n : BigInt(timestamps[0]) - 1n;
  }
  expect(pages.slice(0, -1).every((page) => page.length === length)).toBe(true);
  return (isForward ? pages : pages.toReversed()).flat();
}

describe('next samples of random sessions', () => {
  const toPairs = (samples: readonly RecordedSample[]) =>
    samples.map(({ time, value }) => [String(START + BigInt(time)), orNull(value)]);

  it('walk through all samples, page by page, in both directions', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(anyRecording, fc.integer({ min: 1, max: 15 }), async (recording, length) => {
        const { id, c1, c2, end } = await recordSession(app, `next-${made++}`, recording);
        const last = START + BigInt(end);
        for (const [p, samples] of [
          ['c1', c1],
          ['c2', c2],
        ] as const) {
          expect(await walk(id, p, length, 'FORWARD', START)).toEqual(toPairs(samples));
          expect(await walk(id, p, length, 'BACKWARD', last)).toEqual(toPairs(samples));
        }
      }),
      { numRuns: 8 },
    );
  });

  it('walk through what several channels give together', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        anyTwoChannels,
        fc.integer({ min: 2, max: 25 }),
        async (channels, length) => {
          const id = `next-two-${made++}`;
          const { samples, start, end } = await recordTwoChannels(app, id, channels);
          const [first, last] = [START + BigInt(start), START + BigInt(end)];
          expect(await walk(id, 'p', length, 'FORWARD', first)).toEqual(toPairs(samples));
          expect(await walk(id, 'p', length, 'BACKWARD', last)).toEqual(toPairs(samples));
        },
      ),
      { numRuns: 8 },
    );
  });
});
