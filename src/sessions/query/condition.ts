import type { ZonedInstant } from '../../lib/zoned-instant.ts';

/**
 * A session's own properties that can be filtered and sorted by, by their names in queries. RTA's
 * names come first; the others are of the typed filter.
 */
export type PropertyName =
  | 'identity'
  | 'identifier'
  | 'state'
  | 'timestamp'
  | 'startTimestamp'
  | 'endTimestamp'
  | 'timeRange.startTime'
  | 'timeRange.endTime'
  | 'type'
  | 'quality'
  | 'group'
  | 'version'
  | 'duration'
  | 'clientSessionGroupId'
  | 'createdAt'
  | 'updatedAt';

/** What a condition looks at: a property of the session, or one of its details ('' is `details`). */
export type PropertyPath =
  | { readonly property: PropertyName }
  | { readonly category: string; readonly key: string };

/**
 * A value to compare with. Kinds never equal, and are never ordered among each other: numbers are
 * compared as numbers, exactly; texts by code point. What a text means depends on the property: a
 * detail of type DATE_TIME is compared with it as instants if it is RFC 3339 with an offset, and as
 * the text it was given as otherwise. An instant is compared with instants alone. For `state` it is
 * RTA's number.
 */
export type Value = boolean | number | bigint | string | ZonedInstant;

export type Relation = 'eq' | 'gt' | 'gte' | 'lt' | 'lte';

/**
 * Which sessions. Every condition is true or false of a session, never unknown: one about a
 * property that is absent is false, and `not` of it true.
 */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  /** The property is there. */
  | { readonly op: 'present'; readonly path: PropertyPath }
  | {
      readonly op: 'compare';
      readonly path: PropertyPath;
      readonly relation: Relation;
      readonly value: Value;
    }
  /** Equal to one of the values; with none of them, false. */
  | { readonly op: 'in'; readonly path: PropertyPath; readonly values: readonly Value[] }
  /** A text, or the text of a DATE_TIME, holds this one. */
  | {
      readonly op: 'startsWith' | 'endsWith' | 'contains';
      readonly path: PropertyPath;
      readonly text: string;
      readonly ignoreCase: boolean;
    }
  /** Each of these begins a word of the identifier or of a detail that is a text; with none, true. */
  | { readonly op: 'words'; readonly words: readonly string[] }
  /** It has one of the labels, or is in one of the folders; with none, false. */
  | { readonly op: 'anyLabel'; readonly labels: readonly string[] }
  | { readonly op: 'anyFolder'; readonly folders: readonly string[] }
  /** It is bound to a configuration set whose identifier is one of these; with none, false. */
  | { readonly op: 'anyConfigurationSet'; readonly identifiers: readonly string[] }
  /** The same by a part of the identifier. */
  | {
      readonly op: 'configurationSetText';
      readonly match: 'startsWith' | 'endsWith' | 'contains';
      readonly text: string;
      readonly ignoreCase: boolean;
    }
  /** It uses any configuration set at all. */
  | { readonly op: 'hasConfigurationSet' };

/** True of every session. */
export const EVERY: Condition = { op: 'and', of: [] };

/** True of none. */
export const NONE: Condition = { op: 'or', of: [] };

/** All of these conditions, without needless nesting. */
export function allOf(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return conditions.length === 1 && only ? only : { op: 'and', of: conditions };
}

/** Any of these conditions, without needless nesting. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return conditions.length === 1 && only ? only : { op: 'or', of: conditions };
}

/** The opposite of a condition. */
export function not(condition: Condition): Condition {
  return condition.op === 'not' ? condition.of : { op: 'not', of: condition };
}
