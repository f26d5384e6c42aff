import { daysFromCivil, daysInMonth } from '../../core/time/civil-date.ts';
import { INT64_MAX, isInt64, NANOSECONDS_PER_SECOND } from '../../core/time/nanoseconds.ts';
import { parseZonedInstant, toZonedInstant, type ZonedInstant } from '../../lib/zoned-instant.ts';
import {
  allOf,
  type Condition,
  type PropertyPath,
  type Relation,
  type Value,
} from './condition.ts';
import type { PropertyKind } from './property-path.ts';
import { findStateCode, toInt64 } from './rta-operand.ts';

/** What a typed text may mean: one value, or all from the first to the last. */
export interface Reading {
  readonly first: Value;
  readonly last: Value;
}

/**
 * What a typed text may mean, beside itself, as a value of a property; nothing for most texts.
 * `2024-05-06` and `2024-05` are all instants of that day or month in UTC, for built-in times
 * `2024` those of the year.
 *
 * @param kind Of the property, or `detail`, whose values may be of several kinds.
 */
export function readSearchValue(kind: PropertyKind | 'detail', text: string): Reading[] {
  switch (kind) {
    case 'text':
      return [];
    case 'number':
      return one(readNumber(text));
    case 'integer':
      return [...one(readNumber(text) ?? readSpan(text)), ...times(text).map(toIntegers)];
    case 'instant':
      return times(text);
    case 'state':
      return one(findStateCode(text));
    case 'detail':
      return [
        ...one(readNumber(text)),
        ...one(readBoolean(text)),
        ...(/^\d{4}$/.test(text) ? [] : times(text)),
      ];
  }
}

/** The relation of a property to one reading of a text: `gt` is beyond all that it may mean. */
export function compareReading(
  path: PropertyPath,
  relation: Relation,
  { first, last }: Reading,
): Condition {
  const bound = (one: Relation, value: Value): Condition => ({
    op: 'compare',
    path,
    relation: one,
    value,
  });
  if (relation === 'eq') {
    return first === last ? bound('eq', first) : allOf([bound('gte', first), bound('lte', last)]);
  }
  return bound(relation, relation === 'gt' || relation === 'lte' ? last : first);
}

function one(value: Value | undefined): Reading[] {
  return value === undefined ? [] : [{ first: value, last: value }];
}

/** A number as people write it; integers of 64 bits exactly. */
function readNumber(text: string): number | bigint | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text)) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) {
    const integer = toInt64(text.replace(/^\+/, ''));
    if (integer !== undefined) return integer;
  }
  return Number.isFinite(number) ? number : undefined;
}

function readBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['min', 60e9],
  ['h', 3600e9],
  ['d', 86_400e9],
]);

/** A span with its unit, such as `90s` or `1.5h`, in nanoseconds. */
function readSpan(text: string): bigint | undefined {
  const [, digits, unit = ''] = /^(\d{1,15}(?:\.\d{1,9})?)([a-z]+)$/i.exec(text) ?? [];
  const size = UNITS.get(unit.toLowerCase());
  if (digits === undefined || size === undefined) return undefined;
  const span = BigInt(Math.round(Number(digits) * size));
  return isInt64(span) ? span : INT64_MAX;
}

function times(text: string): Reading[] {
  const period = readPeriod(text);
  if (period) return [period];
  return one(readInstant(text));
}

function readInstant(text: string): ZonedInstant | undefined {
  try {
    return parseZonedInstant(text);
  } catch {
    // Most of what people type is no time.
    return undefined;
  }
}

/** The first and last instant of a day, month or year in UTC. */
function readPeriod(text: string): Reading | undefined {
  const [, ...parts] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  const [year = -1, month, day] = parts.filter((part) => part !== undefined).map(Number);
  const [lastMonth, isMonth] = [month ?? 12, (month ?? 1) >= 1 && (month ?? 1) <= 12];
  if (year < 0 || !isMonth) return undefined;
  const lastDay = day ?? daysInMonth(year, lastMonth);
  if (lastDay < 1 || lastDay > daysInMonth(year, lastMonth)) return undefined;
  const first = startOfDay(year, month ?? 1, day ?? 1);
  const last = startOfDay(year, lastMonth, lastDay) + NANOSECONDS_PER_DAY - 1n;
  if (!isInt64(first) || !isInt64(last)) return undefined;
  return { first: toZonedInstant(first), last: toZonedInstant(last) };
}

const NANOSECONDS_PER_DAY = 86_400n * NANOSECONDS_PER_SECOND;

function startOfDay(year: number, month: number, day: number): bigint {
  return BigInt(daysFromCivil(year, month, day)) * NANOSECONDS_PER_DAY;
}

/** Instants as the nanoseconds that some properties are. */
function toIntegers({ first, last }: Reading): Reading {
  return { first: toNanoseconds(first), last: toNanoseconds(last) };
}

function toNanoseconds(value: Value): Value {
  return typeof value === 'object' ? value.instantNs : value;
}
