import type { DemoClient } from './demo-client.ts';
import { isOver, LIVE_PREFIX } from './live-session.ts';

/** A demo that runs writes ten times a second. */
const SILENT_MS = 5_000;

/**
 * End the live sessions that demos have left open when they were killed. Those that are still
 * written to are of a demo that runs beside this one, and stay.
 *
 * @param now Milliseconds since the Unix epoch.
 * @returns keys of the sessions that are ABANDONED now.
 * @throws {RefusedError}
 */
export async function abandonSessions(
  client: DemoClient,
  now: number,
  own: string | null = null,
): Promise<string[]> {
  const abandoned: string[] = [];
  for (const { identity, heartbeat } of await client.listLive()) {
    if (!identity.startsWith(LIVE_PREFIX) || identity === own) continue;
    if (heartbeat !== null && now - Date.parse(heartbeat) < SILENT_MS) continue;
    try {
      await client.end(identity, 'ABANDONED');
      abandoned.push(identity);
    } catch (error) {
      // Another demo that starts was quicker.
      if (!isOver(error)) throw error;
    }
  }
  return abandoned;
}
