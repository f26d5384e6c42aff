import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { AlignMode } from '../core/series/align-mode.ts';
import { badInput } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { type ReadableParameter, readableParameters } from '../parameters/parameter.service.ts';
import type { Session } from '../sessions/session.service.ts';
import { BLOCK_CAPACITY } from './blocks/burst.ts';
import { checkSpan } from './reading/check-span.ts';
import { neighbourTimes } from './reading/neighbour-times.ts';
import { countStored, type ReadRuntime, readPieces } from './reading/read-pieces.ts';
import { checkScanned } from './reading/read-whole.ts';
import { SeriesAligner } from './reading/series-aligner.ts';
import { tooMuch } from './reading/too-much.ts';
import { resolveWindow, type Window } from './window.service.ts';

/** Values of several parameters at the same instants. */
export interface AlignedSamples {
  readonly session: Session;
  /** Nanoseconds since the Unix epoch at which `offsets` are 0: the window's start, or the earliest instant. */
  readonly origin: bigint;
  /** Nanoseconds after `origin`, in the order of the values. */
  readonly offsets: Float64Array;
  readonly columns: readonly AlignedColumn[];
}

/** One parameter of `AlignedSamples`. */
export interface AlignedColumn {
  readonly source: ReadableParameter;
  /** One engineering value an instant; NaN where there is none. */
  readonly values: Float64Array;
}

/** Instants in ascending order, and how they are filled. */
interface Request {
  readonly session: Session;
  readonly origin: bigint;
  readonly offsets: Float64Array;
  readonly mode: AlignMode;
  /** As `SeriesAligner` takes it. */
  readonly reach: number;
  readonly signal: AbortSignal | null;
}

/**
 * Values of parameters on one grid of time, from the window's start on. Samples next to the window
 * are regarded, so that a window has the values that the whole session has there.
 *
 * @param interval Nanoseconds between instants.
 * @throws {AppError} NOT_FOUND for a parameter, lap or marker that is not there; BAD_USER_INPUT;
 *   PAYLOAD_TOO_LARGE when the answer or a read would exceed a limit; CORRUPT_DATA.
 */
export async function readAligned(
  runtime: ReadRuntime,
  session: Session,
  identifiers: readonly string[],
  window: Window | null | undefined,
  interval: bigint,
  mode: AlignMode,
  signal: AbortSignal | null,
): Promise<AlignedSamples> {
  if (interval < 1n) throw badInput('interval', `Expected 1 or more nanoseconds, got ${interval}.`);
  const range = await resolveWindow(runtime, session, window);
  if (range) checkSpan(range);
  const count = range ? (range.endTime - range.startTime) / interval + 1n : 0n;
  checkCounts(runtime, identifiers, count, 'interval', 'a longer interval or a shorter window');
  const sources = await readableParameters(runtime, session.id, identifiers);
  const step = Number(interval);
  const offsets = Float64Array.from({ length: Number(count) }, (_, i) => i * step);
  const origin = range?.startTime ?? 0n;
  const request = { session, origin, offsets, mode, reach: step / 2, signal };
  return { session, origin, offsets, columns: await alignAll(runtime, sources, request) };
}

/**
 * Values of parameters at chosen instants, in the order given. NEAREST takes no sample across a
 * gap, nor before the first or after the last one, unless it lies at the instant itself.
 *
 * @param instants Nanoseconds since the Unix epoch, in any order.
 * @throws {AppError} as `readAligned`.
 */
export async function readSamplesAt(
  runtime: ReadRuntime,
  session: Session,
  identifiers: readonly string[],
  instants: readonly bigint[],
  mode: AlignMode,
  signal: AbortSignal | null,
): Promise<AlignedSamples> {
  checkCounts(runtime, identifiers, BigInt(instants.length), 'timestamps', 'fewer instants');
  const sources = await readableParameters(runtime, session.id, identifiers);
  const order = instants.map((_, i) => i).sort((a, b) => (instants[a]! < instants[b]! ? -1 : 1));
  const origin = instants[order[0] ?? 0] ?? 0n;
  checkSpan({ startTime: origin, endTime: instants[order.at(-1) ?? 0] ?? 0n }, 'timestamps');
  const ascending = Float64Array.from(order, (i) => Number(instants[i]! - origin));
  const request = { session, origin, offsets: ascending, mode, reach: 0, signal };
  const columns = await alignAll(runtime, sources, request);
  const inOrder = (sorted: Float64Array) => {
    const given = new Float64Array(sorted.length);
    order.forEach((i, at) => {
      given[i] = sorted[at]!;
    });
    return given;
  };
  return {
    session,
    origin,
    offsets: inOrder(ascending),
    columns: columns.map(({ source, values }) => ({ source, values: inOrder(values) })),
  };
}

