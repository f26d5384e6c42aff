import { type Burst, periodicBurst } from '../../src/samples/blocks/burst.ts';
import { digits, secondsSince } from './measure.ts';
import { recordSession, withApp } from './record-session.ts';
import { INTERVAL_NS, waveBytes, waveTime } from './wave.ts';

/** Samples of a burst. */
const BURST = 2 ** 18;

/** The name of the session that holds so many samples of the wave, in its channel 1. */
export function waveSession(count: number): string {
  return `bench wave ${count}`;
}

/** Store sessions of the wave; those that are there stay. */
export async function recordWaves(databaseUrl: string, counts: readonly number[]): Promise<void> {
  await withApp(databaseUrl, async (app) => {
    for (const count of counts) {
      const start = performance.now();
      const { isNew } = await recordSession(app, waveSession(count), [
        {
          channelId: 1,
          dataType: 'SIGNED_16BIT',
          intervalNs: INTERVAL_NS,
          bursts: waveBursts(count),
        },
      ]);
      if (!isNew || count < 1_000_000) continue;
      const rate = digits(count / secondsSince(start) / 1e6);
      console.log(`  (${count / 1e6} million samples made and stored, ${rate} million a second)`);
    }
  });
}

function* waveBursts(count: number): Generator<Burst> {
  for (let from = 0; from < count; from += BURST) {
    const bytes = waveBytes(from, Math.min(BURST, count - from));
    yield periodicBurst(1, 'SIGNED_16BIT', waveTime(from), INTERVAL_NS, bytes);
  }
}
