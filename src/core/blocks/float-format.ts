import { MACHINE_ORDER } from './decode-samples.ts';

/** How a component of floats is packed. */
export const FLOAT_KINDS = {
  /** Bit patterns as integers: one series of 32-bit floats, two of doubles. */
  PATTERNS: 0,
  /** Whole numbers that a rule turns into the floats. */
  DECIMALS: 1,
} as const;

/** Position of the more significant half of a double among its two 32-bit numbers. */
export const HIGH = MACHINE_ORDER === 'LITTLE_ENDIAN' ? 1 : 0;

/**
 * Turn the bit patterns of 32-bit floats, or the more significant halves of doubles, into integers
 * that ascend as the floats do; the same again turns them back.
 */
export function orderPattern(pattern: number): number {
  return pattern ^ ((pattern >> 31) >>> 1);
}
