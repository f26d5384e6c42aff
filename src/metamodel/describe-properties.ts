import { byCodePoint } from '../lib/by-code-point.ts';
import { once } from '../lib/once.ts';
import type { Runtime } from '../runtime.ts';
import { sqlText } from '../sessions/query/sql-text.ts';
import type { ItemType } from '../sessions/session-details.ts';
import { toSessionState } from '../sessions/session-state.ts';
import { versionKey } from '../sessions/version-key.ts';
import { type MetamodelScope, readScope } from './metamodel-scope.ts';
import type { OwnProperty } from './own-properties.ts';
import { type Ends, findColumnEnds, findLabelEnds, listDetailEnds } from './property-ends.ts';
import { nameOfPlace, type PropertyPlace, type PropertyTotal } from './property-totals.ts';
import { type PropertyValue, toPropertyValue } from './property-value.ts';
import { type CountedValue, listPropertyValues } from './property-values.ts';

/** A property to describe: one of a session's own, or a detail. */
export type Property =
  | { readonly own: OwnProperty; readonly total: PropertyTotal | null }
  | { readonly own: null; readonly total: PropertyTotal };

/** Different values of a property, in their order, with the sessions that have each. */
export type ValueCounts = readonly {
  readonly value: PropertyValue;
  readonly sessionCount: number;
}[];

/** What can be said of a property. What takes reading is read when it is asked for. */
export interface PropertySummary {
  /** Its name in queries: `state`, `details.Driver`, `extDetails.CarSetup.RideHeightFront`. */
  readonly id: string;
  readonly label: string;
  readonly description: string | null;
  /** Category and key of a detail; null for a session's own property. */
  readonly detail: PropertyPlace | null;
  /** One type as it is, numbers of both as DOUBLE, other mixtures as STRING. */
  readonly type: ItemType;
  readonly canFilter: boolean;
  readonly canSort: boolean;
  /** Sessions that have it; null where there are too many to be looked at. */
  sessionCount(): Promise<number | null>;
  /** Null when they are too many, or some are bytes. */
  values(): Promise<ValueCounts | null>;
  /** Null when it has no values, or where they are too many to be looked at. */
  ends(): Promise<Ends<PropertyValue> | null>;
}

/** Sessions that are looked at one by one, for what is not counted. */
const MAX_JOINED = 20_000;

/** The sessions that properties are described of. */
export interface DescribedScope {
  readonly scope: MetamodelScope;
  /** How many they are. */
  readonly sessionCount: number;
}

/** Describe properties. What is read of one of them is read of all in a few statements. */
export function describeProperties(
  runtime: Pick<Runtime, 'db'>,
  { scope, sessionCount }: DescribedScope,
  properties: readonly Property[],
): PropertySummary[] {
  const totals = properties.flatMap(({ total }) => total ?? []);
  const listed = once(() => listPropertyValues(runtime, scope, totals));
  const isFew = sessionCount <= MAX_JOINED;
  const canLook = !scope.folderSets || isFew;
  const detailEnds = once(async () => {
    const values = await listed();
    const many = properties.flatMap(({ own, total }) =>
      own || values.has(nameOfPlace(total)) ? [] : total,
    );
    return canLook ? listDetailEnds(runtime, scope, many) : new Map<string, Ends<string>>();
  });
  const sessionsWithData = once(() => countSessionsWithData(runtime, scope));

  const valuesOf = async ({ own, total }: Property): Promise<ValueCounts | null> => {
    if (!total) return own?.place ? [] : null;
    const values = (await listed()).get(nameOfPlace(total));
    return values ? toValueCounts(values, own) : null;
  };

  const endsOf = async (property: Property): Promise<Ends<PropertyValue> | null> => {
    const { own, total } = property;
    const values = await valuesOf(property);
    if (values) return endsOfList(values);
    if (!canLook) return null;
    if (own?.column) return findColumnEnds(runtime, scope, own.column);
    if (own) return findLabelEnds(runtime, scope);
    const ends = total && (await detailEnds()).get(nameOfPlace(total));
    return ends ? toValueEnds(ends, total.types) : null;
  };

  return properties.map((property) => {
    const { own, total } = property;
    const values = once(() => valuesOf(property));
    const common = { values, ends: once(() => endsOf(property)) };
    if (!own) return { ...describeDetail(total), ...common };
    return {
      id: own.id,
      label: own.label,
      description: own.description,
      detail: null,
      type: own.type,
      canFilter: true,
      canSort: own.canSort,
      sessionCount: async () => {
        if (own.place) return total?.sessionCount ?? 0;
        if (own.presence === 'always') return sessionCount;
        return isFew ? sessionsWithData() : null;
      },
      ...common,
    };
  });
}

/** The name of a detail in queries. */
export function idOfDetail({ category, key }: PropertyPlace): string {
  return category === '' ? `details.${key}` : `extDetails.${category}.${key}`;
}

function describeDetail(total: PropertyTotal): Omit<PropertySummary, 'values' | 'ends'> {
  const { category, key, types } = total;
  const isBytes = types.every((type) => type === 'BYTES');
  return {
    id: idOfDetail(total),
    label: key,
    description: null,
    detail: { category, key },
    type: commonType(types),
    canFilter: !isBytes,
    canSort: !isBytes,
    sessionCount: async () => total.sessionCount,
  };
}

function commonType(types: readonly ItemType[]): ItemType {
  const [first, second] = types;
  if (first && !second) return first;
  return types.every((type) => type === 'DOUBLE' || type === 'LONG') ? 'DOUBLE' : 'STRING';
}

function toValueCounts(
  counted: readonly CountedValue[],
  own: OwnProperty | null,
): ValueCounts | null {
  const values = counted.flatMap(({ valueKey, type, sessionCount }) => {
    const value = toPropertyValue(valueKey, [type]);
    return value === null ? [] : [{ value: own ? toOwnValue(own, value) : value, sessionCount }];
  });
  // Of bytes it is only known that they are there.
  if (values.length < counted.length) return null;
  return own?.id === 'version' ? values.sort(byVersion) : values;
}

function toOwnValue({ id }: OwnProperty, value: PropertyValue): PropertyValue {
  return id === 'state' ? toSessionState(Number(value)) : value;
}

function byVersion(a: ValueCounts[number], b: ValueCounts[number]): number {
  return byCodePoint(versionKey(String(a.value)), versionKey(String(b.value)));
}

function endsOfList(values: ValueCounts): Ends<PropertyValue> | null {
  const [first, last] = [values[0], values.at(-1)];
  return first && last ? { least: first.value, greatest: last.value } : null;
}

function toValueEnds(
  { least, greatest }: Ends<string>,
  types: readonly ItemType[],
): Ends<PropertyValue> | null {
  const [first, last] = [toPropertyValue(least, types), toPropertyValue(greatest, types)];
  return first === null || last === null ? null : { least: first, greatest: last };
}

async function countSessionsWithData(
  runtime: Pick<Runtime, 'db'>,
  scope: MetamodelScope,
): Promise<number> {
  const rows = await readScope<{ count: number | bigint }>(runtime, scope, ({ ofSession }) => [
    sqlText(`SELECT COUNT("startNs") AS "count" FROM "Session" WHERE ${ofSession}`),
  ]);
  return rows.reduce((sum, { count }) => sum + Number(count), 0);
}
