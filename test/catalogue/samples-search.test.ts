import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readableParameters } from '../../src/parameters/parameter.service.ts';
import { searchSamples } from '../../src/samples/search-samples.service.ts';
import { getSession } from '../../src/sessions/session.service.ts';
import {
  anyRecording,
  offsetWindow,
  type RecordedSample,
  recordSession,
  samplesWithin,
} from '../support/recorded-samples.ts';
import { count, createSession, MS, periodic, START, write } from '../support/sample-session.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

const SPEED = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'DOUBLE_64BIT',
  interval: 10n * MS,
} as const;
const VALVE = { ...SPEED, channelId: 2, dataType: 'UNSIGNED_8BIT' } as const;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await createSession(app, 's', {
    channels: [SPEED, VALVE],
    conversions: [
      { rational: { name: 'half', coefficients: [0, 0.5, 0, 0, 0, 1] } },
      { text: { name: 'words', rawValues: [0, 1], texts: ['Closed', 'Open'], defaultText: 'odd' } },
    ],
    parameters: [
      { identifier: 'speed', name: 'speed', channels: [1], conversion: 'half' },
      { identifier: 'valve', name: 'valve', channels: [2], conversion: 'words' },
      { identifier: 'twice', name: 'twice', function: '$speed * 2' },
    ],
  });
  // Engineering values 0, 1, 5, 6, 5, 1, NaN, 9, a gap, 7, 7, Infinity.
  await write(
    app,
    's',
    periodic(START, [0, 2, 10, 12, 10, 2, Number.NaN, 18], SPEED),
    periodic(START + 500n * MS, [14, 14, Number.POSITIVE_INFINITY], SPEED),
    periodic(START, [0, 1, 1, 9, 0], VALVE),
  );
});
afterAll(() => stop());

const SEARCH = `query ($id: String!, $p: String!, $condition: SampleConditionInput!, $forAtLeast: Nanoseconds, $window: WindowInput, $first: Int) {
  session(identity: $id) { parameter(identifier: $p) {
    search(condition: $condition, forAtLeast: $forAtLeast, window: $window, first: $first) {
      startTime endTime sampleCount firstValue firstText
    }
  } }
}`;

type Variables = Readonly<Record<string, unknown>>;

async function find(p: string, condition: Variables, more: Variables = {}) {
  const { session } = await app.askData(SEARCH, { id: 's', p, condition, ...more });
  return session.parameter.search;
}

/** Matches as milliseconds after the start. */
async function spans(p: string, condition: Variables, more: Variables = {}) {
  return (await find(p, condition, more)).map((match: { startTime: string; endTime: string }) =>
    [match.startTime, match.endTime].map((time) => Number(BigInt(time) - START) / 1e6),
  );
}

