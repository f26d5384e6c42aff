import {
  createFurtherStatistics,
  type FurtherStatistics,
} from '../core/series/further-statistics.ts';
import { type ReadRuntime, readPieces } from './reading/read-pieces.ts';
import type { SampleStatistics } from './samples.service.ts';

/** What was read of statistics that some field asked for, so that the next ones find it. */
const known = new WeakMap<SampleStatistics, Promise<FurtherStatistics>>();

/**
 * Statistics that need every sample decoded: read when the first field asks for them, once for all
 * fields of an object.
 *
 * @throws {AppError} as `readPieces`.
 */
export function readFurtherStatistics(
  runtime: ReadRuntime,
  statistics: SampleStatistics,
): Promise<FurtherStatistics> {
  const before = known.get(statistics);
  if (before) return before;
  const reading = read(runtime, statistics);
  known.set(statistics, reading);
  return reading;
}

async function read(
  runtime: ReadRuntime,
  { source, window }: SampleStatistics,
): Promise<FurtherStatistics> {
  const collector = createFurtherStatistics();
  if (window) {
    for await (const piece of readPieces(runtime, source, window)) collector.add(piece);
  }
  return collector.result();
}
