import {
  EVALUATED_LANGUAGES,
  MAX_FUNCTION_DEPTH,
} from '../../configuration-sets/check-functions.ts';
import { type CompiledFormula, compileFormula } from '../../core/formula/compile-formula.ts';
import { FormulaError } from '../../core/formula/formula-error.ts';
import { holdSeries } from '../../core/series/hold-series.ts';
import { lowerBound, type Series, upperBound } from '../../core/series/series.ts';
import { AppError, badInput } from '../../errors.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import { type ReadableParameter, readableByReference } from '../../parameters/parameter.service.ts';
import type { Runtime } from '../../runtime.ts';
import {
  pipelineOf,
  type ReadableChannel,
  readableChannels,
  readNeighbours,
} from './read-chunks.ts';
import { channelsWithin, readWhole } from './read-whole.ts';

type ReadRuntime = Pick<Runtime, 'db' | 'limits'>;

/**
 * The samples of a virtual parameter: its function, evaluated at every sample of the input that
 * has most in the window; the other inputs hold their last sample. It has gaps where that input
 * has. Conversion and offset of the parameter apply to the results.
 *
 * @throws {AppError} NOT_FOUND for an input that the session has not; BAD_USER_INPUT for a function
 *   that is not evaluated, or computed from itself; PAYLOAD_TOO_LARGE.
 */
export async function readVirtual(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
): Promise<Series> {
  const series = await evaluate({ ...runtime, window, held: new Map() }, source, []);
  const end = Number(window.endTime - window.startTime);
  return cut(series, lowerBound(series.times, 0), upperBound(series.times, end));
}

/** What one read of a virtual parameter shares. */
interface Evaluation extends ReadRuntime {
  readonly window: TimeRange;
  /** Inputs that were read, by identifier: one that several functions use is read once. */
  readonly held: Map<string, Series>;
}

/**
 * May begin before the window, with what its inputs held then: times are negative there.
 *
 * @param users The parameters that are computed from this one, the one asked for first.
 */
async function evaluate(
  evaluation: Evaluation,
  source: ReadableParameter,
  users: readonly string[],
): Promise<Series> {
  const { formula, sources } = await inputsOf(evaluation, source, users);
  const chain = [...users, source.parameter.identifier];
  const inputs: Series[] = [];
  for (const input of sources) {
    const key = input.parameter.identifier;
    const series = evaluation.held.get(key) ?? (await readHeld(evaluation, input, chain));
    evaluation.held.set(key, series);
    inputs.push(series);
  }
  const leader = finest(inputs);
  const times = leader?.times ?? new Float64Array();
  const held = inputs.map((input) => (input === leader ? input.values : holdSeries(input, times)));
  return {
    origin: evaluation.window.startTime,
    times,
    // Nothing was recorded, so there is no raw value.
    raw: new Float64Array(times.length).fill(Number.NaN),
    values: pipelineOf(source).toEngineering(formula.evaluate(held, times.length)),
    breaks: leader?.breaks ?? new Uint32Array(),
  };
}

/** A virtual parameter's function, and the parameters it refers to, in the order of its references. */
export interface VirtualInputs {
  readonly formula: CompiledFormula;
  readonly sources: readonly ReadableParameter[];
}

/**
 * What a virtual parameter is computed from.
 *
 * @param users The parameters that are computed from this one, the one asked for first.
 * @throws {AppError} as `readVirtual`.
 */
export async function inputsOf(
  runtime: Pick<Runtime, 'db'>,
  source: ReadableParameter,
  users: readonly string[],
): Promise<VirtualInputs> {
  const { identifier } = source.parameter;
  const chain = [...users, identifier];
  if (users.includes(identifier)) {
    throw badInput('parameters', `"${chain[0]}" is computed in a circle: ${chain.join(' → ')}.`);
  }
  if (users.length > MAX_FUNCTION_DEPTH) {
    throw badInput(
      'parameters',
      `"${chain[0]}" is computed from a chain of more than ${MAX_FUNCTION_DEPTH} virtual parameters.`,
    );
  }
  const formula = compiled(source);
  const found = await readableByReference(runtime, source.sessionId, formula.references);
  const sources = found.map((input, i) => {
    if (input) return input;
    throw new AppError(
      'NOT_FOUND',
      `"${identifier}" is computed from "${formula.references[i]}", which the session has not.`,
      { argument: 'parameters' },
    );
  });
  return { formula, sources };
}

/** An input with the sample it held when the window began. */
async function readHeld(
  evaluation: Evaluation,
  source: ReadableParameter,
  users: readonly string[],
): Promise<Series> {
  if (source.parameter.functionCode !== null) return evaluate(evaluation, source, users);
  const { window } = evaluation;
  const { before, wider, channels } = await heldWindow(evaluation, source, window);
  const { times, ...rest } = await readWhole(evaluation, channels, wider, 'LTTB');
  return { ...rest, origin: window.startTime, times: times.map((time) => time + before) };
}

/** A window that begins with the last sample before another one, and the channels to read there. */
export interface HeldWindow {
  /** Nanoseconds from the other window's start to that sample, negative; 0 when there is none. */
  readonly before: number;
  readonly wider: TimeRange;
  /** The finest first. */
  readonly channels: readonly ReadableChannel[];
}

/** Widen a window to what a recorded parameter held when it began. */
export async function heldWindow(
  { db }: Pick<Runtime, 'db'>,
  source: ReadableParameter,
  { startTime, endTime }: TimeRange,
): Promise<HeldWindow> {
  const all = readableChannels(source);
  let before = 0;
  for (const channel of all) {
    const neighbours = await readNeighbours(db.read.sql, channel, { startTime, endTime });
    if (neighbours.before === null) continue;
    before = before === 0 ? neighbours.before : Math.max(before, neighbours.before);
  }
  const wider = { startTime: startTime + BigInt(before), endTime };
  return { before, wider, channels: await channelsWithin({ db }, all, wider) };
}

/** The series with most samples in the window; of equal ones the first. */
function finest(inputs: readonly Series[]): Series | null {
  const countOf = ({ times }: Series) => times.length - lowerBound(times, 0);
  let best: Series | null = null;
  for (const input of inputs) if (!best || countOf(input) > countOf(best)) best = input;
  return best;
}

function compiled({ parameter }: ReadableParameter): CompiledFormula {
  const { identifier, functionCode, functionLanguage } = parameter;
  if (!EVALUATED_LANGUAGES.includes(functionLanguage ?? 'fdl')) {
    throw badInput(
      'parameters',
      `"${identifier}" is computed by ${functionLanguage}, which this server does not evaluate.`,
    );
  }
  try {
    return compileFormula(functionCode ?? '');
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    throw badInput('parameters', `"${identifier}" cannot be computed: ${error.message}`);
  }
}

function cut({ origin, times, raw, values, breaks }: Series, from: number, to: number): Series {
  return {
    origin,
    times: times.subarray(from, to),
    raw: raw.subarray(from, to),
    values: values.subarray(from, to),
    breaks: breaks.filter((i) => i > from && i < to).map((i) => i - from),
  };
}
