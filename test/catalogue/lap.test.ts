import { describe, expect, it } from 'vitest';
import { doubles, type Json, useCatalogue, WRITE } from './catalogue-client.ts';

const { create, read, save, askData, refusal, publish } = useCatalogue();

const ADD = `mutation ($session: String!, $laps: [LapInput!]!) {
  addLaps(session: $session, laps: $laps) { created applied session { identity } }
}`;
const FIELDS = 'laps { number name startTime endTime duration isFastest }';

interface Derived {
  readonly number: number;
  readonly endTime: string | null;
  readonly isFastest: boolean;
}

/** A session of these laps, and where each ends. */
async function withLaps(
  laps: readonly Json[],
  { state = 'CLOSED', range = ['0', '1000'] as readonly string[] | null } = {},
): Promise<{ identity: string; laps: (Derived & Json)[] }> {
  const updates = range ? [{ setTimeRange: { startTime: range[0], endTime: range[1] } }] : [];
  const identity = await create({ state }, ...updates);
  await askData(ADD, { session: identity, laps });
  return { identity, laps: (await read(identity, FIELDS)).laps };
}

const lap = (number: number, startTime: number, more: Json = {}) => ({
  number,
  startTime: String(startTime),
  ...more,
});

const endsOf = (laps: readonly Derived[]) => laps.map(({ endTime }) => endTime);
const fastestOf = (laps: readonly Derived[]) =>
  laps.filter(({ isFastest }) => isFastest).map(({ number }) => number);

describe('addLaps', () => {
  it('fills in what is not given', async () => {
    const { identity } = await withLaps([lap(3, 10)]);
    const fields = `laps { number name startTime endTime duration storedEndTime triggerSource
      countForFastestLap isFastest }`;
    expect((await read(identity, fields)).laps).toEqual([
      {
        number: 3,
        name: 'Lap 3',
        startTime: '10',
        endTime: '1000',
        duration: '990',
        storedEndTime: null,
        triggerSource: 0,
        countForFastestLap: true,
        isFastest: true,
      },
    ]);
  });

  it('keeps instants to the nanosecond', async () => {
    const start = '1620323936202890998';
    const laps = [{ number: 1, startTime: start, endTime: '1620323936202890999' }];
    const range = [start, '1620323936202891998'];
    const { laps: derived } = await withLaps(laps, { range });
    expect(derived).toMatchObject([
      { startTime: start, endTime: '1620323936202890999', duration: '1' },
    ]);
  });

  it('takes a lap of the same number, start and trigger as the same lap', async () => {
    const { identity } = await withLaps([lap(1, 10, { name: 'First' }), lap(1, 10)]);
    expect((await read(identity, 'laps { name }')).laps).toEqual([{ name: 'Lap 1' }]);
    await askData(ADD, { session: identity, laps: [lap(1, 10, { triggerSource: 255 })] });
    expect((await read(identity, 'laps { triggerSource }')).laps).toEqual([
      { triggerSource: 0 },
      { triggerSource: 255 },
    ]);
  });

  it.each<[Json, string, string]>([
    [lap(-1, 0), 'number', 'Expected 0 or more, got -1.'],
    [lap(1, 0, { name: '' }), 'name', 'Expected 1 to 150 characters, got 0.'],
    [lap(1, 0, { name: 'n'.repeat(151) }), 'name', 'Expected 1 to 150 characters, got 151.'],
    [lap(1, 0, { triggerSource: 256 }), 'triggerSource', 'Expected 0 to 255, got 256.'],
    [lap(1, 0, { triggerSource: -1 }), 'triggerSource', 'Expected 0 to 255, got -1.'],
    [lap(1, 5, { endTime: '4' }), 'endTime', 'Expected 5 or later, got 4.'],
  ])('refuses %j, and stores none of the request', async (bad, field, message) => {
    const identity = await create();
    expect(await refusal(ADD, { session: identity, laps: [lap(7, 0), bad] })).toEqual({
      code: 'BAD_USER_INPUT',
      message,
      argument: `laps[1].${field}`,
    });
    expect((await read(identity, FIELDS)).laps).toEqual([]);
  });

  it('refuses a session that is not there', async () => {
    expect(await refusal(ADD, { session: 'nobody', laps: [] })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'Session "nobody" was not found.',
    });
  });
});

