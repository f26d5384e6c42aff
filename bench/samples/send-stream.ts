import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { encodeFrame } from '../../src/data-stream/encode-messages.ts';
import { INTERVAL_NS, waveBytes, waveTime } from './wave.ts';
import { BURST_SAMPLES } from './write-requests.ts';

/** Bursts of a frame. */
const BURSTS = 100;

/** A recorder that sends as fast as it is let. */
export interface StreamSender {
  /** Send one body, for some time. @returns the samples that were stored when it was answered. */
  send(seconds: number): Promise<number>;
}

/** Make a recorder of channel 1 of a session. */
export function createStreamSender(url: string, session: string): StreamSender {
  const buffers = Array.from({ length: BURSTS }, (_, i) =>
    waveBytes(i * BURST_SAMPLES, BURST_SAMPLES),
  );
  let bodies = 0;
  let next = 0;

  function nextFrame(): Uint8Array {
    return encodeFrame(
      buffers.map((buffer) => {
        const startTimestamp = waveTime(next);
        next += BURST_SAMPLES;
        return {
          periodic: {
            channelId: 1,
            startTimestamp,
            interval: INTERVAL_NS,
            samples: BURST_SAMPLES,
            buffer,
          },
        };
      }),
    );
  }

  return {
    async send(seconds) {
      const end = performance.now() + seconds * 1_000;
      const body = request(
        `${url}/sessions/${encodeURIComponent(session)}/data?stream=body${bodies++}`,
        { method: 'POST', headers: { 'content-type': 'application/octet-stream' } },
      );
      let isAnswered = false;
      const lastLine = readLastLine(body).finally(() => {
        isAnswered = true;
      });
      body.flushHeaders();
      while (performance.now() < end && !isAnswered) {
        // A stream that is refused is answered before it ends, and never drained.
        if (!body.write(nextFrame())) await Promise.race([once(body, 'drain'), lastLine]);
      }
      body.end();
      const { done, samples } = JSON.parse(await lastLine);
      if (!done) throw new Error(await lastLine);
      return samples;
    },
  };
}

async function readLastLine(body: NodeJS.EventEmitter): Promise<string> {
  const [response] = (await once(body, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text = (text + piece).slice(-2_000);
  return text.trimEnd().split('\n').at(-1) ?? '';
}
