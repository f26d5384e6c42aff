import { Repeater } from 'graphql-yoga';

/**
 * Says that something under a key changed. It carries no data: each follower reads what is new
 * from the database, from its own cursor, when its client is ready for it. So history joins live
 * without a seam, and a slow client queues nothing.
 */
export interface Signal {
  raise(key: string): void;

  /**
   * Call `read` now, and again after each change, no faster than its results are taken. Changes
   * that come meanwhile are one call.
   *
   * @param read New messages since its last call, oldest first; `done` ends the stream after them.
   */
  follow<T>(
    key: string,
    read: () => Promise<{ readonly messages: readonly T[]; readonly done?: boolean }>,
  ): AsyncIterable<T>;
}

/** Make a signal for the subscribers of this process. */
export function createSignal(): Signal {
  const followers = new Map<string, Set<() => void>>();

  return {
    raise(key) {
      for (const wake of followers.get(key) ?? []) wake();
    },

    // A Repeater, not an async generator: `return()` of a generator waits for the `await` it is
    // in, so a client that leaves a quiet session would keep its follower until the next change.
    follow: (key, read) =>
      new Repeater(async (push, stop) => {
        const others = followers.get(key) ?? new Set();
        let wake = () => {};
        let changed: Promise<void> = Promise.resolve();
        let stopped = false;
        const onChange = () => wake();
        followers.set(key, others.add(onChange));
        void stop.then(() => {
          stopped = true;
          wake();
        });

        try {
          while (!stopped) {
            await changed;
            if (stopped) break;
            // Made before reading, so that a change during the read is not missed.
            changed = new Promise((resolve) => {
              wake = resolve;
            });
            const { messages, done } = await read();
            for (const message of messages) {
              if (stopped) break;
              await push(message);
            }
            if (done) break;
          }
        } finally {
          others.delete(onChange);
          if (others.size === 0) followers.delete(key);
          stop();
        }
      }),
  };
}
