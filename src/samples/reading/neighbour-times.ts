import type { TimeRange } from '../../lib/time-range.ts';
import type { ReadableParameter } from '../../parameters/parameter.service.ts';
import { readableChannels, readNeighbours } from './read-chunks.ts';
import type { ReadRuntime } from './read-pieces.ts';
import { streamSeries } from './stream-series.ts';

/**
 * The times of the samples of a parameter next to a window: the last before it and the first after
 * it, in nanoseconds since the Unix epoch; null where there is none.
 *
 * @param within What is looked at: the session.
 * @throws {AppError} as `readPieces`.
 */
export async function neighbourTimes(
  runtime: ReadRuntime,
  source: ReadableParameter,
  window: TimeRange,
  within: TimeRange,
): Promise<{ before: bigint | null; after: bigint | null }> {
  if (source.parameter.functionCode !== null) {
    return {
      before: await stepOut(runtime, source, window.startTime - 1n, within, -1n),
      after: await stepOut(runtime, source, window.endTime + 1n, within, 1n),
    };
  }
  const channels = readableChannels(source);
  const befores: bigint[] = [];
  const afters: bigint[] = [];
  for (const channel of channels) {
    const { before, after } = await readNeighbours(runtime.db.read.sql, channel, window);
    if (before !== null) befores.push(window.startTime + BigInt(before));
    if (after !== null) afters.push(window.startTime + BigInt(after));
  }
  if (channels.length === 1) return { before: befores[0] ?? null, after: afters[0] ?? null };
  befores.sort((a, b) => (a > b ? -1 : 1));
  afters.sort((a, b) => (a < b ? -1 : 1));
  return {
    before: await firstMerged(runtime, source, befores, (time) => ({
      startTime: time,
      endTime: window.startTime - 1n,
    })),
    after: await firstMerged(runtime, source, afters, (time) => ({
      startTime: window.endTime + 1n,
      endTime: time,
    })),
  };
}

/**
 * The nearest of some samples that is not left out for a finer channel. A sample is left out only
 * where a finer channel goes on without a gap, so that one further away stands in its place.
 *
 * @param times The nearest first.
 */
async function firstMerged(
  runtime: ReadRuntime,
  source: ReadableParameter,
  times: readonly bigint[],
  rangeTo: (time: bigint) => TimeRange,
): Promise<bigint | null> {
  for (const time of times) {
    for await (const { times: merged } of streamSeries(runtime, source, rangeTo(time))) {
      if (merged.length > 0) return time;
    }
  }
  return null;
}

/** Steps grow by this factor: few of them reach far, and none reads much more than it needs. */
const STEP_GROWTH = 8n;
const FIRST_STEP = 1_000_000_000n;

/** The first sample of a virtual parameter from an instant on, in one direction, looked for in growing steps. */
async function stepOut(
  runtime: ReadRuntime,
  source: ReadableParameter,
  from: bigint,
  { startTime, endTime }: TimeRange,
  direction: 1n | -1n,
): Promise<bigint | null> {
  let near = from < startTime && direction > 0n ? startTime : from;
  if (near > endTime && direction < 0n) near = endTime;
  const limit = direction > 0n ? endTime : startTime;
  for (let step = FIRST_STEP; (limit - near) * direction >= 0n; step *= STEP_GROWTH) {
    const reached = near + step * direction;
    const far = (limit - reached) * direction < 0n ? limit : reached;
    const range =
      direction > 0n ? { startTime: near, endTime: far } : { startTime: far, endTime: near };
    let found: number | undefined;
    for await (const { times } of streamSeries(runtime, source, range)) {
      found = times.at(direction > 0n ? 0 : -1) ?? found;
      if (direction > 0n && found !== undefined) break;
    }
    if (found !== undefined) return range.startTime + BigInt(found);
    near = far + direction;
  }
  return null;
}
