import { join } from 'node:path';
import { createRandom } from '../../src/demo/random.ts';
import type { TimeRange } from '../../src/lib/time-range.ts';
import { createRawClient } from '../catalogue/raw-client.ts';
import { type Ask, askOver } from './ask.ts';
import type { Bench } from './bench-options.ts';
import { startServer } from './bench-server.ts';
import { createDuckWave, type DuckWave, type Extremes } from './duck-wave.ts';
import { printHead, printRow, quantile, timeRuns } from './measure.ts';
import { recordWaves, waveSession } from './record-waves.ts';
import { START_NS, waveTime } from './wave.ts';

const POINTS = 1_000;
/** Two points a bucket, and the window's first and last sample. */
const BUCKETS = (POINTS - 2) / 2;
/** Enough that the server's code is compiled: the figures are of a server that has run for a while. */
const OURS = { warmUps: 100, runs: 100 };
const THEIRS = { warmUps: 1, runs: 11 };

const ZOOM = `query ($identity: String!, $window: WindowInput) {
  session(identity: $identity) {
    samples(parameters: ["c1"], window: $window, resolution: { maxPoints: ${POINTS} }) { times values }
  }
}`;
const CHECK = ZOOM.replace(
  'times values',
  'buckets window { startTime endTime } timestampsBase64 rawValuesBase64',
);

/** Makes what tells the next window of a recording; each that it makes tells the same ones. */
type Windows = (count: number) => () => TimeRange;

/** A thousand points of recordings of any length, beside DuckDB over Parquet. */
export async function benchZoom({ databaseUrl, samples, folder }: Bench): Promise<void> {
  const counts = [samples / 100, samples / 10, samples].map(Math.round);
  printHead(
    `Zoom: ${POINTS} points over HTTP, median of ${OURS.runs}; DuckDB in this process, without HTTP, of ${THEIRS.runs}`,
    'p50 ms',
    'p95 ms',
    'DuckDB p50',
    'x DuckDB',
  );
  await recordWaves(databaseUrl, counts);
  const server = await startServer(databaseUrl);
  try {
    for (const count of counts) {
      const duck = await createDuckWave(join(folder, `wave-${count}.parquet`), count);
      const ways: [string, Windows][] = [[`all of ${count / 1e6} million`, wholeOf]];
      if (count === samples) ways.push([`windows within ${count / 1e6} million`, windowsOf]);
      for (const [name, windows] of ways) {
        await compare(askOver(server.url), duck, count, windows(count)());
        await report(name, server.url, duck, count, windows);
      }
      duck.close();
    }
  } finally {
    await server.stop();
  }
}

async function report(
  name: string,
  url: string,
  duck: DuckWave,
  count: number,
  windows: Windows,
): Promise<void> {
  const nextWindow = windows(count);
  const client = await createRawClient(`${url}/graphql`);
  const ours = await timeRuns(OURS, () =>
    client.post(JSON.stringify({ query: ZOOM, variables: variablesOf(count, nextWindow()) })),
  );
  client.close();
  const nextOfTheirs = windows(count);
  const theirs = await timeRuns(THEIRS, () => duck.readExtremes(nextOfTheirs(), BUCKETS));
  const [p50, p95] = [quantile(ours, 0.5), quantile(ours, 0.95)];
  const reference = quantile(theirs, 0.5);
  printRow(name, p50, p95, reference, p50 / reference);
}

function wholeOf(count: number): () => TimeRange {
  const window = { startTime: START_NS, endTime: waveTime(count - 1) };
  return () => window;
}

/** Windows of a thousandth of a recording to all of it, short ones as often as long ones. */
function windowsOf(count: number): () => TimeRange {
  const { uniform } = createRandom(7);
  return () => {
    const length = Math.max(10 * POINTS, Math.round(count * 10 ** (-3 * uniform())));
    const from = Math.floor(uniform() * (count - length));
    // Not on samples: windows of people never are.
    return {
      startTime: waveTime(from) - 123_456n,
      endTime: waveTime(from + length - 1) + 654_321n,
    };
  };
}

function variablesOf(count: number, window: TimeRange) {
  const range = { startTime: String(window.startTime), endTime: String(window.endTime) };
  return { identity: waveSession(count), window: { range } };
}

/** See that both have the same extremes of every bucket. */
async function compare(ask: Ask, duck: DuckWave, count: number, asked: TimeRange): Promise<void> {
  const { session } = await ask(CHECK, variablesOf(count, asked));
  const [series] = session.samples;
  const { buckets } = series;
  if (buckets !== BUCKETS) throw new Error(`Expected ${BUCKETS} buckets, got ${buckets}.`);
  const window = {
    startTime: BigInt(series.window.startTime),
    endTime: BigInt(series.window.endTime),
  };
  const times = new BigInt64Array(fromBase64(series.timestampsBase64));
  const values = new Float64Array(fromBase64(series.rawValuesBase64));
  const ours = extremesOf(times, values, window, buckets);
  const theirs = await duck.readExtremes(window, buckets);
  for (const [bucket, { least, greatest }] of theirs) {
    const own = ours.get(bucket);
    if (own?.least === least && own.greatest === greatest) continue;
    throw new Error(
      `Bucket ${bucket}: expected ${least} to ${greatest}, got ${own?.least} to ${own?.greatest}.`,
    );
  }
}

function extremesOf(
  times: BigInt64Array,
  values: Float64Array,
  { startTime, endTime }: TimeRange,
  buckets: number,
): Map<number, Extremes> {
  const extremes = new Map<number, Extremes>();
  times.forEach((time, i) => {
    const bucket = Number(((time - startTime) * BigInt(buckets)) / (endTime - startTime + 1n));
    const { least, greatest } = extremes.get(bucket) ?? { least: Infinity, greatest: -Infinity };
    const value = values[i] ?? Number.NaN;
    extremes.set(bucket, { least: Math.min(least, value), greatest: Math.max(greatest, value) });
  });
  return extremes;
}

function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, 'base64')).buffer;
}
