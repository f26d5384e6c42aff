import {
  type Coverage,
  type Segment,
  summariseSegments,
  uniteSegments,
} from '../core/series/coverage.ts';
import { badInput } from '../errors.ts';
import { inTurns } from '../lib/in-turns.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { ReadableParameter } from '../parameters/parameter.service.ts';
import type { Session } from '../sessions/session.service.ts';
import { type CoveredChannel, channelSegments } from './reading/channel-segments.ts';
import { type ReadRuntime, readPieces } from './reading/read-pieces.ts';
import type { SessionChannel } from './session-channel.service.ts';
import { resolveWindow, type Window } from './window.service.ts';

/** What part of a session, and in how much detail. */
export interface CoverageArguments {
  readonly window?: Window | null | undefined;
  /** Most segments, from 1 to 10,000. */
  readonly maxSegments: number;
}

const MAX_SEGMENTS = 10_000;

/** Channels looked at before others have a turn: a session may have thousands. */
const CHANNELS_A_TURN = 4;

/**
 * When channels of a session have samples: the union of their segments.
 *
 * @throws {AppError} BAD_USER_INPUT; NOT_FOUND for a lap or marker that is not there; CORRUPT_DATA.
 */
export async function readCoverage(
  runtime: ReadRuntime,
  session: Session,
  channels: readonly SessionChannel[],
  args: CoverageArguments,
): Promise<Coverage> {
  const window = await resolveArguments(runtime, session, args);
  const covered = channels
    .filter(({ timeRange }) => timeRange !== null)
    .map(({ channelId, channel }) => ({
      sessionId: session.id,
      channelId,
      intervalNs: channel?.intervalNs ?? 0n,
    }));
  const segments = window ? await unite(runtime, covered, window) : [];
  return summariseSegments(segments, args.maxSegments);
}

/**
 * When a parameter has samples: the union over its channels; of a virtual parameter, where its
 * function has results.
 *
 * @throws {AppError} as `readCoverage`, and as `readPieces` for a virtual parameter.
 */
export async function readParameterCoverage(
  runtime: ReadRuntime,
  session: Session,
  source: ReadableParameter,
  args: CoverageArguments,
): Promise<Coverage> {
  const window = await resolveArguments(runtime, session, args);
  if (!window) return summariseSegments([], args.maxSegments);
  const channels = source.channels.map(({ intervalNs }, i) => ({
    sessionId: session.id,
    channelId: source.channelIds[i] ?? 0,
    intervalNs,
  }));
  const segments =
    source.parameter.functionCode === null
      ? await unite(runtime, channels, window)
      : await computedSegments(runtime, source, window);
  return summariseSegments(segments, args.maxSegments);
}

function resolveArguments(
  runtime: ReadRuntime,
  session: Session,
  { window, maxSegments }: CoverageArguments,
): Promise<TimeRange | null> {
  if (!(maxSegments >= 1 && maxSegments <= MAX_SEGMENTS)) {
    throw badInput('maxSegments', `Expected 1 to ${MAX_SEGMENTS} segments, got ${maxSegments}.`);
  }
  return resolveWindow(runtime, session, window);
}

async function unite(
  { db }: ReadRuntime,
  channels: readonly CoveredChannel[],
  window: TimeRange,
): Promise<Segment[]> {
  const lists: Segment[][] = [];
  for await (const some of inTurns(channels, CHANNELS_A_TURN)) {
    for (const channel of some) lists.push(await channelSegments(db.read.sql, channel, window));
  }
  return uniteSegments(lists);
}

async function computedSegments(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
): Promise<Segment[]> {
  const segments: Segment[] = [];
  for await (const { origin, times, breaks } of readPieces(runtime, source, window)) {
    if (times.length === 0) continue;
    const starts = [0, ...breaks];
    starts.forEach((start, i) => {
      const end = starts[i + 1] ?? times.length;
      segments.push({
        startTime: origin + BigInt(times[start]!),
        endTime: origin + BigInt(times[end - 1]!),
        sampleCount: end - start,
        interval: 0n,
      });
    });
  }
  return segments;
}
