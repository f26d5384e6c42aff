import { padNumber } from './pad-number.ts';
import type { NumberDirective } from './parse-format.ts';
import { toExponentDigits, toFixedDigits } from './round-half-even.ts';

/** Write a value as C's f, e and g do: rounded half to even on its exact binary value. */
export function formatFloat(directive: NumberDirective, value: number): string {
  const isUpper = directive.type === directive.type.toUpperCase();
  const isNegative = value < 0 || Object.is(value, -0);
  const isNumber = Number.isFinite(value);
  const text = isNumber
    ? digitsOf(directive, Math.abs(value))
    : Number.isNaN(value)
      ? 'nan'
      : 'inf';
  return padNumber(directive, isNegative, isUpper ? text.toUpperCase() : text, isNumber);
}

function digitsOf({ type, precision, alternate }: NumberDirective, size: number): string {
  const digits = precision ?? 6;
  switch (type.toLowerCase()) {
    case 'f':
      return withPoint(toFixedDigits(size, digits), digits === 0 && alternate);
    case 'e':
      return join(toExponentDigits(size, digits), digits === 0 && alternate);
    default:
      return shortest(size, Math.max(1, digits), alternate);
  }
}

/** `%g`: fixed or scientific by the exponent after rounding, without needless zeros. */
function shortest(size: number, digits: number, alternate: boolean): string {
  const scientific = toExponentDigits(size, digits - 1);
  const { exponent } = scientific;
  if (exponent < -4 || exponent >= digits) {
    const mantissa = alternate ? scientific.mantissa : withoutZeros(scientific.mantissa);
    return join({ mantissa, exponent }, alternate && digits === 1);
  }
  const fixed = toFixedDigits(size, digits - 1 - exponent);
  return alternate ? withPoint(fixed, !fixed.includes('.')) : withoutZeros(fixed);
}

function join({ mantissa, exponent }: { mantissa: string; exponent: number }, point: boolean) {
  const sign = exponent < 0 ? '-' : '+';
  return `${withPoint(mantissa, point)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function withPoint(digits: string, point: boolean): string {
  return point ? `${digits}.` : digits;
}

function withoutZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
