import { builder } from '../schema/builder.ts';
import { ItemTypeEnum } from '../sessions/session.type.ts';
import type { PropertySummary, ValueCounts } from './describe-properties.ts';
import type { Description, Metamodel } from './metamodel.service.ts';
import { toPlainJson } from './property-value.ts';
import { toRtaMetamodel } from './rta-metamodel.ts';

const PropertyValueCountRef = builder
  .objectRef<ValueCounts[number]>('PropertyValueCount')
  .implement({
    description: 'A value of a property.',
    fields: (t) => ({
      value: t.field({
        type: 'JSON',
        description: 'The value, as in `PropertySummary.values`.',
        resolve: ({ value }) => toPlainJson(value),
      }),
      sessionCount: t.exposeInt('sessionCount', {
        description: 'How many sessions have it.',
      }),
    }),
  });

export const PropertySummaryRef = builder.objectRef<PropertySummary>('PropertySummary');

PropertySummaryRef.implement({
  description: 'A property that sessions have, and what is known of its values.',
  fields: (t) => ({
    id: t.exposeString('id', {
      description:
        'Its name in queries and orders: "state", "details.Driver", "extDetails.CarSetup.RideHeightFront".',
    }),
    label: t.exposeString('label', { description: 'Name for people; not unique.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it means; null where nobody said.',
    }),
    type: t.field({
      type: ItemTypeEnum,
      description:
        'Type of its values; DOUBLE where they are integers and others, STRING where they are of different kinds.',
      resolve: ({ type }) => type,
    }),
    sessionCount: t.int({
      nullable: true,
      description:
        'How many sessions have it. Null for startTimestamp and endTimestamp among more than 20,000 sessions.',
      resolve: (property) => property.sessionCount(),
    }),
    values: t.field({
      type: ['JSON'],
      nullable: true,
      description:
        'Its different values, in their order: texts (of those longer than 200 characters the beginning), numbers (integers beyond 2^53 as texts), true, false, instants as RFC 3339 in UTC, states by name. Null when there are more than 100, when some are bytes, and for timestamps and the identifier, whose values are not gathered.',
      resolve: async (property) =>
        (await property.values())?.map(({ value }) => toPlainJson(value)) ?? null,
    }),
    valueCounts: t.field({
      type: [PropertyValueCountRef],
      nullable: true,
      description: 'The same with how many sessions have each.',
      resolve: (property) => property.values(),
    }),
    valuesTruncated: t.boolean({
      description: 'Whether there may be values that are not given: `values` is null.',
      resolve: async (property) => (await property.values()) === null,
    }),
    minimum: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The first value in order; null when there is none, for bytes, and where there are more than 100 values in a folder of more than 20,000 sessions.',
      resolve: async (property) => toEnd((await property.ends())?.least),
    }),
    maximum: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The last value in order; null as `minimum` is.',
      resolve: async (property) => toEnd((await property.ends())?.greatest),
    }),
    canFilter: t.exposeBoolean('canFilter', {
      description: 'Whether sessions can be filtered by it.',
    }),
    canSort: t.exposeBoolean('canSort', {
      description: 'Whether sessions can be sorted by it.',
    }),
  }),
});

function toEnd(value: ValueCounts[number]['value'] | undefined) {
  return value === undefined ? null : toPlainJson(value);
}

/** A metamodel with the properties that a client asked for. */
export interface DescribedMetamodel {
  readonly metamodel: Metamodel;
  describe(): Promise<Description>;
}

export const SessionMetamodelRef = builder.objectRef<DescribedMetamodel>('SessionMetamodel');

SessionMetamodelRef.implement({
  description: 'What properties sessions have, and which values: what a search can offer.',
  fields: (t) => ({
    sessionCount: t.int({
      description: 'How many sessions it is about, sub-sessions included.',
      resolve: ({ metamodel }) => metamodel.sessionCount,
    }),
    properties: t.field({
      type: [PropertySummaryRef],
      description:
        "The sessions' own properties, then details: those asked for, or the 200 that most sessions have; of equal ones by id.",
      resolve: async ({ describe }) => (await describe()).properties,
    }),
    truncated: t.boolean({
      description:
        'Whether there are more properties than are described; `metamodelProperties` finds them.',
      resolve: async ({ describe }) => (await describe()).truncated,
    }),
    rta: t.field({
      type: 'JSONObject',
      description:
        "The same in RTA's JSON: the sessions' own properties, the 200 `details` that most sessions have, and the extended details asked for.",
      args: {
        properties: t.arg.stringList({
          description:
            'Details to describe as well, at most 500: "extDetails.CarSetup.RideHeightFront", or all of a category by "extDetails.CarSetup".',
        }),
      },
      resolve: ({ metamodel }, { properties }) => toRtaMetamodel(metamodel, properties),
    }),
  }),
});
