import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reduceSeries } from '../../src/core/series/reduce-series.ts';
import {
  askRead,
  count,
  createSession,
  MS,
  periodic,
  type ReadRequest,
  read,
  START,
  write,
} from '../support/sample-session.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

const CHANNEL = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'DOUBLE_64BIT',
  interval: MS,
} as const;
const GAP_AT = 6_000;
/** 10,000 samples with a gap of a second before sample 6,000. */
const SAMPLES = count(10_000).map((i) => ({
  time: START + BigInt(i + (i < GAP_AT ? 0 : 1_000)) * MS,
  value: Math.sin(i / 300) * 100 + ((i * 7919) % 13),
}));

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await createSession(app, 'reductions', { channels: [CHANNEL] });
  const values = SAMPLES.map(({ value }) => value);
  await write(
    app,
    'reductions',
    periodic(START, values.slice(0, GAP_AT), CHANNEL),
    periodic(SAMPLES[GAP_AT]!.time, values.slice(GAP_AT), CHANNEL),
  );
});
afterAll(() => stop());

/** Positions of the points among the samples; -1 for a separator. */
async function positions(request: ReadRequest): Promise<number[]> {
  const series = await read(app, 'reductions', 'c1', request);
  const positionOf = new Map(SAMPLES.map(({ time }, i) => [time, i]));
  return series.times.map((time, i) => {
    const position = positionOf.get(time) ?? -1;
    expect(series.values[i]).toBe(position < 0 ? Number.NaN : SAMPLES[position]!.value);
    expect(series.raw[i]).toBe(series.values[i]);
    return position;
  });
}

