/**
 * Digits of a number with so many after the decimal point, rounded half to even on its exact
 * binary value.
 *
 * @param size Finite, not negative.
 * @param digits 0 to 100.
 */
export function toFixedDigits(size: number, digits: number): string {
  if (size >= 1e21) return `${BigInt(size)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const text = size.toFixed(digits);
  // toFixed rounds a tie up. A number is a tie exactly when its binary fraction has one bit more
  // than the digits asked for, since each bit is one decimal digit, the last of them a 5.
  const scaled = size * 2 ** (digits + 1);
  const isTie = Number.isInteger(scaled) && scaled % 2 === 1;
  return isTie && isOdd(text) ? stepDown(text) : text;
}

/**
 * Digits of a number in scientific form with so many after the decimal point, rounded half to even
 * on its exact binary value.
 *
 * @param size Finite, not negative.
 * @param digits 0 to 100.
 */
export function toExponentDigits(
  size: number,
  digits: number,
): { mantissa: string; exponent: number } {
  const [mantissa, exponentText] = size.toExponential(digits).split('e') as [string, string];
  const exponent = Number(exponentText);
  if (!isOdd(mantissa)) return { mantissa, exponent };
  // Where rounding up made a 10 of a 9 the exponent is one more, for which there is no tie.
  const isTie = isHalfway(size, digits - exponent);
  return { mantissa: isTie ? stepDown(mantissa) : mantissa, exponent };
}

/** Whether size * 10^power ends in exactly one half. */
function isHalfway(size: number, power: number): boolean {
  // A tie has few digits; most numbers are told apart without big integers.
  if (power >= 0 && !Number.isInteger(size * 2 ** Math.min(power + 1, 1023))) return false;
  const { numerator, denominator } = toFraction(size);
  const scaledUp = power >= 0 ? numerator * 10n ** BigInt(power) : numerator;
  const below = power >= 0 ? denominator : denominator * 10n ** BigInt(-power);
  return (2n * scaledUp) % below === 0n && ((2n * scaledUp) / below) % 2n === 1n;
}

function toFraction(size: number): { numerator: bigint; denominator: bigint } {
  let numerator = size;
  let doublings = 0;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    doublings++;
  }
  return { numerator: BigInt(numerator), denominator: 1n << BigInt(doublings) };
}

function isOdd(digits: string): boolean {
  return (digits.charCodeAt(digits.length - 1) & 1) === 1;
}

/** One less in the last digit, which is odd, so that nothing is borrowed. */
function stepDown(digits: string): string {
  return digits.slice(0, -1) + String(Number(digits.at(-1)) - 1);
}
