import type { SqlValue } from './sql.ts';

/** Lengths that lists are filled up to, so that few texts of a query serve all of them. */
const LENGTHS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 500];

/**
 * A list for `IN (...)`: its placeholders and values, the last one repeated up to one of few
 * lengths, since each text of a query is prepared and kept by itself.
 *
 * @param values At least one.
 */
export function inList<T extends SqlValue>(
  values: readonly T[],
): { readonly marks: string; readonly values: readonly T[] } {
  const length = LENGTHS.find((one) => one >= values.length) ?? values.length;
  const last = values.at(-1) as T;
  const filled = [...values, ...Array.from({ length: length - values.length }, () => last)];
  return { marks: filled.map(() => '?').join(', '), values: filled };
}
