import { EVALUATED_LANGUAGES, MAX_FUNCTION_DEPTH } from '../configuration-sets/check-functions.ts';
import { type CompiledFormula, compileFormula } from '../core/formula/compile-formula.ts';
import { FormulaError } from '../core/formula/formula-error.ts';
import { holdSeries } from '../core/series/hold-series.ts';
import { lowerBound, type Series, upperBound } from '../core/series/series.ts';
import { AppError, badInput } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { type ReadableParameter, readableByReference } from '../parameters/parameter.service.ts';
import type { Runtime } from '../runtime.ts';
import { pipelineOf, readableChannels, readNeighbours } from './read-chunks.ts';
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
  const sources = await readableByReference(evaluation, source.sessionId, formula.references);
  const inputs: Series[] = [];
  for (const [i, input] of sources.entries()) {
    if (!input) {
      throw new AppError(
        'NOT_FOUND',
        `"${identifier}" is computed from "${formula.references[i]}", which the session has not.`,
        { argument: 'parameters' },
      );
    }
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

/** An input with the sample it held when the window began. */
async function readHeld(
  evaluation: Evaluation,
  source: ReadableParameter,
  users: readonly string[],
): Promise<Series> {
  if (source.parameter.functionCode !== null) return evaluate(evaluation, source, users);
  const { window, db } = evaluation;
  let before = 0;
  for (const channel of readableChannels(source)) {
    const neighbours = await readNeighbours(db.read.sql, channel, window);
    if (neighbours.before === null) continue;
    before = before === 0 ? neighbours.before : Math.max(before, neighbours.before);
  }
  const wider = { startTime: window.startTime + BigInt(before), endTime: window.endTime };
  const channels = await channelsWithin(evaluation, readableChannels(source), wider);
  const { times, ...rest } = await readWhole(evaluation, channels, wider, 'LTTB');
  return { ...rest, origin: window.startTime, times: times.map((time) => time + before) };
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
