import type { DetailKey } from '../../metamodel/detail-keys.ts';
import { LIVE_STATES, SESSION_STATE_CODES } from '../session-state.ts';
import { allOf, anyOf, type Condition, type PropertyPath, type Relation } from './condition.ts';
import { kindOf, mayBeText, PROPERTIES } from './property-path.ts';
import { type QueryBudget, type Refuse, spendConditions } from './query-limits.ts';
import { compareReading, readSearchValue } from './search-readings.ts';
import type { SearchTerm } from './search-terms.ts';

/** What keys can stand for, and how much one search may ask for. */
export interface SearchKeys {
  /** Properties and details by their names in lower case. */
  readonly paths: ReadonlyMap<string, readonly PropertyPath[]>;
  readonly budget: QueryBudget;
  readonly refuse: Refuse;
}

/** The properties and these details by their names. */
export function pathsByName(detailKeys: readonly DetailKey[]): SearchKeys['paths'] {
  const paths = new Map<string, PropertyPath[]>();
  const add = (name: string, path: PropertyPath) => {
    const known = paths.get(name.toLowerCase());
    if (known) known.push(path);
    else paths.set(name.toLowerCase(), [path]);
  };
  for (const { category, key } of detailKeys) {
    const path = { category, key };
    add(key, path);
    add(category === '' ? `details.${key}` : `extDetails.${category}.${key}`, path);
  }
  // A property hides a detail of its name, which "details." brings back.
  for (const [name, property] of PROPERTIES) paths.set(name.toLowerCase(), [{ property }]);
  return paths;
}

/** What a term with a key asks for; null when its key is none. */
export function keyCondition(term: SearchTerm, search: SearchKeys): Condition | null {
  const key = term.key?.toLowerCase();
  if (key === undefined) return null;
  const special = SPECIAL_KEYS.get(key);
  if (special) return special(term, search);
  const paths = pathsOf(key, search);
  return paths && anyPath(paths, term, search);
}

type ReadKey = (term: SearchTerm, search: SearchKeys) => Condition;

const SPECIAL_KEYS: ReadonlyMap<string, ReadKey> = new Map<string, ReadKey>([
  ['label', ({ value }) => ({ op: 'anyLabel', labels: [value] })],
  ['set', setCondition],
  ['is', isCondition],
  ['has', hasCondition],
]);

function setCondition({ value, isExact, isQuoted }: SearchTerm): Condition {
  if (!isQuoted && (value === '' || value === '*')) return { op: 'hasConfigurationSet' };
  return isExact
    ? { op: 'anyConfigurationSet', identifiers: [value] }
    : { op: 'configurationSetText', match: 'contains', text: value, ignoreCase: true };
}

/** `is:live`, or `is:` with a state. */
function isCondition({ value }: SearchTerm): Condition {
  const path: PropertyPath = { property: 'state' };
  if (value.toLowerCase() === 'live') {
    return { op: 'in', path, values: LIVE_STATES.map((state) => SESSION_STATE_CODES[state]) };
  }
  return anyOf(readSearchValue('state', value).map((one) => compareReading(path, 'eq', one)));
}

/** `has:data`, or `has:` with a key. */
function hasCondition({ value }: SearchTerm, search: SearchKeys): Condition {
  const name = value.toLowerCase();
  if (name === 'data') return { op: 'present', path: { property: 'timeRange.startTime' } };
  if (name === 'set') return { op: 'hasConfigurationSet' };
  return present(pathsOf(name, search) ?? [], search);
}

/** What a name in lower case stands for: nothing that any session has, or, when null, no key. */
function pathsOf(name: string, { paths }: SearchKeys): readonly PropertyPath[] | null {
  return paths.get(name) ?? (/^(details|extdetails)\../s.test(name) ? [] : null);
}

function present(paths: readonly PropertyPath[], search: SearchKeys): Condition {
  return anyOf(
    spent(
      paths.map((path) => ({ op: 'present', path })),
      search,
    ),
  );
}

function anyPath(paths: readonly PropertyPath[], term: SearchTerm, search: SearchKeys): Condition {
  const { value, isQuoted, comparison } = term;
  if (!isQuoted && (value === '' || value === '*')) return present(paths, search);
  const range = isQuoted || comparison !== '' ? null : /^(.*?)\.\.(.*)$/s.exec(value);
  if (range?.[1] === '' && range[2] === '') return present(paths, search);
  return anyOf(
    paths.map((path) => {
      if (range) return rangeCondition(path, range[1] ?? '', range[2] ?? '', search);
      if (comparison !== '') return ordered(path, RELATIONS[comparison], value, search);
      return term.isExact ? equal(path, value, search) : similar(path, value, search);
    }),
  );
}

const RELATIONS = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const;

function rangeCondition(
  path: PropertyPath,
  from: string,
  to: string,
  search: SearchKeys,
): Condition {
  const bounds: Condition[] = [];
  if (from !== '') bounds.push(ordered(path, 'gte', from, search));
  if (to !== '') bounds.push(ordered(path, 'lte', to, search));
  return allOf(bounds);
}

/** By the order of what the text may mean, or of texts when it means nothing but itself. */
function ordered(
  path: PropertyPath,
  relation: Relation,
  text: string,
  search: SearchKeys,
): Condition {
  const readings = readingsOf(path, text).map((one) => compareReading(path, relation, one));
  if (readings.length > 0 || !mayBeText(path)) return anyOf(spent(readings, search));
  return anyOf(spent([{ op: 'compare', path, relation, value: text }], search));
}

function equal(path: PropertyPath, text: string, search: SearchKeys): Condition {
  const asText: Condition = { op: 'compare', path, relation: 'eq', value: text };
  return anyOf(spent([...(mayBeText(path) ? [asText] : []), ...meanings(path, text)], search));
}

function similar(path: PropertyPath, text: string, search: SearchKeys): Condition {
  const inText: Condition = { op: 'contains', path, text, ignoreCase: true };
  return anyOf(spent([...(mayBeText(path) ? [inText] : []), ...meanings(path, text)], search));
}

function meanings(path: PropertyPath, text: string): Condition[] {
  return readingsOf(path, text).map((one) => compareReading(path, 'eq', one));
}

function readingsOf(path: PropertyPath, text: string) {
  return readSearchValue(kindOf(path), text);
}

function spent(conditions: Condition[], { budget, refuse }: SearchKeys): Condition[] {
  spendConditions(budget, conditions.length, refuse);
  return conditions;
}