describe('search', () => {
  it('finds where a condition holds, with the first value', async () => {
    expect(await find('speed', { comparison: 'GREATER', value: 4 })).toEqual([
      {
        startTime: String(START + 20n * MS),
        endTime: String(START + 40n * MS),
        sampleCount: 3,
        firstValue: 5,
        firstText: null,
      },
      expect.objectContaining({ sampleCount: 1, firstValue: 9 }),
      expect.objectContaining({ sampleCount: 3, firstValue: 7 }),
    ]);
    expect(await find('speed', { comparison: 'GREATER', value: 1e9 })).toMatchObject([
      { sampleCount: 1, firstValue: null },
    ]);
  });

  it.each([
    [
      { comparison: 'EQUAL', value: 5 },
      [
        [20, 20],
        [40, 40],
      ],
    ],
    [
      { comparison: 'NOT_EQUAL', value: 5 },
      [
        [0, 10],
        [30, 30],
        [50, 50],
        [70, 70],
        [500, 520],
      ],
    ],
    [
      { comparison: 'GREATER_OR_EQUAL', value: 6 },
      [
        [30, 30],
        [70, 70],
        [500, 520],
      ],
    ],
    [{ comparison: 'LESS', value: 1 }, [[0, 0]]],
    [
      { comparison: 'LESS_OR_EQUAL', value: 1 },
      [
        [0, 10],
        [50, 50],
      ],
    ],
    [
      { comparison: 'BETWEEN', value: 1, upper: 5 },
      [
        [10, 20],
        [40, 50],
      ],
    ],
    [
      { comparison: 'NOT_BETWEEN', value: 1, upper: 7 },
      [
        [0, 0],
        [70, 70],
        [520, 520],
      ],
    ],
  ])('compares by %j', async (condition, expected) => {
    expect(await spans('speed', condition)).toEqual(expected);
  });

  it.each([
    [{ comparison: 'EQUAL', text: 'Open' }, [[10, 20]]],
    [{ comparison: 'EQUAL', text: 'open' }, []],
    [{ comparison: 'NOT_EQUAL', text: 'Closed' }, [[10, 30]]],
    [{ comparison: 'CONTAINS', text: 'O' }, [[0, 40]]],
    [
      { comparison: 'CONTAINS', text: 'SE' },
      [
        [0, 0],
        [40, 40],
      ],
    ],
    [{ comparison: 'NOT_CONTAINS', text: 'd' }, [[10, 20]]],
    [{ comparison: 'GREATER', value: 1 }, [[30, 30]]],
  ])('compares texts by %j', async (condition, expected) => {
    expect(await spans('valve', condition)).toEqual(expected);
  });

  it('gives the text of the first value', async () => {
    expect(await find('valve', { comparison: 'GREATER', value: 0 })).toMatchObject([
      { firstValue: 1, firstText: 'Open', sampleCount: 3 },
    ]);
  });

  it('finds only what lasts', async () => {
    const above = { comparison: 'GREATER', value: 4 };
    expect(await spans('speed', above, { forAtLeast: '20000000' })).toEqual([
      [20, 40],
      [500, 520],
    ]);
    expect(await spans('speed', above, { forAtLeast: '20000001' })).toEqual([]);
  });

  it('finds the first ones, within a window', async () => {
    const above = { comparison: 'GREATER', value: 4 };
    expect(await spans('speed', above, { first: 1 })).toEqual([[20, 40]]);
    const window = offsetWindow(25e6, 505e6);
    expect(await spans('speed', above, { window })).toEqual([
      [30, 40],
      [70, 70],
      [500, 500],
    ]);
    const nowhere = { range: { startTime: '0', endTime: '1' } };
    expect(await spans('speed', above, { window: nowhere })).toEqual([]);
  });

  it('finds in virtual parameters', async () => {
    expect(await spans('twice', { comparison: 'GREATER', value: 11 })).toEqual([
      [30, 30],
      [70, 70],
      [500, 520],
    ]);
  });

  it.each([
    [
      'speed',
      { comparison: 'EQUAL' },
      {},
      'condition',
      'Expected either a value or a text, got neither.',
    ],
    [
      'speed',
      { comparison: 'EQUAL', value: 1, text: '1' },
      {},
      'condition',
      'Expected either a value or a text, got both.',
    ],
    [
      'speed',
      { comparison: 'EQUAL', text: '1' },
      {},
      'condition.text',
      'Expected a value: this parameter has no table of texts.',
    ],
    [
      'speed',
      { comparison: 'CONTAINS', value: 1 },
      {},
      'condition.text',
      'Expected a text with CONTAINS, got a value.',
    ],
    [
      'valve',
      { comparison: 'LESS', text: 'Open' },
      {},
      'condition.value',
      'Expected a value with LESS, got a text.',
    ],
    [
      'speed',
      { comparison: 'BETWEEN', value: 1 },
      {},
      'condition.upper',
      'Expected 1 or more, got nothing.',
    ],
    [
      'speed',
      { comparison: 'BETWEEN', value: 1, upper: 0 },
      {},
      'condition.upper',
      'Expected 1 or more, got 0.',
    ],
    [
      'speed',
      { comparison: 'LESS', value: 1, upper: 3 },
      {},
      'condition.upper',
      'Expected it with BETWEEN and NOT_BETWEEN only.',
    ],
    [
      'speed',
      { comparison: 'LESS', value: 1 },
      { first: 0 },
      'first',
      'Expected 1 to 1000 matches, got 0.',
    ],
    [
      'speed',
      { comparison: 'LESS', value: 1 },
      { first: 1_001 },
      'first',
      'Expected 1 to 1000 matches, got 1001.',
    ],
    [
      'speed',
      { comparison: 'LESS', value: 1 },
      { forAtLeast: '-1' },
      'forAtLeast',
      'Expected a span of 0 or more, got -1.',
    ],
  ])('refuses of %s %j %j', async (p, condition, more, argument, message) => {
    const { errors } = await app.ask(SEARCH, { id: 's', p, condition, ...more });

    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT', argument } }]);
  });

  it('reads no more samples than it may', async () => {
    const small = await createTestApp({ PADDOCK_MAX_SAMPLES_SCANNED: '500' });
    await createSession(small, 's', { channels: [SPEED] });
    await write(small, 's', periodic(START, count(600), SPEED));

    const condition = { comparison: 'LESS', value: 1 };
    const { errors } = await small.ask(SEARCH, { id: 's', p: 'c1', condition });

    expect(errors).toMatchObject([
      { extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'window' } },
    ]);
  });

  it('stops when the request is cancelled', async () => {
    const session = await getSession(app.runtime, 's');
    const [source] = await readableParameters(app.runtime, session.id, ['speed']);
    const condition = { comparison: 'LESS', value: 1 } as const;
    const search = searchSamples(
      app.runtime,
      session,
      source!,
      { condition, first: 10 },
      AbortSignal.abort(),
    );

    await expect(search).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'The request was cancelled.',
    });
  });
});

