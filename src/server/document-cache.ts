import { createBoundedCache } from '../lib/bounded-cache.ts';

/** Longest document that is worth keeping; a longer one carries data that should be in variables. */
const MAX_LENGTH = 65_536;

/** A cache of what is known about documents, by their text. */
export interface DocumentCache<T> {
  get(document: string): T | undefined;
  set(document: string, value: T): void;
}

/**
 * Make a cache that forgets what was not used for longest, by the length of the texts: a cache that
 * only counts its entries would keep gigabytes for a client that writes its data into its queries.
 *
 * @param maxLength UTF-16 units of all texts together.
 */
export function createDocumentCache<T>(maxLength: number): DocumentCache<T> {
  const kept = createBoundedCache<T>(maxLength);
  return {
    get: (document) => kept.get(document),
    set(document, value) {
      if (document.length <= MAX_LENGTH) kept.set(document, value, document.length);
    },
  };
}
