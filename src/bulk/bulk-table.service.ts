import type { Series } from '../core/series/series.ts';
import { AppError, badInput } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { IDENTITY_CONVERSION } from '../parameters/identity-conversion.ts';
import { type ReadableParameter, readableParameters } from '../parameters/parameter.service.ts';
import type { Runtime } from '../runtime.ts';
import { checkSpan } from '../samples/reading/check-span.ts';
import { neighbourTimes } from '../samples/reading/neighbour-times.ts';
import { measure, pipelineOf, readableChannels } from '../samples/reading/read-chunks.ts';
import { channelsWithin } from '../samples/reading/read-whole.ts';
import { SeriesAligner } from '../samples/reading/series-aligner.ts';
import { streamSeries } from '../samples/reading/stream-series.ts';
import { tooMuch } from '../samples/reading/too-much.ts';
import { readSamples } from '../samples/samples.service.ts';
import { resolveWindow } from '../samples/window.service.ts';
import type { Session } from '../sessions/session.service.ts';
import type { BulkRequest } from './bulk-request.ts';
import { gridRows } from './grid-rows.ts';
import { mergeRows } from './merge-rows.ts';
import type { RowBatch } from './row-batch.ts';

/** Instants of a grid at most: a slip in the unit of its interval would otherwise never end. */
const MAX_GRID_ROWS = 1_000_000_000;

/** A column of a table of samples: one parameter. */
export interface BulkColumn {
  /** The parameter's identifier. */
  readonly name: string;
  readonly unit: string;
  readonly format: string;
  readonly description: string;
  readonly source: ReadableParameter;
  /** The text of a value, where texts are wanted and the conversion has some; else null. */
  readonly textOf: ((value: number) => string) | null;
}

/** A selection of samples as one wide table: instants, and a column a parameter. */
export interface BulkTable {
  readonly session: Session;
  readonly request: BulkRequest;
  /** Null when the session holds no data there: then there are no rows. */
  readonly window: TimeRange | null;
  /** Nanoseconds since the epoch from which rows count their times: the window's start. */
  readonly origin: bigint;
  readonly columns: readonly BulkColumn[];
}

type ReadRuntime = Pick<Runtime, 'db' | 'limits'>;

/**
 * Find out what a request selects, without reading a sample.
 *
 * @throws {AppError} NOT_FOUND for a parameter, lap or marker that is not there; PAYLOAD_TOO_LARGE
 *   for too many parameters or points; BAD_USER_INPUT for a window beyond 104 days.
 */
export async function planTable(
  runtime: ReadRuntime,
  session: Session,
  request: BulkRequest,
): Promise<BulkTable> {
  checkLimits(runtime, request);
  const window = await naming(() => resolveWindow(runtime, session, request.window));
  if (window) checkSpan(window);
  if (window && request.grid) gridOf(window, request.grid.interval);
  const sources = await readableParameters(runtime, session.id, request.parameters);
  const columns = sources.map((source) => toColumn(source, request.texts));
  return { session, request, window, origin: window?.startTime ?? 0n, columns };
}

function checkLimits({ limits }: Pick<Runtime, 'limits'>, { parameters, resolution }: BulkRequest) {
  if (parameters.length > limits.maxSeriesPerRequest) {
    throw tooMuch(
      'parameters',
      `Expected at most ${limits.maxSeriesPerRequest} parameters, got ${parameters.length}.`,
    );
  }
  if (resolution && resolution.maxPoints > limits.maxPointsPerSeries) {
    throw badInput(
      'maxPoints',
      `Expected 4 to ${limits.maxPointsPerSeries} points, got ${resolution.maxPoints}. Leave maxPoints out for every sample.`,
    );
  }
}

function toColumn(source: ReadableParameter, texts: boolean): BulkColumn {
  const { parameter, conversion } = source;
  const [channel] = parameter.functionCode === null ? readableChannels(source) : [];
  const text = (channel?.pipeline ?? pipelineOf(source)).text;
  return {
    name: parameter.identifier,
    unit: parameter.unit ?? conversion?.unit ?? '',
    format: parameter.format ?? conversion?.format ?? IDENTITY_CONVERSION.format,
    description: parameter.description ?? '',
    source,
    textOf: texts ? text : null,
  };
}

