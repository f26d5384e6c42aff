import type { ChannelDataSource } from '../configuration-sets/configuration-content.ts';
import type { DataType } from '../core/data-type.ts';
import type { CarState } from './car-state.ts';
import { toPressureCounts, toTemperatureCounts } from './oil-sensors.ts';

/** A channel of the demo car: what its sensor gives, and when. */
export interface DemoChannel {
  readonly name: string;
  readonly application: 'Chassis' | 'Engine';
  readonly dataSource: Extract<ChannelDataSource, 'PERIODIC' | 'TIMESTAMPED' | 'ROW_DATA'>;
  readonly dataType: DataType;
  /** Milliseconds between samples; for those with their own times about so many. */
  readonly every: number;
  /** Whether it comes by radio, and so is missing while telemetry is lost. */
  readonly radio: boolean;
  readonly raw: (state: Readonly<CarState>) => number;
}

/** Bits of the status word. */
export const STATUS_BITS = { pitLimiter: 0, drs: 2, flag: 4 } as const;

const GRAVITY = 9.80665;
/** Where the finish line of the demo circuit lies, in degrees, and metres in a degree of latitude. */
const ORIGIN = { latitude: 48.212, longitude: 12.905 };
const METRES_A_DEGREE = 111_194.93;
const METRES_A_DEGREE_EAST = METRES_A_DEGREE * Math.cos((ORIGIN.latitude * Math.PI) / 180);

type Wiring = Pick<DemoChannel, 'application' | 'dataSource' | 'radio'>;
const chassis: Wiring = { application: 'Chassis', dataSource: 'PERIODIC', radio: true };
const engine: Wiring = { application: 'Engine', dataSource: 'PERIODIC', radio: false };
const gps: Wiring = { application: 'Chassis', dataSource: 'TIMESTAMPED', radio: false };
const row: Wiring = { application: 'Chassis', dataSource: 'ROW_DATA', radio: true };

const { round } = Math;
const tyre = (name: string, index: number): DemoChannel => ({
  ...row,
  name,
  dataType: 'UNSIGNED_16BIT',
  every: 200,
  raw: ({ tyres }) => round(tyres[index]! * 10),
});

/** The channels by number: the place in this list. */
export const DEMO_CHANNELS: readonly DemoChannel[] = [
  channel(chassis, 'speed', 'UNSIGNED_16BIT', 10, ({ speed }) => round(speed * 360)),
  channel(chassis, 'throttle', 'UNSIGNED_8BIT', 20, ({ throttle }) => round(throttle * 2.5)),
  channel(chassis, 'brake', 'UNSIGNED_16BIT', 10, ({ brakePressure }) => round(brakePressure * 20)),
  channel(chassis, 'steering', 'SIGNED_16BIT', 10, ({ steering }) => round(steering * 10)),
  channel(chassis, 'gLat', 'SIGNED_16BIT', 10, ({ lateral }) => round((lateral / GRAVITY) * 1000)),
  channel(chassis, 'gLong', 'SIGNED_16BIT', 10, ({ longitudinal }) =>
    round((longitudinal / GRAVITY) * 1000),
  ),
  channel(chassis, 'gVert', 'SIGNED_16BIT', 1, ({ vertical }) => round(vertical * 1000)),
  channel(chassis, 'lapDistance', 'FLOATING_POINT_32BIT', 50, ({ lapDistance }) => lapDistance),
  channel(chassis, 'status', 'UNSIGNED_16BIT', 50, toStatusWord),
  tyre('tyreFL', 0),
  tyre('tyreFR', 1),
  tyre('tyreRL', 2),
  tyre('tyreRR', 3),
  channel(gps, 'gpsLat', 'SIGNED_32BIT', 100, ({ north }) =>
    round((ORIGIN.latitude + north / METRES_A_DEGREE) * 1e7),
  ),
  channel(gps, 'gpsLong', 'SIGNED_32BIT', 100, ({ east }) =>
    round((ORIGIN.longitude + east / METRES_A_DEGREE_EAST) * 1e7),
  ),
  channel(engine, 'rpm', 'UNSIGNED_16BIT', 20, ({ engineSpeed }) => round(engineSpeed * 4)),
  channel(engine, 'gear', 'UNSIGNED_8BIT', 50, ({ gear }) => gear),
  channel(engine, 'oilP', 'UNSIGNED_16BIT', 100, ({ oilPressure }) =>
    toPressureCounts(oilPressure),
  ),
  channel(engine, 'oilT', 'UNSIGNED_16BIT', 200, ({ oilTemperature }) =>
    toTemperatureCounts(oilTemperature),
  ),
  channel(engine, 'airP', 'UNSIGNED_16BIT', 100, ({ altitude }) =>
    round(pressureAt(altitude) * 50),
  ),
  channel(engine, 'fuel', 'FLOATING_POINT_32BIT', 1000, ({ fuel }) => fuel),
];

/** Number of the channel of a name. */
export function channelIdOf(name: string): number {
  const channelId = DEMO_CHANNELS.findIndex((known) => known.name === name);
  if (channelId < 0) throw new RangeError(`Expected the name of a demo channel, got "${name}".`);
  return channelId;
}

function channel(
  wiring: Wiring,
  name: string,
  dataType: DataType,
  every: number,
  raw: DemoChannel['raw'],
): DemoChannel {
  return { ...wiring, name, dataType, every, raw };
}

function toStatusWord({ pitLimiter, drsOpen, yellowFlag }: Readonly<CarState>): number {
  return (
    (Number(pitLimiter) << STATUS_BITS.pitLimiter) |
    (Number(drsOpen) << STATUS_BITS.drs) |
    (Number(yellowFlag) << STATUS_BITS.flag)
  );
}

/** Of the standard atmosphere, in hectopascal. */
function pressureAt(altitude: number): number {
  return 1013.25 * (1 - altitude / 44_330) ** 5.255;
}
