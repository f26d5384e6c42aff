import type { WriteStream } from 'node:tty';

/** Tells how far an import is. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  /** Say how it ended, in place of the bar. */
  readonly finish: (result: string) => void;
}

const WIDTH = 30;

/** A bar that redraws itself on a terminal; elsewhere a plain line every tenth. */
export function createProgress(out: Pick<WriteStream, 'write' | 'isTTY'>, name: string): Progress {
  let shown = -1;

  return {
    update(done, total) {
      const part = total === 0 ? 1 : done / total;
      const step = Math.floor(part * (out.isTTY ? WIDTH : 10));
      if (step === shown) return;
      shown = step;
      const percent = `${Math.floor(part * 100)}%`.padStart(4);
      if (!out.isTTY) out.write(`${name}: ${percent.trim()}\n`);
      else out.write(`\r${name} [${'#'.repeat(step).padEnd(WIDTH, '.')}]${percent}`);
    },
    finish(result) {
      out.write(`${out.isTTY ? '\r\u001b[K' : ''}${name}: ${result}\n`);
    },
  };
}
