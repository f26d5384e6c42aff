import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  count,
  createSession,
  type Message,
  MS,
  PERIODIC_S16,
  periodic,
  read,
  readBlocks,
  readChannel,
  START,
  samplesOf,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const CAPACITY = 4_096;
const STEP = 10n * MS;

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

/** A session with channel 1, PERIODIC s16 every 10 ms, and channel 2, TIMESTAMPED double. */
async function newSession(): Promise<string> {
  const identity = `blocks-${++made}`;
  await createSession(app, identity, {
    channels: [PERIODIC_S16, { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' }],
  });
  return identity;
}

/** Time of the sample at a place of the channel's grid. */
const at = (index: number) => START + BigInt(index) * STEP;
/** Samples from one place up to another, each telling its place. */
const burst = (from: number, to: number) =>
  periodic(
    at(from),
    count(to - from).map((i) => (from + i) % 30_000),
  );

/** Sizes of full blocks. */
const full = (blocks: number) => count(blocks).map(() => CAPACITY);

async function sizes(id: string, channel: number): Promise<number[]> {
  return (await readBlocks(app, id, [channel])).map(({ sampleCount }) => sampleCount);
}

describe('writeData, merging bursts into blocks', () => {
  it('keeps 2,000 bursts of 10 samples in full blocks', async () => {
    const id = await newSession();
    for (let from = 0; from < 20_000; from += 2_000) {
      const messages = count(200).map((i) => burst(from + 10 * i, from + 10 * i + 10));
      await write(app, id, ...messages);
    }

    expect(await sizes(id, 1)).toEqual([...full(4), 20_000 - 4 * CAPACITY]);
    const { values } = await read(app, id, 'c1');
    expect(values).toEqual(count(20_000));
  });

  it('merges bursts of separate writes', async () => {
    const id = await newSession();
    for (let i = 0; i < 40; i++) await write(app, id, burst(10 * i, 10 * i + 10));

    expect(await sizes(id, 1)).toEqual([400]);
    expect(await readChannel(app, id, 1)).toMatchObject({ sampleCount: 400, byteLength: 800 });
  });

  it('merges bursts that come the newest first', async () => {
    const id = await newSession();
    for (let from = 19_800; from >= 0; from -= 600) {
      const messages = count(20).map((i) => burst(from + 570 - 30 * i, from + 600 - 30 * i));
      await write(app, id, ...messages);
    }

    const blocks = await sizes(id, 1);
    // One block more than there must be, since full ones are not cut anew.
    expect(blocks.length).toBeLessThanOrEqual(Math.ceil(20_400 / CAPACITY) + 1);
    expect((await read(app, id, 'c1')).values).toEqual(count(20_400));
  });

  it('cuts a burst of more than a block', async () => {
    const id = await newSession();

    await write(app, id, burst(0, 10), burst(10, 2 * CAPACITY + 20));

    expect(await sizes(id, 1)).toEqual([CAPACITY, CAPACITY, 20]);
  });

  it('merges rows and timestamped bursts, whatever lies between their times', async () => {
    const id = await newSession();
    const messages = count(300).map((i) => timestamped(2, [START + BigInt(i * i)], [i]));

    await write(app, id, ...messages.slice(0, 100));
    await write(app, id, ...messages.slice(100));

    expect(await sizes(id, 2)).toEqual([300]);
  });

  it('goes on in a block after a gap, with the times of its samples', async () => {
    const id = await newSession();

    await write(app, id, burst(0, 5), burst(6, 10), burst(10, 12));

    const blocks = await readBlocks(app, id, [1]);
    expect(blocks).toMatchObject([
      { startTime: String(at(0)), endTime: String(at(11)), sampleCount: 11 },
    ]);
    expect(samplesOf(blocks).times).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11].map(at));
    const { values } = await read(app, id, 'c1', { resolution: { maxPoints: 100 } });
    expect(values).toEqual([0, 1, 2, 3, 4, Number.NaN, 6, 7, 8, 9, 10, 11]);
  });

  it('starts a new block where differences of times would not be exact', async () => {
    const id = await newSession();
    const times = [START, START + 2n ** 52n, START + 2n ** 52n + 1n, START + 2n ** 53n + 1n];

    await write(app, id, timestamped(2, times.slice(0, 3), [0, 1, 2]));
    await write(app, id, timestamped(2, times.slice(3), [3]));

    expect(await sizes(id, 2)).toEqual([2, 2]);
    expect(samplesOf(await readBlocks(app, id)).times).toEqual(times);
  });

  it('keeps blocks as they are once the session is closed', async () => {
    const id = await newSession();
    await write(app, id, burst(0, 100), burst(200, 300));
    await app.askData('mutation ($id: String!) { endSession(identity: $id) { applied } }', { id });
    const before = await readBlocks(app, id);

    await app.askData(
      'mutation ($input: CreateOrUpdateSessionInput!) { createOrUpdateSession(input: $input) { applied } }',
      { input: { identity: id, updates: [{ setIdentifier: 'Renamed' }] } },
    );
    await read(app, id, 'c1', { resolution: { maxPoints: 10 } });

    expect(await readBlocks(app, id)).toEqual(before);
  });
});

