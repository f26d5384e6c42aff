import '../production.ts';

import { pino } from 'pino';
import { createApp } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import { readEnvironment } from '../load-environment.ts';
import { stopOnSignals } from '../stop-on-signals.ts';
import { toBanner } from './banner.ts';
import { createDemoClient } from './demo-client.ts';
import { DEMO_QUERY } from './demo-query.ts';
import { recordLive } from './record-live.ts';
import { writeRecording } from './write-recording.ts';

const DEFAULTS = { DATABASE_URL: 'file:./data/demo.db', LOG_LEVEL: 'warn' };

try {
  await run(readConfig(readDemoEnvironment()));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

/** Serve a demo until the process is told to stop. */
async function run(config: Config): Promise<void> {
  const logger = pino({ level: config.logLevel });
  const app = await createApp(config, logger, { defaultQuery: DEMO_QUERY });
  const stopping = new AbortController();
  let recording = Promise.resolve();
  stopOnSignals(async () => {
    stopping.abort();
    await recording;
    await app.stop();
  }, logger);

  // First of all, so that an address that is taken leaves the database as it is.
  const { url } = await app.start();
  recording = record();
  await recording;

  async function record(): Promise<void> {
    if (stopping.signal.aborted) return;
    const client = createDemoClient(app.fetch, config.limits);
    await writeRecording(client, stopping.signal);
    if (stopping.signal.aborted) return;
    let greeted = false;
    await recordLive(client, stopping.signal, {
      logger,
      onBegin(live) {
        if (greeted) process.stdout.write(`The live session was ended; ${live} goes on.\n`);
        else process.stdout.write(toBanner({ url, live, graphiql: config.graphiql }));
        greeted = true;
      },
    });
  }
}

/**
 * The environment alone: a file `.env` is that of the server, and the demo must not write into the
 * database that it may name.
 */
function readDemoEnvironment(): Record<string, string | undefined> {
  const given = Object.entries(readEnvironment()).filter(([, value]) => value);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { code } = ((error as Error | undefined)?.cause ?? {}) as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE') return `The demo could not start: ${message}`;
  return `${message} For example: PORT=4001 npm run demo`;
}
