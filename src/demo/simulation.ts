import { CAR, dragAt, greatestAcceleration, greatestDeceleration, PIT_SPEED } from './car.ts';
import { type CarState, createCarState } from './car-state.ts';
import { createCircuit } from './circuit.ts';
import { createGearbox } from './gearbox.ts';
import { CAR_EVENTS, type CarEvent, type Occurrence } from './occurrence.ts';
import { createRandom } from './random.ts';
import { createSpeedProfile } from './speed-profile.ts';

/** A car on its way round the demo circuit, for as long as it is asked to go on. */
export interface Simulation {
  /** As it is now; the same object all the time. */
  readonly state: Readonly<CarState>;
  /** Go on by a millisecond, and tell what happened in it; the first call also begins the first lap. */
  readonly step: () => readonly Occurrence[];
}

const STEP = 0.001;
const KERB_MS = 600;
const NANOSECONDS_A_STEP = 1_000_000;

const OUT_LAP_PACE = 0.9;
/** Part of the greatest speed that the driver reaches, lap by lap, over and over. */
const PACES = [0.968, 0.996, 0.984];
const YELLOW_PACE = 0.9;
const PIT_EXIT_METRES = 360;
const LEAST_FUEL = 2.5;
const KERB_STRIKES = 0.3;

/** What comes round every three laps: a yellow flag in the first of them, lost telemetry in the third. */
const YELLOW_METRES = { from: 2_000, to: 2_700 };
const LOST_MS = { from: 30_000, to: 33_000 };

const NOTHING: readonly Occurrence[] = [];

/**
 * Put a car at the exit of the pits.
 *
 * @param seed A 32-bit integer. The same seed drives the same laps to the last digit.
 */
