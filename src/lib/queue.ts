/** Runs tasks one after the other, in the order they came. A task that fails stops no other. */
export interface Queue {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Resolves when every task given so far has ended. */
  idle(): Promise<void>;
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const result = last.then(task);
      last = result.catch(() => {});
      return result;
    },
    async idle() {
      await last;
    },
  };
}
