import type { Prisma } from '../db/generated/sqlite/client.ts';
import { AppError, badInput } from '../errors.ts';
import { BASE64 } from '../lib/base64.ts';
import { parseNanoseconds } from '../lib/parse-nanoseconds.ts';
import { parseZonedInstant } from '../lib/zoned-instant.ts';
import { booleanKey, instantKey, numberKey, textKey, VALUE_KINDS } from './detail-value-key.ts';
import type { SessionDetail } from './session-detail.service.ts';

export const ITEM_TYPES = ['STRING', 'DOUBLE', 'LONG', 'BOOLEAN', 'DATE_TIME', 'BYTES'] as const;

/** The kinds of value a detail may have: those of SQLRace's session data items. */
export type ItemType = (typeof ITEM_TYPES)[number];

/** A detail without its place. */
export type DetailValue = Pick<
  Prisma.SessionDetailCreateManyInput,
  'type' | 'text' | 'number' | 'long' | 'boolean' | 'instantNs' | 'bytes' | 'valueKey'
>;

const MAX_KEY_LENGTH = 512;
const MAX_TEXT_LENGTH = 1_000_000;

const none = {
  text: null,
  number: null,
  long: null,
  boolean: null,
  instantNs: null,
  bytes: null,
};

/** A text as a detail. */
export function textDetail(text: string): DetailValue {
  return { ...none, type: 'STRING', text, valueKey: textKey(text) };
}

/**
 * Read one value of a details object: a string, number or boolean; or one of the typed forms
 * `{ "dateTime": "..." }`, `{ "long": "..." }`, `{ "bytes": "base64" }`.
 *
 * @throws {AppError} BAD_USER_INPUT, naming `argument`.
 */
export function parseDetail(value: unknown, argument: string): DetailValue {
  if (typeof value === 'string') {
    if (value.length > MAX_TEXT_LENGTH) {
      throw badInput(
        argument,
        `Expected at most ${MAX_TEXT_LENGTH} characters, got ${value.length}.`,
      );
    }
    return textDetail(value);
  }
  if (typeof value === 'boolean') {
    return { ...none, type: 'BOOLEAN', boolean: value, valueKey: booleanKey(value) };
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return {
      ...none,
      type: 'LONG',
      long: BigInt(value),
      number: value,
      valueKey: numberKey(value),
    };
  }
  if (typeof value === 'number' && Number.isFinite(value)) return doubleDetail(value);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const [entry, ...others] = Object.entries(value);
    if (entry && others.length === 0) {
      const typed = parseTyped(entry[0], entry[1], argument);
      if (typed) return typed;
    }
  }
  throw badInput(
    argument,
    'Expected a string, a number, a boolean, {"dateTime": "..."}, {"long": "..."}, {"double": 1.5} or {"bytes": "base64"}.',
  );
}

function doubleDetail(number: number): DetailValue {
  return { ...none, type: 'DOUBLE', number, valueKey: numberKey(number) };
}

function parseTyped(kind: string, value: unknown, argument: string): DetailValue | null {
  try {
    switch (kind) {
      case 'dateTime': {
        const { instantNs, text } = parseZonedInstant(value);
        return { ...none, type: 'DATE_TIME', text, instantNs, valueKey: instantKey(instantNs) };
      }
      case 'long': {
        const long = parseNanoseconds(value);
        return { ...none, type: 'LONG', long, number: Number(long), valueKey: numberKey(long) };
      }
      case 'double':
        return typeof value === 'number' && Number.isFinite(value) ? doubleDetail(value) : null;
      case 'bytes':
        return typeof value === 'string' && BASE64.test(value)
          ? {
              ...none,
              type: 'BYTES',
              bytes: new Uint8Array(Buffer.from(value, 'base64')),
              valueKey: VALUE_KINDS.bytes,
            }
          : null;
      default:
        return null;
    }
  } catch (error) {
    if (error instanceof AppError) throw badInput(argument, error.message);
    throw error;
  }
}

/** @throws {AppError} BAD_USER_INPUT when a key is empty or too long. */
export function checkDetailKey(key: string, argument: string): string {
  if (key === '' || key.length > MAX_KEY_LENGTH) {
    throw badInput(
      argument,
      `Expected a key of 1 to ${MAX_KEY_LENGTH} characters, got ${key.length}.`,
    );
  }
  return key;
}

/** @throws {AppError} BAD_USER_INPUT when a category holds a dot, which property paths need. */
export function checkCategory(category: string | null | undefined, argument: string): string {
  if (category && (category.includes('.') || category.length > MAX_KEY_LENGTH)) {
    throw badInput(argument, `Expected a category without dots, got "${category.slice(0, 80)}".`);
  }
  return category ?? '';
}

/** The plain JSON value of a stored detail; integers beyond 2^53 as decimal strings. */
export function detailValue(row: SessionDetail): string | number | boolean | null {
  switch (row.type as ItemType) {
    case 'STRING':
    case 'DATE_TIME':
      return row.text;
    case 'DOUBLE':
      return row.number;
    case 'LONG':
      // Beyond 2^53 JSON would round even those that a double holds.
      return Number.isSafeInteger(Number(row.long)) ? Number(row.long) : String(row.long);
    case 'BOOLEAN':
      return row.boolean;
    case 'BYTES':
      return row.bytes === null ? null : Buffer.from(row.bytes).toString('base64');
  }
}
