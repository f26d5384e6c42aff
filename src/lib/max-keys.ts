import { AppError, badInput } from '../errors.ts';

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

/** Entries of lists that one request may write: more would keep other writers waiting. */
export const MAX_ENTRIES = 5_000;

/** @throws {AppError} PAYLOAD_TOO_LARGE when a request writes more entries than it may. */
export function checkEntries(count: number, argument: string) {
  if (count > MAX_ENTRIES) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Expected at most ${MAX_ENTRIES} entries in one request, got ${count}. Send several requests.`,
      { argument },
    );
  }
}
