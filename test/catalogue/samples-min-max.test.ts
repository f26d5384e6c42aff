import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  count,
  createSession,
  MS,
  periodic,
  type ReadRequest,
  read,
  START,
  type TestSeries,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const INTERVAL = 10n * MS;

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

/** A sample as it was written. */
interface Sample {
  readonly time: bigint;
  readonly value: number;
}

/** A series as it was written, with the gaps that a reader must see. */
interface Written {
  readonly id: string;
  readonly samples: readonly Sample[];
  /** Positions with a gap before them. */
  readonly gaps: ReadonlySet<number>;
}

/** Values by runs, the gap before each in samples that are missing. */
async function record(
  runs: readonly { readonly missing: number; readonly values: readonly number[] }[],
  isPeriodic = true,
): Promise<Written> {
  const id = `min-max-${++made}`;
  const dataType = 'DOUBLE_64BIT';
  const channel = isPeriodic
    ? ({ channelId: 1, dataSource: 'PERIODIC', dataType, interval: INTERVAL } as const)
    : ({ channelId: 1, dataSource: 'TIMESTAMPED', dataType } as const);
  await createSession(app, id, { channels: [channel] });
  const samples: Sample[] = [];
  const gaps = new Set<number>();
  const messages = [];
  let index = 0;
  for (const { missing, values } of runs) {
    index += missing;
    if (isPeriodic && missing > 0 && samples.length > 0) gaps.add(samples.length);
    const start = index;
    const times = values.map((_, i) => START + BigInt(start + i) * INTERVAL);
    samples.push(...values.map((value, i) => ({ time: times[i]!, value })));
    messages.push(
      isPeriodic ? periodic(times[0]!, values, channel) : timestamped(1, times, values, dataType),
    );
    index += values.length;
  }
  await write(app, id, ...messages);
  return { id, samples, gaps };
}

/** Hold an answer against the descriptions of `samples`, `MIN_MAX` and `buckets`. */
function check(
  { samples, gaps }: Written,
  series: TestSeries,
  maxPoints: number,
  from: bigint,
  to: bigint,
) {
  const start = from > samples[0]!.time ? from : samples[0]!.time;
  const end = to < samples.at(-1)!.time ? to : samples.at(-1)!.time;
  if (start > end) {
    expect(series).toMatchObject({ window: null, count: 0, sourceCount: 0, method: null });
    return;
  }
  expect(series.window).toEqual({ startTime: String(start), endTime: String(end) });
  const first = samples.findIndex(({ time }) => time >= start);
  const inside = samples.filter(({ time }) => time >= start && time <= end);
  const innerGaps = inside.map((_, i) => first + i).filter((i) => i > first && gaps.has(i));
  expect(series.sourceCount).toBe(inside.length);
  expect(series.count).toBe(series.times.length);
  expect(series.count).toBeLessThanOrEqual(maxPoints);

  // Every point is a sample of its time, or a separator one nanosecond after one.
  const positionOf = new Map(samples.map(({ time }, i) => [time, i]));
  const wrong: number[] = [];
  const points = series.times.map((time, i) => {
    const position = positionOf.get(time);
    const isSample = position !== undefined;
    const value = isSample ? samples[position]!.value : Number.NaN;
    const isRight =
      Object.is(series.values[i], value) &&
      Object.is(series.raw[i], value) &&
      (isSample || time === series.times[i - 1]! + 1n);
    if (!isRight) wrong.push(i);
    return isSample ? position : null;
  });
  expect(wrong).toEqual([]);
  const kept = points.filter((point) => point !== null);
  expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
  const separated = points.flatMap((point, i) => (points[i - 1] === null ? [point] : []));
  const separable = kept.filter(
    (point, i) => i > 0 && innerGaps.some((gap) => gap > kept[i - 1]! && gap <= point),
  );
  expect(separated.filter((point) => point === null || !separable.includes(point))).toEqual([]);
  if (series.count < maxPoints) expect(separated).toEqual(separable);

  if (inside.length + innerGaps.length <= maxPoints) {
    expect(kept).toEqual(inside.map((_, i) => first + i));
    expect(separated).toEqual(innerGaps);
    expect(series).toMatchObject({ method: null, buckets: null });
    return;
  }
  expect(series.method).toBe('MIN_MAX');
  expect(kept[0]).toBe(first);
  expect(kept.at(-1)).toBe(first + inside.length - 1);
  const buckets = BigInt(series.buckets!);
  const span = end - start + 1n;
  const boundary = (k: bigint) => start + (k * span + buckets - 1n) / buckets;
  const missing: number[] = [];
  const keptOnes = new Set(kept);
  for (let k = 0n; k < buckets; k++) {
    const bucket = inside
      .map((sample, i) => ({ ...sample, position: first + i }))
      .filter(({ time }) => time >= boundary(k) && time < boundary(k + 1n));
    if (bucket.length === 0) continue;
    const numbers = bucket.filter(({ value }) => !Number.isNaN(value));
    const [any = bucket[0]!] = numbers;
    const least = numbers.reduce((a, b) => (b.value < a.value ? b : a), any);
    const greatest = numbers.reduce((a, b) => (b.value > a.value ? b : a), any);
    if (!keptOnes.has(least.position)) missing.push(least.position);
    if (!keptOnes.has(greatest.position)) missing.push(greatest.position);
  }
  expect(missing).toEqual([]);
}

