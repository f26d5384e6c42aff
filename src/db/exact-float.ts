import { Prisma } from './generated/sqlite/client.ts';

/**
 * A double as Prisma must be given it. Of a number beyond 2^53 Prisma sends 16 digits, which is
 * another double, and past the range of doubles for the greatest ones; a decimal it sends as it is.
 */
export function exactFloat(value: number): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  return new Prisma.Decimal(String(value)) as unknown as number;
}

/** The same where there may be no number. */
export function exactFloatOrNull(value: number | null): number | null {
  return value === null ? null : exactFloat(value);
}
