import { engineSpeedAt } from './car.ts';
import type { Random } from './random.ts';

/** An engine and the gears behind it. */
export interface Gearbox {
  /** 1 to 8. */
  gear: number;
  /** Revolutions a minute. */
  engineSpeed: number;
  /**
   * Go on by a millisecond at a speed in m/s.
   *
   * @returns the shift that began, if it is one that takes too long; else null.
   */
  readonly step: (speed: number) => SlowShift | null;
}

/** A shift up that takes longer than it should. */
export interface SlowShift {
  readonly from: number;
  readonly to: number;
  readonly milliseconds: number;
}

const GEARS = 8;
const IDLE = 4_000;
const UP_AT = 11_700;
const DOWN_AT = 8_700;
const SHIFT_MS = 28;
const SLOW_SHIFT_MS = 95;
const SLOW_SHIFTS = 0.02;
/** After a shift the box rests, or it would hunt between two gears. */
const REST_MS = 110;
/** Milliseconds in which the engine follows the wheels by two thirds. */
const LAG_MS = 12;

/** Make a gearbox in first gear that shifts by itself. Now and then a shift up is a slow one. */
export function createGearbox(random: Random): Gearbox {
  let busy = 0;
  let resting = 0;
  let next = 1;

  const box: Gearbox = {
    gear: 1,
    engineSpeed: IDLE,
    step(speed) {
      const locked = engineSpeedAt(speed, box.gear);
      let slow: SlowShift | null = null;
      if (busy > 0) {
        busy--;
        if (busy === 0) box.gear = next;
      } else if (resting > 0) {
        resting--;
      } else if (locked > UP_AT && box.gear < GEARS) {
        const milliseconds = random.uniform() < SLOW_SHIFTS ? SLOW_SHIFT_MS : SHIFT_MS;
        shift(box.gear + 1, milliseconds);
        if (milliseconds === SLOW_SHIFT_MS) slow = { from: box.gear, to: next, milliseconds };
      } else if (locked < DOWN_AT && box.gear > 1) {
        shift(box.gear - 1, SHIFT_MS);
      }
      // The ignition is cut while the dogs move, so that the engine falls towards the next gear.
      const wanted = Math.max(IDLE, engineSpeedAt(speed, busy > 0 ? next : box.gear));
      box.engineSpeed += (wanted - box.engineSpeed) / LAG_MS;
      return slow;
    },
  };

  function shift(to: number, milliseconds: number): void {
    next = to;
    busy = milliseconds;
    resting = REST_MS;
  }
  return box;
}
