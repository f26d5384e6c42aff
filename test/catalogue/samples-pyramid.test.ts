import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_TYPES } from '../../src/core/data-type.ts';
import {
  type LongChannel,
  parameterOf,
  recordChannels,
  SHAPES,
  WAYS,
  type Way,
  type WrittenChannel,
} from '../samples/long-recording.ts';
import { type NaiveSeries, reduceNaively, summariseNaively } from '../samples/naive-reductions.ts';
import { askRead, read, START } from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const BLOCK = 4_096;
const MANY_BYTES = { PADDOCK_MAX_REQUEST_BYTES: '100000000' };

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp(MANY_BYTES));
});
afterAll(() => stop());

const STATISTICS = `query ($id: String!, $parameter: String!, $window: WindowInput) {
  session(identity: $id) {
    statistics(parameters: [$parameter], window: $window) {
      count nanCount minimum maximum minimumAt maximumAt first last outsideWarning
      mean standardDeviation
    }
  }
}`;

/** A parameter of a recorded channel, with every sample of it in engineering values. */
interface Source {
  readonly id: string;
  readonly parameter: string;
  readonly series: NaiveSeries;
  readonly warning: { readonly minimum: number; readonly maximum: number } | null;
}

/** Read every sample of a parameter, and hold them against what was written. */
async function openSource(
  from: TestApp,
  id: string,
  channel: WrittenChannel,
  way: Way,
): Promise<Source> {
  const parameter = parameterOf(channel.channelId, way);
  const { times, raw, values } = await read(from, id, parameter);
  const order = way === 'bigEndian' ? 'BIG_ENDIAN' : 'LITTLE_ENDIAN';
  const relative = Float64Array.from(times, (time) => Number(time - START));
  expect(isSame(relative, channel.times)).toBe(true);
  expect(isSame(Float64Array.from(raw), channel.raw[order])).toBe(true);
  if (way === 'plain' || way === 'bigEndian') expect(isSame(values, raw)).toBe(true);
  return {
    id,
    parameter,
    series: { ...channel, raw: channel.raw[order], values: Float64Array.from(values) },
    warning: way === 'warned' ? { minimum: -20, maximum: 90 } : null,
  };
}

/** Bit for bit, though NaN is NaN: `toEqual` is too slow for so many. */
function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (one, i) => Object.is(one, b[i]));
}

/** A window by places among the samples of a channel, and nanoseconds beside them. */
interface AnyWindow {
  readonly from: number;
  readonly to: number;
  readonly shift: number;
  readonly maxPoints: number;
}

const place = fc.oneof(
  fc.nat(100_000).map((part) => part / 100_000),
  // Ends of blocks, as far as samples come in order.
  fc.nat(40).map((block) => -block),
);
const anyWindow: fc.Arbitrary<AnyWindow> = fc.record({
  from: place,
  to: place,
  shift: fc.constantFrom(0, 1, -1, 700),
  maxPoints: fc.oneof(
    fc.integer({ min: 4, max: 40 }),
    fc.integer({ min: 41, max: 400 }),
    fc.integer({ min: 401, max: 20_000 }),
  ),
});

/** From and to, in nanoseconds after `START`, clipped to what the session holds. */
function toRange({ from, to, shift }: AnyWindow, { times }: NaiveSeries, end: number) {
  const timeOf = (one: number) => {
    const index = one <= 0 ? Math.min(-one * BLOCK, times.length - 1) : one * (times.length - 1);
    return times[Math.floor(index)]! + shift;
  };
  const [a, b] = [timeOf(from), timeOf(to)].sort((x, y) => x - y) as [number, number];
  return { from: Math.min(end, Math.max(0, a)), to: Math.max(0, Math.min(end, b)) };
}

async function check(
  asked: TestApp,
  source: Source,
  range: { readonly from: number; readonly to: number },
  maxPoints: number,
) {
  const { id, parameter, series, warning } = source;
  const { from, to } = range;
  const instants = { startTime: String(START + BigInt(from)), endTime: String(START + BigInt(to)) };
  const window = { range: instants };

  const { times, count, ...answer } = await read(asked, id, parameter, {
    window,
    resolution: { maxPoints },
  });
  const expected = reduceNaively(series, from, to, maxPoints);
  expect({ ...answer, times: times.map((time) => Number(time - START)) }).toEqual({
    ...expected,
    window: instants,
  });
  expect(count).toBe(times.length);
  expect(count).toBeLessThanOrEqual(maxPoints);

  const data = await asked.askData(STATISTICS, { id, parameter, window });
  const [statistics] = data.session.statistics;
  const { mean, standardDeviation, ...exact } = summariseNaively(series, from, to, warning);
  const toInstant = (time: number | null) => (time === null ? null : String(START + BigInt(time)));
  expect(statistics).toMatchObject({
    ...exact,
    minimumAt: toInstant(exact.minimumAt),
    maximumAt: toInstant(exact.maximumAt),
  });
  // Squares of the very least numbers are 0.
  const tolerance = 1e-150 + 1e-9 * Math.max(Math.abs(mean ?? 0), standardDeviation ?? 0);
  // Where the distance of two values is beyond the numbers, there may be no mean.
  const hasDistances = Number.isFinite((exact.maximum ?? 0) - (exact.minimum ?? 0));
  if (hasDistances) expectNear(statistics.mean, mean, tolerance);
  expectNear(statistics.standardDeviation, standardDeviation, tolerance);
}

