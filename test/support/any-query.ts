import fc from 'fast-check';
import {
  CATEGORIES,
  DATE_TIMES,
  INTEGERS,
  KEYS,
  LABELS,
  mostlyFirst,
  NUMBERS,
  SETS,
  STATES,
  TEXTS,
  VERSIONS,
} from './any-session.ts';
import type { FilterJson } from './evaluate-filter.ts';
import type { OrderJson } from './evaluate-order.ts';
import type { RtaQuery } from './evaluate-query.ts';
import { pathOf } from './plain-session.ts';

const text = fc.oneof(
  {
    weight: 9,
    arbitrary: mostlyFirst<string>(['', ...TEXTS, 'GP-1', ...VERSIONS, ...DATE_TIMES]),
  },
  fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'x', '%', '_', 'ä', '😀', '1', '.', ' ') }),
);
const number = fc.oneof(
  { weight: 6, arbitrary: mostlyFirst([...INTEGERS.map(Number), ...NUMBERS]) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const decimal = mostlyFirst(INTEGERS).map(String);
const scalar = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: number },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: decimal },
  { weight: 1, arbitrary: fc.constantFrom(...DATE_TIMES) },
);
const mostly = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary }, scalar);

interface AnyProperty {
  readonly path: string;
  readonly operand: fc.Arbitrary<unknown>;
}

const properties: fc.Arbitrary<AnyProperty> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('identity', 'identifier', 'type', 'group', 'clientSessionGroupId')
      .map((path) => ({ path, operand: mostly(text) })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({ path: 'quality', operand: mostly(fc.constantFrom(0, 0.1, 0.5, 1)) }),
  },
  {
    weight: 2,
    arbitrary: fc.constant({
      path: 'version',
      operand: mostly(fc.constantFrom(...VERSIONS)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('timestamp', 'timestamp', 'startTimestamp', 'endTimestamp', 'updatedAt')
      .map((path) => ({
        path,
        operand: fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom<unknown>(...DATE_TIMES, '1970-01-01T00:00:00Z') },
          number,
          fc.boolean(),
        ),
      })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      path: 'state',
      operand: fc.constantFrom(...STATES, 'Closed', 'OPEN'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('timeRange.startTime', 'timeRange.endTime', 'duration', 'startTime')
      .map((path) => ({
        path,
        operand: fc.oneof(
          { weight: 3, arbitrary: decimal },
          { weight: 2, arbitrary: number },
          scalar,
        ),
      })),
  },
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(...CATEGORIES)),
        fc.oneof({ weight: 3, arbitrary: fc.constant('k') }, fc.constantFrom(...KEYS)),
      )
      .map(([category, key]) => ({ path: pathOf({ category, key }), operand: scalar })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('details.none', 'nowhere', 'details', 'extDetails.Car', '__proto__', 'toString')
      .map((path) => ({ path, operand: scalar })),
  },
);

function anyCondition(operand: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const nullable = fc.oneof({ weight: 9, arbitrary: operand }, fc.constant(null));
  const one = (operator: string, value: fc.Arbitrary<unknown>) =>
    value.map((given) => ({ [operator]: given }));
  const { condition } = fc.letrec<{ condition: unknown }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small' },
      { weight: 2, arbitrary: nullable },
      { weight: 1, arbitrary: one('$eq', nullable) },
      { weight: 1, arbitrary: one('$neq', nullable) },
      ...['$gt', '$gte', '$lt', '$lte'].map((operator) => ({
        weight: 1,
        arbitrary: one(operator, nullable),
      })),
      ...['$startsWith', '$endsWith', '$contains'].map((operator) => ({
        weight: 1,
        arbitrary: one(operator, text),
      })),
      { weight: 1, arbitrary: one('$in', fc.array(nullable, { maxLength: 4 })) },
      { weight: 1, arbitrary: one('$nin', fc.array(nullable, { maxLength: 4 })) },
      { weight: 2, arbitrary: one('$not', tie('condition')) },
    ),
  }));
  return condition;
}

const member: fc.Arbitrary<[string, unknown]> = properties.chain(({ path, operand }) =>
  anyCondition(operand).map((condition): [string, unknown] => [path, condition]),
);

/** Any valid query of RTA's dialect over the properties and values of any session. */
export const anyQuery: fc.Arbitrary<RtaQuery> = fc.letrec<{
  query: RtaQuery;
  queries: RtaQuery[];
}>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    // Not by assignment, which would lose a property `__proto__`.
    fc.array(member, { minLength: 1, maxLength: 2 }).map((members) => Object.fromEntries(members)),
    tie('queries').map(($and) => ({ $and })),
    tie('queries').map(($or) => ({ $or })),
    tie('queries').map(($nor) => ({ $nor })),
    tie('query').map(($not) => ({ $not })),
  ),
  queries: fc.oneof(
    { weight: 9, arbitrary: fc.array(tie('query'), { minLength: 1, maxLength: 4 }) },
    fc.constant<never[]>([]),
  ),
})).query;

const flags = fc.boolean();
const texts = fc.array(text, { maxLength: 4 });

