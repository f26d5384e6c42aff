import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarState } from '../../src/demo/car-state.ts';
import { createCircuit } from '../../src/demo/circuit.ts';
import { createDemoClient } from '../../src/demo/demo-client.ts';
import { DEMO_QUERY } from '../../src/demo/demo-query.ts';
import { createSimulation } from '../../src/demo/simulation.ts';
import { DEMO_RECORDING, DEMO_SEED, writeRecording } from '../../src/demo/write-recording.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';

const never = new AbortController().signal;
const clientOf = (app: TestApp) => createDemoClient(app.fetch, app.runtime.limits);

const SUMMARY = `query ($identity: String!) { session(identity: $identity) {
  state updatedAt sequence labels duration type
  laps { number name duration isFastest countForFastestLap }
  channels { channelId sampleCount byteLength }
  events(first: 100) { nodes { formatted priority definition { description } } }
  markers(first: 100, category: "Sector") { nodes { markerId label startTime endTime } }
  constants { name formatted unit }
} }`;

/** Milliseconds of the recording at which what is read is compared with what was simulated. */
const MOMENTS = [1_000, 20_000, 61_000, 123_000, 160_000, 222_000, 301_000, 380_000];

let app: TestApp;
let stop: () => Promise<void>;
const truth = new Map<number, CarState>();

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
  expect(await writeRecording(clientOf(app), never)).toBe(true);
  const simulation = createSimulation(DEMO_SEED);
  while (simulation.state.time <= MOMENTS.at(-1)!) {
    const { state } = simulation;
    if (MOMENTS.includes(state.time)) {
      truth.set(state.time, { ...state, tyres: Float64Array.from(state.tyres) });
    }
    simulation.step();
  }
});

afterAll(() => stop());

const summary = async (from = app) =>
  (await from.askData(SUMMARY, { identity: DEMO_RECORDING })).session;

/** The one sample of a parameter at a moment. */
async function readAt(parameter: string, milliseconds: number) {
  const at = String(milliseconds * 1_000_000);
  const { session } = await app.askData(
    `query ($parameter: String!, $at: Nanoseconds!) { session(identity: "${DEMO_RECORDING}") {
      samples(parameters: [$parameter], window: { offset: { startTime: $at, endTime: $at } }) {
        values texts formatted
      }
    } }`,
    { parameter, at },
  );
  const [{ values, texts, formatted }] = session.samples;
  expect(values).toHaveLength(1);
  return { value: values[0] as number, text: texts?.[0], formatted: formatted[0] };
}

