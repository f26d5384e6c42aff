/** Length of the part of a text that is in its key, in code points. */
export const TEXT_KEY_LENGTH = 200;

/** The kind of a value is the first letter of its key. Kinds sort in this order. */
export const VALUE_KINDS = {
  boolean: 'a',
  number: 'b',
  instant: 'c',
  text: 'd',
  bytes: 'e',
} as const;

// A key orders values as they are compared, by the bytes of its UTF-8 on either database: one index
// then serves equality, ranges, prefixes, sorting, and the least, the greatest and the distinct
// values, whatever their types.

export function booleanKey(value: boolean): string {
  return value ? 'a1' : 'a0';
}

/**
 * The key of a number, exact for every double and every 64-bit integer: the ordered bits of the
 * greatest double that is not above it, and how far it is above that.
 */
export function numberKey(value: number | bigint): string {
  if (typeof value === 'number') return `b${doubleBits(value)}000`;
  let below = Number(value);
  if (BigInt(below) > value) below = nextBelow(below);
  const rest = value - BigInt(below);
  return `b${doubleBits(below)}${rest.toString(16).padStart(3, '0')}`;
}

/** The key of an instant in nanoseconds since the Unix epoch. */
export function instantKey(instantNs: bigint): string {
  return `c${(instantNs + 2n ** 63n).toString(16).padStart(16, '0')}`;
}

/** The key of a text: two that differ only after 200 code points share theirs. */
export function textKey(text: string): string {
  return `d${firstCodePoints(text, TEXT_KEY_LENGTH)}`;
}

/** Whether no other text has the key of this one. */
export function isWholeText(text: string): boolean {
  if (text.length < TEXT_KEY_LENGTH) return true;
  return [...text.slice(0, 2 * TEXT_KEY_LENGTH)].length < TEXT_KEY_LENGTH;
}

/** The first text that sorts after all those that begin with this one, which is not empty. */
export function afterPrefix(prefix: string): string {
  const codePoints = [...prefix];
  for (;;) {
    const last = codePoints.pop()?.codePointAt(0);
    if (last === undefined) throw new Error('No text sorts after all others.');
    if (last === 0x10ffff) continue;
    // Surrogates are no characters.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return codePoints.join('') + String.fromCodePoint(next);
  }
}

/** The value of a key; of a long text its beginning; null for bytes. */
export function valueOfKey(
  key: string,
): boolean | number | bigint | string | { instantNs: bigint } | null {
  const rest = key.slice(1);
  switch (key[0]) {
    case VALUE_KINDS.boolean:
      return rest === '1';
    case VALUE_KINDS.number: {
      const double = doubleOfBits(rest.slice(0, 16));
      const above = BigInt(`0x${rest.slice(16)}`);
      return above === 0n ? double : BigInt(double) + above;
    }
    case VALUE_KINDS.instant:
      return { instantNs: BigInt(`0x${rest}`) - 2n ** 63n };
    case VALUE_KINDS.text:
      return rest;
    default:
      return null;
  }
}

const SIGN = 2n ** 63n;
const ALL = 2n ** 64n - 1n;
const view = new DataView(new ArrayBuffer(8));

/** The bits of a double, so that they sort as doubles do: of negative ones all are inverted. */
function doubleBits(value: number): string {
  // Both zeros are one value.
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  return (bits & SIGN ? bits ^ ALL : bits ^ SIGN).toString(16).padStart(16, '0');
}

function doubleOfBits(hex: string): number {
  const ordered = BigInt(`0x${hex}`);
  view.setBigUint64(0, ordered & SIGN ? ordered ^ SIGN : ordered ^ ALL);
  return view.getFloat64(0);
}

function nextBelow(value: number): number {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, bits & SIGN ? bits + 1n : bits - 1n);
  return view.getFloat64(0);
}

function firstCodePoints(text: string, count: number): string {
  if (text.length <= count) return text;
  return [...text.slice(0, 2 * count)].slice(0, count).join('');
}
