import { badInput } from '../../errors.ts';
import type { ZonedInstant } from '../../lib/zoned-instant.ts';
import { type Condition, not, type PropertyPath, type Relation, type Value } from './condition.ts';
import { type QueryBudget, type Refuse, spendOperands } from './query-limits.ts';

/** A field that is not given, or is null, says nothing. */
export type Optional<T> = T | null | undefined;

/** `eq`, `neq`, `in` and `nin` are exact; the others ignore upper and lower case. */
export interface StringFilter {
  readonly eq?: Optional<string>;
  readonly neq?: Optional<string>;
  readonly in?: Optional<readonly string[]>;
  readonly nin?: Optional<readonly string[]>;
  readonly startsWith?: Optional<string>;
  readonly endsWith?: Optional<string>;
  readonly contains?: Optional<string>;
  readonly isNull?: Optional<boolean>;
}

/** Bounds of a value that has an order. */
export interface OrderedFilter<T extends Value> {
  readonly eq?: Optional<T>;
  readonly neq?: Optional<T>;
  readonly gt?: Optional<T>;
  readonly gte?: Optional<T>;
  readonly lt?: Optional<T>;
  readonly lte?: Optional<T>;
  readonly isNull?: Optional<boolean>;
}

export type FloatFilter = OrderedFilter<number>;
export type NanosecondsFilter = OrderedFilter<bigint>;
export type DateTimeFilter = Omit<OrderedFilter<ZonedInstant>, 'neq' | 'isNull'>;

export interface LabelFilter {
  readonly anyOf?: Optional<readonly string[]>;
  readonly allOf?: Optional<readonly string[]>;
  readonly noneOf?: Optional<readonly string[]>;
}

/** Where in a filter something stands. */
export interface FilterPlace {
  /** As in `filter.or[2].quality`. */
  readonly path: string;
  /** Filters around it, and the one it is in. */
  readonly depth: number;
  readonly budget: QueryBudget;
}

/** The place of a member, as in `.quality` or `.or[2]`. */
export function at(place: FilterPlace, member: string): FilterPlace {
  return { ...place, path: place.path + member };
}

/** Makes the error of what stands at a place. */
export function refuseAt({ path }: FilterPlace): Refuse {
  return (message) => badInput(path, message);
}

/** The condition of a field, or none when the field is not given. */
export function given<T>(field: Optional<T>, read: (value: T) => Condition): Condition[] {
  return field === null || field === undefined ? [] : [read(field)];
}

/** A list, counted against the limit of values. @throws {AppError} BAD_USER_INPUT beyond it. */
export function counted<T>(values: Optional<readonly T[]>, place: FilterPlace): typeof values {
  if (values) spendOperands(place.budget, values.length, refuseAt(place));
  return values;
}

/** That a property is there, or that it is not. */
export function presence(path: PropertyPath, isThere: boolean): Condition {
  const present: Condition = { op: 'present', path };
  return isThere ? present : not(present);
}

/** A property, by its relation to a value. */
export function compare(path: PropertyPath, relation: Relation, value: Value): Condition {
  return { op: 'compare', path, relation, value };
}

/** How texts of one property are asked for. */
export interface TextConditions {
  among(values: readonly string[]): Condition;
  matching(match: TextMatch, text: string): Condition;
  readonly present: Condition;
}

type TextMatch = (typeof TEXT_MATCHES)[number];
const TEXT_MATCHES = ['startsWith', 'endsWith', 'contains'] as const;

/** The conditions of a property, or a detail, that is a text. */
export function textsOf(path: PropertyPath): TextConditions {
  return {
    among: (values) => ({ op: 'in', path, values }),
    matching: (op, text) => ({ op, path, text, ignoreCase: true }),
    present: { op: 'present', path },
  };
}

/** All that a filter says of a text. @throws {AppError} BAD_USER_INPUT for too long lists. */
export function textConditions(
  { among, matching, present }: TextConditions,
  filter: Optional<StringFilter>,
  place: FilterPlace,
): Condition[] {
  if (!filter) return [];
  return [
    ...given(filter.eq, (text) => among([text])),
    ...given(filter.neq, (text) => not(among([text]))),
    ...given(counted(filter.in, at(place, '.in')), among),
    ...given(counted(filter.nin, at(place, '.nin')), (texts) => not(among(texts))),
    ...TEXT_MATCHES.flatMap((match) => given(filter[match], (text) => matching(match, text))),
    ...given(filter.isNull, (isNull) => (isNull ? not(present) : present)),
  ];
}

const RELATIONS: readonly Relation[] = ['eq', 'gt', 'gte', 'lt', 'lte'];

/** All that a filter says of a value that has an order. */
export function orderedConditions(
  path: PropertyPath,
  filter: Optional<OrderedFilter<Value>>,
): Condition[] {
  if (!filter) return [];
  return [
    ...RELATIONS.flatMap((relation) =>
      given(filter[relation], (value) => compare(path, relation, value)),
    ),
    ...given(filter.neq, (value) => not(compare(path, 'eq', value))),
    ...given(filter.isNull, (isNull) => presence(path, !isNull)),
  ];
}
