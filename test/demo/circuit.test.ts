import { describe, expect, it } from 'vitest';
import { greatestAcceleration, greatestDeceleration } from '../../src/demo/car.ts';
import { createCircuit } from '../../src/demo/circuit.ts';
import { createSpeedProfile } from '../../src/demo/speed-profile.ts';

const circuit = createCircuit();

describe('createCircuit', () => {
  it('closes: the last metre ends where the first begins', () => {
    const { east, north, length } = circuit;
    for (let i = 0; i < length; i++) {
      const next = (i + 1) % length;
      expect(Math.hypot(east[next]! - east[i]!, north[next]! - north[i]!)).toBeCloseTo(1, 2);
    }
  });

  it('turns round once, to the left', () => {
    const turn = circuit.curvature.reduce((sum, bend) => sum + bend, 0);
    expect(turn).toBeCloseTo(2 * Math.PI, 1);
  });

  it('has its apexes in the corners, in order', () => {
    expect(circuit.apexes).toEqual([...circuit.apexes].sort((a, b) => a - b));
    for (const apex of circuit.apexes) {
      expect(Math.abs(circuit.curvature[Math.round(apex)]!)).toBeGreaterThan(1 / 200);
    }
  });
});

describe('createSpeedProfile', () => {
  it('asks no more of engine and brakes than they give, also across the finish line', () => {
    const speeds = createSpeedProfile(circuit.curvature);
    for (let i = 0; i < speeds.length; i++) {
      const here = speeds[i]!;
      const next = speeds[(i + 1) % speeds.length]!;
      const acceleration = (next ** 2 - here ** 2) / 2;
      expect(acceleration).toBeLessThanOrEqual(greatestAcceleration(here) + 1e-9);
      expect(-acceleration).toBeLessThanOrEqual(greatestDeceleration(next) + 1e-9);
    }
  });

  it('is slow in the corners and fast on the longest straight', () => {
    const speeds = createSpeedProfile(circuit.curvature);
    expect(Math.min(...speeds) * 3.6).toBeCloseTo(77, 0);
    expect(speeds[500]! * 3.6).toBeGreaterThan(300);
  });
});
