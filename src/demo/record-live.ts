import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { abandonSessions } from './abandon-sessions.ts';
import type { DemoClient } from './demo-client.ts';
import { beginLiveSession, isOver, type LiveSession } from './live-session.ts';

const BURST_MS = 100;
const SWEEP_MS = 10_000;
const RETRY_MS = 1_000;

interface RecordLiveOptions {
  readonly logger: Logger;
  /** A session has begun: the first, or another because a client has ended the one before. */
  readonly onBegin: (identity: string) => void;
}

/**
 * Record a live session by the clock until the signal is aborted, then close it.
 *
 * One burst is under way at a time. When a burst takes longer than a tenth of a second the next
 * one holds what has come due meanwhile, so that a slow machine gets fewer and longer bursts.
 *
 * @throws {RefusedError} when no session can be begun at first, or the last one cannot be closed.
 */
export async function recordLive(
  client: DemoClient,
  signal: AbortSignal,
  { logger, onBegin }: RecordLiveOptions,
): Promise<void> {
  await sweep(null);
  let session = await begin();
  let swept = Date.now();
  while (!signal.aborted) {
    const wait = await burst();
    await pause(wait, null, { signal }).catch(() => {});
  }
  await close(session);

  /** @returns milliseconds until the next one. */
  async function burst(): Promise<number> {
    try {
      await session.advanceTo(Date.now());
      if (Date.now() - swept >= SWEEP_MS) {
        swept = Date.now();
        await sweep(session.identity);
      }
      return BURST_MS - (Date.now() % BURST_MS);
    } catch (error) {
      if (signal.aborted) return 0;
      try {
        if (!isOver(error)) throw error;
        session = await begin();
        return BURST_MS;
      } catch (failure) {
        logger.warn({ err: failure }, 'A burst could not be written; it is tried again.');
        return RETRY_MS;
      }
    }
  }

  async function begin(): Promise<LiveSession> {
    const begun = await beginLiveSession(client, Date.now());
    onBegin(begun.identity);
    return begun;
  }

  async function sweep(own: string | null): Promise<void> {
    const abandoned = await abandonSessions(client, Date.now(), own);
    if (abandoned.length > 0) logger.info({ abandoned }, 'Sessions of earlier runs were ended.');
  }
}

async function close(session: LiveSession): Promise<void> {
  try {
    await session.close();
  } catch (error) {
    // A client has ended it first.
    if (!isOver(error)) throw error;
  }
}
