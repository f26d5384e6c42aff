import { randomUUID } from 'node:crypto';
import { createRawClient } from '../catalogue/raw-client.ts';
import { askOver, dataOfRaw } from './ask.ts';
import type { Bench } from './bench-options.ts';
import { startServer } from './bench-server.ts';
import { printHead, printRow, secondsSince } from './measure.ts';
import { deleteSessions, prepareSession } from './prepare-session.ts';
import { openRawStore } from './raw-store.ts';
import { createStreamSender } from './send-stream.ts';
import { INTERVAL_NS, waveBytes } from './wave.ts';
import { BURST_SAMPLES, createWriteRequests } from './write-requests.ts';

const WARM_UP_SECONDS = 1;

/** A way to write. */
interface Writing {
  readonly name: string;
  readonly connections: readonly number[];
  /** What one transaction of the raw database holds. */
  readonly rawSamples: number;
  /** @returns what writes for some seconds, and then says how many samples are durable. */
  readonly open: (url: string, session: string) => Promise<Recorder>;
}

interface Recorder {
  run(seconds: number): Promise<number>;
  close(): void;
}

const WRITINGS: readonly Writing[] = [
  {
    name: 'writeData, 100 bursts of 1,000',
    connections: [1, 4],
    rawSamples: 100 * BURST_SAMPLES,
    open: (url, session) => openWriteData(url, session, 100),
  },
  {
    name: 'writeData, 1 burst of 1,000',
    connections: [1, 16, 64],
    rawSamples: BURST_SAMPLES,
    open: (url, session) => openWriteData(url, session, 1),
  },
  {
    name: 'stream, frames of 100 bursts of 1,000',
    connections: [1, 4],
    // The server commits a MiB at a time.
    rawSamples: 2 ** 20 / 2,
    open: async (url, session) => {
      const { send } = createStreamSender(url, session);
      return { run: send, close() {} };
    },
  },
];

/** Samples of 16 bit that are durable when they are answered; a session a connection. */
export async function benchIngest({ databaseUrl, folder, seconds }: Bench): Promise<void> {
  printHead(
    `Ingest: samples of 16 bit, durable, over HTTP, ${seconds} s each; raw: the same bytes as blobs of 8 KiB, in transactions as large, by one writer in this process`,
    'connections',
    'million/s',
    'raw',
    'x raw',
  );
  const server = await startServer(databaseUrl);
  const ask = askOver(server.url);
  try {
    for (const { name, connections, rawSamples, open } of WRITINGS) {
      const raw = await measureRaw(databaseUrl, folder, rawSamples, seconds);
      for (const count of connections) {
        const sessions = Array.from({ length: count }, () => `bench ingest ${randomUUID()}`);
        for (const session of sessions) await prepareSession(ask, session, [CHANNEL]);
        const recorders = await Promise.all(sessions.map((one) => open(server.url, one)));
        const rate = await measure(recorders, seconds);
        for (const recorder of recorders) recorder.close();
        await deleteSessions(ask, sessions);
        printRow(name, String(count), rate, raw, rate / raw);
      }
    }
  } finally {
    await server.stop();
  }
}

const CHANNEL = { channelId: 1, dataType: 'SIGNED_16BIT', intervalNs: INTERVAL_NS } as const;

/** Millions of samples a second of some recorders together. */
async function measure(recorders: readonly Recorder[], seconds: number): Promise<number> {
  await Promise.all(recorders.map((recorder) => recorder.run(WARM_UP_SECONDS)));
  const start = performance.now();
  const stored = await Promise.all(recorders.map((recorder) => recorder.run(seconds)));
  return stored.reduce((sum, one) => sum + one, 0) / secondsSince(start) / 1e6;
}

async function openWriteData(url: string, session: string, bursts: number): Promise<Recorder> {
  const client = await createRawClient(`${url}/graphql`);
  const nextRequest = createWriteRequests(session, bursts);
  return {
    async run(seconds) {
      const start = performance.now();
      let stored = 0;
      while (secondsSince(start) < seconds) {
        const { writeData } = dataOfRaw(await client.post(nextRequest()));
        stored += writeData.sampleCount;
      }
      return stored;
    },
    close: () => client.close(),
  };
}

async function measureRaw(
  databaseUrl: string,
  folder: string,
  samples: number,
  seconds: number,
): Promise<number> {
  const store = await openRawStore(databaseUrl, folder);
  const bytes = waveBytes(0, samples);
  const run = async (time: number) => {
    const start = performance.now();
    let stored = 0;
    while (secondsSince(start) < time) {
      await store.write(bytes);
      stored += samples;
    }
    return stored / secondsSince(start) / 1e6;
  };
  await run(WARM_UP_SECONDS);
  const rate = await run(seconds);
  await store.close();
  return rate;
}
