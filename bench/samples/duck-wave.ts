import { DuckDBInstance } from '@duckdb/node-api';
import type { TimeRange } from '../../src/lib/time-range.ts';
import { INTERVAL_NS, START_NS, WAVE_SQL } from './wave.ts';

/** The least and the greatest raw value of a bucket of time. */
export interface Extremes {
  readonly least: number;
  readonly greatest: number;
}

/** The wave as a Parquet file, and DuckDB before it. */
export interface DuckWave {
  /** What MIN_MAX asks for: extremes of each bucket with their times. */
  readExtremes(window: TimeRange, buckets: number): Promise<Map<number, Extremes>>;
  close(): void;
}

/** Write so many samples of the wave to a file, as DuckDB does it unless told otherwise. */
export async function createDuckWave(file: string, count: number): Promise<DuckWave> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT ${START_NS} + i * ${INTERVAL_NS} AS t, (${WAVE_SQL})::SMALLINT AS v
             FROM range(${count}) r(i)) TO '${file}' (FORMAT parquet)`,
  );
  return {
    async readExtremes({ startTime, endTime }, buckets) {
      const reader = await connection.runAndReadAll(
        `SELECT ((t - ${startTime}) * ${buckets}) // ${endTime - startTime + 1n} AS bucket,
                min(v), max(v), arg_min(t, v), arg_max(t, v)
           FROM '${file}' WHERE t BETWEEN ${startTime} AND ${endTime} GROUP BY bucket ORDER BY bucket`,
      );
      return new Map(
        reader
          .getRows()
          .map(([bucket, least, greatest]) => [
            Number(bucket),
            { least: Number(least), greatest: Number(greatest) },
          ]),
      );
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