describe('samples, methods', () => {
  it.each(['LTTB', 'MIN_MAX_LTTB', 'FIRST', 'EVERY_NTH', 'MIN_MAX'])(
    '%s gives real samples in order, first and last, with one separator for the one gap',
    async (method) => {
      for (const maxPoints of [5, 100, 999, 9_999]) {
        const points = await positions({ resolution: { maxPoints, method } });

        expect(points.length).toBeLessThanOrEqual(maxPoints);
        expect(points.length).toBeGreaterThan(maxPoints * 0.4);
        const kept = points.filter((point) => point >= 0);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect(kept[0]).toBe(0);
        if (method !== 'EVERY_NTH') expect(kept.at(-1)).toBe(9_999);
        const separator = points.indexOf(-1);
        expect(points.lastIndexOf(-1)).toBe(separator);
        expect(points[separator - 1]).toBeLessThan(GAP_AT);
        expect(points[separator + 1]).toBeGreaterThanOrEqual(GAP_AT);
      }
    },
  );

  it.each(['LTTB', 'MIN_MAX_LTTB', 'MEAN', 'FIRST', 'EVERY_NTH', 'MIN_MAX'])(
    '%s leaves nothing out when all fits, and says so',
    async (method) => {
      const window = { offset: { startTime: '0', endTime: String(99n * MS) } };
      const request = { window, resolution: { maxPoints: 100, method } };

      expect(await positions(request)).toEqual(count(100));
      expect(await read(app, 'reductions', 'c1', request)).toMatchObject({
        method: null,
        buckets: null,
        sourceCount: 100,
      });
    },
  );

  it.each(['LTTB', 'MIN_MAX_LTTB', 'MEAN', 'FIRST', 'EVERY_NTH', 'MIN_MAX'])(
    '%s names itself when it left something out',
    async (method) => {
      const series = await read(app, 'reductions', 'c1', { resolution: { maxPoints: 50, method } });

      expect(series).toMatchObject({ method, sourceCount: 10_000 });
      expect(series.buckets === null).toBe(method === 'EVERY_NTH');
    },
  );

  it.each(['LTTB', 'MIN_MAX_LTTB', 'MEAN', 'FIRST', 'EVERY_NTH', 'MIN_MAX'])(
    '%s gives the same points every time',
    async (method) => {
      const request = { resolution: { maxPoints: 77, method } };

      expect(await read(app, 'reductions', 'c1', request)).toEqual(
        await read(app, 'reductions', 'c1', request),
      );
    },
  );

  it('EVERY_NTH takes every nth sample from the first', async () => {
    const points = await positions({ resolution: { maxPoints: 100, method: 'EVERY_NTH' } });

    const kept = points.filter((point) => point >= 0);
    const step = kept[1]!;
    expect(kept).toEqual(count(kept.length).map((i) => i * step));
    expect(kept.at(-1)! + step).toBeGreaterThan(9_999);
  });

  it('FIRST takes the first sample of every bucket, and the last of the window', async () => {
    const series = await read(app, 'reductions', 'c1', {
      resolution: { maxPoints: 100, method: 'FIRST' },
    });

    const buckets = BigInt(series.buckets!);
    const span = SAMPLES.at(-1)!.time - START + 1n;
    const firsts = new Map<bigint, bigint>();
    for (const { time } of SAMPLES) {
      // Bucket k begins at ceil(k * span / n): the greatest k with k * span <= offset * n.
      const bucket = ((time - START) * buckets) / span;
      if (!firsts.has(bucket)) firsts.set(bucket, time);
    }
    const real = new Set(SAMPLES.map(({ time }) => time));
    expect(series.times.filter((time) => real.has(time))).toEqual([
      ...firsts.values(),
      SAMPLES.at(-1)!.time,
    ]);
  });

  it('MEAN gives the mean time and value of every bucket, and no raw values', async () => {
    const series = await read(app, 'reductions', 'c1', {
      resolution: { maxPoints: 60, method: 'MEAN' },
    });

    const buckets = BigInt(series.buckets!);
    const span = SAMPLES.at(-1)!.time - START + 1n;
    const groups = new Map<bigint, { time: bigint; value: number }[]>();
    for (const sample of SAMPLES) {
      const bucket = ((sample.time - START) * buckets) / span;
      groups.set(bucket, [...(groups.get(bucket) ?? []), sample]);
    }
    const points = series.times
      .map((time, i) => ({ time, value: series.values[i]! }))
      .filter(({ value }) => !Number.isNaN(value));
    expect(series.raw.every(Number.isNaN)).toBe(true);
    expect(points).toHaveLength(groups.size);
    for (const [i, group] of [...groups.values()].entries()) {
      const mean = group.reduce((sum, { value }) => sum + value, 0) / group.length;
      const time = group.reduce((sum, one) => sum + one.time, 0n) / BigInt(group.length);
      expect(points[i]!.value).toBeCloseTo(mean, 9);
      expect(Number(points[i]!.time - time)).toBeCloseTo(0, -1);
    }
  });

  it('MIN_MAX_LTTB without a gap is that of all samples at once', async () => {
    // Before the gap; more points than it takes to hold everything, and fewer.
    const within = SAMPLES.slice(0, GAP_AT);
    const end = within.at(-1)!.time;
    const window = { range: { startTime: String(START), endTime: String(end) } };
    const values = Float64Array.from(within, ({ value }) => value);
    const times = Float64Array.from(within, ({ time }) => Number(time - START));
    const whole = { origin: START, times, raw: values, values, breaks: new Uint32Array() };

    for (const maxPoints of [4, 50, 1_000, 2_000, 5_000]) {
      const span = { startTime: 0, endTime: Number(end - START) };
      const { indices } = reduceSeries(whole, span, 'MIN_MAX_LTTB', maxPoints);
      const resolution = { maxPoints, method: 'MIN_MAX_LTTB' };
      expect(await positions({ window, resolution })).toEqual([...indices]);
    }
  });

  it('LTTB keeps the look of a line that MIN_MAX_LTTB nearly keeps', async () => {
    for (const method of ['LTTB', 'MIN_MAX_LTTB']) {
      const { values } = await read(app, 'reductions', 'c1', {
        resolution: { maxPoints: 200, method },
      });
      expect(Math.max(...values.filter((v) => !Number.isNaN(v)))).toBeGreaterThan(105);
      expect(Math.min(...values.filter((v) => !Number.isNaN(v)))).toBeLessThan(-95);
    }
  });

  it.each(['LTTB', 'MIN_MAX_LTTB', 'FIRST', 'EVERY_NTH'])(
    '%s keeps to a window that cuts blocks',
    async (method) => {
      const offset = { startTime: String(5_500n * MS + 1n), endTime: String(7_200n * MS - 1n) };
      const points = await positions({
        window: { offset },
        resolution: { maxPoints: 50, method },
      });

      expect(points[0]).toBe(5_501);
      expect(points.filter((point) => point === -1)).toHaveLength(1);
      expect(Math.max(...points)).toBeLessThanOrEqual(6_199);
    },
  );
});

