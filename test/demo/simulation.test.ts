import { describe, expect, it } from 'vitest';
import { engineSpeedAt } from '../../src/demo/car.ts';
import type { Occurrence } from '../../src/demo/occurrence.ts';
import { createSimulation } from '../../src/demo/simulation.ts';

function drive(seed: number, laps: number, onStep?: (state: Simulated) => void) {
  const simulation = createSimulation(seed);
  const occurrences: Occurrence[] = [];
  while (simulation.state.lap < laps) {
    occurrences.push(...simulation.step());
    onStep?.(simulation.state);
  }
  return { state: { ...simulation.state, tyres: [...simulation.state.tyres] }, occurrences };
}

type Simulated = ReturnType<typeof createSimulation>['state'];

describe('createSimulation', () => {
  it('drives the same laps to the last digit for the same seed', () => {
    expect(drive(7, 2)).toEqual(drive(7, 2));
  });

  it('drives other laps for another seed', () => {
    expect(drive(7, 1).state).not.toEqual(drive(8, 1).state);
  });

  it('stays within what a car can do', () => {
    drive(11, 2, (state) => {
      const { speed, throttle, brakePressure, gear, engineSpeed } = state;
      const isSane =
        speed > 15 &&
        speed < 95 &&
        throttle >= 0 &&
        throttle <= 100 &&
        brakePressure >= 0 &&
        !(throttle > 0 && brakePressure > 0) &&
        gear >= 1 &&
        gear <= 8 &&
        engineSpeed > 3_900 &&
        engineSpeed < 12_500 &&
        Math.abs(state.lateral) < 35;
      if (!isSane) expect.fail(JSON.stringify(state));
    });
  });

  it('turns the engine as speed and gear say, but for the shifts', () => {
    let near = 0;
    let steps = 0;
    drive(3, 1, ({ speed, gear, engineSpeed }) => {
      steps++;
      if (Math.abs(engineSpeed - engineSpeedAt(speed, gear)) < 150) near++;
    });
    expect(near / steps).toBeGreaterThan(0.95);
  });

  it('burns fuel and warms the tyres', () => {
    const { state } = drive(5, 2);
    expect(state.fuel).toBeGreaterThan(36);
    expect(state.fuel).toBeLessThan(40);
    for (const temperature of state.tyres) expect(temperature).toBeGreaterThan(75);
  });

  it('fills the tank when it is nearly empty, and goes on', () => {
    const { occurrences, state } = drive(5, 26);
    const refuelled = occurrences.filter(
      (it) => it.kind === 'event' && it.definition.group === 'Chassis' && it.definition.id === 4,
    );
    expect(refuelled).toHaveLength(1);
    expect(state.fuel).toBeGreaterThan(30);
  });

  it('tells of three sectors a lap that follow each other without a hole', () => {
    const { occurrences } = drive(7, 3);
    const sectors = occurrences.filter((it) => it.kind === 'sector');
    const laps = occurrences.filter((it) => it.kind === 'lap');
    expect(sectors.map(({ lap, sector }) => [lap, sector])).toEqual(
      [0, 1, 2].flatMap((lap) => [1, 2, 3].map((sector) => [lap, sector])),
    );
    expect(sectors.map(({ start }) => start)).toEqual([
      0,
      ...sectors.slice(0, -1).map(({ time }) => time),
    ]);
    expect(laps.map(({ time }) => time)).toEqual([
      0,
      ...sectors.filter(({ sector }) => sector === 3).map(({ time }) => time),
    ]);
  });

  it('shows the yellow flag in the first timed lap alone, and slows down for it', () => {
    const laps = new Set<number>();
    const { occurrences } = drive(7, 4, ({ yellowFlag, lap }) => yellowFlag && laps.add(lap));
    expect([...laps]).toEqual([1]);
    const times = occurrences.filter((it) => it.kind === 'lap').map(({ time }) => time);
    const durations = times.slice(1).map((time, i) => time - times[i]!);
    expect(Math.min(...durations)).toBe(durations[2]);
  });
});
