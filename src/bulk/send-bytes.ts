import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setImmediate as yieldToOthers } from 'node:timers/promises';

/** Bytes that are handed to the socket together; the answer begins when there are as many. */
const FLUSH_BYTES = 65_536;

/** Milliseconds that a client may take none of what waits for it. */
const STALL_MS = 60_000;

/**
 * Answer 200 with bytes as they come, no faster than the client takes them. What fails before the
 * first of them are sent is thrown with nothing sent, so that it can be answered as an error.
 *
 * When the client goes away the bytes are not asked for any more; one that stands still is cut off.
 *
 * @throws what the source throws.
 */
export async function sendBytes(
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
  source: AsyncGenerator<Uint8Array>,
  stallMs: number = STALL_MS,
): Promise<void> {
  let parts: Uint8Array[] = [];
  let held = 0;
  const flush = async () => {
    if (!response.headersSent) response.writeHead(200, headers);
    const isTaken = response.write(Buffer.concat(parts, held));
    parts = [];
    held = 0;
    if (!isTaken) await drained(response, stallMs);
    // What comes next is computed in one go: others have their turn first.
    await yieldToOthers();
  };
  try {
    for await (const part of source) {
      if (response.destroyed) return;
      parts.push(part);
      held += part.byteLength;
      if (held >= FLUSH_BYTES) await flush();
    }
  } catch (error) {
    // The database may be closed under a read that nobody waits for any more.
    if (response.destroyed) return;
    throw error;
  }
  if (response.destroyed) return;
  if (!response.headersSent) response.writeHead(200, headers);
  response.end(Buffer.concat(parts, held));
}

/** Wait until the client has taken what waits for it, or is gone. */
async function drained(response: ServerResponse, stallMs: number): Promise<void> {
  if (response.destroyed) return;
  const given = new AbortController();
  const { signal } = given;
  const timer = setTimeout(() => response.destroy(), stallMs);
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    clearTimeout(timer);
    given.abort();
  }
}