async function readAndCheck(
  written: Written,
  maxPoints: number,
  from = written.samples[0]!.time,
  to = written.samples.at(-1)!.time,
  window?: ReadRequest['window'],
) {
  const series = await read(app, written.id, 'c1', {
    resolution: { maxPoints },
    window: window ?? { range: { startTime: String(from), endTime: String(to) } },
  });
  check(written, series, maxPoints, from, to);
  return series;
}

const anyValue = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 2, arbitrary: fc.double() },
  {
    weight: 2,
    arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  },
);
const anyRuns = fc.array(
  fc.record({
    missing: fc.nat(30),
    values: fc.array(anyValue, { minLength: 1, maxLength: 80, size: 'max' }),
  }),
  { minLength: 1, maxLength: 12, size: 'max' },
);
const anyWindows = fc.array(
  fc.record({
    from: fc.integer({ min: -30, max: 600 }),
    length: fc.oneof(fc.nat(900), fc.nat(3)),
    // Windows need not begin or end at a sample.
    shift: fc.constantFrom(0n, 1n, -1n, 3n * MS),
    maxPoints: fc.oneof(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 41, max: 1_000 })),
  }),
  { minLength: 6, maxLength: 10 },
);

describe('samples, MIN_MAX', () => {
  it.each([
    ['periodic', true, 12],
    ['timestamped', false, 6],
  ])(
    'holds its promises for any %s series, window and number of points',
    async (_, isPeriodic, numRuns) => {
      await fc.assert(
        fc.asyncProperty(anyRuns, anyWindows, async (runs, windows) => {
          const written = await record(runs, isPeriodic);
          await readAndCheck(written, windows[0]!.maxPoints);
          for (const { from, length, shift, maxPoints } of windows) {
            const start = START + BigInt(from) * INTERVAL + shift;
            await readAndCheck(written, maxPoints, start, start + BigInt(length) * INTERVAL);
          }
        }),
        { numRuns },
      );
    },
  );

  it.each([
    ['a constant', count(500).map(() => 7)],
    ['a ramp', count(500)],
    ['nothing but NaN', count(500).map(() => Number.NaN)],
    ['one spike', count(500).map((i) => (i === 333 ? 1e9 : 0))],
    ['ties', count(500).map((i) => i % 2)],
    ['infinities', count(500).map((i) => (i % 7 === 0 ? Number.POSITIVE_INFINITY : -i))],
  ])('keeps the extremes of %s', async (_, values) => {
    const written = await record([{ missing: 0, values }]);

    for (const maxPoints of [4, 5, 7, 50, 499, 500]) await readAndCheck(written, maxPoints);
  });

  it('reads windows that cut blocks', async () => {
    const runs = [0, 1].map((run) => ({
      missing: run * 5,
      values: count(18_000).map((i) => ((i * 7919) % 10_007) + run),
    }));
    const written = await record(runs);
    const { samples } = written;

    for (const [from, to] of [
      [16_383, 16_384],
      [16_384, 30_001],
      [10, 35_990],
      [17_990, 18_010],
    ] as const) {
      await readAndCheck(written, 60, samples[from]!.time, samples[to]!.time);
    }
  });

  it('shows the many gaps there is room for, the longest first', async () => {
    const runs = count(100).map((i) => ({ missing: 1 + ((i * 37) % 100), values: [i, -i] }));
    const written = await record(runs);

    for (const maxPoints of [4, 20, 100, 250, 299, 300]) await readAndCheck(written, maxPoints);
  });

  it('gives the one sample of a session', async () => {
    const written = await record([{ missing: 0, values: [42] }]);

    const series = await readAndCheck(written, 4);

    expect(series).toMatchObject({ values: [42], times: [START], count: 1, sourceCount: 1 });
    await readAndCheck(written, 4, START + 1n, START + 5n);
  });

  it('gives nothing for a window between two samples', async () => {
    const written = await record([{ missing: 0, values: [1, 2, 3] }]);

    const series = await readAndCheck(written, 4, START + 1n, START + 2n);

    expect(series).toMatchObject({
      count: 0,
      sourceCount: 0,
      window: { startTime: String(START + 1n), endTime: String(START + 2n) },
    });
  });

  it('gives nothing for a session without data', async () => {
    await createSession(app, 'min-max-empty', { channels: [{ channelId: 1 }] });

    for (const request of [{}, { resolution: { maxPoints: 10 } }]) {
      expect(await read(app, 'min-max-empty', 'c1', request)).toMatchObject({
        window: null,
        count: 0,
        sourceCount: 0,
        method: null,
        buckets: null,
      });
    }
  });
});

