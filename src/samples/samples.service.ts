import {
  chooseExtremes,
  EXTREMES_A_POINT,
  type ReductionMethod,
  reduceSeries,
} from '../core/series/reduce-series.ts';
import type { Series } from '../core/series/series.ts';
import { createStatistics, type Statistics } from '../core/series/statistics.ts';
import { badInput } from '../errors.ts';
import type { PageRequest } from '../lib/connection.ts';
import { checkListLength } from '../lib/max-keys.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { type ReadableParameter, readableParameters } from '../parameters/parameter.service.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../sessions/session.service.ts';
import type { Burst } from './blocks/burst.ts';
import { pageBlocks } from './blocks/sample-block.store.ts';
import { nameBlock, unpackBlock } from './blocks/stored-block.ts';
import { checkSpan } from './reading/check-span.ts';
import {
  measure,
  pipelineOf,
  type ReadableChannel,
  readableChannels,
} from './reading/read-chunks.ts';
import { readExtremes } from './reading/read-extremes.ts';
import { channelsWithin, readWhole } from './reading/read-whole.ts';
import { readChannelStatistics } from './reading/summarised-statistics.ts';
import { tooMuch } from './reading/too-much.ts';
import { readVirtual } from './reading/virtual-series.ts';
import { resolveWindow, type Window } from './window.service.ts';

export interface Resolution {
  readonly maxPoints: number;
  readonly method?: ReductionMethod | null | undefined;
}

/** Samples of one parameter in a window, in engineering values; all arrays have one entry a point. */
export interface SampleSeries {
  readonly session: Session;
  readonly source: ReadableParameter;
  /** Null when the session holds no data there: then there are no points. */
  readonly window: TimeRange | null;
  /** What it was reduced to; null for every sample. */
  readonly resolution: Resolution | null;
  /** Samples in the window before reduction. */
  readonly sourceCount: number;
  /** Null when nothing was left out. */
  readonly method: ReductionMethod | null;
  /** Buckets of time that a reduction by time used. */
  readonly buckets: number | null;
  /** Nanoseconds since the window's start. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly raw: Float64Array;
  /** The text of a value; null unless the conversion is a table of texts. */
  readonly textOf: ((value: number) => string) | null;
}

export interface SampleStatistics extends Statistics {
  readonly source: ReadableParameter;
  readonly window: TimeRange | null;
}

type ReadRuntime = Pick<Runtime, 'db' | 'limits'>;

/**
 * Read samples of parameters, converted to engineering values and reduced to what a screen shows.
 *
 * Without a resolution every sample is given, and nothing else. With one, a point whose value is
 * NaN stands where samples are missing, so that no line is drawn across a gap.
 *
 * @throws {AppError} NOT_FOUND for a parameter, lap or marker that is not there; PAYLOAD_TOO_LARGE
 *   when the answer would exceed a limit; BAD_USER_INPUT; CORRUPT_DATA.
 */
export async function readSamples(
  runtime: ReadRuntime,
  session: Session,
  identifiers: readonly string[],
  window: Window | null | undefined,
  resolution: Resolution | null | undefined,
): Promise<SampleSeries[]> {
  const { limits } = runtime;
  checkCount(runtime, identifiers);
  if (
    resolution &&
    !(resolution.maxPoints >= 4 && resolution.maxPoints <= limits.maxPointsPerSeries)
  ) {
    throw badInput(
      'resolution.maxPoints',
      `Expected 4 to ${limits.maxPointsPerSeries} points, got ${resolution.maxPoints}.`,
    );
  }
  const range = await resolveWindow(runtime, session, window);
  const sources = await readableParameters(runtime, session.id, identifiers);
  const series: SampleSeries[] = [];
  let points = 0;
  for (const source of sources) {
    const one = await readSeries(runtime, session, source, range, resolution);
    points += one.times.length;
    if (points > limits.maxPointsPerRequest) {
      throw tooMuch(
        resolution ? 'resolution.maxPoints' : 'resolution',
        `Expected at most ${limits.maxPointsPerRequest} points in all, got more. Ask for fewer points, or for fewer parameters.`,
      );
    }
    series.push(one);
  }
  return series;
}

/** Samples of one parameter in a range that has been resolved. */
export async function readSeries(
  runtime: ReadRuntime,
  session: Session,
  source: ReadableParameter,
  window: TimeRange | null,
  resolution: Resolution | null | undefined,
): Promise<SampleSeries> {
  const isVirtual = source.parameter.functionCode !== null;
  const channels = isVirtual ? [] : readableChannels(source);
  const textOf = (isVirtual ? pipelineOf(source) : channels[0]?.pipeline)?.text ?? null;
  const common = { session, source, window, resolution: resolution ?? null, textOf };
  const none = new Float64Array();
  if (!window) {
    const empty = { times: none, values: none, raw: none };
    return { ...common, ...empty, sourceCount: 0, method: null, buckets: null };
  }
  checkSpan(window);
  const inUse = await channelsWithin(runtime, channels, window);
  const method = resolution?.method ?? 'MIN_MAX';
  const [only] = inUse;

  if (resolution && method === 'MIN_MAX' && only && inUse.length === 1) {
    const found = await readExtremes(runtime, only, window, resolution.maxPoints);
    const { times, values, raw, sourceCount, buckets } = found;
    return {
      ...common,
      times: markSeparators(times),
      values,
      raw,
      sourceCount,
      buckets,
      method: buckets === null ? null : 'MIN_MAX',
    };
  }

  if (resolution && method === 'MIN_MAX_LTTB' && only && inUse.length === 1) {
    const chosen = await readChosenExtremes(runtime, only, window, resolution.maxPoints);
    if (chosen) return { ...common, ...chosen };
  }

  const series = isVirtual
    ? await readVirtual(runtime, source, window)
    : await readWhole(runtime, inUse, window, resolution ? method : null);
  const { times, values, raw } = series;
  if (!resolution) {
    return {
      ...common,
      times,
      values,
      raw,
      sourceCount: times.length,
      method: null,
      buckets: null,
    };
  }
  return { ...common, ...reduceWhole(series, window, method, resolution.maxPoints) };
}

