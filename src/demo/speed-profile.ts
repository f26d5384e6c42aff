import { corneringSpeed, greatestAcceleration, greatestDeceleration } from './car.ts';

const TOP_SPEED = 95;

/**
 * The greatest speed in m/s at every metre of a closed circuit: as fast as the corners allow, after
 * what the engine can gain since the last one, and before what the brakes must lose for the next.
 *
 * @param curvature One over the radius, a metre apart.
 */
export function createSpeedProfile(curvature: Float64Array): Float64Array {
  const length = curvature.length;
  const speeds = curvature.map((bend) => Math.min(TOP_SPEED, corneringSpeed(bend)));
  // Twice round: what happens at the end of the lap is felt at its beginning.
  for (let i = 0; i < 2 * length; i++) {
    const before = speeds[i % length]!;
    limit((i + 1) % length, Math.sqrt(before ** 2 + 2 * greatestAcceleration(before)));
  }
  for (let i = 2 * length; i > 0; i--) {
    const after = speeds[i % length]!;
    limit((i - 1) % length, Math.sqrt(after ** 2 + 2 * greatestDeceleration(after)));
  }
  return speeds;

  function limit(metre: number, speed: number): void {
    if (speed < speeds[metre]!) speeds[metre] = speed;
  }
}
