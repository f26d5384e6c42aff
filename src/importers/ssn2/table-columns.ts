import { cleanText } from './clean-text.ts';
import { toGuid } from './ssn2-guid.ts';

/** A value that is not what its column has to hold. `expected` completes "expected ...". */
export class BadValue {
  readonly expected: string;

  constructor(expected: string) {
    this.expected = expected;
  }
}

/** How one column is read: what SQL asks for, and what its value becomes. */
export interface Column<T> {
  /** Expression over the quoted column name. */
  readonly sql: (name: string) => string;
  /** The value, or why it is none. `cut` is called when the end of a text was left out. */
  readonly read: (value: unknown, cut: () => void) => T | BadValue;
  /** Whether the table may lack the column; its value is then read from null. */
  readonly mayLack: boolean;
}

/** A 64-bit integer. */
export const int64: Column<bigint> = {
  sql: (name) => withoutBlob(name),
  read: (value) => (typeof value === 'bigint' ? value : new BadValue('an integer')),
  mayLack: false,
};

/** An integer from `min` to `max`, both safe as numbers. */
export function integer(
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): Column<number> {
  return {
    ...int64,
    read(value) {
      if (typeof value !== 'bigint') return new BadValue('an integer');
      if (value < BigInt(min) || value > BigInt(max)) {
        return new BadValue(`an integer from ${min} to ${max}`);
      }
      return Number(value);
    },
  };
}

/** 0 or 1, or any other integer for true. */
export const bool: Column<boolean> = {
  ...int64,
  read: (value) => (typeof value === 'bigint' ? value !== 0n : new BadValue('0 or 1')),
};

/** A number; infinities are legal. */
export const real: Column<number> = {
  ...int64,
  read(value) {
    if (typeof value === 'number') return value;
    return typeof value === 'bigint' ? Number(value) : new BadValue('a number');
  },
};

/** Text of at most `cap` characters; what is longer is cut. */
export function text(cap: number): Column<string> {
  return {
    sql: (name) => `CASE typeof(${name}) WHEN 'text' THEN ${boundedText(name, cap)}
      WHEN 'blob' THEN x'' ELSE ${name} END`,
    read(value, cut) {
      if (typeof value !== 'string') return new BadValue('text');
      if (value.length > cap) cut();
      return cleanText(value, cap);
    },
    mayLack: false,
  };
}

/** A GUID as text or as 16 bytes; see `toGuid`. */
export const guid: Column<string> = {
  sql: (name) => `CASE typeof(${name}) WHEN 'text' THEN ${boundedText(name, 40)}
    WHEN 'blob' THEN substr(${name}, 1, 17) ELSE ${name} END`,
  read(value) {
    const isKey = typeof value === 'string' || value instanceof Uint8Array;
    return (isKey && toGuid(value)) || new BadValue('a GUID');
  },
  mayLack: false,
};

/** Number of bytes of a blob, which is not loaded. */
export const blobLength: Column<number> = {
  sql: (name) => `CASE typeof(${name}) WHEN 'blob' THEN length(${name}) END`,
  read: (value) => (typeof value === 'bigint' ? Number(value) : new BadValue('a blob')),
  mayLack: false,
};

/** Whether there is anything but null or an empty text; nothing of it is loaded. */
export const present: Column<boolean> = {
  sql: (name) => `(${name} IS NOT NULL AND ${name} IS NOT '')`,
  read: (value) => value !== 0n && value !== null,
  mayLack: true,
};

/**
 * Clear text in a column that is encrypted otherwise: null for what looks like base64, which does
 * not leave the database, and for null and empty text.
 */
export function clearText(cap: number): Column<string | null> {
  const inner = text(cap);
  return {
    sql: (name) => `CASE WHEN typeof(${name}) = 'text' AND
      ${name} GLOB '*[^A-Za-z0-9+/=' || char(10, 13) || ']*' THEN ${boundedText(name, cap)}
      WHEN typeof(${name}) IN ('integer', 'real') THEN 0 END`,
    read(value, cut) {
      if (value === null) return null;
      const clean = inner.read(value, cut);
      return clean === '' ? null : clean;
    },
    mayLack: true,
  };
}

/** The same column where null is a value. */
export function nullable<T>(column: Column<T>): Column<T | null> {
  return { ...column, read: (value, cut) => (value === null ? null : column.read(value, cut)) };
}

/** The same column where null, or a table that lacks it, stands for `fallback`. */
export function optional<T>(column: Column<T>, fallback: T): Column<T> {
  return {
    ...column,
    read: (value, cut) => (value === null ? fallback : column.read(value, cut)),
    mayLack: true,
  };
}

/** What is not too long as it is; of the rest, which ends at a NUL, one character too many. */
function boundedText(name: string, cap: number): string {
  return `CASE WHEN octet_length(${name}) <= ${4 * cap} THEN ${name}
    ELSE substr(${name}, 1, ${cap + 1}) END`;
}

function withoutBlob(name: string): string {
  return `CASE typeof(${name}) WHEN 'blob' THEN x'' WHEN 'text' THEN '' ELSE ${name} END`;
}
