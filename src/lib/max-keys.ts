import { badInput } from '../errors.ts';

/**
 * Keys that one statement asks for. SQLite's adapter takes 998 in a list, and beyond that cannot
 * keep an order.
 */
export const MAX_KEYS = 500;

/** @throws {AppError} BAD_USER_INPUT when a client lists more keys than one statement takes. */
export function checkListLength(list: readonly unknown[] | null | undefined, argument: string) {
  if (list && list.length > MAX_KEYS) {
    throw badInput(argument, `Expected at most ${MAX_KEYS} entries, got ${list.length}.`);
  }
}
