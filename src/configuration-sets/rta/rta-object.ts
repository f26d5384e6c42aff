import { childPath, type JsonPath, quote } from './json-path.ts';
import type { RtaProblems } from './rta-problems.ts';
import type { Words } from './rta-words.ts';

/** Characters of identifiers and names. */
export const MAX_NAME_LENGTH = 512;
/** Characters of any other text, the code of functions too. */
export const MAX_TEXT_LENGTH = 100_000;
/** Entries of one list. */
export const MAX_ENTRIES = 200_000;

/** An entry of a list and where it stands. */
export interface Entry<T> {
  readonly value: T;
  readonly path: JsonPath;
}

/**
 * A JSON object of the document, read member by member.
 *
 * A member that is absent, or wrong and reported, gives null. `null` counts as absent. Only own
 * members are seen, whatever their names.
 */
export class RtaObject {
  readonly path: JsonPath;
  readonly problems: RtaProblems;
  readonly #members: object;
  /** Few, so that looking through them costs less than a set an object. */
  readonly #known: string[] = [];

  constructor(members: object, path: JsonPath, problems: RtaProblems) {
    this.#members = members;
    this.path = path;
    this.problems = problems;
  }

  /** Where a member stands, or would. */
  at(name: string): JsonPath {
    return childPath(this.path, name);
  }

  has(name: string): boolean {
    return this.#read(name) !== undefined;
  }

  /** Report a member that must be there. */
  require(name: string): void {
    if (!this.has(name)) {
      this.problems.error(this.path, `Expected a member "${name}".`);
    }
  }

  /** A name or identifier, 1 to 512 characters; '' when it is wrong, which is reported. */
  name(name: string): string {
    this.require(name);
    const value = this.#read(name);
    if (value === undefined) return '';
    return checkText(value, this.at(name), this.problems, 1, MAX_NAME_LENGTH) ?? '';
  }

  text(name: string): string | null {
    const value = this.#read(name);
    return value === undefined
      ? null
      : checkText(value, this.at(name), this.problems, 0, MAX_TEXT_LENGTH);
  }

  number(name: string): number | null {
    const value = this.#read(name);
    return value === undefined ? null : checkNumber(value, this.at(name), this.problems);
  }

  /** A whole number from `least` to `most`. */
  integer(name: string, least: number, most: number): number | null {
    const value = this.#read(name);
    if (value === undefined) return null;
    return checkInteger(value, this.at(name), this.problems, least, most);
  }

  boolean(name: string): boolean | null {
    const value = this.#read(name);
    if (value === undefined || typeof value === 'boolean') return value ?? null;
    this.problems.error(this.at(name), `Expected true or false, got ${describe(value)}.`);
    return null;
  }

  /** What a word of a list means. */
  word<T>(name: string, words: Words<T>): T | null {
    const value = this.#read(name);
    if (value === undefined) return null;
    const meaning = typeof value === 'string' ? words.get(value) : undefined;
    if (meaning !== undefined) return meaning;
    const expected = [...words.keys()].map((word) => `"${word}"`).join(', ');
    this.problems.error(this.at(name), `Expected one of ${expected}, got ${describe(value)}.`);
    return null;
  }

  /** 32 bits in hexadecimal digits. */
  mask(name: string): number | null {
    const value = this.#read(name);
    if (value === undefined) return null;
    if (typeof value === 'string' && /^[0-9A-Fa-f]{1,8}$/.test(value)) {
      return Number.parseInt(value, 16);
    }
    this.problems.error(
      this.at(name),
      `Expected 1 to 8 hexadecimal digits without a prefix, got ${describe(value)}.`,
    );
    return null;
  }

  object(name: string): RtaObject | null {
    const value = this.#read(name);
    return value === undefined ? null : toRtaObject(value, this.at(name), this.problems);
  }

  /** The objects of a list; entries that are none are reported and left out. */
  objects(name: string): RtaObject[] {
    return this.#list(name).flatMap(({ value, path }) => {
      return toRtaObject(value, path, this.problems) ?? [];
    });
  }

  /** The texts of a list, of names by default. */
  texts(name: string, most = MAX_NAME_LENGTH): Entry<string>[] {
    return this.#list(name).flatMap(({ value, path }) => {
      const text = checkText(value, path, this.problems, 0, most);
      return text === null ? [] : { value: text, path };
    });
  }

  numbers(name: string): number[] {
    return this.#list(name).flatMap(({ value, path }) => {
      return checkNumber(value, path, this.problems) ?? [];
    });
  }

  /** The whole numbers of a list, from `least` to `most`. */
  integers(name: string, least: number, most: number): Entry<number>[] {
    return this.#list(name).flatMap(({ value, path }) => {
      const integer = checkInteger(value, path, this.problems, least, most);
      return integer === null ? [] : { value: integer, path };
    });
  }

  /** Report the members that nobody asked for. */
  close(): void {
    for (const name of Object.keys(this.#members)) {
      if (this.#known.includes(name)) continue;
      this.problems.slip(
        'UNKNOWN_MEMBER',
        this.at(name),
        `Configurations have no member ${quote(name)} here; it is left out.`,
      );
    }
  }

  #list(name: string): Entry<unknown>[] {
    const value = this.#read(name);
    if (value === undefined) return [];
    const path = this.at(name);
    if (!Array.isArray(value)) {
      this.problems.error(path, `Expected a list, got ${describe(value)}.`);
      return [];
    }
    if (value.length > MAX_ENTRIES) {
      this.problems.error(path, `Expected at most ${MAX_ENTRIES} entries.`);
      return [];
    }
    return value.map((entry: unknown, i) => ({ value: entry, path: childPath(path, i) }));
  }

  #read(name: string): unknown {
    this.#known.push(name);
    if (!Object.hasOwn(this.#members, name)) return undefined;
    return (this.#members as Readonly<Record<string, unknown>>)[name] ?? undefined;
  }
}

/** A JSON object to read; null when the value is none, which is reported. */
export function toRtaObject(
  value: unknown,
  path: JsonPath,
  problems: RtaProblems,
): RtaObject | null {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return new RtaObject(value, path, problems);
  }
  problems.error(path, `Expected an object, got ${describe(value)}.`);
  return null;
}

/** A text that every database can store; null when the value is none, which is reported. */
export function checkText(
  value: unknown,
  path: JsonPath,
  problems: RtaProblems,
  least: number,
  most: number,
): string | null {
  if (typeof value !== 'string') {
    problems.error(path, `Expected a text, got ${describe(value)}.`);
  } else if (value.length < least || value.length > most) {
    problems.error(path, `Expected ${least} to ${most} characters, got ${value.length}.`);
  } else if (value.includes('\0') || /\p{Surrogate}/u.test(value)) {
    problems.error(path, `Expected a text of whole characters without NUL, got ${quote(value)}.`);
  } else {
    return value;
  }
  return null;
}

function checkNumber(value: unknown, path: JsonPath, problems: RtaProblems): number | null {
  // Minus zero does not outlive JSON, so that it would change the hash.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  problems.error(path, `Expected a finite number, got ${describe(value)}.`);
  return null;
}

function checkInteger(
  value: unknown,
  path: JsonPath,
  problems: RtaProblems,
  least: number,
  most: number,
): number | null {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) {
    return value + 0;
  }
  problems.error(path, `Expected a whole number from ${least} to ${most}, got ${describe(value)}.`);
  return null;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
