/** The demo car: what its simulation and its constants say about it, in SI units. */
export const CAR = {
  /** Kilograms, with driver, without fuel. */
  mass: 798,
  /** Metres between the axles. */
  wheelbase: 3.58,
  /** Metres, of the rear tyres under load. */
  tyreRadius: 0.335,
  /** Turns of the steering wheel for one of the front wheels. */
  steeringRatio: 12.5,
  /** Kilograms that fit into the tank. */
  tank: 42,
  /** Watts at the wheels. */
  power: 615_000,
} as const;

/** Metres a second up to which the limiter lets the car go in the pit lane. */
export const PIT_SPEED = 80 / 3.6;

const FIRST_GEAR_RATIO = 14.6;
const RATIO_STEP = 0.852;
const DRAG = 0.00105;
const GRIP = 15.5;
const DOWNFORCE = 0.0028;

/** Turns of the engine for one of the wheels. */
export function gearRatio(gear: number): number {
  return FIRST_GEAR_RATIO * RATIO_STEP ** (gear - 1);
}

/** Revolutions a minute of the engine with the clutch closed, at a speed in m/s. */
export function engineSpeedAt(speed: number, gear: number): number {
  return (speed / (2 * Math.PI * CAR.tyreRadius)) * 60 * gearRatio(gear);
}

/** Deceleration in m/s² by air and tyres alone. */
export function dragAt(speed: number): number {
  return 0.15 + DRAG * speed * speed;
}

/** Greatest acceleration in m/s² that engine and tyres can give, drag taken off. */
export function greatestAcceleration(speed: number): number {
  return Math.min(11, CAR.power / (CAR.mass * Math.max(speed, 1))) - dragAt(speed);
}

/** Greatest deceleration in m/s²; more at speed, when the air presses the car down. */
export function greatestDeceleration(speed: number): number {
  return 17 + 0.0035 * speed * speed;
}

/** Speed in m/s at which the tyres just hold the car on a curvature; infinite where they always do. */
export function corneringSpeed(curvature: number): number {
  const bend = Math.abs(curvature);
  return bend > DOWNFORCE ? Math.sqrt(GRIP / (bend - DOWNFORCE)) : Number.POSITIVE_INFINITY;
}
