/** Where two values of the same shape differ first. */
export interface Difference {
  /** Such as `applications[0].parameters[3].unit`. */
  readonly path: string;
  readonly stored: string;
  readonly given: string;
}

const MAX_SHOWN = 200;

/** The first difference of two plain values, in the order of their members; null when equal. */
export function firstDifference(stored: unknown, given: unknown, path = ''): Difference | null {
  if (Object.is(stored, given)) return null;
  if (Array.isArray(stored) && Array.isArray(given)) {
    const length = Math.min(stored.length, given.length);
    for (let i = 0; i < length; i++) {
      const difference = firstDifference(stored[i], given[i], `${path}[${i}]`);
      if (difference) return difference;
    }
    return stored.length === given.length
      ? null
      : { path, stored: `${stored.length} entries`, given: `${given.length} entries` };
  }
  if (isRecord(stored) && isRecord(given)) {
    for (const key of new Set([...Object.keys(stored), ...Object.keys(given)])) {
      const here = path === '' ? key : `${path}.${key}`;
      const difference = firstDifference(stored[key], given[key], here);
      if (difference) return difference;
    }
    return null;
  }
  return { path, stored: show(stored), given: show(given) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