describe('writeRecording', () => {
  it('leaves a closed session with an out lap and three timed ones, the second the fastest', async () => {
    const { state, laps, labels, type } = await summary();
    expect({ state, labels, type }).toEqual({
      state: 'CLOSED',
      labels: ['demo', 'recorded'],
      type: 'Simulation',
    });
    expect(laps.map(({ name, isFastest }: Lap) => [name, isFastest])).toEqual([
      ['Out Lap', false],
      ['Lap 1', false],
      ['Lap 2', true],
      ['Lap 3', false],
    ]);
    for (const { duration } of laps) {
      expect(Number(duration) / 1e9).toBeGreaterThan(85);
      expect(Number(duration) / 1e9).toBeLessThan(115);
    }
  });

  it.each<[string, (state: CarState) => number, number]>([
    ['vCar:Chassis', ({ speed }) => speed * 3.6, 0.005],
    ['rThrottle:Chassis', ({ throttle }) => throttle, 0.2],
    ['pBrake:Chassis', ({ brakePressure }) => brakePressure, 0.025],
    ['aSteer:Chassis', ({ steering }) => steering, 0.05],
    ['gLat:Chassis', ({ lateral }) => lateral / 9.80665, 0.0005],
    ['gVert:Chassis', ({ vertical }) => vertical, 0.0005],
    ['sLap:Chassis', ({ lapDistance }) => lapDistance, 0.001],
    ['TTyreFL:Chassis', ({ tyres }) => tyres[0]!, 0.05],
    ['TTyreRR:Chassis', ({ tyres }) => tyres[3]!, 0.05],
    ['nEngine:Engine', ({ engineSpeed }) => engineSpeed, 0.125],
    ['NGear:Engine', ({ gear }) => gear, 0],
    ['pOil:Engine', ({ oilPressure }) => oilPressure, 0.002],
    ['TOil:Engine', ({ oilTemperature }) => oilTemperature, 0.2],
    ['hAltitude:Engine', ({ altitude }) => altitude, 0.1],
    ['mFuel:Engine', ({ fuel }) => fuel, 1e-5],
  ])(
    'gives %s back as it was simulated, but for the steps of the sensor',
    async (parameter, of, step) => {
      for (const moment of MOMENTS) {
        const { value } = await readAt(parameter, moment);
        expect(Math.abs(value - of(truth.get(moment)!))).toBeLessThanOrEqual(step + 1e-9);
      }
    },
  );

  it('tells gears as texts', async () => {
    for (const moment of MOMENTS) {
      const { gear } = truth.get(moment)!;
      expect(await readAt('NGear:Engine', moment)).toEqual({
        value: gear,
        text: `${gear}`,
        formatted: `${gear}`,
      });
    }
  });

  it('tells switches and flags from the bits of one word', async () => {
    for (const moment of MOMENTS) {
      const { pitLimiter, drsOpen, yellowFlag } = truth.get(moment)!;
      const texts = [
        (await readAt('BPitLimiter:Chassis', moment)).text,
        (await readAt('BDRS:Chassis', moment)).text,
        (await readAt('NFlag:Chassis', moment)).text,
      ];
      expect(texts).toEqual([
        pitLimiter ? 'On' : 'Off',
        drsOpen ? 'On' : 'Off',
        yellowFlag ? 'Yellow' : 'Green',
      ]);
    }
  });

  it('has each switch on and off, and the flag in both colours, at some time', async () => {
    const { session } = await app.askData(`{ session(identity: "${DEMO_RECORDING}") {
      samples(parameters: ["BPitLimiter:Chassis", "BDRS:Chassis", "NFlag:Chassis"]) { texts }
    } }`);
    const seen = session.samples.map(({ texts }: { texts: string[] }) =>
      [...new Set(texts)].sort(),
    );
    expect(seen).toEqual([
      ['Off', 'On'],
      ['Off', 'On'],
      ['Green', 'Yellow'],
    ]);
  });

  it('shows the three seconds without telemetry in lap 3 as a gap, where it came by radio', async () => {
    const { session } =
      await app.askData(`{ session(identity: "${DEMO_RECORDING}") { lap(number: 3) {
      samples(parameters: ["vCar:Chassis", "nEngine:Engine"], resolution: { maxPoints: 400 }) {
        times values
      }
    } } }`);
    const [speed, engine] = session.lap.samples as { times: number[]; values: (number | null)[] }[];
    const gap = speed!.values.indexOf(null);
    expect(speed!.values.filter((value) => value === null)).toHaveLength(1);
    expect(speed!.times[gap]).toBeCloseTo(30, 1);
    expect(speed!.times[gap + 1]! - speed!.times[gap]!).toBeCloseTo(3, 1);
    expect(engine!.values).not.toContain(null);
  });

  it('has positions that lead round the circuit', async () => {
    const { session } = await app.askData(`{ session(identity: "${DEMO_RECORDING}") { fastestLap {
      samples(parameters: ["GPSLat:Chassis", "GPSLong:Chassis"]) { values timestamps }
    } } }`);
    const [latitude, longitude] = session.fastestLap.samples;
    expect(latitude.timestamps).toEqual(longitude.timestamps);
    expect(latitude.values.at(-1)).toBeCloseTo(latitude.values[0], 3);
    expect(longitude.values.at(-1)).toBeCloseTo(longitude.values[0], 3);
    const { east } = createCircuit();
    const metres = 111_195 * Math.cos((48.212 * Math.PI) / 180);
    const seen = (Math.max(...longitude.values) - Math.min(...longitude.values)) * metres;
    expect(Math.abs(seen - (Math.max(...east) - Math.min(...east)))).toBeLessThan(10);
  });

  it('tells events by their definitions, values through conversions and status texts as they are', async () => {
    const { events } = await summary();
    const described = events.nodes.map(({ formatted, priority, definition }: Described) => ({
      [definition.description]: `${priority} ${formatted}`,
    }));
    expect(described).toContainEqual({ 'Yellow flag': 'HIGH Car stopped in sector 2' });
    expect(described).toContainEqual({ 'Green flag': 'LOW Track clear' });
    expect(described).toContainEqual({ 'Gearbox: slow shift': 'HIGH 1 2 95 ms' });
    expect(described).toContainEqual({ 'Kerb strike': 'MEDIUM lap 1 1384 m 3.6 g' });
  });

  it('marks three sectors a lap, which fill it', async () => {
    const { laps, markers, duration } = await summary();
    expect(markers.nodes).toHaveLength(12);
    const length = (marker: Marker) => BigInt(marker.endTime) - BigInt(marker.startTime) + 1n;
    const first: Marker[] = markers.nodes.slice(0, 3);
    expect(first.map(({ label }) => label)).toEqual([
      'Out Lap, sector 1',
      'Out Lap, sector 2',
      'Out Lap, sector 3',
    ]);
    expect(String(first.reduce((sum, marker) => sum + length(marker), 0n))).toBe(laps[0].duration);
    const total = laps.reduce((sum: bigint, lap: Lap) => sum + BigInt(lap.duration), 0n);
    expect(String(total)).toBe(duration);
  });

  it('writes constants with their formats', async () => {
    expect((await summary()).constants).toEqual([
      { name: 'Car mass', formatted: '798', unit: 'kg' },
      { name: 'Steering ratio', formatted: '12.5', unit: '' },
      { name: 'Tyre radius', formatted: '0.335', unit: 'm' },
      { name: 'Wheelbase', formatted: '3.58', unit: 'm' },
    ]);
  });

  it('changes nothing when the recording is there', async () => {
    const before = await summary();
    app.takeStatements();

    expect(await writeRecording(clientOf(app), never)).toBe(false);

    expect(app.takeStatements().filter((sql) => !/^\s*SELECT/i.test(sql))).toEqual([]);
    expect(await summary()).toEqual(before);
  });

  it('completes what was cut short, to the same recording', async () => {
    const other = await createTestApp();
    const cut = new AbortController();
    const client = clientOf(other);
    const stopsAfterOne: typeof client = {
      ...client,
      async write(session, messages) {
        await client.write(session, messages);
        cut.abort();
      },
    };
    await writeRecording(stopsAfterOne, cut.signal);
    expect((await summary(other)).state).toBe('OPEN');

    expect(await writeRecording(client, never)).toBe(true);

    expect({ ...(await summary(other)), updatedAt: null }).toEqual({
      ...(await summary()),
      updatedAt: null,
    });
  });

  it('keeps to a small limit of messages a write', async () => {
    const small = await createTestApp({ PADDOCK_MAX_BATCH_MESSAGES: '50' });
    await writeRecording(clientOf(small), never);
    expect((await summary(small)).channels).toEqual((await summary()).channels);
  });
});

describe('DEMO_QUERY', () => {
  it('answers within the default limits, without errors', async () => {
    const { session, live } = await app.askData(DEMO_QUERY);
    expect(session.fastestLap.name).toBe('Lap 2');
    const [speed, gear] = session.fastestLap.samples;
    expect(speed.values.length).toBeGreaterThan(150);
    expect(speed.values.length).toBeLessThanOrEqual(200);
    expect(new Set(gear.texts)).toContain('3');
    expect(session.events.nodes).toHaveLength(10);
    expect(live.nodes).toEqual([]);
  });
});

interface Lap {
  readonly name: string;
  readonly isFastest: boolean;
  readonly duration: string;
}

interface Described {
  readonly formatted: string;
  readonly priority: string;
  readonly definition: { readonly description: string };
}

interface Marker {
  readonly label: string;
  readonly startTime: string;
  readonly endTime: string;
}