function expectNear(actual: number | null, expected: number | null, tolerance: number) {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);
}

const anyChannel: fc.Arbitrary<LongChannel> = fc.record({
  dataType: fc.constantFrom(...DATA_TYPES),
  shape: fc.constantFrom(...SHAPES),
  isBigEndian: fc.boolean(),
  isPeriodic: fc.boolean(),
  sampleCount: fc.integer({ min: 1, max: 14 * BLOCK }),
  gapEvery: fc.constantFrom(0, 1, 3),
  seed: fc.integer(),
});
const anyWay = fc.constantFrom(...(Object.keys(WAYS) as Way[]));

describe('samples, of many blocks', () => {
  it('has the extremes and statistics of all samples, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyChannel, { minLength: 2, maxLength: 4 }),
        fc.array(
          fc.record({ way: anyWay, windows: fc.array(anyWindow, { minLength: 4, maxLength: 4 }) }),
          {
            minLength: 5,
            maxLength: 5,
          },
        ),
        async (channels, reads) => {
          const id = `pyramid-${++made}`;
          const written = await recordChannels(app, id, channels);
          const end = Math.max(...written.map(({ times }) => times.at(-1)!));
          for (const [i, { way, windows }] of reads.entries()) {
            const source = await openSource(app, id, written[i % written.length]!, way);
            for (const window of windows) {
              await check(app, source, toRange(window, source.series, end), window.maxPoints);
            }
          }
        },
      ),
      // Without shrinking, which takes as long again for each step.
      { numRuns: 3, endOnFailure: true },
    );
  });
});

describe('samples, of more blocks than a rollup holds', () => {
  /** 614,400 samples and some, with gaps; the bursts that come late renew rollups. */
  const LONG: LongChannel = {
    dataType: 'SIGNED_16BIT',
    shape: 'waves',
    isBigEndian: false,
    isPeriodic: true,
    sampleCount: 150 * BLOCK + 1_000,
    gapEvery: 40,
    seed: 1,
  };
  let written: WrittenChannel;

  beforeAll(async () => {
    [written] = (await recordChannels(app, 'long', [LONG])) as [WrittenChannel];
  });

  it.each(['falling', 'table', 'warned', 'bent'] as const)(
    'has the extremes and statistics of all samples of the %s parameter',
    async (way) => {
      const source = await openSource(app, 'long', written, way);
      const end = written.times.at(-1)!;
      await check(app, source, { from: 0, to: end }, 500);
      await fc.assert(
        fc.asyncProperty(anyWindow, async (window) => {
          await check(app, source, toRange(window, source.series, end), window.maxPoints);
        }),
        { numRuns: 4, endOnFailure: true },
      );
    },
  );
});

describe('samples, of more than one read may decode', () => {
  const LIMIT = 40_000;
  const CHANNEL: LongChannel = {
    dataType: 'SIGNED_32BIT',
    shape: 'waves',
    isBigEndian: false,
    isPeriodic: true,
    sampleCount: 40 * BLOCK + 1_000,
    gapEvery: 0,
    seed: 2,
  };
  let limited: TestApp;
  let stopLimited: () => Promise<void>;
  let sources: Record<'plain' | 'falling' | 'bent' | 'masked', Source>;

  beforeAll(async () => {
    const environment = { ...MANY_BYTES, PADDOCK_MAX_SAMPLES_SCANNED: String(LIMIT) };
    ({ app: limited, stop: stopLimited } = await startTestApp(environment));
    await recordChannels(limited, 'limited', [CHANNEL]);
    const [written] = (await recordChannels(app, 'limited', [CHANNEL])) as [WrittenChannel];
    const open = (way: Way) => openSource(app, 'limited', written, way);
    sources = {
      plain: await open('plain'),
      falling: await open('falling'),
      bent: await open('bent'),
      masked: await open('masked'),
    };
  });
  afterAll(() => stopLimited());

  it.each(['plain', 'falling'] as const)(
    'answers the %s parameter from summaries, to the last bit',
    async (way) => {
      const source = sources[way];
      const end = source.series.times.at(-1)!;

      for (const maxPoints of [4, 10, 16]) {
        await check(limited, source, { from: 0, to: end }, maxPoints);
        await check(limited, source, { from: 777, to: end - 5_432_100 }, maxPoints);
      }
    },
  );

  it('reads no more blocks for a longer window', async () => {
    const { parameter, series } = sources.plain;
    const askFor = async (to: number) => {
      const window = { offset: { startTime: '0', endTime: String(to) } };
      limited.takeStatements();
      await read(limited, 'limited', parameter, { window, resolution: { maxPoints: 4 } });
      return limited.takeStatements().filter((sql) => sql.includes('"SampleBlock"')).length;
    };
    const end = series.times.at(-1)!;

    expect(await askFor(end)).toBeLessThanOrEqual(await askFor(Math.floor(end / 10)));
  });

  it.each(['bent', 'masked'] as const)(
    'decodes every sample of the %s parameter, whose order may not be that of raw values',
    async (way) => {
      const source = sources[way];
      const { times } = source.series;
      const { errors } = await askRead(limited, source.id, [source.parameter], {
        resolution: { maxPoints: 10 },
      });

      expect(errors).toMatchObject([
        { extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'window' } },
      ]);
      await check(app, source, { from: 0, to: times.at(-1)! }, 10);
      await check(limited, source, { from: 5_000, to: times[LIMIT]! }, 10);
    },
  );
});
