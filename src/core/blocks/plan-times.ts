import type { TimeRun } from './time-runs.ts';

/** Times as runs at an interval, in units from the first. */
export interface TimePlan {
  readonly interval: number;
  readonly runs: readonly TimeRun[];
  /** How far each time is off its run; null when none is. */
  readonly residuals: Int32Array | null;
}

const RESIDUAL_MAX = 2 ** 30;
/** Runs without residuals have so many times on average, or are not worth it. */
const RUN_MIN = 3;
const VOTES = 31;

/** Greatest number of nanoseconds of which all steps are multiples; 1 when there is no step. */
export function findUnit(offsets: Float64Array): number {
  let unit = 0;
  let known = 0;
  for (let i = 1; i < offsets.length && unit !== 1; i++) {
    const step = Math.abs(offsets[i]! - offsets[i - 1]!);
    // Steps repeat, and a remainder of doubles is slow.
    if (step === known) continue;
    known = step;
    for (let rest = step; rest !== 0; ) [unit, rest] = [rest, unit % rest];
  }
  return unit || 1;
}

/**
 * Ways to describe the times, of which the smallest is to be taken.
 *
 * @param offsets Units from the first time.
 * @param usual The interval that the source names, in units; 0 when it names none that is whole.
 */
export function planTimes(offsets: Float64Array, usual: number): TimePlan[] {
  const common = commonStep(offsets);
  const plans: TimePlan[] = [];
  for (const interval of new Set(usual > 0 ? [usual, common] : [common])) {
    const runs = findRuns(offsets, interval, 0);
    if (runs === null) continue;
    const plan = { interval, runs, residuals: null };
    if (runs.length === 1) return [plan];
    plans.push(plan);
  }
  const mean = Math.round(offsets.at(-1)! / Math.max(1, offsets.length - 1));
  for (const interval of new Set([common, mean])) {
    const runs = findRuns(offsets, interval, RESIDUAL_MAX);
    if (runs) plans.push({ interval, runs, residuals: findResiduals(offsets, interval, runs) });
  }
  return plans;
}

/** The middle one of some of the steps. */
function commonStep(offsets: Float64Array): number {
  const steps = offsets.length - 1;
  if (steps < 1) return 0;
  const votes = Float64Array.from({ length: Math.min(VOTES, steps) }, (_, i) => {
    const at = Math.floor((i * steps) / Math.min(VOTES, steps));
    return offsets[at + 1]! - offsets[at]!;
  });
  return votes.sort()[votes.length >> 1]!;
}

/** Runs in which no time is farther than `reach` off; null when they are too many. */
function findRuns(offsets: Float64Array, interval: number, reach: number): TimeRun[] | null {
  let run = { index: 0, start: 0 };
  const runs = [run];
  const limit = 2 + offsets.length / RUN_MIN;
  for (let i = 1; i < offsets.length; i++) {
    const expected = run.start + (i - run.index) * interval;
    if (Math.abs(offsets[i]! - expected) <= reach) continue;
    runs.push((run = { index: i, start: offsets[i]! }));
    if (runs.length > limit) return null;
  }
  return runs;
}

function findResiduals(
  offsets: Float64Array,
  interval: number,
  runs: readonly TimeRun[],
): Int32Array {
  const residuals = new Int32Array(offsets.length);
  for (const [r, { index, start }] of runs.entries()) {
    const end = runs[r + 1]?.index ?? offsets.length;
    for (let i = index; i < end; i++) residuals[i] = offsets[i]! - start - (i - index) * interval;
  }
  return residuals;
}
