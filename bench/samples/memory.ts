import type { Bench } from './bench-options.ts';
import { startServer } from './bench-server.ts';
import { createHttpGet } from './http-get.ts';
import { printHead, printRow, secondsSince } from './measure.ts';
import { recordWaves, waveSession } from './record-waves.ts';

/** Read first, so that what a process needs once does not count. */
const WARM_UP_NS = 100_000_000_000n;

/** The server's memory while a whole recording is read out; a server each. */
export async function benchMemory({ databaseUrl, samples }: Bench): Promise<void> {
  printHead(
    `Memory: the server's, MiB, while ${samples / 1e6} million samples are read out and discarded`,
    'before',
    'peak',
    'of its own',
    'x before',
    'million/s',
    'MB/s',
  );
  await recordWaves(databaseUrl, [samples]);
  for (const extension of ['csv', 'arrow']) {
    const server = await startServer(databaseUrl);
    const client = createHttpGet();
    const path = `/sessions/${encodeURIComponent(waveSession(samples))}/samples.${extension}`;
    try {
      await client.discard(`${server.url}${path}?parameters=c1&last=${WARM_UP_NS}`);
      const before = await server.memory();
      const start = performance.now();
      const length = await client.discard(`${server.url}${path}?parameters=c1`);
      const seconds = secondsSince(start);
      const { peak, peakOwn } = await server.memory();
      printRow(
        `.${extension}`,
        before.now,
        peak,
        peakOwn ?? '',
        peak / before.now,
        samples / seconds / 1e6,
        length / seconds / 1e6,
      );
    } finally {
      client.close();
      await server.stop();
    }
  }
}
