import { EVALUATED_LANGUAGES } from '../configuration-sets/check-functions.ts';
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

/** Virtual parameters that refer to virtual parameters, at most. */
const MAX_DEPTH = 16;

/**
 * The samples of a virtual parameter: its function, evaluated at every sample of the input that
 * has most in the window; the other inputs hold their last sample. It has gaps where that input
 * has. Conversion and offset of the parameter apply to the results.
 *
 * @throws {AppError} NOT_FOUND for an input that the session has not; BAD_USER_INPUT for a function
 *   that is not evaluated; PAYLOAD_TOO_LARGE.
 */
export async function readVirtual(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
): Promise<Series> {
  const series = await evaluate(runtime, source, window, 0);
  const end = Number(window.endTime - window.startTime);
  return cut(series, lowerBound(series.times, 0), upperBound(series.times, end));
}

/** May begin before the window, with what its inputs held then: times are negative there. */
async function evaluate(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
  depth: number,
): Promise<Series> {
  const { identifier } = source.parameter;
  if (depth > MAX_DEPTH) {
    throw badInput(
      'parameters',
      `"${identifier}" is computed from itself, or from too long a chain.`,
    );
  }
  const formula = compiled(source);
  const inputs: Series[] = [];
  const sources = await readableByReference(runtime, source.sessionId, formula.references);
  sources.forEach((input, i) => {
    if (input) return;
    throw new AppError(
      'NOT_FOUND',
      `"${identifier}" is computed from "${formula.references[i]}", which the session has not.`,
      { argument: 'parameters' },
    );
  });
  for (const input of sources) {
    if (input) inputs.push(await readHeld(runtime, input, window, depth + 1));
  }
  const leader = finest(inputs);
  const origin = window.startTime;
  const times = leader?.times ?? new Float64Array();
  const held = inputs.map((input) => (input === leader ? input.values : holdSeries(input, times)));
  const results = formula.evaluate(held, times.length);
  return {
    origin,
    times,
    // Nothing was recorded, so there is no raw value.
    raw: new Float64Array(times.length).fill(Number.NaN),
    values: pipelineOf(source).toEngineering(results),
    breaks: leader?.breaks ?? new Uint32Array(),
  };
}

/** An input with the sample it held when the window began. */
async function readHeld(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
  depth: number,
): Promise<Series> {
  if (source.parameter.functionCode !== null) return evaluate(runtime, source, window, depth);
  let before = 0;
  for (const channel of readableChannels(source)) {
    const neighbours = await readNeighbours(runtime.db.read.sql, channel, window);
    if (neighbours.before === null) continue;
    before = before === 0 ? neighbours.before : Math.max(before, neighbours.before);
  }
  const wider = { startTime: window.startTime + BigInt(before), endTime: window.endTime };
  const channels = await channelsWithin(runtime, readableChannels(source), wider);
  const { times, ...rest } = await readWhole(runtime, channels, wider, 'LTTB');
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
