import { checkCategory, checkDetailKey } from '../session-details.ts';
import { LIVE_STATES, SESSION_STATE_CODES, type SessionState } from '../session-state.ts';
import {
  allOf,
  anyOf,
  type Condition,
  not,
  type PropertyName,
  type PropertyPath,
  type Value,
} from './condition.ts';
import {
  at,
  compare,
  counted,
  type DateTimeFilter,
  type FilterPlace,
  type FloatFilter,
  given,
  type LabelFilter,
  type NanosecondsFilter,
  type Optional,
  type OrderedFilter,
  orderedConditions,
  presence,
  refuseAt,
  type StringFilter,
  type TextConditions,
  textConditions,
  textsOf,
} from './field-filters.ts';
import {
  checkDepth,
  checkSearchLength,
  createBudget,
  spendConditions,
  spendOperands,
} from './query-limits.ts';
import { toSearchWords } from './search-words.ts';

/** A detail; with nothing but its name, that it is there. */
export interface DetailFilter {
  readonly key: string;
  /** Category of `extDetails`; absent or empty for `details`. */
  readonly category?: Optional<string>;
  readonly string?: Optional<StringFilter>;
  readonly number?: Optional<FloatFilter>;
  readonly boolean?: Optional<boolean>;
  readonly dateTime?: Optional<DateTimeFilter>;
  readonly exists?: Optional<boolean>;
}

/** Which sessions, as the typed filter says it; fields given together must all match. */
export interface SessionFilter {
  readonly and?: Optional<readonly SessionFilter[]>;
  readonly or?: Optional<readonly SessionFilter[]>;
  readonly not?: Optional<SessionFilter>;
  readonly identity?: Optional<StringFilter>;
  readonly identifier?: Optional<StringFilter>;
  readonly type?: Optional<StringFilter>;
  readonly group?: Optional<StringFilter>;
  readonly version?: Optional<StringFilter>;
  readonly clientSessionGroupId?: Optional<StringFilter>;
  readonly configurationSet?: Optional<StringFilter>;
  readonly state?: Optional<readonly SessionState[]>;
  readonly isLive?: Optional<boolean>;
  readonly hasData?: Optional<boolean>;
  readonly quality?: Optional<FloatFilter>;
  readonly timestamp?: Optional<DateTimeFilter>;
  readonly createdAt?: Optional<DateTimeFilter>;
  readonly updatedAt?: Optional<DateTimeFilter>;
  readonly startTime?: Optional<NanosecondsFilter>;
  readonly endTime?: Optional<NanosecondsFilter>;
  readonly duration?: Optional<NanosecondsFilter>;
  readonly labels?: Optional<LabelFilter>;
  readonly details?: Optional<readonly DetailFilter[]>;
  readonly text?: Optional<string>;
}

/**
 * Read the typed filter into one condition.
 *
 * @throws {AppError} BAD_USER_INPUT with the path below `argument` that is at fault.
 */
export function toCondition(filter: SessionFilter, argument = 'filter'): Condition {
  return readFilter(filter, { path: argument, depth: 1, budget: createBudget() });
}

function readFilter(filter: SessionFilter, place: FilterPlace): Condition {
  checkDepth(place.depth, refuseAt(place));
  const own = ownConditions(filter, place);
  spendConditions(place.budget, Math.max(own.length, 1), refuseAt(place));
  const ofDetails = (filter.details ?? []).flatMap((detail, i) =>
    detailConditions(detail, at(place, `.details[${i}]`)),
  );
  return allOf([...own, ...ofDetails, ...combinedFilters(filter, place)]);
}

function combinedFilters(filter: SessionFilter, { depth, ...place }: FilterPlace): Condition[] {
  const read = (inner: SessionFilter, member: string) =>
    readFilter(inner, at({ ...place, depth: depth + 1 }, member));
  return [
    ...given(filter.and, (filters) => allOf(filters.map((one, i) => read(one, `.and[${i}]`)))),
    ...given(filter.or, (filters) => anyOf(filters.map((one, i) => read(one, `.or[${i}]`)))),
    ...given(filter.not, (inner) => not(read(inner, '.not'))),
  ];
}

