import type { CompiledFormula } from '../../core/formula/compile-formula.ts';
import { lowerBound, type Series, upperBound } from '../../core/series/series.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import type { ReadableParameter } from '../../parameters/parameter.service.ts';
import type { Runtime } from '../../runtime.ts';
import { measure, pipelineOf } from './read-chunks.ts';
import { SeriesAligner } from './series-aligner.ts';
import { streamChannels } from './stream-channels.ts';
import { tooMuch } from './too-much.ts';
import { type HeldWindow, heldWindow, inputsOf } from './virtual-series.ts';

/** Recorded inputs that are read side by side: each holds a chunk or two. */
const MAX_INPUTS = 500;

/** What one virtual parameter, or an input of one, is read from. */
type Plan =
  | {
      readonly kind: 'RECORDED';
      readonly held: HeldWindow;
      /** Inputs that are read for it: itself. */
      readonly inputCount: 1;
    }
  | {
      readonly kind: 'COMPUTED';
      readonly source: ReadableParameter;
      readonly formula: CompiledFormula;
      /** What each reference of the formula stands for, by its place in `inputs`. */
      readonly slots: readonly number[];
      readonly inputs: readonly Plan[];
      /** The input at whose samples the formula is evaluated. */
      readonly leader: number;
      readonly inputCount: number;
    };

interface Planning extends Pick<Runtime, 'db'> {
  readonly window: TimeRange;
  /** Plans that are made, by identifier. */
  readonly made: Map<string, Plan>;
  /** Samples in the window that have been counted. */
  readonly counts: Map<Plan, number>;
}

/**
 * The samples of a virtual parameter as they come: what `readVirtual` gives, without holding its
 * inputs. Times count from the window's start.
 *
 * @throws {AppError} as `readVirtual`; PAYLOAD_TOO_LARGE when it is computed from too many others.
 */
export async function* streamVirtual(
  runtime: Pick<Runtime, 'db'>,
  source: ReadableParameter,
  window: TimeRange,
): AsyncGenerator<Series> {
  const end = Number(window.endTime - window.startTime);
  let isFirst = true;
  for await (const chunk of streamHeldVirtual(runtime, source, window)) {
    const from = lowerBound(chunk.times, 0);
    const to = upperBound(chunk.times, end);
    if (from >= to) continue;
    yield cutChunk(chunk, from, to, isFirst);
    isFirst = false;
  }
}

/** The same, from what it was when the window began: times are negative there. */
async function* streamHeldVirtual(
  { db }: Pick<Runtime, 'db'>,
  source: ReadableParameter,
  window: TimeRange,
): AsyncGenerator<Series> {
  const planning = { db, window, made: new Map(), counts: new Map() };
  const plan = await planOf(planning, source, []);
  if (plan.inputCount > MAX_INPUTS) {
    throw tooMuch(
      'parameters',
      `"${source.parameter.identifier}" is computed from ${plan.inputCount} inputs, those of its inputs counted, and at most ${MAX_INPUTS} are read at once.`,
    );
  }
  yield* run({ db }, plan, window);
}

/** A recorded parameter from the sample before the window on; times count from the window's start. */
async function* streamHeldRecorded(
  { db }: Pick<Runtime, 'db'>,
  { before, wider, channels }: HeldWindow,
): AsyncGenerator<Series> {
  for await (const chunk of streamChannels({ db }, channels, wider)) {
    const origin = wider.startTime - BigInt(before);
    yield before === 0
      ? chunk
      : { ...chunk, origin, times: chunk.times.map((time) => time + before) };
  }
}

async function planOf(
  planning: Planning,
  source: ReadableParameter,
  users: readonly string[],
): Promise<Plan> {
  const { identifier, functionCode } = source.parameter;
  const made = planning.made.get(identifier);
  if (made) return made;
  const plan: Plan =
    functionCode === null
      ? {
          kind: 'RECORDED',
          held: await heldWindow(planning, source, planning.window),
          inputCount: 1,
        }
      : await planFormula(planning, source, users);
  planning.made.set(identifier, plan);
  return plan;
}

async function planFormula(
  planning: Planning,
  source: ReadableParameter,
  users: readonly string[],
): Promise<Plan> {
  const { formula, sources } = await inputsOf(planning, source, users);
  const chain = [...users, source.parameter.identifier];
  const inputs: Plan[] = [];
  const slots: number[] = [];
  for (const input of sources) {
    const plan = await planOf(planning, input, chain);
    if (!inputs.includes(plan)) inputs.push(plan);
    slots.push(inputs.indexOf(plan));
  }
  const leader = inputs.length > 1 ? await leaderOf(planning, inputs) : 0;
  const inputCount = inputs.reduce((sum, plan) => sum + plan.inputCount, 0);
  return { kind: 'COMPUTED', source, formula, slots, inputs, leader, inputCount };
}

/** The input with most samples in the window; of equal ones the first. */
async function leaderOf(planning: Planning, inputs: readonly Plan[]): Promise<number> {
  let best = 0;
  let most = -1;
  for (const [i, input] of inputs.entries()) {
    const count = await countOf(planning, input);
    if (count <= most) continue;
    best = i;
    most = count;
  }
  return best;
}

async function countOf(planning: Planning, plan: Plan): Promise<number> {
  const known = planning.counts.get(plan);
  if (known !== undefined) return known;
  const leader = plan.kind === 'COMPUTED' ? plan.inputs[plan.leader] : undefined;
  const count =
    plan.kind === 'RECORDED'
      ? await countRecorded(planning, plan.held)
      : leader
        ? await countOf(planning, leader)
        : 0;
  planning.counts.set(plan, count);
  return count;
}

async function countRecorded({ db, window }: Planning, held: HeldWindow): Promise<number> {
  const [only] = held.channels;
  if (!only) return 0;
  if (held.channels.length === 1) return (await measure(db.read.sql, only, window)).sampleCount;
  // How many samples of several channels count is known only when they are merged.
  let count = 0;
  for await (const { times } of streamHeldRecorded({ db }, held)) {
    count += times.length - lowerBound(times, 0);
  }
  return count;
}

async function* run(
  { db }: Pick<Runtime, 'db'>,
  plan: Plan,
  window: TimeRange,
): AsyncGenerator<Series> {
  if (plan.kind === 'RECORDED') {
    yield* streamHeldRecorded({ db }, plan.held);
    return;
  }
  const { source, formula, slots, inputs, leader } = plan;
  const leading = inputs[leader];
  if (!leading) return;
  const { toEngineering } = pipelineOf(source);
  const others = inputs.map((input) =>
    input === leading ? null : new SeriesAligner(run({ db }, input, window), 'HOLD', 0),
  );
  for await (const { times, values, breaks } of run({ db }, leading, window)) {
    const columns: Float64Array[] = [];
    for (const other of others) columns.push(other ? await other.take(times) : values);
    const held = slots.map((slot) => columns[slot]!);
    yield {
      origin: window.startTime,
      times,
      // Nothing was recorded, so there is no raw value.
      raw: new Float64Array(times.length).fill(Number.NaN),
      values: toEngineering(formula.evaluate(held, times.length)),
      breaks,
    };
  }
}

/** A part of a chunk. What is missing before the first sample of all is no break. */
function cutChunk(chunk: Series, from: number, to: number, isFirst: boolean): Series {
  const { origin, times, raw, values, breaks } = chunk;
  const least = isFirst ? from + 1 : from;
  return {
    origin,
    times: times.subarray(from, to),
    raw: raw.subarray(from, to),
    values: values.subarray(from, to),
    breaks: breaks.filter((i) => i >= least && i < to).map((i) => i - from),
  };
}
