import { isInt64 } from '../../core/time/nanoseconds.ts';
import { AppError } from '../../errors.ts';
import { parseZonedInstant } from '../../lib/zoned-instant.ts';
import { SESSION_STATE_CODES, SESSION_STATES } from '../session-state.ts';
import type { PropertyPath, Value } from './condition.ts';
import { kindOf } from './property-path.ts';
import type { Refuse } from './query-limits.ts';

/** What a condition of the dialect may compare with, besides null. Integers beyond 2^53 are bigint. */
export type Scalar = string | number | bigint | boolean;

/**
 * A value of the dialect as the property holds such values: names of states become RTA's numbers,
 * times that are built in become instants, and decimal strings of 64-bit integers such integers,
 * since a JSON number beyond 2^53 is another one.
 *
 * @returns undefined for a value of a kind that the property never has: it equals none and has no
 *   place in their order.
 * @throws {AppError} of `refuse`, for what is no state or, as text, no time.
 */
export function readOperand(
  path: PropertyPath,
  operand: Scalar,
  refuse: Refuse,
): Value | undefined {
  switch (kindOf(path)) {
    case 'detail':
      return operand;
    case 'text':
      return typeof operand === 'string' ? operand : undefined;
    case 'number':
      return typeof operand === 'string' ? undefined : toNumber(operand);
    case 'integer':
      return typeof operand === 'string' ? toInt64(operand) : toNumber(operand);
    case 'instant':
      return typeof operand === 'string' ? toInstant(operand, refuse) : undefined;
    case 'state':
      return toStateCode(operand, refuse);
  }
}

/** The number of a state by its name in any letter case; undefined when there is none. */
export function findStateCode(name: string): number | undefined {
  const state = SESSION_STATES.find((known) => known === name.toUpperCase());
  return state && SESSION_STATE_CODES[state];
}

/** A 64-bit integer of its decimal digits; undefined for any other text. */
export function toInt64(text: string): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  const integer = BigInt(text);
  return isInt64(integer) ? integer : undefined;
}

function toNumber(operand: number | bigint | boolean): number | bigint | undefined {
  return typeof operand === 'boolean' ? undefined : operand;
}

function toInstant(operand: string, refuse: Refuse): Value {
  try {
    return parseZonedInstant(operand);
  } catch (error) {
    throw error instanceof AppError ? refuse(error.message) : error;
  }
}

function toStateCode(operand: Scalar, refuse: Refuse): number {
  const code = typeof operand === 'string' ? findStateCode(operand) : undefined;
  if (code !== undefined) return code;
  const names = SESSION_STATES.map((name) => name.toLowerCase()).join(', ');
  throw refuse(`Expected the name of a state (${names}), got ${describeOperand(operand)}.`);
}

/** A JSON value as an error shows it: briefly, whatever it holds. */
export function describeOperand(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);
}