/** Fields that are properties of the same name. */
const TEXTS = [
  'identity',
  'identifier',
  'type',
  'group',
  'version',
  'clientSessionGroupId',
] as const;

/** What the fields say of the session itself. */
function ownConditions(filter: SessionFilter, place: FilterPlace): Condition[] {
  return [
    ...TEXTS.flatMap((property) =>
      textConditions(textsOf({ property }), filter[property], at(place, `.${property}`)),
    ),
    ...orderedFields(filter).flatMap(([property, bounds]) =>
      orderedConditions({ property }, bounds),
    ),
    ...given(filter.state, inStates),
    ...given(filter.isLive, (isLive) => {
      const live = inStates(LIVE_STATES);
      return isLive ? live : not(live);
    }),
    ...given(filter.hasData, (has) => presence({ property: 'timeRange.startTime' }, has)),
    ...textConditions(CONFIGURATION_SETS, filter.configurationSet, at(place, '.configurationSet')),
    ...labelConditions(filter.labels, at(place, '.labels')),
    ...given(filter.text, (text) => wordCondition(text, at(place, '.text'))),
  ];
}

function orderedFields(filter: SessionFilter): [PropertyName, Optional<OrderedFilter<Value>>][] {
  return [
    ['quality', filter.quality],
    ['timestamp', filter.timestamp],
    ['createdAt', filter.createdAt],
    ['updatedAt', filter.updatedAt],
    ['timeRange.startTime', filter.startTime],
    ['timeRange.endTime', filter.endTime],
    ['duration', filter.duration],
  ];
}

/** Some set that is bound has such an identifier; of `neq`, `nin` and `isNull`, none has. */
const CONFIGURATION_SETS: TextConditions = {
  among: (identifiers) => ({ op: 'anyConfigurationSet', identifiers }),
  matching: (match, text) => ({ op: 'configurationSetText', match, text, ignoreCase: true }),
  present: { op: 'hasConfigurationSet' },
};

function inStates(states: readonly SessionState[]): Condition {
  const values = [...new Set(states)].map((state) => SESSION_STATE_CODES[state]);
  return { op: 'in', path: { property: 'state' }, values };
}

function labelConditions(filter: Optional<LabelFilter>, place: FilterPlace): Condition[] {
  const any = (labels: readonly string[]): Condition => ({ op: 'anyLabel', labels });
  return [
    ...given(counted(filter?.anyOf, at(place, '.anyOf')), any),
    // Each one is a condition by itself, which costs more than another value of a list.
    ...[...new Set(counted(filter?.allOf, at(place, '.allOf')))].map((label) => any([label])),
    ...given(counted(filter?.noneOf, at(place, '.noneOf')), (labels) => not(any(labels))),
  ];
}

function detailConditions(filter: DetailFilter, place: FilterPlace): Condition[] {
  const path: PropertyPath = {
    category: checkCategory(filter.category, `${place.path}.category`),
    key: checkDetailKey(filter.key, `${place.path}.key`),
  };
  const conditions = [
    ...textConditions(textsOf(path), filter.string, at(place, '.string')),
    ...orderedConditions(path, filter.number),
    ...given(filter.boolean, (value) => compare(path, 'eq', value)),
    ...orderedConditions(path, filter.dateTime),
    ...given(filter.exists, (exists) => presence(path, exists)),
  ];
  spendConditions(place.budget, Math.max(conditions.length, 1), refuseAt(place));
  return conditions.length > 0 ? conditions : [presence(path, true)];
}

/** Each word begins a word of the session's texts. A text without any asks for nothing. */
function wordCondition(text: string, place: FilterPlace): Condition {
  checkSearchLength(text, refuseAt(place));
  const words = [...new Set(toSearchWords(text))];
  spendOperands(place.budget, words.length, refuseAt(place));
  return { op: 'words', words };
}
