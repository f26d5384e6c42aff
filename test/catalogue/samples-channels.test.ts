import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askRead,
  count,
  createSession,
  periodic,
  read,
  START,
  type TestChannel,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

const dataType = 'DOUBLE_64BIT';
const FINE = { channelId: 1, dataSource: 'PERIODIC', dataType, interval: 10n } as const;
const COARSE = { channelId: 2, dataSource: 'PERIODIC', dataType, interval: 100n } as const;
const COARSEST = { channelId: 3, dataSource: 'PERIODIC', dataType, interval: 1_000n } as const;
const TIMED = { channelId: 4, dataSource: 'TIMESTAMPED', dataType } as const;

/** A session of one parameter `p` that all these channels feed. */
async function newSession(channels: readonly TestChannel[]): Promise<string> {
  const id = `channels-${++made}`;
  const parameter = {
    identifier: 'p',
    name: 'p',
    channels: channels.map(({ channelId }) => channelId),
    warningMinimum: -1e9,
    warningMaximum: 1e9,
  };
  await createSession(app, id, { channels, parameters: [parameter] });
  return id;
}

/** A burst whose values tell the channel by thousands and the time by the rest. */
function burst(channel: TestChannel, from: number, length: number) {
  const interval = Number(channel.interval);
  const values = count(length).map((i) => channel.channelId * 100_000 + from + i * interval);
  return periodic(START + BigInt(from), values, channel);
}

async function relative(id: string, request = {}) {
  const { times, values } = await read(app, id, 'p', request);
  return times.map((time, i) => {
    const value = values[i]!;
    return Number.isNaN(value) ? 'gap' : [Number(time - START), Math.floor(value / 100_000)];
  });
}

