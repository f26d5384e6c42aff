import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anyRecording,
  offsetWindow,
  type RecordedSample,
  recordSession,
  samplesWithin,
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

const A = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'SIGNED_16BIT',
  interval: 10n * MS,
} as const;
const B = { ...A, channelId: 2, interval: 100n * MS } as const;
const TIMED = { channelId: 3, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' } as const;
const EMPTY = { ...A, channelId: 4 } as const;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await createSession(app, 's', {
    channels: [A, B, TIMED, EMPTY],
    parameters: [
      { identifier: 'a', name: 'a', channels: [1] },
      { identifier: 'ab', name: 'ab', channels: [1, 2] },
      { identifier: 'empty', name: 'empty', channels: [4] },
      { identifier: 'twice', name: 'twice', function: '$a * 2' },
    ],
  });
  // a: 0..40, 100..120, 1000..1010, 2000 ms; b: 100..300 ms; timed: 5000, 6000 ms.
  await write(
    app,
    's',
    periodic(START, count(5), A),
    periodic(START + 100n * MS, count(3), A),
    periodic(START + 1_000n * MS, count(2), A),
    periodic(START + 2_000n * MS, count(1), A),
    periodic(START + 100n * MS, count(3), B),
    timestamped(3, [START + 5_000n * MS, START + 6_000n * MS], [1, 2]),
  );
});
afterAll(() => stop());

const COVERAGE = `{
  segments { startTime endTime sampleCount } gaps { startTime endTime }
  gapCount covered isComplete sampleCount
}`;

const ms = (time: string) => Number(BigInt(time) - START) / 1e6;

interface TestCoverage {
  readonly segments: readonly {
    readonly startTime: string;
    readonly endTime: string;
    readonly sampleCount: number;
  }[];
  readonly gapCount: number;
}

/** An answer with the times of its segments in milliseconds after the start. */
function readable({ segments, ...rest }: TestCoverage) {
  return {
    ...rest,
    segments: segments.map((one) => [ms(one.startTime), ms(one.endTime), one.sampleCount]),
  };
}

async function ask(field: string) {
  const { session } = await app.askData(`{ session(identity: "s") { ${field} } }`);
  return session;
}

