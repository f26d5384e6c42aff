import { channelIdOf, STATUS_BITS } from './demo-channels.ts';
import type { ParameterInput } from './demo-inputs.ts';

type Limits = Pick<ParameterInput, 'minimum' | 'maximum' | 'warningMaximum'>;
type Rest = Omit<ParameterInput, 'identifier' | 'name' | 'description' | 'channels'> & Limits;

/** Parameters of the application Chassis. */
export const CHASSIS_PARAMETERS: readonly ParameterInput[] = [
  of('Chassis', 'vCar', 'speed', 'Speed of the car', between(0, 340, 'speed')),
  of('Chassis', 'rThrottle', 'throttle', 'Throttle pedal', between(0, 100, 'throttle')),
  of('Chassis', 'pBrake', 'brake', 'Brake pressure, front', between(0, 120, 'brake')),
  of(
    'Chassis',
    'aSteer',
    'steering',
    'Steering wheel, left positive',
    between(-120, 120, 'steering'),
  ),
  of(
    'Chassis',
    'gLat',
    'gLat',
    'Lateral acceleration, left positive',
    between(-4, 4, 'acceleration'),
  ),
  of('Chassis', 'gLong', 'gLong', 'Longitudinal acceleration', between(-6, 2, 'acceleration')),
  of('Chassis', 'gVert', 'gVert', 'Vertical acceleration', between(-4, 6, 'acceleration')),
  of('Chassis', 'sLap', 'lapDistance', 'Distance from the finish line', {
    minimum: 0,
    maximum: 5000,
    unit: 'm',
    format: '%.1f',
  }),
  of('Chassis', 'TTyreFL', 'tyreFL', 'Tyre, front left', between(20, 130, 'temperature')),
  of('Chassis', 'TTyreFR', 'tyreFR', 'Tyre, front right', between(20, 130, 'temperature')),
  of('Chassis', 'TTyreRL', 'tyreRL', 'Tyre, rear left', between(20, 130, 'temperature')),
  of('Chassis', 'TTyreRR', 'tyreRR', 'Tyre, rear right', between(20, 130, 'temperature')),
  of('Chassis', 'GPSLat', 'gpsLat', 'Latitude, north positive', between(-90, 90, 'position')),
  of('Chassis', 'GPSLong', 'gpsLong', 'Longitude, east positive', between(-180, 180, 'position')),
  of('Chassis', 'BPitLimiter', 'status', 'Pit limiter', bits(STATUS_BITS.pitLimiter, 1, 'switch')),
  of('Chassis', 'BDRS', 'status', 'Rear wing open', bits(STATUS_BITS.drs, 1, 'switch')),
  of('Chassis', 'NFlag', 'status', 'Flag shown to the driver', bits(STATUS_BITS.flag, 3, 'flag')),
];

/** Parameters of the application Engine. Two read the one sensor of the air. */
export const ENGINE_PARAMETERS: readonly ParameterInput[] = [
  of('Engine', 'nEngine', 'rpm', 'Engine speed', {
    ...between(0, 13_000, 'engineSpeed'),
    warningMaximum: 12_000,
  }),
  of('Engine', 'NGear', 'gear', 'Gear engaged', between(0, 8, 'gear')),
  of('Engine', 'pOil', 'oilP', 'Oil pressure', between(0, 10.5, 'oilPressure')),
  of('Engine', 'TOil', 'oilT', 'Oil temperature', {
    ...between(0, 150, 'thermistor'),
    warningMaximum: 115,
  }),
  of('Engine', 'pAir', 'airP', 'Pressure of the air', between(950, 1050, 'airPressure')),
  of('Engine', 'hAltitude', 'airP', 'Altitude, from the pressure', between(0, 500, 'altitude')),
  of('Engine', 'mFuel', 'fuel', 'Fuel in the tank', {
    minimum: 0,
    maximum: 42,
    unit: 'kg',
    format: '%.2f',
  }),
];

function of(
  application: string,
  name: string,
  channel: string,
  description: string,
  { conversion, ...rest }: Rest,
): ParameterInput {
  return {
    identifier: `${name}:${application}`,
    name,
    description,
    channels: [channelIdOf(channel)],
    ...rest,
    ...(conversion ? { conversion: `${conversion}:${application}` } : {}),
  };
}

function between(minimum: number, maximum: number, conversion: string): Rest {
  return { minimum, maximum, conversion };
}

function bits(bitShift: number, dataBitMask: number, conversion: string): Rest {
  return { minimum: 0, maximum: dataBitMask, bitShift, dataBitMask, conversion };
}
