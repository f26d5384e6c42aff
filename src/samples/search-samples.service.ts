import { createSpanSearch, type MatchingSpan } from '../core/series/span-search.ts';
import { badInput } from '../errors.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { ReadableParameter } from '../parameters/parameter.service.ts';
import type { Session } from '../sessions/session.service.ts';
import { pipelineOf, readableChannels } from './reading/read-chunks.ts';
import { type ReadRuntime, readPieces } from './reading/read-pieces.ts';
import { compileCondition, type SampleCondition } from './sample-condition.ts';
import { resolveWindow, type Window } from './window.service.ts';

/** What is searched for in a parameter's samples. */
export interface SampleSearch {
  readonly condition: SampleCondition;
  /** Least nanoseconds from the first sample of a match to its last; absent: none. */
  readonly forAtLeast?: bigint | null | undefined;
  readonly window?: Window | null | undefined;
  /** Most matches, from 1 to 1,000. */
  readonly first: number;
}

/** Neighbouring samples for which a condition holds. */
export interface SampleMatch extends MatchingSpan {
  /** The range that was searched; times of the span count from its start. */
  readonly window: TimeRange;
  /** The text of the first value; null unless the conversion is a table of texts. */
  readonly firstText: string | null;
}

const MAX_MATCHES = 1_000;

/**
 * The spans of a window in which a condition holds for every sample, in order of time. A gap and a
 * value that is not a number end a span; so do the ends of the window.
 *
 * @param signal Stops the search when it is aborted.
 * @throws {AppError} BAD_USER_INPUT with the path of the argument; NOT_FOUND for a lap or marker
 *   that is not there; PAYLOAD_TOO_LARGE when the window holds more samples than one read takes;
 *   CORRUPT_DATA; UNAVAILABLE when aborted.
 */
export async function searchSamples(
  runtime: ReadRuntime,
  session: Session,
  source: ReadableParameter,
  { condition, forAtLeast, window, first }: SampleSearch,
  signal: AbortSignal | null,
): Promise<SampleMatch[]> {
  if (!(first >= 1 && first <= MAX_MATCHES)) {
    throw badInput('first', `Expected 1 to ${MAX_MATCHES} matches, got ${first}.`);
  }
  if (typeof forAtLeast === 'bigint' && forAtLeast < 0n) {
    throw badInput('forAtLeast', `Expected a span of 0 or more, got ${forAtLeast}.`);
  }
  const textOf = textsOf(source);
  const test = compileCondition(condition, textOf);
  const range = await resolveWindow(runtime, session, window);
  if (!range) return [];
  const search = createSpanSearch({ test, minimumSpan: Number(forAtLeast ?? 0n), maxSpans: first });
  for await (const piece of readPieces(runtime, source, range, signal)) {
    if (search.add(piece)) break;
  }
  return search.finish().map((span) => ({
    ...span,
    window: range,
    firstText: textOf?.(span.firstValue) ?? null,
  }));
}

function textsOf(source: ReadableParameter): ((value: number) => string) | null {
  const pipeline =
    source.parameter.functionCode === null
      ? readableChannels(source)[0]?.pipeline
      : pipelineOf(source);
  return pipeline?.text ?? null;
}