describe('writeData, writing again', () => {
  it('changes nothing when the same burst comes again', async () => {
    const id = await newSession();
    await write(app, id, burst(0, 50));
    const before = await readBlocks(app, id);

    const payload = await write(app, id, burst(0, 50));

    expect(payload).toMatchObject({ accepted: 1, sampleCount: 0, duplicates: 50, replaced: 0 });
    expect(await readBlocks(app, id)).toEqual(before);
    expect(await readChannel(app, id, 1)).toMatchObject({ sampleCount: 50, byteLength: 100 });
  });

  it('counts the same burst twice in one write as a duplicate', async () => {
    const id = await newSession();

    const payload = await write(app, id, burst(0, 5), burst(5, 9), burst(0, 5));

    expect(payload).toMatchObject({ sampleCount: 9, duplicates: 5, replaced: 0 });
  });

  it.each([
    ['begins before', 15, 45, 5],
    ['goes on after', 30, 80, 20],
    ['begins before and goes on after', 10, 70, 20],
    ['lies within', 25, 35, 0],
  ])('stores what is new of a retry that %s what is stored', async (_, from, to, fresh) => {
    const id = await newSession();
    await write(app, id, burst(20, 60));

    const payload = await write(app, id, burst(from, to));

    expect(payload).toMatchObject({ sampleCount: fresh, replaced: 0 });
    const first = Math.min(from, 20);
    expect((await read(app, id, 'c1')).values).toEqual(
      count(Math.max(to, 60) - first).map((i) => first + i),
    );
    expect(await sizes(id, 1)).toHaveLength(1);
  });

  it('fills a gap with late data, and joins the blocks around it', async () => {
    const id = await newSession();
    await write(app, id, burst(0, 10), burst(20, 30));

    const payload = await write(app, id, burst(10, 20));

    expect(payload).toMatchObject({ sampleCount: 10, duplicates: 0, replaced: 0 });
    expect((await read(app, id, 'c1')).values).toEqual(count(30));
    expect(await sizes(id, 1)).toEqual([30]);
  });

  it('fills several gaps with one burst over all of them', async () => {
    const id = await newSession();
    await write(app, id, burst(0, 3), burst(5, 6), burst(9, 20), burst(40, 50));

    const payload = await write(app, id, burst(0, 45));

    expect(payload).toMatchObject({ sampleCount: 25, duplicates: 20, replaced: 0 });
    expect((await read(app, id, 'c1')).values).toEqual(count(50));
    expect(await readChannel(app, id, 1)).toMatchObject({ sampleCount: 50, byteLength: 100 });
  });

  it('merges interleaved bursts by time', async () => {
    const id = await newSession();
    const even = count(100).map((i) => 2 * i);
    const odd = even.map((i) => i + 1);
    const send = (numbers: number[]) =>
      timestamped(
        2,
        numbers.map((i) => START + BigInt(i)),
        numbers,
      );
    await write(app, id, send(even));

    const payload = await write(app, id, send(odd));

    expect(payload).toMatchObject({ sampleCount: 100, duplicates: 0, replaced: 0 });
    expect((await read(app, id, 'c2')).values).toEqual(count(200));
    expect(await sizes(id, 2)).toEqual([200]);
  });

  it('replaces samples by other values of their times, and counts them', async () => {
    const id = await newSession();
    await write(app, id, burst(0, 30));

    const payload = await write(app, id, periodic(at(10), [10, 11, -1, -1, 14]));

    expect(payload).toMatchObject({ sampleCount: 2, duplicates: 3, replaced: 2 });
    const { values } = await read(app, id, 'c1');
    expect(values.slice(9, 16)).toEqual([9, 10, 11, -1, -1, 14, 15]);
    expect(await readChannel(app, id, 1)).toMatchObject({ sampleCount: 30, byteLength: 60 });
  });

  it('tells NaN from NaN and 0 from -0 by their bits', async () => {
    const id = await newSession();
    const times = [START, START + 1n, START + 2n];
    await write(app, id, timestamped(2, times, [Number.NaN, 0, 1]));

    const payload = await write(app, id, timestamped(2, times, [Number.NaN, -0, 1]));

    expect(payload).toMatchObject({ sampleCount: 1, duplicates: 2, replaced: 1 });
  });

  it('keeps both of two grids that do not meet', async () => {
    const id = await newSession();
    await write(app, id, burst(0, 50));

    const payload = await write(app, id, periodic(at(10) + 4n * MS, [-1, -2, -3]));

    expect(payload).toMatchObject({ sampleCount: 3, duplicates: 0, replaced: 0 });
    const series = await read(app, id, 'c1');
    expect(series.values).toEqual([
      ...count(11),
      -1,
      11,
      -2,
      12,
      -3,
      ...count(37).map((i) => i + 13),
    ]);
    expect(series.times[11]).toBe(at(10) + 4n * MS);
    expect((await read(app, id, 'c1', { resolution: { maxPoints: 100 } })).values).toEqual(
      series.values,
    );
  });

  it('still knows the gaps of samples that were merged out of order', async () => {
    const id = await newSession();
    const late = [0, 7, 14, 21, 28, 3, 10, 17, 24, 31].map((i) => burst(i, i + 1));
    await write(app, id, ...late);
    // Over all of them, on a grid of its own: what is stored then has times of its own.
    await write(app, id, periodic(at(0) + MS, [-1, -2]), periodic(at(21) + MS, [-3]));

    const { values } = await read(app, id, 'c1', { resolution: { maxPoints: 100 } });

    const gap = Number.NaN;
    expect(values).toEqual(
      [[0, -1, -2], [3], [7], [10], [14], [17], [21, -3], [24], [28], [31]].flatMap((run, i) =>
        i === 0 ? run : [gap, ...run],
      ),
    );
  });

  it('leaves other channels and sessions alone', async () => {
    const [one, two] = [await newSession(), await newSession()];
    await write(app, one, burst(0, 10), timestamped(2, [START], [5]));
    await write(app, two, burst(0, 20));

    await write(app, one, periodic(START, [-1]));

    expect((await read(app, one, 'c2')).values).toEqual([5]);
    expect((await read(app, two, 'c1')).values).toEqual(count(20));
  });

  it('takes a retry of a write that filled several blocks', async () => {
    const id = await newSession();
    const messages: Message[] = count(40).map((i) => burst(1_000 * i, 1_000 * i + 1_000));
    await write(app, id, ...messages);
    const before = await readBlocks(app, id);

    const payload = await write(app, id, ...messages);

    expect(payload).toMatchObject({ sampleCount: 0, duplicates: 40_000 });
    expect(await readBlocks(app, id)).toEqual(before);
    expect(samplesOf(before).times).toEqual(count(40_000).map(at));
  });
});
