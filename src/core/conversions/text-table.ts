import { DecodeError } from '../decode-error.ts';

/**
 * Compile a table of texts to a look-up.
 *
 * The number must match exactly, else the default text is given, which may be empty. Of entries
 * with the same number the first wins. NaN has the default text.
 *
 * @throws {DecodeError} when there are not as many texts as numbers.
 */
export function compileTextTable(
  rawValues: readonly number[],
  texts: readonly string[],
  defaultText: string,
): (value: number) => string {
  if (rawValues.length !== texts.length)
    throw new DecodeError(
      `Expected as many texts as raw values, got ${texts.length} for ${rawValues.length}.`,
    );
  const found = new Map<number, string>();
  rawValues.forEach((raw, i) => {
    // A Map would match NaN with NaN.
    if (!Number.isNaN(raw) && !found.has(raw)) found.set(raw, texts[i]!);
  });
  return (value) => found.get(value) ?? defaultText;
}