describe('coverage', () => {
  it('of a parameter tells its segments and gaps', async () => {
    const { parameter } = await ask(`parameter(identifier: "a") { coverage ${COVERAGE} }`);

    expect(readable(parameter.coverage)).toEqual({
      segments: [
        [0, 40, 5],
        [100, 120, 3],
        [1_000, 1_010, 2],
        [2_000, 2_000, 1],
      ],
      gaps: [
        [40, 100],
        [120, 1_000],
        [1_010, 2_000],
      ].map(([from, to]) => ({
        startTime: String(START + BigInt(from!) * MS + 1n),
        endTime: String(START + BigInt(to!) * MS - 1n),
      })),
      gapCount: 3,
      covered: String(70n * MS),
      isComplete: true,
      sampleCount: 11,
    });
  });

  it('closes the shortest gaps when there are more segments than asked for', async () => {
    const { parameter } = await ask(
      `parameter(identifier: "a") { coverage(maxSegments: 2) ${COVERAGE} }`,
    );

    expect(readable(parameter.coverage)).toMatchObject({
      segments: [
        [0, 1_010, 10],
        [2_000, 2_000, 1],
      ],
      gapCount: 3,
      covered: String(70n * MS),
      isComplete: false,
      sampleCount: 11,
    });
  });

  it('keeps to a window, also within blocks', async () => {
    const window = 'window: { offset: { startTime: "15000000", endTime: "105000000" } }';
    const { parameter } = await ask(
      `parameter(identifier: "a") { coverage(${window}) ${COVERAGE} }`,
    );

    expect(readable(parameter.coverage).segments).toEqual([
      [20, 40, 3],
      [100, 100, 1],
    ]);
  });

  it('of a parameter with several channels is their union', async () => {
    const { parameter } = await ask(`parameter(identifier: "ab") { coverage ${COVERAGE} }`);

    expect(readable(parameter.coverage)).toMatchObject({
      segments: [
        [0, 40, 5],
        [100, 300, 6],
        [1_000, 1_010, 2],
        [2_000, 2_000, 1],
      ],
      covered: String(250n * MS),
    });
  });

  it('of channels tells each by itself; without an interval it has no gaps', async () => {
    const { channels } = await ask(`channels { channelId coverage ${COVERAGE} }`);
    const of = (id: number) =>
      readable(channels.find(({ channelId }: { channelId: number }) => channelId === id).coverage);

    expect(of(1).gapCount).toBe(3);
    expect(of(2).segments).toEqual([[100, 300, 3]]);
    expect(of(3).segments).toEqual([[5_000, 6_000, 2]]);
    expect(of(4)).toEqual({
      segments: [],
      gaps: [],
      gapCount: 0,
      covered: '0',
      isComplete: true,
      sampleCount: 0,
    });
  });

  it('of the session is the union of all channels', async () => {
    const { coverage } = await ask(`coverage ${COVERAGE}`);

    expect(readable(coverage)).toMatchObject({
      segments: [
        [0, 40, 5],
        [100, 300, 6],
        [1_000, 1_010, 2],
        [2_000, 2_000, 1],
        [5_000, 6_000, 2],
      ],
      gapCount: 4,
      sampleCount: 16,
    });
  });

  it('of a virtual parameter is where its function has results', async () => {
    const { parameter } = await ask(`parameter(identifier: "twice") { coverage ${COVERAGE} }`);

    expect(readable(parameter.coverage).segments).toEqual([
      [0, 40, 5],
      [100, 120, 3],
      [1_000, 1_010, 2],
      [2_000, 2_000, 1],
    ]);
  });

  it('is empty where the session holds no data', async () => {
    const window = 'window: { range: { startTime: "0", endTime: "1" } }';
    const { coverage } = await ask(`coverage(${window}) ${COVERAGE}`);

    expect(coverage).toMatchObject({ segments: [], gaps: [], covered: '0', isComplete: true });
  });

  it.each([0, -1, 10_001])('refuses %i segments', async (maxSegments) => {
    const { errors } = await app.ask(
      `{ session(identity: "s") { coverage(maxSegments: ${maxSegments}) { gapCount } } }`,
    );

    expect(errors).toMatchObject([
      {
        message: `Expected 1 to 10000 segments, got ${maxSegments}.`,
        extensions: { code: 'BAD_USER_INPUT', argument: 'maxSegments' },
      },
    ]);
  });
});

/** Segments straight from the samples, in nanoseconds after the start. */
function segmentsOf(samples: readonly RecordedSample[]): number[][] {
  const segments: number[][] = [];
  samples.forEach(({ time, isAfterGap }, i) => {
    const last = segments.at(-1);
    if (last && !(isAfterGap && i > 0))
      segments[segments.length - 1] = [last[0]!, time, last[2]! + 1];
    else segments.push([time, time, 1]);
  });
  return segments;
}

describe('coverage of random sessions', () => {
  it('has the gaps that the samples have, in any window', async () => {
    let made = 0;
    const anyPart = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(600));
    await fc.assert(
      fc.asyncProperty(
        anyRecording,
        fc.array(anyPart, { minLength: 4, maxLength: 4 }),
        async (recording, parts) => {
          const { id, c1, c2, end } = await recordSession(app, `coverage-${made++}`, recording);
          for (const [at, length] of [[0, end], ...parts] as const) {
            const from = Math.floor(at * end);
            const { session } = await app.askData(
              `query ($id: String!, $window: WindowInput) { session(identity: $id) {
              c1: parameter(identifier: "c1") { coverage(window: $window) ${COVERAGE} }
              c2: parameter(identifier: "c2") { coverage(window: $window) ${COVERAGE} }
            } }`,
              { id, window: offsetWindow(from, from + length) },
            );
            for (const [parameter, samples] of [
              [session.c1, c1],
              [session.c2, c2],
            ] as const) {
              const within = samplesWithin(samples, from, from + length);
              const { segments, gapCount, sampleCount, covered } = parameter.coverage;
              const expected = segmentsOf(within);
              expect(
                segments.map((one: { startTime: string; endTime: string; sampleCount: number }) => [
                  Number(BigInt(one.startTime) - START),
                  Number(BigInt(one.endTime) - START),
                  one.sampleCount,
                ]),
              ).toEqual(expected);
              expect(gapCount).toBe(Math.max(0, expected.length - 1));
              expect(sampleCount).toBe(within.length);
              expect(Number(covered)).toBe(expected.reduce((sum, [a, b]) => sum + b! - a!, 0));
            }
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
