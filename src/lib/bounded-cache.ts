/** Keeps values up to a size of all together. */
export interface BoundedCache<T> {
  get(key: string): T | undefined;
  /** @param size Its share of the limit; a value larger than the limit is not kept. */
  set(key: string, value: T, size: number): void;
}

/**
 * Make a cache that forgets what was not used for longest.
 *
 * @param maxSize Of all values together, in whatever unit their sizes have.
 */
export function createBoundedCache<T>(maxSize: number): BoundedCache<T> {
  /** Least recently used first. */
  const entries = new Map<string, { readonly value: T; readonly size: number }>();
  let total = 0;

  function drop(key: string): void {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size) {
      drop(key);
      entries.set(key, { value, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= maxSize) break;
        drop(oldest);
      }
    },
  };
}
