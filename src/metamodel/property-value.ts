import { toZonedInstant, type ZonedInstant } from '../lib/zoned-instant.ts';
import { valueOfKey } from '../sessions/detail-value-key.ts';
import type { ItemType } from '../sessions/session-details.ts';

/** A value of a property. An integer is a bigint where a double would not do. */
export type PropertyValue = boolean | number | bigint | string | ZonedInstant;

/**
 * The value of a key: of a long text its beginning, of an instant its text in UTC, null for bytes.
 *
 * @param types Types the property has: the key of a number does not say whether it is an integer.
 */
export function toPropertyValue(
  valueKey: string,
  types: readonly ItemType[],
): PropertyValue | null {
  const value = valueOfKey(valueKey);
  if (typeof value === 'object') return value && toZonedInstant(value.instantNs);
  const isLarge = typeof value === 'number' && Number.isInteger(value);
  if (isLarge && !Number.isSafeInteger(value) && types.includes('LONG')) return BigInt(value);
  return value;
}

/** A value as details show theirs: an integer beyond 2^53 as a decimal string. */
export function toPlainJson(value: PropertyValue): string | number | boolean {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' ? value.text : value;
}
