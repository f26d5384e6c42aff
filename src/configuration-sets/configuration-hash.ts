import { createHash } from 'node:crypto';
import type { ConfigurationContent } from './configuration-content.ts';

/**
 * The hash that identifies a configuration's content: SHA-256 of its JSON with sorted keys, in
 * lower-case hexadecimal. The set's own identifier is no part of it.
 */
export function hashConfiguration(content: ConfigurationContent): string {
  return createHash('sha256').update(JSON.stringify(content, canonical)).digest('hex');
}

function canonical(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
