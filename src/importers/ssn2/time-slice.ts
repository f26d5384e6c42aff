/** Keeps long work from holding the event loop. */
export interface TimeSlice {
  /** Whether the work has run long enough and should pause. */
  due(): boolean;
  /** Let others run. @throws the signal's reason when it was aborted. */
  pause(): Promise<void>;
}

/** Slices of `milliseconds`, counted from the end of the last pause. */
export function createTimeSlice(milliseconds: number, signal?: AbortSignal): TimeSlice {
  let end = performance.now() + milliseconds;
  return {
    due: () => performance.now() >= end,
    async pause() {
      await new Promise<void>((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      end = performance.now() + milliseconds;
    },
  };
}
