import { badInput } from '../errors.ts';
import { byCodePoint } from '../lib/by-code-point.ts';
import { checkListLength } from '../lib/max-keys.ts';
import { once } from '../lib/once.ts';
import type { Runtime } from '../runtime.ts';
import { parsePropertyPath } from '../sessions/query/property-path.ts';
import {
  type DescribedScope,
  describeProperties,
  idOfDetail,
  type Property,
  type PropertySummary,
} from './describe-properties.ts';
import { scopeOfFolder } from './metamodel-scope.ts';
import { OWN_PROPERTY_LIST } from './own-properties.ts';
import {
  listPropertyTotals,
  nameOfPlace,
  type PropertyPlace,
  type PropertyTotal,
} from './property-totals.ts';
import { OWN_PROPERTIES } from './session-facts.ts';

type MetamodelRuntime = Pick<Runtime, 'db' | 'propertyCounts'>;

/** What the sessions of a folder, or all, have for properties. */
export interface Metamodel extends DescribedScope {
  /** Properties by their names; without names the session's own and the details most of them have. */
  describe(ids?: readonly string[] | null, options?: DescribeOptions): Promise<Description>;
}

/** Which of the details that most sessions have are described. */
export interface DescribeOptions {
  /** Those of categories are left out. */
  readonly withoutCategories?: boolean;
}

/** Properties, and whether there are more than are described. */
export interface Description {
  readonly properties: readonly PropertySummary[];
  readonly truncated: boolean;
}

/** Details that are described at once. */
export const MAX_DESCRIBED = 200;

const MAX_QUERY_LENGTH = 1_000;

/**
 * Open the metamodel of a folder with everything below it, or of all sessions. An unknown folder has
 * no sessions.
 */
export async function openMetamodel(
  runtime: MetamodelRuntime,
  folder?: string | null,
): Promise<Metamodel> {
  await runtime.propertyCounts.settle();
  const scope = await scopeOfFolder(runtime, folder);
  const own = await listPropertyTotals(runtime, scope, OWN_PLACES);
  const ownTotals = new Map(own.totals.map((total) => [nameOfPlace(total), total]));
  const sessionCount = ownTotals.get(nameOfPlace(STATE))?.sessionCount ?? 0;
  const all = once(() => listPropertyTotals(runtime, scope));

  async function describe(
    ids?: readonly string[] | null,
    { withoutCategories = false }: DescribeOptions = {},
  ): Promise<Description> {
    checkListLength(ids, 'properties');
    const found = ids ? await findAsked(ids) : await all();
    const details = found.totals
      .filter(({ category }) => (withoutCategories ? category === '' : category !== OWN_PROPERTIES))
      .sort(byFrequency);
    const chosen: Property[] = [
      ...OWN_PROPERTY_LIST.filter(({ id }) => !ids || ids.includes(id)).map((property) => ({
        own: property,
        total: (property.place && ownTotals.get(nameOfPlace(property.place))) ?? null,
      })),
      ...details.slice(0, MAX_DESCRIBED).map((total) => ({ own: null, total })),
    ];
    return {
      properties: describeProperties(runtime, { scope, sessionCount }, chosen),
      truncated: found.hasMore || details.length > MAX_DESCRIBED,
    };
  }

  /** Details by their names, and all details of categories by theirs. */
  async function findAsked(ids: readonly string[]) {
    const places = new Map<string, PropertyPlace>();
    const categories = new Set<string>();
    for (const id of ids) {
      const path = parsePropertyPath(id);
      const [, category] = /^extDetails\.([^.]+)$/s.exec(id) ?? [];
      if (path && 'key' in path) places.set(nameOfPlace(path), path);
      else if (category !== undefined) categories.add(category);
    }
    const asked = await listPropertyTotals(runtime, scope, [...places.values()]);
    if (categories.size === 0) return asked;
    const { totals, hasMore } = await all();
    const others = totals.filter(
      (total) => categories.has(total.category) && !places.has(nameOfPlace(total)),
    );
    return { totals: [...asked.totals, ...others], hasMore };
  }

  return { scope, sessionCount, describe };
}

/**
 * Properties whose name or label holds a text, whatever its case; those that begin with it first,
 * then by name.
 *
 * @throws {AppError} BAD_USER_INPUT for a text of more than 1,000 characters.
 */
export async function searchProperties(
  runtime: MetamodelRuntime,
  query: string,
  folder: string | null | undefined,
  first: number,
): Promise<readonly PropertySummary[]> {
  if (query.length > MAX_QUERY_LENGTH) {
    throw badInput(
      'query',
      `Expected at most ${MAX_QUERY_LENGTH} characters, got ${query.length}.`,
    );
  }
  const wanted = query.toLowerCase();
  const { scope, sessionCount } = await openMetamodel(runtime, folder);
  const { totals } = await listPropertyTotals(runtime, scope);
  const byPlace = new Map(totals.map((total) => [nameOfPlace(total), total]));
  const properties: Property[] = [
    ...OWN_PROPERTY_LIST.map((own) => ({
      own,
      total: (own.place && byPlace.get(nameOfPlace(own.place))) ?? null,
    })),
    ...totals
      .filter(({ category }) => category !== OWN_PROPERTIES)
      .map((total) => ({ own: null, total })),
  ];
  const found = properties.flatMap((property) => {
    const { id, label } = namesOf(property);
    const places = [id, label].map((name) => name.toLowerCase().indexOf(wanted));
    if (places.every((place) => place < 0)) return [];
    return [{ property, id, rank: places.includes(0) ? 0 : 1 }];
  });
  const best = found
    .sort((a, b) => a.rank - b.rank || byCodePoint(a.id, b.id))
    .slice(0, first)
    .map(({ property }) => property);
  return describeProperties(runtime, { scope, sessionCount }, best);
}

const OWN_PLACES = OWN_PROPERTY_LIST.flatMap(({ place }) => place ?? []);

/** Every session has one. */
const STATE: PropertyPlace = { category: OWN_PROPERTIES, key: 'state' };

function namesOf({ own, total }: Property): { readonly id: string; readonly label: string } {
  return own ?? { id: idOfDetail(total), label: total.key };
}

function byFrequency(a: PropertyTotal, b: PropertyTotal): number {
  return b.sessionCount - a.sessionCount || byCodePoint(idOfDetail(a), idOfDetail(b));
}
