import type { Logger } from 'pino';

/**
 * A terminal sends Ctrl-C to every process of the group, and npm passes it on once more: signals
 * this close together are one.
 */
const SAME_SIGNAL_MS = 500;

/** Stop once, and exit 0, on SIGTERM or SIGINT; exit at once on a later one. */
export function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  let stoppingSince: number | null = null;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stoppingSince !== null) {
        if (performance.now() - stoppingSince >= SAME_SIGNAL_MS) process.exit(1);
        return;
      }
      stoppingSince = performance.now();
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
