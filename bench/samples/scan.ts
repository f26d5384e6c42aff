import { type DataType, isIntegerType } from '../../src/core/data-type.ts';
import type { Sql } from '../../src/db/sql.ts';
import { createRandom } from '../../src/demo/random.ts';
import { type Burst, periodicBurst } from '../../src/samples/blocks/burst.ts';
import type { ReadableChannel } from '../../src/samples/reading/read-chunks.ts';
import type { Bench } from './bench-options.ts';
import { median, printHead, printRow, timeRuns } from './measure.ts';
import { LINE } from './prepare-session.ts';
import { recordSession, withApp } from './record-session.ts';
import { bytesOf, INTERVAL_NS, START_NS, waveTime } from './wave.ts';

const MOST_SAMPLES = 10_000_000;
const BURST = 2 ** 18;
const RUNS = { warmUps: 2, runs: 7 };

/** A signal by the position of its samples. */
interface ScanSignal {
  readonly name: string;
  readonly dataType: DataType;
  readonly make: (length: number) => ArrayBufferView & { [index: number]: number };
  readonly at: (i: number, uniform: () => number) => number;
}

const SIGNALS: readonly ScanSignal[] = [
  {
    name: '16 bit, sine and noise, a line',
    dataType: 'SIGNED_16BIT',
    make: (length) => new Int16Array(length),
    at: (i, uniform) => Math.round(10_000 * Math.sin(i / 5_000) + 200 * (uniform() - 0.5)),
  },
  {
    name: '64-bit float, sine and noise, 3 decimals',
    dataType: 'DOUBLE_64BIT',
    make: (length) => new Float64Array(length),
    at: (i, uniform) =>
      Math.round(100_000 * Math.sin(i / 5_000) + 2_000 * (uniform() - 0.5)) / 1_000,
  },
  {
    name: '8 bit, an enumeration of 6 states, a line',
    dataType: 'UNSIGNED_8BIT',
    make: (length) => new Uint8Array(length),
    at: (i) => (Math.imul(Math.floor(i / 700), 2_654_435_761) >>> 8) % 6,
  },
];

/** Decoding and converting every sample of a channel, block by block, out of the database. */
export async function benchScan({ databaseUrl, samples }: Bench): Promise<void> {
  const count = Math.min(samples, MOST_SAMPLES);
  printHead(
    `Scan: ${count / 1e6} million samples from the database to engineering values, in one thread, median of ${RUNS.runs}`,
    'million/s',
    'ns a sample',
    'x copy',
  );
  const copied = await timeCopy(count);
  const report = (name: string, ms: number) =>
    printRow(name, count / ms / 1e3, (ms / count) * 1e6, ms / copied);
  report('(copy, 64-bit float to the same)', copied);
  report('(widening, 16 bit to 64-bit float)', await timeWidening(count));
  await withApp(databaseUrl, async (app) => {
    const channels = SIGNALS.map((signal, i) => ({
      channelId: i + 1,
      dataType: signal.dataType,
      intervalNs: INTERVAL_NS,
      bursts: burstsOf(signal, i + 1, count),
    }));
    const { id } = await recordSession(app, `bench scan ${count}`, channels);
    const built = await importBuilt();
    const db = await built.openDb(databaseUrl);
    for (const [i, { name, dataType }] of SIGNALS.entries()) {
      const channel = toReadable(built, id, i + 1, dataType);
      report(name, await timeScan(built, db.read.sql, channel, count));
    }
    await db.close();
  });
}

type Built = Awaited<ReturnType<typeof importBuilt>>;

/** What the server runs, as it is built: run from source some of it is slower. */
async function importBuilt() {
  const dist = '../../dist';
  const [chunks, pipeline, db] = await Promise.all([
    import(`${dist}/samples/reading/read-chunks.js`) as Promise<
      typeof import('../../src/samples/reading/read-chunks.ts')
    >,
    import(`${dist}/core/pipeline.js`) as Promise<typeof import('../../src/core/pipeline.ts')>,
    import(`${dist}/db/open-db.js`) as Promise<typeof import('../../src/db/open-db.ts')>,
  ]);
  return { ...chunks, ...pipeline, ...db };
}

async function timeCopy(count: number): Promise<number> {
  const from = new Float64Array(count).fill(1);
  const to = new Float64Array(count);
  return median(await timeRuns(RUNS, () => to.set(from)));
}

async function timeWidening(count: number): Promise<number> {
  const from = new Int16Array(count).fill(1);
  const to = new Float64Array(count);
  return median(await timeRuns(RUNS, () => to.set(from)));
}

function* burstsOf(signal: ScanSignal, channelId: number, count: number): Generator<Burst> {
  const { uniform } = createRandom(1);
  for (let from = 0; from < count; from += BURST) {
    const length = Math.min(BURST, count - from);
    const values = signal.make(length);
    for (let i = 0; i < length; i++) values[i] = signal.at(from + i, uniform);
    const { dataType } = signal;
    yield periodicBurst(channelId, dataType, waveTime(from), INTERVAL_NS, bytesOf(values));
  }
}

function toReadable(
  built: Built,
  sessionId: number,
  channelId: number,
  dataType: DataType,
): ReadableChannel {
  const byteOrder = 'LITTLE_ENDIAN';
  const pipeline = built.compilePipeline({
    dataType,
    byteOrder,
    bitShift: 0,
    dataBitMask: 0,
    conversion: isIntegerType(dataType) ? { kind: 'rational', coefficients: LINE } : null,
    offset: 0,
  });
  return { sessionId, channelId, intervalNs: INTERVAL_NS, dataType, byteOrder, pipeline };
}

async function timeScan(
  { readChunks, createScratch }: Built,
  sql: Sql,
  channel: ReadableChannel,
  count: number,
): Promise<number> {
  const window = { startTime: START_NS, endTime: waveTime(count - 1) };
  const times = await timeRuns(RUNS, async () => {
    let seen = 0;
    for await (const { values } of readChunks(sql, channel, window, createScratch())) {
      seen += values.length;
    }
    if (seen !== count) throw new Error(`Expected ${count} samples, saw ${seen}.`);
  });
  return median(times);
}
