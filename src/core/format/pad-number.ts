import type { NumberDirective } from './parse-format.ts';

/**
 * Put sign, prefix and padding about the digits of a number, as C does.
 *
 * @param canZeroPad False where the flag 0 does not hold: NaN, infinities, integers with a
 *   precision.
 * @param prefix Stands between sign and padding zeros, such as `0x`.
 */
export function padNumber(
  { leftAlign, sign, zeroPad, width }: NumberDirective,
  isNegative: boolean,
  digits: string,
  canZeroPad: boolean,
  prefix = '',
): string {
  const start = (isNegative ? '-' : sign) + prefix;
  if (leftAlign) return (start + digits).padEnd(width);
  if (zeroPad && canZeroPad) return start + digits.padStart(width - start.length, '0');
  return (start + digits).padStart(width);
}
