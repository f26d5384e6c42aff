import type { PropertyName, PropertyPath } from './condition.ts';

/**
 * What the values of a property are: texts, doubles, 64-bit integers, instants, or states, which
 * are named and ordered by RTA's numbers.
 */
export type PropertyKind = 'text' | 'number' | 'integer' | 'instant' | 'state';

/** The kind of each of a session's own properties. A detail's kind is that of its value. */
export const PROPERTY_KINDS: Readonly<Record<PropertyName, PropertyKind>> = {
  identity: 'text',
  identifier: 'text',
  state: 'state',
  timestamp: 'instant',
  startTimestamp: 'instant',
  endTimestamp: 'instant',
  'timeRange.startTime': 'integer',
  'timeRange.endTime': 'integer',
  type: 'text',
  quality: 'number',
  group: 'text',
  version: 'text',
  duration: 'integer',
  clientSessionGroupId: 'text',
  createdAt: 'instant',
  updatedAt: 'instant',
};

/** The properties by the names they are asked by. A map: a name may be `__proto__`. */
export const PROPERTIES: ReadonlyMap<string, PropertyName> = new Map([
  ...(Object.keys(PROPERTY_KINDS) as PropertyName[]).map((name) => [name, name] as const),
  ['startTime', 'timeRange.startTime'],
  ['endTime', 'timeRange.endTime'],
]);

/**
 * Read the path of a property: `identifier`, `details.<key>` with dots and spaces in the key as it
 * may have them, `extDetails.<category>.<key>` whose category ends at the next dot. Upper and lower
 * case differ.
 *
 * @returns null for any other text: such a property is absent from every session.
 */
export function parsePropertyPath(text: string): PropertyPath | null {
  const property = PROPERTIES.get(text);
  if (property) return { property };
  const [, key] = /^details\.(.+)$/s.exec(text) ?? [];
  if (key !== undefined) return { category: '', key };
  const [, category, extKey] = /^extDetails\.([^.]+)\.(.+)$/s.exec(text) ?? [];
  return category !== undefined && extKey !== undefined ? { category, key: extKey } : null;
}

/** The kind of what a path leads to; a detail may be of several. */
export function kindOf(path: PropertyPath): PropertyKind | 'detail' {
  return 'property' in path ? PROPERTY_KINDS[path.property] : 'detail';
}

/** Whether what a path leads to can be a text. */
export function mayBeText(path: PropertyPath): boolean {
  const kind = kindOf(path);
  return kind === 'text' || kind === 'detail';
}