function checkCounts(
  { limits }: ReadRuntime,
  identifiers: readonly string[],
  count: bigint,
  argument: string,
  advice: string,
) {
  const { maxSeriesPerRequest, maxPointsPerSeries, maxPointsPerRequest } = limits;
  if (identifiers.length > maxSeriesPerRequest) {
    const expected = `Expected at most ${maxSeriesPerRequest} parameters`;
    throw tooMuch('parameters', `${expected}, got ${identifiers.length}.`);
  }
  if (count > BigInt(maxPointsPerSeries)) {
    const expected = `Expected at most ${maxPointsPerSeries} instants`;
    throw tooMuch(argument, `${expected}, got ${count}. Ask for ${advice}.`);
  }
  const points = count * BigInt(identifiers.length);
  if (points > BigInt(maxPointsPerRequest)) {
    const expected = `Expected at most ${maxPointsPerRequest} points in all`;
    throw tooMuch(argument, `${expected}, got ${points}. Ask for ${advice}, or fewer parameters.`);
  }
}

async function alignAll(
  runtime: ReadRuntime,
  sources: readonly ReadableParameter[],
  request: Request,
): Promise<AlignedColumn[]> {
  const columns: AlignedColumn[] = [];
  for (const source of sources) {
    columns.push({ source, values: await alignOne(runtime, source, request) });
  }
  return columns;
}

async function alignOne(
  runtime: ReadRuntime,
  parameter: ReadableParameter,
  request: Request,
): Promise<Float64Array> {
  const { session, origin, offsets } = request;
  const within = session.timeRange;
  if (!within || offsets.length === 0) return new Float64Array(offsets.length).fill(Number.NaN);
  const window = { startTime: origin, endTime: origin + BigInt(offsets.at(-1)!) };
  const { before, after } = await neighbourTimes(runtime, parameter, window, within);
  const wider = { startTime: before ?? window.startTime, endTime: after ?? window.endTime };
  checkSpan(wider);
  if ((await countStored(runtime, parameter, wider)) > offsets.length * BLOCK_CAPACITY)
    return alignApart(runtime, parameter, request, within);
  return alignWithin(runtime, parameter, request, offsets, wider);
}

/** Instants looked up before others have a turn. */
const INSTANTS_A_TURN = 8;

/** Instants so far apart that most blocks lie between two of them: each is looked up by itself. */
async function alignApart(
  runtime: ReadRuntime,
  parameter: ReadableParameter,
  request: Request,
  within: TimeRange,
): Promise<Float64Array> {
  checkScanned(runtime, request.offsets.length * BLOCK_CAPACITY);
  const values = new Float64Array(request.offsets.length);
  for (const [i, offset] of request.offsets.entries()) {
    const instant = request.origin + BigInt(offset);
    const window = { startTime: instant, endTime: instant };
    const { before, after } = await neighbourTimes(runtime, parameter, window, within);
    const wider = { startTime: before ?? instant, endTime: after ?? instant };
    checkSpan(wider);
    const [value] = await alignWithin(runtime, parameter, request, Float64Array.of(offset), wider);
    values[i] = value ?? Number.NaN;
    if (i % INSTANTS_A_TURN === INSTANTS_A_TURN - 1) await yieldToOthers();
  }
  return values;
}

/** Values at some of the instants, by the samples of a window. */
async function alignWithin(
  runtime: ReadRuntime,
  parameter: ReadableParameter,
  { origin, mode, reach, signal }: Request,
  offsets: Float64Array,
  window: TimeRange,
): Promise<Float64Array> {
  const pieces = readPieces(runtime, parameter, window, signal);
  const shift = Number(origin - window.startTime);
  try {
    return await new SeriesAligner(pieces, mode, reach).take(
      offsets.map((offset) => offset + shift),
    );
  } finally {
    await pieces.return(undefined);
  }
}
