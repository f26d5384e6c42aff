import { INTERVAL_NS, waveBytes, waveTime } from './wave.ts';

/** Samples of a burst. */
export const BURST_SAMPLES = 1_000;

const WRITE =
  'mutation ($input: WriteDataInput!) { writeData(input: $input) { accepted sampleCount } }';

/**
 * Makes the requests of `writeData` that follow each other in a session: so many bursts each, of
 * channel 1. What does not change is made once, since the client shares the machine with the server.
 */
export function createWriteRequests(session: string, bursts: number): () => string {
  const ends = Array.from({ length: bursts }, (_, i) => {
    const bytes = waveBytes(i * BURST_SAMPLES, BURST_SAMPLES);
    const buffer = Buffer.from(bytes).toString('base64');
    return `","interval":"${INTERVAL_NS}","samples":${BURST_SAMPLES},"buffer":"${buffer}"}}`;
  });
  const head = `{"query":${JSON.stringify(WRITE)},"variables":{"input":{"session":${JSON.stringify(session)},"messages":[`;
  let next = 0;
  return () => {
    const messages = ends.map((end) => {
      const start = waveTime(next);
      next += BURST_SAMPLES;
      return `{"periodic":{"channelId":1,"startTimestamp":"${start}${end}`;
    });
    return `${head}${messages.join(',')}]}}}`;
  };
}