export function createSimulation(seed: number): Simulation {
  const random = createRandom(seed);
  const circuit = createCircuit();
  const profile = createSpeedProfile(circuit.curvature);
  const gearbox = createGearbox(random);
  const state = createCarState(CAR.tank);
  const sectorEnds = [circuit.length / 3, (circuit.length / 3) * 2, circuit.length];

  let pace = OUT_LAP_PACE;
  let wantedPace = OUT_LAP_PACE;
  let sector = 0;
  let sectorStart = 0;
  let nextApex = 0;
  let kerb = 0;
  let sinceKerb = KERB_MS;
  let occurrences: Occurrence[] = [{ kind: 'lap', number: 0, time: 0 }];
  place();

  return { state, step };

  function step(): readonly Occurrence[] {
    drive();
    shift();
    feel();
    warm();
    state.time++;
    state.lapTime++;
    place();
    watchFlags();
    if (occurrences.length === 0) return NOTHING;
    const happened = occurrences;
    occurrences = [];
    return happened;
  }

  /** Follow the greatest speed as engine and brakes allow. */
  function drive(): void {
    const wanted = state.yellowFlag ? wantedPace * YELLOW_PACE : wantedPace;
    pace += (wanted - pace) * STEP * 0.6;
    const free = at(profile) * pace;
    const target = state.pitLimiter ? Math.min(free, PIT_SPEED) : free;
    const acceleration = Math.max(
      -greatestDeceleration(state.speed),
      Math.min(greatestAcceleration(state.speed), (target - state.speed) / STEP),
    );
    const before = state.lapDistance;
    state.speed += acceleration * STEP;
    state.longitudinal += (acceleration - state.longitudinal) / 25;
    state.lapDistance += state.speed * STEP;
    passLines(before);

    const effort = state.longitudinal + dragAt(state.speed);
    const most = greatestAcceleration(state.speed) + dragAt(state.speed);
    state.throttle = Math.max(0, Math.min(100, (effort / most) * 101));
    state.brakePressure = Math.max(0, -effort - 0.4) * 2.9;
  }

  function passLines(before: number): void {
    const apex = circuit.apexes[nextApex];
    if (apex !== undefined && state.lapDistance >= apex) {
      nextApex++;
      if (random.uniform() < KERB_STRIKES) strikeKerb(before, apex);
    }
    if (state.lapDistance < sectorEnds[sector]!) return;
    const time = timeAt(before, sectorEnds[sector]!);
    occurrences.push({
      kind: 'sector',
      lap: state.lap,
      sector: sector + 1,
      start: sectorStart,
      time,
    });
    sectorStart = time;
    sector = (sector + 1) % sectorEnds.length;
    if (sector === 0) beginLap(time);
  }

  function beginLap(time: number): void {
    state.lap++;
    state.lapDistance -= circuit.length;
    state.lapTime = Math.floor((state.time * NANOSECONDS_A_STEP - time) / NANOSECONDS_A_STEP);
    nextApex = 0;
    wantedPace = PACES[(state.lap - 1) % PACES.length]! + random.bell() * 0.0015;
    occurrences.push({ kind: 'lap', number: state.lap, time });
    if (state.fuel < LEAST_FUEL) {
      const added = CAR.tank - state.fuel;
      state.fuel = CAR.tank;
      occurrences.push(event(CAR_EVENTS.refuelled, [added], time));
    }
  }

  function strikeKerb(before: number, apex: number): void {
    kerb = 1.4 + 1.8 * random.uniform();
    sinceKerb = 0;
    const time = timeAt(before, apex);
    occurrences.push(event(CAR_EVENTS.kerbStrike, [state.lap, apex, 1 + kerb], time));
  }

  function shift(): void {
    const slow = gearbox.step(state.speed);
    state.gear = gearbox.gear;
    state.engineSpeed = gearbox.engineSpeed + random.bell() * 6;
    if (!slow) return;
    const values = [slow.from, slow.to, slow.milliseconds];
    occurrences.push(event(CAR_EVENTS.slowShift, values, state.time * NANOSECONDS_A_STEP));
  }

  /** What the body feels: the corner, the wheel, the road and its kerbs. */
  function feel(): void {
    const curvature = at(circuit.curvature);
    state.lateral = state.speed ** 2 * curvature + random.bell() * 0.15;
    const wheels = Math.atan(CAR.wheelbase * curvature) + state.lateral * 0.0004;
    state.steering = ((wheels * 180) / Math.PI) * CAR.steeringRatio;
    const bump = Math.sin(state.lapDistance * 1.9) * Math.sin(state.lapDistance * 0.23);
    const road = (0.09 * bump + random.bell() * 0.06) * (state.speed / 60);
    const strike =
      kerb * Math.exp(-sinceKerb / 70) * Math.cos((sinceKerb / 1000) * 2 * Math.PI * 22);
    sinceKerb++;
    state.vertical = 1 + road + strike;
  }

  /** What is slow: temperatures, pressures and fuel. */
  function warm(): void {
    const lean = state.lateral * 0.42;
    const pitch = state.longitudinal * 0.25;
    for (let i = 0; i < 4; i++) {
      const outside = i % 2 === 0 ? -lean : lean;
      const load = Math.max(0, 6 + outside + (i < 2 ? -pitch : pitch));
      const cooling = (state.tyres[i]! - 24) * (0.006 + state.speed * 0.0003);
      state.tyres[i]! += (load * state.speed * 0.0042 - cooling) * STEP;
    }
    const work = (state.throttle / 100) * (state.engineSpeed / 12_000);
    state.oilTemperature += (work * 1.9 - (state.oilTemperature - 60) * 0.022) * STEP;
    const pressure = 1.1 + state.engineSpeed * 0.00052 - (state.oilTemperature - 90) * 0.012;
    state.oilPressure += (pressure - Math.abs(state.lateral) * 0.015 - state.oilPressure) / 150;
    state.fuel -= (0.002 + work * 0.031) * STEP;
  }

  function watchFlags(): void {
    state.pitLimiter = state.lap === 0 && state.lapDistance < PIT_EXIT_METRES;
    const { lapDistance: metre, lapTime } = state;
    const yellow = state.lap % 3 === 1 && metre >= YELLOW_METRES.from && metre < YELLOW_METRES.to;
    if (yellow !== state.yellowFlag) {
      state.yellowFlag = yellow;
      const definition = yellow ? CAR_EVENTS.yellowFlag : CAR_EVENTS.greenFlag;
      const text = yellow ? 'Car stopped in sector 2' : 'Track clear';
      occurrences.push({
        ...event(definition, [], state.time * NANOSECONDS_A_STEP),
        statusText: text,
      });
    }
    const third = state.lap > 0 && state.lap % 3 === 0;
    state.telemetryLost = third && lapTime >= LOST_MS.from && lapTime < LOST_MS.to;
    const straight = metre < 560 || metre > circuit.length - 520;
    state.drsOpen =
      state.lap > 0 && straight && !yellow && state.brakePressure === 0 && state.speed > 55;
  }

  function place(): void {
    state.east = at(circuit.east);
    state.north = at(circuit.north);
    state.altitude = at(circuit.altitude);
  }

  /** A quantity of the circuit where the car is, on the line between two metres. */
  function at(metres: Float64Array): number {
    const metre = Math.floor(state.lapDistance);
    const here = metres[metre]!;
    const next = metres[metre + 1 === metres.length ? 0 : metre + 1]!;
    return here + (next - here) * (state.lapDistance - metre);
  }

  /** When a line was passed in this step, in nanoseconds. */
  function timeAt(before: number, line: number): number {
    const part = (line - before) / (state.speed * STEP);
    return Math.round((state.time + part) * NANOSECONDS_A_STEP);
  }

  function event(definition: CarEvent['definition'], values: number[], time: number): CarEvent {
    return { kind: 'event', definition, values, statusText: '', time };
  }
}
