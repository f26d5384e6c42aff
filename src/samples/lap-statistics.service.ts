import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Lap } from '../laps/lap.service.ts';
import { readableParameters } from '../parameters/parameter.service.ts';
import type { Session } from '../sessions/session.service.ts';
import type { ReadRuntime } from './reading/read-pieces.ts';
import { tooMuch } from './reading/too-much.ts';
import { readStatistics, type SampleStatistics } from './samples.service.ts';
import { resolveWindow } from './window.service.ts';

/** One row of a table of laps by parameters. */
export interface LapStatistics {
  readonly lap: Lap;
  /** One a parameter, in their order. */
  readonly statistics: readonly SampleStatistics[];
}

/**
 * Statistics of parameters in each lap.
 *
 * @param all The laps of the session, by start.
 * @param numbers Only these laps, in this order, the first where a number repeats; null for all.
 * @throws {AppError} NOT_FOUND for a lap or a parameter that is not there; PAYLOAD_TOO_LARGE;
 *   BAD_USER_INPUT; CORRUPT_DATA.
 */
export async function readLapStatistics(
  runtime: ReadRuntime,
  session: Session,
  identifiers: readonly string[],
  all: readonly Lap[],
  numbers: readonly number[] | null,
): Promise<LapStatistics[]> {
  const laps = numbers ? numbers.map((number, i) => lapOf(all, number, i)) : all;
  const { maxSeriesPerRequest, maxPageSize } = runtime.limits;
  checkCount(identifiers.length, maxSeriesPerRequest, 'parameters');
  checkCount(laps.length, maxPageSize, 'laps');
  const sources = await readableParameters(runtime, session.id, identifiers);
  const rows: LapStatistics[] = [];
  for (const lap of laps) {
    const range = await resolveWindow(runtime, session, { range: lap.window });
    const statistics: SampleStatistics[] = [];
    for (const source of sources) statistics.push(await readStatistics(runtime, source, range));
    rows.push({ lap, statistics });
    await yieldToOthers();
  }
  return rows;
}

function lapOf(laps: readonly Lap[], number: number, i: number): Lap {
  const lap = laps.find((one) => one.number === number);
  if (lap) return lap;
  throw new AppError('NOT_FOUND', `The session has no lap ${number}.`, { argument: `laps[${i}]` });
}

function checkCount(count: number, most: number, argument: string) {
  if (count > most) throw tooMuch(argument, `Expected at most ${most} ${argument}, got ${count}.`);
}