/**
 * The rows of a table as they are read; memory does not depend on how many there are. Of a
 * reduction all points are held, whose number is bounded.
 *
 * @throws {AppError} CORRUPT_DATA; and as `readSamples` for a reduction, `streamSeries` for a formula.
 */
export async function* readRows(
  runtime: ReadRuntime,
  table: BulkTable,
): AsyncGenerator<RowBatch, void> {
  const { window, request, columns, session } = table;
  if (!window) return;
  const sources = columns.map(({ source }) => source);
  if (request.grid) {
    const { mode, interval } = request.grid;
    const grid = gridOf(window, interval);
    const aligners = sources.map(
      (source) =>
        new SeriesAligner(
          streamWithNeighbours(runtime, session, source, window),
          mode,
          grid.interval / 2,
        ),
    );
    yield* gridRows(aligners, grid);
  } else if (request.resolution) {
    const { limits } = runtime;
    // Samples are decoded piece by piece for this, and how long that takes is the client's choice.
    const unhurried = { ...limits, maxSamplesScanned: Number.MAX_SAFE_INTEGER };
    const all = await naming(() =>
      readSamples(
        { ...runtime, limits: unhurried },
        session,
        request.parameters,
        { range: window },
        request.resolution,
      ),
    );
    yield* mergeRows(
      all.map(({ times, values, raw }) => onePiece({ origin: table.origin, times, values, raw })),
    );
  } else {
    yield* mergeRows(sources.map((source) => streamSeries(runtime, source, window)));
  }
}

/**
 * Samples of a table, all parameters together.
 *
 * @returns null where only reading them tells: of formulas, of several channels that are merged, and
 *   with a reduction or a grid.
 */
export async function countSamples(
  { db }: Pick<Runtime, 'db'>,
  { window, request, columns }: BulkTable,
): Promise<number | null> {
  if (request.grid || request.resolution) return null;
  if (!window) return 0;
  let count = 0;
  for (const { source } of columns) {
    if (source.parameter.functionCode !== null) return null;
    const [only, other] = await channelsWithin({ db }, readableChannels(source), window);
    if (other) return null;
    if (only) count += (await measure(db.read.sql, only, window)).sampleCount;
  }
  return count;
}

/** @throws {AppError} PAYLOAD_TOO_LARGE when the grid has too many instants. */
function gridOf({ startTime, endTime }: TimeRange, interval: bigint) {
  const count = (endTime - startTime) / interval + 1n;
  if (count > MAX_GRID_ROWS) {
    throw tooMuch(
      'interval',
      `Expected a grid of at most ${MAX_GRID_ROWS} instants, got ${count}. Use a longer interval, which is in nanoseconds.`,
    );
  }
  return { interval: Number(interval), count: Number(count) };
}

/** The samples of a window and those next to it, so that it has the values the whole session has. */
async function* streamWithNeighbours(
  runtime: ReadRuntime,
  { timeRange }: Session,
  source: ReadableParameter,
  window: TimeRange,
): AsyncGenerator<Series> {
  const { before, after } = await neighbourTimes(runtime, source, window, timeRange ?? window);
  const wider = { startTime: before ?? window.startTime, endTime: after ?? window.endTime };
  checkSpan(wider);
  const shift = Number(wider.startTime - window.startTime);
  for await (const chunk of streamSeries(runtime, source, wider)) {
    yield { ...chunk, origin: window.startTime, times: chunk.times.map((time) => time + shift) };
  }
}

async function* onePiece(series: Omit<Series, 'breaks'>): AsyncGenerator<Series> {
  yield { ...series, breaks: new Uint32Array() };
}

/** Arguments of GraphQL, and the fields of the query that give them here. */
const FIELDS: Readonly<Record<string, string>> = {
  'window.range': 'startTime',
  'window.offset': 'offsetStart',
  'window.lap': 'lap',
  'window.marker': 'marker',
  'window.last': 'last',
  'resolution.maxPoints': 'maxPoints',
  'resolution.method': 'method',
};

/** Call a service that names its arguments as GraphQL does, and name them as the query does. */
async function naming<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, details } = error;
    const argument = FIELDS[String(details.argument)];
    if (!argument) throw error;
    throw new AppError(code, message, { ...details, argument }, { cause: error });
  }
}
