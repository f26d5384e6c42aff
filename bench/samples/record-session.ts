import { pino } from 'pino';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { extendRange } from '../../src/lib/time-range.ts';
import type { Burst } from '../../src/samples/blocks/burst.ts';
import { writeBursts } from '../../src/samples/write-data.service.ts';
import { lockSession, noteData } from '../../src/sessions/session.service.ts';
import { type Ask, askBy } from './ask.ts';
import { deleteSessions, type PreparedChannel, prepareSession } from './prepare-session.ts';

/** A channel with all its samples. */
export interface RecordedChannel extends PreparedChannel {
  /** By time. */
  readonly bursts: Iterable<Burst>;
}

/** Samples of a transaction. */
const SAMPLES_A_WRITE = 4_000_000;

/** Open a database as the server does, in this process, for as long as `work` runs. */
export async function withApp<T>(databaseUrl: string, work: (app: App) => Promise<T>): Promise<T> {
  const config = readConfig({ DATABASE_URL: databaseUrl });
  const app = await createApp(config, pino({ level: 'silent' }));
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

/**
 * Store a session, which is closed then, without a network between. One that was stored whole
 * before is left as it is.
 *
 * @returns the id of its row, and whether it was stored now.
 */
export async function recordSession(
  app: App,
  identity: string,
  channels: readonly RecordedChannel[],
): Promise<{ readonly id: number; readonly isNew: boolean }> {
  const { db } = app.runtime;
  const ask = askBy(app.fetch, 'http://localhost');
  const found = await db.read.prisma.session.findUnique({ where: { identity } });
  if (found && (await isEnded(ask, identity))) return { id: found.id, isNew: false };
  if (found) await deleteSessions(ask, [identity]);
  await prepareSession(ask, identity, channels);
  for (const { bursts } of channels) await storeBursts(app, identity, bursts);
  await ask(
    'mutation ($identity: String!) { endSession(identity: $identity) { session { id } } }',
    { identity },
  );
  const { id } = await db.read.prisma.session.findUniqueOrThrow({ where: { identity } });
  return { id, isNew: true };
}

async function isEnded(ask: Ask, identity: string): Promise<boolean> {
  const { session } = await ask(
    'query ($identity: String!) { session(identity: $identity) { isLive } }',
    { identity },
  );
  return session.isLive === false;
}

async function storeBursts(app: App, identity: string, bursts: Iterable<Burst>): Promise<void> {
  let some: Burst[] = [];
  let size = 0;
  for (const burst of bursts) {
    some.push(burst);
    size += burst.sampleCount;
    if (size < SAMPLES_A_WRITE) continue;
    await storeTogether(app, identity, some);
    some = [];
    size = 0;
  }
  if (size > 0) await storeTogether(app, identity, some);
}

async function storeTogether(
  { runtime: { db, now } }: App,
  identity: string,
  bursts: readonly Burst[],
): Promise<void> {
  const [first] = bursts;
  const last = bursts.at(-1);
  if (!first || !last) return;
  await db.write(async (tx) => {
    const session = await lockSession(tx, identity);
    await writeBursts(tx, session.id, bursts, { stored: 0, duplicates: 0, replaced: 0 });
    const written = { startTime: first.startNs, endTime: last.endNs };
    await noteData(tx, session, {
      timeRange: extendRange(session.timeRange, written),
      now: now(),
    });
  });
}