describe('samples, windows', () => {
  async function recordWithLaps(): Promise<Written> {
    const written = await record([{ missing: 0, values: count(1_000).map((i) => (i * 31) % 97) }]);
    const { id, samples } = written;
    const timeOf = (i: number) => String(samples[i]!.time);
    await app.askData(
      'mutation ($id: String!, $laps: [LapInput!]!) { addLaps(session: $id, laps: $laps) { applied } }',
      {
        id,
        laps: [
          { number: 1, startTime: timeOf(100) },
          { number: 2, startTime: timeOf(400) },
          { number: 3, startTime: timeOf(800), endTime: timeOf(900) },
        ],
      },
    );
    const markers = [
      { markerId: 'range', startTime: timeOf(10), endTime: timeOf(20) },
      { markerId: 'point', startTime: timeOf(50), endTime: timeOf(50) },
      { markerId: 'open', startTime: timeOf(990) },
      { markerId: 'whole' },
    ];
    await app.askData(
      'mutation ($input: CreateOrUpdateSessionInput!) { createOrUpdateSession(input: $input) { applied } }',
      { input: { identity: id, updates: [{ setMarkers: [{ category: 'M', markers }] }] } },
    );
    return written;
  }

  it.each([
    ['a lap up to, not including, the next', { lap: 1 }, 100, 399],
    ['a lap in the middle', { lap: 2 }, 400, 799],
    ['a lap with an end of its own', { lap: 3 }, 800, 900],
    ['the range of a marker', { marker: 'range' }, 10, 20],
    ['the point of a marker', { marker: 'point' }, 50, 50],
    ['a marker up to the end', { marker: 'open' }, 990, 999],
    ['a marker of the whole session', { marker: 'whole' }, 0, 999],
    ['what came last', { last: String(5n * INTERVAL) }, 994, 999],
    ['the very last sample', { last: '0' }, 999, 999],
    ['more than there is', { last: String(10n ** 18n) }, 0, 999],
    [
      'an offset from the start',
      { offset: { startTime: String(3n * INTERVAL), endTime: String(5n * INTERVAL) } },
      3,
      5,
    ],
    [
      'an offset before the start',
      { offset: { startTime: '-1000', endTime: String(2n * INTERVAL) } },
      0,
      2,
    ],
    [
      'everything there ever was',
      { range: { startTime: String(-(2n ** 63n)), endTime: String(2n ** 63n - 1n) } },
      0,
      999,
    ],
  ])('reads %s', async (_, window, from, to) => {
    const written = await recordWithLaps();
    const [start, end] = [written.samples[from]!.time, written.samples[to]!.time];

    const all = await read(app, written.id, 'c1', { window });
    expect(all.times).toEqual(written.samples.slice(from, to + 1).map(({ time }) => time));
    const series = await read(app, written.id, 'c1', { window, resolution: { maxPoints: 12 } });
    const isLap = 'lap' in window && window.lap < 3;
    check(written, series, 12, start, isLap ? end + INTERVAL - 1n : end);
  });

  it.each([
    ['before the session', { range: { startTime: '0', endTime: String(START - 1n) } }],
    ['after it', { offset: { startTime: String(10n ** 15n), endTime: String(10n ** 15n) } }],
  ])('gives no window and nothing for a range %s', async (_, window) => {
    const { id } = await record([{ missing: 0, values: [1, 2, 3] }]);

    for (const resolution of [undefined, { maxPoints: 4 }]) {
      const series = await read(app, id, 'c1', { window, ...(resolution ? { resolution } : {}) });
      expect(series).toMatchObject({ window: null, count: 0, sourceCount: 0 });
    }
  });
});