describe('the end of a lap', () => {
  it('is the start of the next by time, whatever the order they came in', async () => {
    const { laps } = await withLaps([lap(3, 500), lap(1, 100), lap(2, 300)]);
    expect(laps).toMatchObject([
      { number: 1, startTime: '100', endTime: '300', duration: '200' },
      { number: 2, startTime: '300', endTime: '500', duration: '200' },
      { number: 3, startTime: '500', endTime: '1000', duration: '500' },
    ]);
  });

  it('changes when a lap comes between', async () => {
    const { identity } = await withLaps([lap(1, 100), lap(2, 300)]);
    await askData(ADD, { session: identity, laps: [lap(9, 200)] });
    expect(endsOf((await read(identity, FIELDS)).laps)).toEqual(['200', '300', '1000']);
  });

  it('is open for the last lap of a live session alone', async () => {
    const two = [lap(1, 100), lap(2, 300)];
    const live = await withLaps(two, { state: 'OPEN' });
    expect(live.laps).toMatchObject([{ endTime: '300' }, { endTime: null, duration: null }]);
    expect(endsOf((await withLaps(two, { state: 'WAITING' })).laps)).toEqual(['300', null]);
    await save({ identity: live.identity, updates: [{ setState: 'CLOSED' }] });
    expect(endsOf((await read(live.identity, FIELDS)).laps)).toEqual(['300', '1000']);
  });

  it('skips laps of the same start', async () => {
    const { laps } = await withLaps([lap(1, 100), lap(2, 100), lap(3, 100), lap(4, 400)]);
    expect(endsOf(laps)).toEqual(['400', '400', '400', '1000']);
  });

  it('is the one that is given, unless the next lap starts before it', async () => {
    const { laps } = await withLaps([
      lap(1, 100, { endTime: '150' }),
      lap(2, 200, { endTime: '900' }),
      lap(3, 300, { endTime: '350' }),
    ]);
    expect(endsOf(laps)).toEqual(['150', '300', '350']);
  });

  it('is its own start when the session has no data after it', async () => {
    const { laps } = await withLaps([lap(1, 2_000)]);
    expect(laps).toMatchObject([{ endTime: '2000', duration: '0' }]);
    expect(endsOf((await withLaps([lap(1, 5)], { range: null })).laps)).toEqual(['5']);
  });
});

describe('fastestLap', () => {
  it.each<[string, Json[], number[]]>([
    ['the shortest', [lap(1, 0), lap(2, 300), lap(3, 500), lap(4, 800)], [2]],
    ['the earlier of equal ones', [lap(1, 0), lap(2, 400), lap(3, 600), lap(4, 800)], [2]],
    [
      'none that does not count',
      [lap(1, 0), lap(2, 400, { countForFastestLap: false }), lap(3, 500)],
      [1],
    ],
    ['no out lap', [lap(1, 0, { name: 'Out Lap' }), lap(2, 100), lap(3, 700)], [3]],
    ['no out lap, however it is written', [lap(1, 0, { name: 'OUTLAP' }), lap(2, 100)], [2]],
    ['one of a repeated number', [lap(5, 0), lap(5, 900)], [5]],
    ['none where nothing counts', [lap(1, 0, { countForFastestLap: false })], []],
    ['none of no length', [lap(1, 1_000)], []],
    ['none without laps', [], []],
  ])('is %s', async (_name, given, expected) => {
    const { identity, laps } = await withLaps(given);
    expect(fastestOf(laps)).toEqual(expected);
    const { fastestLap } = await read(identity, 'fastestLap { number }');
    expect(fastestLap).toEqual(expected.length > 0 ? { number: expected[0] } : null);
  });

  it('is no open lap, however short it has been', async () => {
    const { laps } = await withLaps([lap(1, 0), lap(2, 999)], { state: 'OPEN' });
    expect(fastestOf(laps)).toEqual([1]);
  });

  it('tells laps of one number apart', async () => {
    const { laps } = await withLaps([lap(5, 0), lap(5, 900)]);
    expect(laps.map(({ isFastest }) => isFastest)).toEqual([false, true]);
  });
});

describe('a lap', () => {
  it('is found by its number, the first where it repeats, or is null', async () => {
    const { identity } = await withLaps([lap(2, 500), lap(2, 100), lap(0, 0)]);
    expect(
      await read(identity, 'two: lap(number: 2) { startTime } none: lap(number: 9) { startTime }'),
    ).toEqual({ two: { startTime: '100' }, none: null });
  });

  it('is a window of the session, its end not part of it where the next begins', async () => {
    await publish('lap-window', {
      name: 'A',
      channels: [{ channelId: 1, dataSource: 'TIMESTAMPED' }],
      parameters: [{ identifier: 'p:A', name: 'p', channels: [1] }],
    });
    const identity = await create(
      { state: 'OPEN' },
      { setConfigBindings: [{ identifier: 'lap-window' }] },
    );
    const timestamps = ['0', '100', '199', '200', '300'];
    const timestamped = { channelId: 1, timestamps, buffer: doubles(0, 1, 2, 3, 4) };
    await askData(WRITE, { input: { session: identity, messages: [{ timestamped }] } });
    await askData(ADD, { session: identity, laps: [lap(1, 100), lap(2, 200)] });
    const series =
      'samples(parameters: ["p:A"]) { values } statistics(parameters: ["p:A"]) { count }';
    const fields = `laps { number ${series} }
      one: samples(parameters: ["p:A"], window: { lap: 1 }) { timestamps }
      two: samples(parameters: ["p:A"], window: { lap: 2 }) { timestamps }
      in: laps(window: { range: { startTime: "150", endTime: "200" } }) { number }
      events(window: { lap: 1 }) { nodes { timestamp } }`;
    expect(await read(identity, fields)).toEqual({
      laps: [
        { number: 1, samples: [{ values: [1, 2] }], statistics: [{ count: 2 }] },
        { number: 2, samples: [{ values: [3, 4] }], statistics: [{ count: 2 }] },
      ],
      one: [{ timestamps: ['100', '199'] }],
      two: [{ timestamps: ['200', '300'] }],
      in: [{ number: 2 }],
      events: { nodes: [] },
    });
  });

  it('is refused as a window when there is none of that number', async () => {
    const identity = await create({}, { setTimeRange: { startTime: '0', endTime: '9' } });
    const query = `query ($identity: String!) {
      session(identity: $identity) { laps(window: { lap: 4 }) { number } }
    }`;
    expect((await refusal(query, { identity })).code).toBe('NOT_FOUND');
  });
});
