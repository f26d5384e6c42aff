/** The demo car at an instant. The simulation changes it in place. */
export interface CarState {
  /** Milliseconds since the simulation began. */
  time: number;
  /** 0 is the lap out of the pits. */
  lap: number;
  /** Milliseconds since the lap began. */
  lapTime: number;
  /** Metres from the finish line. */
  lapDistance: number;
  /** Metres east and north of the finish line, and above the sea. */
  east: number;
  north: number;
  altitude: number;
  /** m/s. */
  speed: number;
  /** m/s², forwards. */
  longitudinal: number;
  /** m/s², to the left. */
  lateral: number;
  /** In g, 1 at rest. */
  vertical: number;
  /** Degrees at the wheel, positive to the left. */
  steering: number;
  /** Percent. */
  throttle: number;
  /** Bar. */
  brakePressure: number;
  gear: number;
  /** Revolutions a minute. */
  engineSpeed: number;
  /** Bar. */
  oilPressure: number;
  /** Degrees Celsius. */
  oilTemperature: number;
  /** Kilograms. */
  fuel: number;
  /** Degrees Celsius: front left, front right, rear left, rear right. */
  readonly tyres: Float64Array;
  pitLimiter: boolean;
  drsOpen: boolean;
  yellowFlag: boolean;
  /** Whether nothing reaches the recorder by radio. */
  telemetryLost: boolean;
}

/** The car at the exit of the pits, with a full tank and cold tyres. */
export function createCarState(fuel: number): CarState {
  return {
    time: 0,
    lap: 0,
    lapTime: 0,
    lapDistance: 0,
    east: 0,
    north: 0,
    altitude: 0,
    speed: 20,
    longitudinal: 0,
    lateral: 0,
    vertical: 1,
    steering: 0,
    throttle: 0,
    brakePressure: 0,
    gear: 1,
    engineSpeed: 0,
    oilPressure: 3,
    oilTemperature: 84,
    fuel,
    tyres: Float64Array.of(72, 72, 68, 68),
    pitLimiter: true,
    drsOpen: false,
    yellowFlag: false,
    telemetryLost: false,
  };
}
