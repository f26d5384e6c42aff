import { checkUsableText } from './usable-text.ts';

/**
 * Read JSON text, with whole numbers of 16 to 19 digits as bigint: RTA's documents have 64-bit
 * numbers, which `JSON.parse` rounds. Longer ones are doubles, as are fractions.
 *
 * @param where Its place, for messages about texts that no database holds.
 * @throws {SyntaxError} for what is not JSON.
 * @throws {AppError} BAD_USER_INPUT for texts and names with U+0000 or half of a surrogate pair.
 */
export function parseExactJson(text: string, where: string): unknown {
  const rounded: unknown = JSON.parse(text);
  // No text begins with the mark then.
  visit({ rounded }, (value) => {
    if (typeof value === 'string') checkUsableText(value, where);
    return value;
  });
  if (!/\d{16}/.test(text)) return rounded;
  const root = { exact: JSON.parse(markIntegers(text)) as unknown };
  visit(root, (value) =>
    typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(1)) : value,
  );
  return root.exact;
}

const MARK = '\0';

/** A number of valid JSON. */
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** An integer that a double may not hold, though 64 bits may. */
const LARGE = /^-?\d{16,19}$/;

/** Valid JSON with its large integers as texts behind a mark. */
function markIntegers(text: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const start = quote < 0 ? text.length : quote;
    parts.push(
      text
        .slice(at, start)
        .replace(NUMBER, (token) => (LARGE.test(token) ? `"\\u0000${token}"` : token)),
    );
    at = endOfText(text, start);
    parts.push(text.slice(start, at));
  }
  return parts.join('');
}

/** The index after a text that begins at `start`. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/**
 * Replace each member of an object or list, at any depth, by what `replace` makes of it; names are
 * shown to it too. Without recursion: JSON may nest deeper than the stack.
 */
function visit(root: object, replace: (value: unknown) => unknown): void {
  const open: object[] = [root];
  const see = (members: Record<string | number, unknown>, key: string | number) => {
    const value = members[key];
    const made = replace(value);
    if (made !== value) members[key] = made;
    if (typeof made === 'object' && made !== null) open.push(made);
  };
  for (let one = open.pop(); one; one = open.pop()) {
    if (Array.isArray(one)) {
      for (let i = 0; i < one.length; i++) see(one as never, i);
    } else {
      for (const key of Object.keys(one)) {
        replace(key);
        see(one as Record<string, unknown>, key);
      }
    }
  }
}
