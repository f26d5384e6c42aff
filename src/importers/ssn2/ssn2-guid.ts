const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/**
 * A GUID as lower-case text with hyphens, from text or from the 16 bytes that .NET writes (the
 * first three groups little-endian). Null when it is neither.
 */
export function toGuid(value: string | Uint8Array): string | null {
  if (typeof value === 'string') return GUID.exec(value)?.[1]?.toLowerCase() ?? null;
  if (value.length !== 16) return null;
  const hex = (...at: number[]) => at.map((i) => value[i]!.toString(16).padStart(2, '0')).join('');
  return [hex(3, 2, 1, 0), hex(5, 4), hex(7, 6), hex(8, 9), hex(10, 11, 12, 13, 14, 15)].join('-');
}
