/**
 * A whole number that JSON text shows exactly, whatever its size: `JSON.stringify` refuses a bigint,
 * and a number of JavaScript keeps 53 bits. Only `toJsonText` and `exactIntegers` know its mark.
 */
export class JsonInteger {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }

  toJSON(): string {
    return `\0${this.value}`;
  }
}

/** The mark as JSON text has it, after the quote that opens a text. */
const MARK = '\\u0000';

/**
 * A marked integer as it stands in JSON text. A quote after a backslash is within a text, and what
 * stands before a colon is a key, so what is found is always a whole value.
 */
const MARKED = /(?<!\\)"\\u0000(-?(?:0|[1-9]\d*))"(?!:)/g;

/** Like `JSON.stringify`, with each `JsonInteger` as bare digits. */
export function toJsonText(value: unknown): string {
  return exactIntegers(JSON.stringify(value));
}

/**
 * Show each `JsonInteger` of a text that `JSON.stringify` made as bare digits.
 *
 * A text of U+0000 and digits would look the same, and become a number too. None is stored: U+0000 is
 * refused in whatever a client sends, and PostgreSQL has no such text.
 */
export function exactIntegers(json: string): string {
  return json.includes(MARK) ? json.replace(MARKED, '$1') : json;
}
