import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, createSession, MS, periodic, START, write } from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;

const dataType = 'TRIPLE_FLOATING_POINT_32BIT';
const ACCELERATION = { channelId: 1, dataSource: 'PERIODIC', dataType, interval: MS } as const;
const SINGLE = { ...ACCELERATION, channelId: 2, dataType: 'FLOATING_POINT_32BIT' } as const;

/** 40,000 triples with a gap before sample 30,000. */
const LENGTH = 40_000;
const GAP_AT = 30_000;
// Zeros without a sign: JSON has none.
const triple = (i: number) => [Math.round(100 * Math.sin(i / 900)) + 0, i, 0 - i / 2];
const msOf = (i: number) => i + (i < GAP_AT ? 0 : 5_000);

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  await createSession(app, 's', {
    channels: [ACCELERATION, SINGLE],
    conversions: [{ rational: { name: 'half', coefficients: [0, 0.5, 0, 0, 0, 1] } }],
    parameters: [
      { identifier: 'a', name: 'a', channels: [1], conversion: 'half' },
      { identifier: 'b', name: 'b', channels: [2] },
    ],
  });
  const triples = (from: number, to: number) => count(to - from).flatMap((i) => triple(from + i));
  await write(
    app,
    's',
    periodic(START, triples(0, GAP_AT), ACCELERATION),
    periodic(START + BigInt(msOf(GAP_AT)) * MS, triples(GAP_AT, LENGTH), ACCELERATION),
    periodic(START, [1, 2], SINGLE),
  );
});
afterAll(() => stop());

async function series(parameter: string, more = '') {
  const { session } = await app.askData(
    `{ session(identity: "s") { samples(parameters: ["${parameter}"]${more}) {
      method values rawValues components times(unit: MILLISECONDS, origin: SESSION)
    } } }`,
  );
  return session.samples[0];
}

describe('samples of triples', () => {
  it('have their three numbers beside the values', async () => {
    const offset = 'offset: { startTime: "10000000", endTime: "12500000" }';
    expect(await series('a', `, window: { ${offset} }`)).toEqual({
      method: null,
      values: [10, 11, 12].map((i) => triple(i)[0]! / 2),
      rawValues: [10, 11, 12].map((i) => triple(i)[0]),
      components: [0, 1, 2].map((component) => [10, 11, 12].map((i) => triple(i)[component])),
      times: [10, 11, 12],
    });
  });

  it('have them at every sample of many blocks', async () => {
    const { components } = await series('a');

    expect(components).toEqual(
      [0, 1, 2].map((component) => count(LENGTH).map((i) => triple(i)[component])),
    );
  });

  it.each(['MIN_MAX', 'LTTB', 'EVERY_NTH'])(
    'have those of the very points that are left by %s, and none for gaps',
    async (method) => {
      const reduced = await series('a', `, resolution: { maxPoints: 200, method: ${method} }`);

      expect(reduced.method).toBe(method);
      expect(reduced.components[0]).toEqual(reduced.rawValues);
      let gaps = 0;
      reduced.times.forEach((ms: number, at: number) => {
        const i = ms < GAP_AT ? ms : ms - 5_000;
        const isSample = Number.isInteger(ms) && msOf(i) === ms;
        if (!isSample) gaps++;
        expect([reduced.components[1][at], reduced.components[2][at]]).toEqual(
          isSample ? triple(i).slice(1) : [null, null],
        );
      });
      expect(gaps).toBe(1);
    },
  );

  it('have none for means', async () => {
    const { components } = await series('a', ', resolution: { maxPoints: 20, method: MEAN }');

    expect(components.flat().every((one: number | null) => one === null)).toBe(true);
  });

  it('are null for other channels, and empty without samples', async () => {
    expect((await series('b')).components).toBeNull();
    const nowhere = ', window: { range: { startTime: "0", endTime: "1" } }';
    expect((await series('a', nowhere)).components).toEqual([[], [], []]);
  });
});
