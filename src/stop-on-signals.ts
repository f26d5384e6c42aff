import type { Logger } from 'pino';

/** Stop once, and exit 0, on SIGTERM or SIGINT; exit at once on a second one. */
export function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      logger.info({ signal }, 'Stopping.');
      stop().then(
        () => {
          logger.info('Stopped.');
          process.exit(0);
        },
        (error: unknown) => {
          logger.fatal({ err: error }, 'Could not stop in order.');
          process.exit(1);
        },
      );
    });
  }
}
