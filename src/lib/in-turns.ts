import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { chunks } from './chunks.ts';

/**
 * Pieces of a long list, with a turn for everybody else after each: the embedded database answers
 * without one, so a loop over it would hold the event loop to its end.
 */
export async function* inTurns<T>(list: readonly T[], size: number): AsyncGenerator<T[]> {
  for (const piece of chunks(list, size)) {
    yield piece;
    await yieldToOthers();
  }
}
