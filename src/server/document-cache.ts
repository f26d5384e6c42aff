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
  /** Least recently used first. */
  const entries = new Map<string, T>();
  let length = 0;

  function drop(document: string): void {
    if (entries.delete(document)) length -= document.length;
  }

  return {
    get(document) {
      const value = entries.get(document);
      if (value === undefined) return undefined;
      entries.delete(document);
      entries.set(document, value);
      return value;
    },
    set(document, value) {
      drop(document);
      if (document.length > MAX_LENGTH) return;
      entries.set(document, value);
      length += document.length;
      for (const oldest of entries.keys()) {
        if (length <= maxLength) break;
        drop(oldest);
      }
    },
  };
}