describe('samples, limits', () => {
  async function limited(environment: Record<string, string>): Promise<TestApp> {
    const small = await createTestApp(environment);
    const timed = { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'UNSIGNED_8BIT' } as const;
    await createSession(small, 's', {
      channels: [CHANNEL, timed, { ...CHANNEL, channelId: 3, interval: 10n * MS }],
      parameters: [
        { identifier: 'c1', name: 'c1', channels: [1] },
        { identifier: 'c2', name: 'c2', channels: [2] },
        { identifier: 'both', name: 'both', channels: [1, 3] },
      ],
    });
    const times = count(1_000).map((i) => String(START + BigInt(i) * MS));
    const buffer = Buffer.alloc(1_000).toString('base64');
    await write(
      small,
      's',
      periodic(START, count(1_000), CHANNEL),
      { timestamped: { channelId: 2, timestamps: times, buffer } },
      periodic(START, count(100), { ...CHANNEL, channelId: 3, interval: 10n * MS }),
    );
    return small;
  }

  const window = { offset: { startTime: '0', endTime: String(99n * MS) } };
  const STATISTICS = `query ($p: [String!]!, $window: WindowInput) {
    session(identity: "s") { statistics(parameters: $p, window: $window) { count } }
  }`;

  it('refuses more parameters than one request may ask for', async () => {
    const small = await limited({ PADDOCK_MAX_SERIES_PER_REQUEST: '2' });
    const parameters = ['c1', 'c2', 'c1'];

    expect((await askRead(small, 's', ['c1', 'c2'])).errors).toBeUndefined();
    expect((await askRead(small, 's', parameters)).errors).toMatchObject([
      {
        message: 'Expected at most 2 parameters, got 3.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'parameters' },
      },
    ]);
    const { errors } = await small.ask(
      'query ($parameters: [String!]!) { session(identity: "s") { statistics(parameters: $parameters) { count } } }',
      { parameters },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }]);
  });

  it.each(['c1', 'c2'])(
    'refuses every sample of %s where they are too many, with advice',
    async (parameter) => {
      const small = await limited({ PADDOCK_MAX_POINTS_PER_SERIES: '100' });

      const { errors } = await askRead(small, 's', [parameter]);

      expect(errors).toMatchObject([
        {
          message:
            'The window holds 1000 samples of this parameter, and an answer at most 100. Give a resolution, such as { maxPoints: 2000 }, or a shorter window.',
          extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'resolution' },
        },
      ]);
      expect((await read(small, 's', parameter, { window })).count).toBe(100);
      const resolution = { maxPoints: 100 };
      expect((await read(small, 's', parameter, { resolution })).sourceCount).toBe(1_000);
    },
  );

  it('refuses more points than all series may hold together', async () => {
    const small = await limited({ PADDOCK_MAX_POINTS_PER_REQUEST: '1500' });

    expect((await askRead(small, 's', ['c1'])).errors).toBeUndefined();
    expect((await askRead(small, 's', ['c1', 'c2'])).errors).toMatchObject([
      {
        message:
          'Expected at most 1500 points in all, got more. Ask for fewer points, or for fewer parameters.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'resolution' },
      },
    ]);
  });

  it.each([3, 0, -1, 1_000_001])('refuses a resolution of %i points', async (maxPoints) => {
    const { errors } = await askRead(app, 'reductions', ['c1'], { resolution: { maxPoints } });

    expect(errors).toMatchObject([
      {
        message: `Expected 4 to 1000000 points, got ${maxPoints}.`,
        extensions: { code: 'BAD_USER_INPUT', argument: 'resolution.maxPoints' },
      },
    ]);
  });

  it('decodes no more samples for a series than it may', async () => {
    const small = await limited({ PADDOCK_MAX_SAMPLES_SCANNED: '500' });
    const refusal = [
      {
        message:
          'The window holds 1000 samples of this parameter, and one read takes at most 500. Ask for a shorter window.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'window' },
      },
    ];

    for (const parameter of ['c1', 'c2']) {
      for (const method of ['MIN_MAX', 'LTTB']) {
        const resolution = { maxPoints: 10, method };
        const { errors } = await askRead(small, 's', [parameter], { resolution });
        expect(errors).toMatchObject(refusal);
        expect((await read(small, 's', parameter, { resolution, window })).sourceCount).toBe(100);
      }
      // The window cuts the block, so its summary does not tell.
      const cut = { offset: { startTime: String(MS), endTime: String(990n * MS) } };
      const { errors } = await small.ask(STATISTICS, { p: [parameter], window: cut });
      expect(errors).toMatchObject([
        {
          message:
            'The window holds 990 samples of this parameter, and one read takes at most 500. Ask for a shorter window.',
          extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'window' },
        },
      ]);
    }
  });

  it('counts no samples of statistics that summaries of blocks answer', async () => {
    const small = await limited({ PADDOCK_MAX_SAMPLES_SCANNED: '1' });

    for (const parameter of ['c1', 'c2']) {
      const { session } = await small.askData(STATISTICS, { p: [parameter] });
      expect(session.statistics).toEqual([{ count: 1_000 }]);
    }
  });

  it('holds no more samples in memory than it may, and says what helps', async () => {
    const small = await limited({
      PADDOCK_MAX_POINTS_PER_REQUEST: '600',
      PADDOCK_MAX_POINTS_PER_SERIES: '600',
    });
    const ask = async (parameter: string, method: string) => {
      const { errors } = await askRead(small, 's', [parameter], {
        resolution: { maxPoints: 10, method },
      });
      return errors?.map(({ message, extensions }) => [message, extensions.argument]) ?? null;
    };

    expect(await ask('c1', 'MIN_MAX')).toBeNull();
    expect(await ask('c1', 'MIN_MAX_LTTB')).toBeNull();
    expect(await ask('c1', 'LTTB')).toEqual([
      [
        'The window holds 1000 samples of this parameter, and LTTB takes at most 600. Use MIN_MAX, or a shorter window.',
        'resolution.method',
      ],
    ]);
    expect(await ask('both', 'MIN_MAX')).toEqual([
      [
        'The window holds 1100 samples of this parameter in 2 channels, and merging them takes at most 600. Ask for a shorter window.',
        'window',
      ],
    ]);
  });
});
