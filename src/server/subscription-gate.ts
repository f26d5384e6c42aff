import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';

/** Holds every running subscription, of both transports, so that a stop can complete them. */
export interface SubscriptionGate {
  readonly plugin: Plugin;
  /** How many subscriptions are running. */
  readonly size: number;
  /** Complete all that run, and each one that begins later at once. */
  close(): void;
}

/** Make a gate that is open. */
export function createSubscriptionGate(logger: Logger): SubscriptionGate {
  const running = new Set<() => void>();
  let isClosed = false;

  return {
    plugin: {
      onSubscribe: () => ({
        onSubscribeResult({ result, setResult }) {
          if (!(Symbol.asyncIterator in result)) return;
          const stream = toEndable(result, logger, (end) => running.delete(end));
          running.add(stream.end);
          setResult(stream);
          if (isClosed) stream.end();
        },
      }),
    },
    get size() {
      return running.size;
    },
    close() {
      isClosed = true;
      for (const end of running) end();
    },
  };
}

/**
 * The same events, until `end` is called: then the `next` that waits, and each later one, is done,
 * whatever the source does.
 */
function toEndable<T>(source: AsyncIterable<T>, logger: Logger, onEnd: (end: () => void) => void) {
  const iterator = source[Symbol.asyncIterator]();
  const done: IteratorResult<T> = { done: true, value: undefined };
  let finish: ((result: IteratorResult<T>) => void) | null = null;
  let isOver = false;

  const end = () => {
    if (isOver) return;
    isOver = true;
    onEnd(end);
    finish?.(done);
    // Not awaited: a generator's return waits for the await it is in, which may never come.
    Promise.resolve(iterator.return?.()).catch((error: unknown) =>
      logger.error({ err: error }, 'A subscription failed to end.'),
    );
  };

  return {
    end,
    // No Promise.race with one promise of the whole stream: each event would leave a callback on it.
    next: () =>
      isOver
        ? Promise.resolve(done)
        : new Promise<IteratorResult<T>>((resolve, reject) => {
            finish = resolve;
            iterator.next().then(
              (result) => {
                if (result.done) {
                  isOver = true;
                  onEnd(end);
                }
                resolve(result);
              },
              (error: unknown) => {
                isOver = true;
                onEnd(end);
                reject(error);
              },
            );
          }),
    return: () => {
      end();
      return Promise.resolve(done);
    },
    throw: (error: unknown) => {
      end();
      return Promise.reject(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
