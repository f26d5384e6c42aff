import './production.ts';

import { pino } from 'pino';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { loadEnvironment } from './load-environment.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const config = readConfigOrExit();
const logger = pino({ level: config.logLevel });

try {
  const app = await createApp(config, logger);
  stopOnSignals(() => app.stop(), logger);
  const { url } = await app.start();
  logger.info({ url: `${url}/graphql` }, 'Listening.');
} catch (error) {
  logger.fatal({ err: error }, 'The server could not start.');
  process.exitCode = 1;
}

function readConfigOrExit() {
  try {
    return readConfig(loadEnvironment());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