const optional = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<FilterJson> =>
  fc.record(shape, { requiredKeys: [] });

const textFilter = (operand: fc.Arbitrary<string>, list = fc.array(operand, { maxLength: 4 })) =>
  optional({
    eq: operand,
    neq: operand,
    in: list,
    nin: list,
    startsWith: operand,
    endsWith: operand,
    contains: operand,
    isNull: flags,
  });

const ordered = (operand: fc.Arbitrary<unknown>) => ({
  eq: operand,
  gt: operand,
  gte: operand,
  lt: operand,
  lte: operand,
});
const numberFilter = optional({ ...ordered(number), neq: number, isNull: flags });
const nanosecondsFilter = optional({ ...ordered(decimal), neq: decimal, isNull: flags });
const dateTimeFilter = optional(ordered(fc.constantFrom<string>(...DATE_TIMES)));
const labels = fc.array(fc.constantFrom<string>(...LABELS, 'none'), { maxLength: 3 });
const detailFilter = fc.record(
  {
    key: fc.oneof({ weight: 3, arbitrary: fc.constant('k') }, fc.constantFrom(...KEYS, 'none')),
    category: fc.constantFrom(...CATEGORIES),
    string: fewOf(textFilter(text, texts)),
    number: fewOf(numberFilter),
    boolean: flags,
    dateTime: fewOf(dateTimeFilter),
    exists: flags,
  },
  { requiredKeys: ['key'] },
);

/** Of many conditions that must all hold none would find anything: keep one or two. */
function fewOf(
  filter: fc.Arbitrary<FilterJson>,
  keep: readonly string[] = [],
): fc.Arbitrary<FilterJson> {
  return fc
    .tuple(filter, fc.integer({ min: 0, max: 99 }), fc.constantFrom(1, 1, 1, 2))
    .map(([fields, from, count]): FilterJson => {
      const entries = Object.entries(fields);
      const start = entries.length === 0 ? 0 : from % entries.length;
      const kept = entries.slice(start, start + count).map(([name]) => name);
      return Object.fromEntries(
        entries.filter(([name]) => keep.includes(name) || kept.includes(name)),
      );
    });
}

const ownFields = {
  identity: fewOf(textFilter(text, texts)),
  identifier: fewOf(textFilter(text, texts)),
  type: fewOf(textFilter(text, texts)),
  group: fewOf(textFilter(text, texts)),
  version: fewOf(textFilter(fc.constantFrom<string>(...VERSIONS))),
  clientSessionGroupId: fewOf(textFilter(text, texts)),
  configurationSet: fewOf(textFilter(fc.constantFrom<string>(...SETS, 'set', '', 'A'))),
  state: fc.array(fc.constantFrom(...STATES.map((state) => state.toUpperCase())), { maxLength: 3 }),
  isLive: flags,
  hasData: flags,
  quality: fewOf(numberFilter),
  timestamp: fewOf(dateTimeFilter),
  createdAt: fewOf(dateTimeFilter),
  updatedAt: fewOf(dateTimeFilter),
  startTime: fewOf(nanosecondsFilter),
  endTime: fewOf(nanosecondsFilter),
  duration: fewOf(nanosecondsFilter),
  labels: fewOf(optional({ anyOf: labels, allOf: labels, noneOf: labels })),
  details: fc.array(fewOf(detailFilter, ['key', 'category']), { minLength: 1, maxLength: 2 }),
  text: fc.constantFrom('', 'a', 'B', 'ä', 'xxx', '日', 'a b', 'line break', '17', '2024', '!'),
};

/** Any typed filter over the properties and values of any session. */
export const anyFilter: fc.Arbitrary<FilterJson> = fc.letrec<{
  filter: FilterJson;
  filters: FilterJson[];
}>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 4, arbitrary: fewOf(optional(ownFields)) },
    { weight: 3, arbitrary: fc.record({ details: ownFields.details }) },
    { weight: 1, arbitrary: tie('filters').map((and) => ({ and })) },
    { weight: 2, arbitrary: tie('filters').map((or) => ({ or })) },
    { weight: 2, arbitrary: tie('filter').map((not) => ({ not })) },
  ),
  filters: fc.oneof(
    { weight: 9, arbitrary: fc.array(tie('filter'), { minLength: 1, maxLength: 4 }) },
    fc.constant<never[]>([]),
  ),
})).filter;

/** Any order: of properties that many sessions share or lack, and of some that there are not. */
export const anyOrder: fc.Arbitrary<OrderJson[]> = fc.array(
  fc.record(
    {
      property: fc.oneof(
        fc.constantFrom('state', 'quality', 'type', 'group', 'version', 'identifier', 'identity'),
        fc.constantFrom('timestamp', 'startTimestamp', 'timeRange.endTime', 'duration'),
        fc.constantFrom('details.k', 'details.a.b', 'extDetails.Car.k', 'details.__proto__'),
        fc.constantFrom('clientSessionGroupId', 'createdAt', 'nowhere', 'details.none'),
      ),
      direction: fc.constantFrom('ASC', 'DESC'),
    },
    { requiredKeys: ['property'] },
  ),
  { maxLength: 3 },
);
