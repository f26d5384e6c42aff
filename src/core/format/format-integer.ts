import { padNumber } from './pad-number.ts';
import type { NumberDirective } from './parse-format.ts';

const RADIX = { d: 10, i: 10, u: 10, o: 8, x: 16, X: 16 } as const;

/**
 * Write a value as C's d, i, u, o, x and X do, its fraction cut off.
 *
 * Under u, o and x a negative number is two's complement of 32 bits, of 64 bits when it needs more.
 */
export function formatInteger(directive: NumberDirective, value: number): string {
  const type = directive.type as keyof typeof RADIX;
  const isSigned = type === 'd' || type === 'i';
  const signless = isSigned ? directive : { ...directive, sign: '' as const };
  if (!Number.isFinite(value)) return padNumber(signless, value < 0, nameOf(value), false);

  const whole = Math.trunc(value);
  const isNegative = isSigned && whole < 0;
  const digits = toDigits(isSigned ? Math.abs(whole) : toUnsigned(whole), RADIX[type]);
  const { precision } = directive;
  // C writes nothing for a zero of no digits.
  let text = precision === 0 && whole === 0 ? '' : digits.padStart(precision ?? 1, '0');
  let prefix = '';
  if (directive.alternate && type === 'o' && !text.startsWith('0')) text = `0${text}`;
  if (directive.alternate && (type === 'x' || type === 'X') && whole !== 0) prefix = '0x';
  const written = padNumber(signless, isNegative, text, precision === null, prefix);
  return type === 'X' ? written.toUpperCase() : written;
}

function toUnsigned(whole: number): number | bigint {
  if (whole >= 0) return whole;
  return whole >= -(2 ** 31) ? whole >>> 0 : BigInt.asUintN(64, BigInt(whole));
}

function toDigits(value: number | bigint, radix: number): string {
  // From 1e21 on a number writes itself with an exponent.
  return (typeof value === 'number' && value >= 1e21 ? BigInt(value) : value).toString(radix);
}

function nameOf(value: number): string {
  return Number.isNaN(value) ? 'nan' : 'inf';
}