/**
 * MIN_MAX_LTTB of one channel by the extremes that MIN_MAX finds, without holding the samples; null
 * where there are gaps, whose separators only the whole series can tell, or nothing to reduce.
 */
async function readChosenExtremes(
  runtime: ReadRuntime,
  channel: ReadableChannel,
  window: TimeRange,
  maxPoints: number,
) {
  const { sampleCount, gapCount } = await measure(runtime.db.read.sql, channel, window);
  if (gapCount > 0 || sampleCount <= maxPoints) return null;
  const found = await readExtremes(runtime, channel, window, EXTREMES_A_POINT * maxPoints);
  // Data that came meanwhile may have brought a gap.
  if (found.times.some(Number.isNaN)) return null;
  const chosen = chooseExtremes(found.times, found.values, maxPoints);
  const pick = (from: Float64Array) => Float64Array.from(chosen, (i) => from[i]!);
  const method: ReductionMethod = 'MIN_MAX_LTTB';
  return {
    times: pick(found.times),
    values: pick(found.values),
    raw: pick(found.raw),
    sourceCount: found.sourceCount,
    buckets: maxPoints - 2,
    method,
  };
}

function reduceWhole(
  series: Series,
  window: TimeRange,
  method: ReductionMethod,
  maxPoints: number,
) {
  const relative = { startTime: 0, endTime: Number(window.endTime - window.startTime) };
  const { indices, buckets, isComplete, sourceCount, synthetic } = reduceSeries(
    series,
    relative,
    method,
    maxPoints,
  );
  const pick = (from: Float64Array) =>
    Float64Array.from(indices, (i) => (i < 0 ? Number.NaN : from[i]!));
  const times = markSeparators(synthetic?.times ?? pick(series.times));
  return {
    times,
    values: synthetic?.values ?? pick(series.values),
    // A mean is no sample, so it has no raw value.
    raw: synthetic ? new Float64Array(times.length).fill(Number.NaN) : pick(series.raw),
    sourceCount,
    method: isComplete ? null : method,
    buckets: isComplete ? null : buckets,
  };
}

/** A gap's separator stands one nanosecond after the sample before it, where no sample is. */
function markSeparators(times: Float64Array): Float64Array {
  for (let i = 1; i < times.length; i++) if (Number.isNaN(times[i]!)) times[i] = times[i - 1]! + 1;
  return times;
}

/** Statistics over every sample in a window, in engineering values; nothing is estimated. */
export async function readStatistics(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange | null,
): Promise<SampleStatistics> {
  const { warningMinimum, warningMaximum, minimum, maximum } = source.parameter;
  const low = warningMinimum ?? minimum;
  const high = warningMaximum ?? maximum;
  // Equal limits are how configurations say that there are none.
  const warning = low < high ? { minimum: low, maximum: high } : null;
  if (!window) return { ...createStatistics().result(), source, window };
  checkSpan(window);
  const isVirtual = source.parameter.functionCode !== null;
  const channels = isVirtual ? [] : readableChannels(source);
  const inUse = await channelsWithin(runtime, channels, window);
  const [only] = inUse;
  if (only && inUse.length === 1) {
    const statistics = await readChannelStatistics(runtime, only, window, warning);
    return { ...statistics, source, window };
  }
  const collector = createStatistics(warning ?? undefined);
  const { times, values } = isVirtual
    ? await readVirtual(runtime, source, window)
    : await readWhole(runtime, inUse, window, 'STATISTICS');
  collector.add(times, values);
  return { ...collector.result(), source, window };
}

/**
 * The same for several parameters of a session, in their order.
 *
 * @throws {AppError} as `readSamples`.
 */
export async function readAllStatistics(
  runtime: ReadRuntime,
  session: Session,
  identifiers: readonly string[],
  window: Window | null | undefined,
): Promise<SampleStatistics[]> {
  checkCount(runtime, identifiers);
  const range = await resolveWindow(runtime, session, window);
  const sources = await readableParameters(runtime, session.id, identifiers);
  const all: SampleStatistics[] = [];
  for (const source of sources) all.push(await readStatistics(runtime, source, range));
  return all;
}

/** One page of a session's stored blocks that touch a range, by channel and start. */
export async function pageSampleBlocks(
  { db }: Pick<Runtime, 'db'>,
  sessionId: number,
  channelIds: readonly number[] | null,
  window: TimeRange,
  page: PageRequest,
): Promise<Burst[]> {
  checkListLength(channelIds, 'channels');
  const blocks = await pageBlocks(db.read.sql, sessionId, channelIds, window, page);
  return blocks.map((block) =>
    unpackBlock(block, nameBlock(sessionId, block.channelId, block.startNs)),
  );
}

function checkCount({ limits }: Pick<Runtime, 'limits'>, identifiers: readonly string[]) {
  if (identifiers.length > limits.maxSeriesPerRequest) {
    throw tooMuch(
      'parameters',
      `Expected at most ${limits.maxSeriesPerRequest} parameters, got ${identifiers.length}.`,
    );
  }
}
