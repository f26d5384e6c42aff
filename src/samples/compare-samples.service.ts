import { AppError, notFound } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import { type ReadableParameter, readableParameters } from '../parameters/parameter.service.ts';
import { listSessionsByIdentity, type Session } from '../sessions/session.service.ts';
import type { ReadRuntime } from './reading/read-pieces.ts';
import { tooMuch } from './reading/too-much.ts';
import { type Resolution, readSamples, readSeries, type SampleSeries } from './samples.service.ts';
import { resolveWindow, type Window } from './window.service.ts';

/** A session, or a part of it, among those that are compared. */
export interface SampleSelection {
  /** Identity of the session. */
  readonly session: string;
  readonly window?: Window | null | undefined;
  /** What the client calls it. */
  readonly label?: string | null | undefined;
}

/** The samples of one selection. */
export interface ComparedSamples {
  readonly session: Session;
  /** Null when the session holds no data there. */
  readonly window: TimeRange | null;
  readonly label: string | null;
  /** One a parameter, in their order; null for a parameter that the session lacks. */
  readonly series: readonly (SampleSeries | null)[];
}

/** What of each selection is read. */
export interface Comparison {
  readonly parameters: readonly string[];
  readonly resolution?: Resolution | null | undefined;
  /** Whether a session may lack a parameter. */
  readonly skipMissing: boolean;
}

/**
 * Read the same parameters of several sessions, or of several parts of one, in the order given.
 *
 * @throws {AppError} as `readSamples`, also NOT_FOUND for a session; the argument and the message
 *   name the selection at fault.
 */
export async function compareSamples(
  runtime: ReadRuntime,
  selections: readonly SampleSelection[],
  comparison: Comparison,
): Promise<ComparedSamples[]> {
  const { maxSeriesPerRequest, maxPointsPerRequest } = runtime.limits;
  const seriesCount = selections.length * Math.max(1, comparison.parameters.length);
  if (seriesCount > maxSeriesPerRequest) {
    const expected = `Expected at most ${maxSeriesPerRequest} series in all`;
    throw tooMuch(
      'selections',
      `${expected}, got ${seriesCount}. Ask for fewer selections, or for fewer parameters.`,
    );
  }
  const sessions = await findSessions(runtime, selections);
  const compared: ComparedSamples[] = [];
  let points = 0;
  for (const [i, selection] of selections.entries()) {
    const session = sessions.get(selection.session);
    if (!session) throw at(i, selection, notFound('Session', selection.session), 'session');
    try {
      const one = await readSelection(runtime, session, selection, comparison);
      points += one.series.reduce((sum, series) => sum + (series?.times.length ?? 0), 0);
      compared.push(one);
    } catch (error) {
      throw error instanceof AppError ? at(i, selection, error) : error;
    }
    if (points > maxPointsPerRequest) {
      throw tooMuch(
        comparison.resolution ? 'resolution.maxPoints' : 'resolution',
        `Expected at most ${maxPointsPerRequest} points in all, got more. Ask for fewer points, selections or parameters.`,
      );
    }
  }
  return compared;
}

async function findSessions(runtime: ReadRuntime, selections: readonly SampleSelection[]) {
  const identities = [...new Set(selections.map(({ session }) => session))];
  const found = await listSessionsByIdentity(runtime, identities);
  return new Map(identities.map((identity, i) => [identity, found[i] ?? null]));
}

async function readSelection(
  runtime: ReadRuntime,
  session: Session,
  { window, label }: SampleSelection,
  { parameters, resolution, skipMissing }: Comparison,
): Promise<ComparedSamples> {
  const range = await resolveWindow(runtime, session, window);
  const present = skipMissing ? await presentOf(runtime, session, parameters) : [...parameters];
  const series = range
    ? await readSamples(runtime, session, present, { range }, resolution)
    : await readNothing(runtime, session, present);
  return {
    session,
    window: range,
    label: label ?? null,
    series: parameters.map((parameter) =>
      present.includes(parameter) ? (series.shift() ?? null) : null,
    ),
  };
}

async function readNothing(
  runtime: ReadRuntime,
  session: Session,
  identifiers: readonly string[],
): Promise<SampleSeries[]> {
  const series: SampleSeries[] = [];
  for (const source of await readableParameters(runtime, session.id, identifiers)) {
    series.push(await readSeries(runtime, session, source, null, null));
  }
  return series;
}

/** Those of some parameters that a session has. */
async function presentOf(
  runtime: ReadRuntime,
  session: Session,
  identifiers: readonly string[],
): Promise<string[]> {
  try {
    const found: ReadableParameter[] = await readableParameters(runtime, session.id, identifiers);
    return found.map(({ parameter }) => parameter.identifier);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
    const missing = error.details.missing as readonly string[];
    return identifiers.filter((identifier) => !missing.includes(identifier));
  }
}

/** Arguments that belong to all selections; others are those of one. */
const SHARED = /^resolution(\.|$)/;

/** The same error, with the selection it is about. */
function at(i: number, { session }: SampleSelection, error: AppError, argument?: string): AppError {
  const inner = argument ?? error.details.argument;
  if (typeof inner === 'string' && SHARED.test(inner)) return error;
  const isOwn = typeof inner === 'string' && /^(window|session)(\.|$)/.test(inner);
  return new AppError(
    error.code,
    `Selection ${i} ("${session}"): ${error.message}`,
    { ...error.details, argument: isOwn ? `selections[${i}].${inner}` : `selections[${i}]` },
    { cause: error },
  );
}
