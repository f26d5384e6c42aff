/** Samples of a cell; the last cell of a series may have fewer. */
export const CELL = 128;

/** How a cell codes its numbers, as bits 6 and 7 of its first byte. */
export const MODES = {
  /** Distances above a base. */
  VALUES: 0,
  /** The first number, then the steps from one to the next, as distances above a base. */
  STEPS: 1,
  /** The first number and step, then how steps change, as distances above a base. */
  BENDS: 2,
  /** Places in a list of the numbers that occur. */
  TABLE: 3,
} as const;

/** One of the ways to code a cell. */
export type Mode = (typeof MODES)[keyof typeof MODES];

/** Numbers a table holds at most. */
export const TABLE_SIZE = 16;

/** Bits that an unsigned 32-bit number takes. */
export function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}
