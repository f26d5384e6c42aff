import { DecodeError } from '../decode-error.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Times that follow each other at the interval: the position of the first, and its time. */
export interface TimeRun {
  readonly index: number;
  /** In units, from the first time of the block. */
  readonly start: number;
}

/** Write runs: of each but the last how many times it has, and how far the next is off its end. */
export function writeRuns(runs: readonly TimeRun[], interval: number, writer: ByteWriter): void {
  writer.varint(runs.length);
  for (let i = 1; i < runs.length; i++) {
    const { index, start } = runs[i]!;
    const last = runs[i - 1]!;
    writer.varint(index - last.index);
    writer.signed(start - last.start - (index - last.index) * interval);
  }
}

/**
 * Read runs.
 *
 * @param unit Nanoseconds of a unit.
 * @param count Times of the block.
 * @throws {DecodeError} when they have other than `count` times, or reach 2^53 nanoseconds.
 */
export function readRuns(
  reader: ByteReader,
  unit: number,
  interval: number,
  count: number,
): TimeRun[] {
  let run = { index: 0, start: 0 };
  const runs = [run];
  for (let left = reader.varint() - 1; left > 0; left--) {
    const index = run.index + reader.varint();
    const start = run.start + (index - run.index) * interval + reader.signed();
    if (!(index > run.index && index < count && isSafe(unit * start)))
      throw new DecodeError(`Expected runs of ${count} times.`, reader.at);
    runs.push((run = { index, start }));
  }
  if (!isSafe(unit * (run.start + (count - run.index) * interval)))
    throw new DecodeError('Expected times less than 2^53 ns apart.', reader.at);
  return runs;
}

function isSafe(nanoseconds: number): boolean {
  return Math.abs(nanoseconds) <= Number.MAX_SAFE_INTEGER;
}
