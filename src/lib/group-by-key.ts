/**
 * Rows of each key, in the order of the keys: the shape a DataLoader batch function must return.
 * A key without rows gets [].
 */
export function groupByKey<K, V>(
  keys: readonly K[],
  rows: readonly V[],
  keyOf: (row: V) => K,
): V[][] {
  const rowsByKey = new Map<K, V[]>(keys.map((key) => [key, []]));
  for (const row of rows) rowsByKey.get(keyOf(row))?.push(row);
  return keys.map((key) => rowsByKey.get(key) ?? []);
}

/** The row of each key, in the order of the keys; null for a key without one. */
export function alignByKey<K, V>(
  keys: readonly K[],
  rows: readonly V[],
  keyOf: (row: V) => K,
): (V | null)[] {
  const rowByKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => rowByKey.get(key) ?? null);
}

/** Values of rows, gathered by key, in the order of the rows. */
export function mapOfLists<Row, Key, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  pick: (row: Row) => Value,
): Map<Key, Value[]> {
  const lists = new Map<Key, Value[]>();
  for (const row of rows) {
    const list = lists.get(keyOf(row));
    if (list) list.push(pick(row));
    else lists.set(keyOf(row), [pick(row)]);
  }
  return lists;
}
