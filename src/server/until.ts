import type { EventEmitter } from 'node:events';

/** Wait until `isDone`, asked at each 'change' event, is true; at most `ms` milliseconds. */
export function until(isDone: () => boolean, changes: EventEmitter, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      changes.off('change', check);
      resolve();
    };
    const check = () => {
      if (isDone()) finish();
    };
    const timer = setTimeout(finish, ms);
    changes.on('change', check);
    check();
  });
}