/** Spans of numbers above 0, straight from the samples. */
function positiveSpans(samples: readonly RecordedSample[]) {
  const spansFound: { from: number; to: number; sampleCount: number }[] = [];
  samples.forEach(({ time, value, isAfterGap }, i) => {
    if (!(value > 0)) return;
    const last = spansFound.at(-1);
    const goesOn = last && i > 0 && !isAfterGap && samples[i - 1]!.time === last.to;
    if (goesOn) Object.assign(last, { to: time, sampleCount: last.sampleCount + 1 });
    else spansFound.push({ from: time, to: time, sampleCount: 1 });
  });
  return spansFound;
}

describe('search of random sessions', () => {
  it('finds the spans that the samples have, in any window', async () => {
    let made = 0;
    const anyPart = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(600), fc.nat(40));
    await fc.assert(
      fc.asyncProperty(
        anyRecording,
        fc.array(anyPart, { minLength: 5, maxLength: 5 }),
        async (recording, parts) => {
          const { id, c1, c2, end } = await recordSession(app, `search-${made++}`, recording);
          for (const [at, length, least] of parts) {
            const from = Math.floor(at * end);
            for (const [p, samples] of [
              ['c1', c1],
              ['c2', c2],
            ] as const) {
              const { session } = await app.askData(SEARCH, {
                id,
                p,
                condition: { comparison: 'GREATER', value: 0 },
                window: offsetWindow(from, from + length),
                forAtLeast: String(least),
              });
              const expected = positiveSpans(samplesWithin(samples, from, from + length))
                .filter((span) => span.to - span.from >= least)
                .map((span) => ({
                  startTime: String(START + BigInt(span.from)),
                  endTime: String(START + BigInt(span.to)),
                  sampleCount: span.sampleCount,
                }));
              expect(session.parameter.search).toMatchObject(expected);
              expect(session.parameter.search).toHaveLength(expected.length);
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