describe('samples, of a parameter with several channels', () => {
  it('takes the finer channel where both have data', async () => {
    const id = await newSession([COARSE, FINE]);
    await write(app, id, burst(FINE, 0, 50), burst(COARSE, 0, 5));

    expect(await relative(id)).toEqual(count(50).map((i) => [i * 10, 1]));
  });

  it('lets the coarser channel fill gaps, and what comes before and after', async () => {
    const id = await newSession([FINE, COARSE]);
    await write(app, id, burst(COARSE, 0, 10), burst(FINE, 310, 3), burst(FINE, 680, 2));

    expect(await relative(id, { resolution: { maxPoints: 100 } })).toEqual([
      ...[0, 100, 200, 300].map((time) => [time, 2]),
      ...[310, 320, 330].map((time) => [time, 1]),
      ...[400, 500, 600].map((time) => [time, 2]),
      ...[680, 690].map((time) => [time, 1]),
      ...[700, 800, 900].map((time) => [time, 2]),
    ]);
  });

  it('keeps the gaps that no channel fills', async () => {
    const id = await newSession([FINE, COARSE]);
    await write(app, id, burst(FINE, 0, 2), burst(COARSE, 500, 2), burst(FINE, 1_000, 2));

    expect(await relative(id, { resolution: { maxPoints: 100 } })).toEqual([
      [0, 1],
      [10, 1],
      'gap',
      [500, 2],
      [600, 2],
      'gap',
      [1_000, 1],
      [1_010, 1],
    ]);
  });

  it('takes the finer channel in a window that only part of its blocks touch', async () => {
    const id = await newSession([FINE, COARSE]);
    // A long block of the finer channel, and a short one of the coarser.
    await write(app, id, burst(FINE, 0, 10_000), burst(COARSE, 2_000, 3));

    const window = { offset: { startTime: '2000', endTime: '2050' } };
    expect(await relative(id, { window })).toEqual(
      [2_000, 2_010, 2_020, 2_030, 2_040, 2_050].map((time) => [time, 1]),
    );
  });

  it('shows nothing of the coarser channel in a window between two samples of the finer', async () => {
    const id = await newSession([FINE, COARSE]);
    await write(app, id, burst(FINE, 0, 100), burst(COARSE, 5, 5));

    const window = { offset: { startTime: '104', endTime: '106' } };
    expect(await relative(id, { window })).toEqual([]);
    expect(await relative(id, { window, resolution: { maxPoints: 4 } })).toEqual([]);
  });

  it('ranks samples with their own times by how close they are', async () => {
    const id = await newSession([COARSE, TIMED]);
    const times = count(100).map((i) => START + BigInt(100 + i * 3));
    await write(
      app,
      id,
      burst(COARSE, 0, 6),
      timestamped(
        4,
        times,
        times.map(() => 400_000),
      ),
    );

    expect(await relative(id)).toEqual([
      [0, 2],
      ...times.map((time) => [Number(time - START), 4]),
      [400, 2],
      [500, 2],
    ]);
  });

  it('reads channels alone where the others have no data', async () => {
    const id = await newSession([FINE, COARSE, COARSEST, TIMED]);
    await write(app, id, burst(COARSE, 0, 2_000));

    const series = await read(app, id, 'p', { resolution: { maxPoints: 50 } });
    expect(series).toMatchObject({ sourceCount: 2_000, method: 'MIN_MAX' });
  });

  it('shows in any window what the whole session shows there, and sums up the same', async () => {
    const anyBursts = fc.array(
      fc.record({
        channel: fc.constantFrom(FINE, COARSE, COARSEST),
        from: fc.nat(400),
        length: fc.integer({ min: 1, max: 12 }),
      }),
      { minLength: 2, maxLength: 20, size: 'max' },
    );
    const anyWindows = fc.array(fc.tuple(fc.nat(6_000), fc.nat(3_000)), {
      minLength: 8,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(anyBursts, anyWindows, async (bursts, windows) => {
        const id = await newSession([COARSEST, FINE, COARSE]);
        await write(
          app,
          id,
          ...bursts.map(({ channel, from, length }) => burst(channel, from * 10, length)),
        );
        const whole = await read(app, id, 'p');
        expect(new Set(whole.times).size).toBe(whole.times.length);

        for (const [from, length] of windows) {
          const start = START + BigInt(from);
          const end = start + BigInt(length);
          const window = { range: { startTime: String(start), endTime: String(end) } };
          const part = await read(app, id, 'p', { window });
          const inside = (_: unknown, i: number) =>
            whole.times[i]! >= start && whole.times[i]! <= end;
          expect(part.times).toEqual(whole.times.filter(inside));
          expect(part.values).toEqual(whole.values.filter(inside));
          const { session } = await app.askData(
            `query ($id: String!, $window: WindowInput!) { session(identity: $id) {
              statistics(parameters: ["p"], window: $window) { count minimum }
            } }`,
            { id, window },
          );
          expect(session.statistics).toEqual([
            {
              count: part.values.length,
              minimum: part.values.length > 0 ? Math.min(...part.values) : null,
            },
          ]);
        }
      }),
      { numRuns: 12 },
    );
  });
});

describe('samples, of several configuration sets', () => {
  it('adds the offset of each set to its channels', async () => {
    const channels = [FINE];
    const parameter = (name: string) => ({ identifier: name, name, channels: [1] });
    await createSession(
      app,
      'two-sets',
      { channels, parameters: [parameter('one')] },
      { channels, parameters: [parameter('two')], channelOffset: 1_000 },
    );
    await write(
      app,
      'two-sets',
      burst(FINE, 0, 3),
      periodic(START, [7, 8, 9], { ...FINE, channelId: 1_001 }),
    );

    expect((await read(app, 'two-sets', 'one')).values).toEqual([100_000, 100_010, 100_020]);
    expect((await read(app, 'two-sets', 'two')).values).toEqual([7, 8, 9]);
  });

  it('takes a parameter and a channel from the set bound first', async () => {
    const first = { channels: [FINE], parameters: [{ identifier: 'p', name: 'p', channels: [1] }] };
    const second = {
      channels: [{ ...FINE, dataType: 'SIGNED_8BIT' as const }],
      parameters: [{ identifier: 'p', name: 'other', channels: [1], offset: 1_000 }],
    };
    await createSession(app, 'same-names', first, second);
    await write(app, 'same-names', periodic(START, [1.5, 2.5], FINE));

    expect((await read(app, 'same-names', 'p')).values).toEqual([1.5, 2.5]);
  });

  it('names all parameters that are not there', async () => {
    await createSession(app, 'missing', { channels: [FINE] });

    const { errors } = await askRead(app, 'missing', ['c1', 'no', 'nor']);

    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(errors?.[0]?.message).toContain('"no"');
    expect(errors?.[0]?.message).toContain('"nor"');
    expect(errors?.[0]?.message).not.toContain('"c1"');
  });

  it.each([
    [{ lap: 9 }, 'window.lap', 'The session has no lap 9.'],
    [{ marker: 'm' }, 'window.marker', 'The session has no marker "m".'],
  ])('says that %j is not there', async (window, argument, message) => {
    const id = await newSession([FINE]);
    await write(app, id, burst(FINE, 0, 3));

    const { errors } = await askRead(app, id, ['p'], { window });

    expect(errors).toMatchObject([{ message, extensions: { code: 'NOT_FOUND', argument } }]);
  });

  it.each([
    [{ last: '-1' }, 'window.last', 'Expected a span of 0 or more, got -1.'],
    [
      { range: { startTime: '2', endTime: '1' } },
      'window.range',
      'Expected startTime <= endTime, got 2 > 1.',
    ],
    [
      { offset: { startTime: '2', endTime: '1' } },
      'window.offset',
      'Expected startTime <= endTime, got 2 > 1.',
    ],
  ])('refuses the window %j', async (window, argument, message) => {
    const id = await newSession([FINE]);
    await write(app, id, burst(FINE, 0, 3));

    const { errors } = await askRead(app, id, ['p'], { window });

    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT', argument } }]);
  });
});
