import { DecodeError } from '../core/decode-error.ts';
import { parseRfc3339 } from '../core/time/rfc3339.ts';
import { JsonInteger } from '../lib/json-text.ts';
import type { Runtime } from '../runtime.ts';
import type { ItemType } from '../sessions/session-details.ts';
import type { PropertySummary, ValueCounts } from './describe-properties.ts';
import { type Metamodel, openMetamodel } from './metamodel.service.ts';
import type { PropertyValue } from './property-value.ts';

type Json = Record<string, unknown>;

/** RTA's types of details; it has none for bytes. */
const RTA_TYPES: Readonly<Record<ItemType, string>> = {
  STRING: 'string',
  DOUBLE: 'number',
  LONG: 'integer',
  BOOLEAN: 'boolean',
  DATE_TIME: 'dateTime',
  BYTES: 'string',
};

/**
 * The metamodel of a folder, or of all sessions, as RTA has it, for `toJsonText`.
 *
 * @param properties Names of extended details that are described too, or of their categories.
 * @throws {AppError} BAD_USER_INPUT for more than 500 names.
 */
export async function rtaMetamodel(
  runtime: Pick<Runtime, 'db' | 'propertyCounts'>,
  folder?: string | null,
  properties?: readonly string[] | null,
): Promise<Json> {
  return toRtaMetamodel(await openMetamodel(runtime, folder), properties);
}

/** The same of a metamodel that is open. */
export async function toRtaMetamodel(
  { describe }: Metamodel,
  names?: readonly string[] | null,
): Promise<Json> {
  // Extended details are there for those who ask for them.
  const usual = await describe(null, { withoutCategories: true });
  const asked = await describe(names ?? []);
  const described = new Map([...usual.properties, ...asked.properties].map((one) => [one.id, one]));
  const own: [string, Json][] = [];
  const details: [string, Json][] = [];
  const groups = new Map<string, [string, Json][]>();
  for (const property of described.values()) {
    const { id, detail } = property;
    if (!detail) {
      if (id !== 'labels') own.push([id, await ownDescriptor(property)]);
      continue;
    }
    const descriptor: [string, Json] = [detail.key, await detailDescriptor(property)];
    if (detail.category === '') details.push(descriptor);
    else groups.set(detail.category, [...(groups.get(detail.category) ?? []), descriptor]);
  }
  return {
    ...Object.fromEntries(own),
    details: Object.fromEntries(details),
    extDetails: Object.fromEntries(
      [...groups].map(([label, list]) => [label, { label, properties: Object.fromEntries(list) }]),
    ),
  };
}

async function ownDescriptor(property: PropertySummary): Promise<Json> {
  const { id } = property;
  const capabilities = capabilitiesOf(property);
  // RTA has the capabilities of this one alone, without constraints.
  if (id === 'state') return capabilities;
  if (id === 'quality') return { capabilities, constraints: { minimum: 0, maximum: 1 } };
  return { capabilities, ...(await constraintsOf(property)) };
}

async function detailDescriptor(property: PropertySummary): Promise<Json> {
  const { label, description, type } = property;
  const isDates = type === 'STRING' && areDates(await property.values());
  return {
    label,
    ...(description === null ? {} : { description }),
    type: isDates ? RTA_TYPES.DATE_TIME : RTA_TYPES[type],
    capabilities: capabilitiesOf(property),
    ...(await constraintsOf(property)),
  };
}

function capabilitiesOf({ canSort, canFilter }: PropertySummary): Json {
  return { sort: canSort, filter: canFilter };
}

async function constraintsOf(property: PropertySummary): Promise<Json> {
  const [values, ends] = [await property.values(), await property.ends()];
  const limits = ends && [ends.least, ends.greatest].map(toRtaValue);
  const constraints = {
    ...(values && values.length > 0
      ? { values: values.map(({ value }) => toRtaValue(value)) }
      : {}),
    // RTA's schema has numbers and texts for limits.
    ...(limits?.every((limit) => typeof limit !== 'boolean')
      ? { minimum: limits[0], maximum: limits[1] }
      : {}),
  };
  return Object.keys(constraints).length > 0 ? { constraints } : {};
}

/** Integers of any size are exact. */
function toRtaValue(value: PropertyValue): string | number | boolean | JsonInteger {
  if (typeof value === 'bigint') return new JsonInteger(value);
  return typeof value === 'object' ? value.text : value;
}

/** Whether all values are texts of instants with their offset, and there is one. */
function areDates(values: ValueCounts | null): boolean {
  return !!values && values.length > 0 && values.every(({ value }) => isDate(value));
}

function isDate(value: PropertyValue): boolean {
  try {
    return typeof value === 'string' && parseRfc3339(value).instant !== null;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
