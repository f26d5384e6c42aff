import type { Readable } from 'node:stream';
import { setImmediate as letOthersGo } from 'node:timers/promises';
import { createFrameQueue } from './frame-queue.ts';

/** The frames of a request body, as they come in. */
export interface FrameSource {
  /**
   * Wait for whole frames, and take all that have come.
   *
   * @returns null when the body has ended or was cut.
   * @throws {AppError} for a faulty length, or what `fail` was given.
   */
  take(): Promise<Uint8Array | null>;
  /** Bytes received and not taken. */
  readonly held: number;
  /** Whether the client went away before the end of the body. */
  readonly isCut: boolean;
  /** Make the next `take`, or the one that waits, throw. */
  fail(error: Error): void;
  /** Read and drop what still comes. */
  close(): void;
}

/** Bytes that are gathered before the client is made to wait: what one commit takes. */
export const BATCH_BYTES = 2 ** 20;

/**
 * Read frames from a body, ahead of the one who takes them by one batch, or by one frame where that
 * is longer. Beyond that the body is paused, which makes its sender wait.
 */
export function createFrameSource(
  body: Readable,
  { maxFrameBytes }: { readonly maxFrameBytes: number },
): FrameSource {
  const queue = createFrameQueue(maxFrameBytes);
  let state: 'open' | 'ended' | 'cut' = body.destroyed && !body.readableEnded ? 'cut' : 'open';
  let failure: Error | null = null;
  let wake = () => {};

  const onData = (chunk: Uint8Array) => {
    queue.append(chunk);
    if (queue.size >= Math.max(BATCH_BYTES, queue.wanted)) body.pause();
    wake();
  };
  const onEnd = () => {
    state = 'ended';
    wake();
  };
  const onClose = () => {
    if (state === 'open') state = 'cut';
    wake();
  };
  body.on('data', onData).once('end', onEnd).once('close', onClose).on('error', onClose);

  /** Go on while each turn of the event loop brings more: then nothing more is to be had for now. */
  async function settle(): Promise<void> {
    for (let before = -1; before < queue.size && queue.size < BATCH_BYTES && state === 'open'; ) {
      before = queue.size;
      await letOthersGo();
    }
  }

  async function take(): Promise<Uint8Array | null> {
    for (;;) {
      if (failure) throw failure;
      if (queue.size >= queue.wanted) {
        await settle();
        const frames = queue.take();
        body.resume();
        return frames;
      }
      if (state !== 'open') return null;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    take,
    get held() {
      return queue.size;
    },
    get isCut() {
      return state === 'cut';
    },
    fail(error) {
      failure ??= error;
      wake();
    },
    close() {
      body.off('data', onData).resume();
    },
  };
}
