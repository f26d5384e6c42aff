import { builder } from '../schema/builder.ts';
import type { SessionFilter } from './query/session-filter.ts';
import { SessionStateEnum } from './session.type.ts';

const ABSENT = 'Whether it is absent, or there.';

export const StringFilterInput = builder.inputType('StringFilter', {
  description:
    'Conditions on a text, all of which must hold. `eq`, `neq`, `in` and `nin` are exact; the others ignore upper and lower case. Only `neq`, `nin` and `isNull: true` are true of an absent text.',
  fields: (t) => ({
    eq: t.string({ description: 'Equal to this.' }),
    neq: t.string({ description: 'Anything else, or absent.' }),
    in: t.stringList({ description: 'Equal to one of these; of none, never.' }),
    nin: t.stringList({ description: 'Equal to none of these, or absent.' }),
    startsWith: t.string({ description: 'Begins with this.' }),
    endsWith: t.string({ description: 'Ends with this.' }),
    contains: t.string({ description: 'Holds this.' }),
    isNull: t.boolean({ description: ABSENT }),
  }),
});

export const FloatFilterInput = builder.inputType('FloatFilter', {
  description:
    'Conditions on a number, all of which must hold. Only `neq` and `isNull: true` are true of an absent one.',
  fields: (t) => ({
    eq: t.float({ description: 'Equal to this.' }),
    neq: t.float({ description: 'Anything else, or absent.' }),
    gt: t.float({ description: 'Greater than this.' }),
    gte: t.float({ description: 'This, or greater.' }),
    lt: t.float({ description: 'Less than this.' }),
    lte: t.float({ description: 'This, or less.' }),
    isNull: t.boolean({ description: ABSENT }),
  }),
});

export const NanosecondsFilterInput = builder.inputType('NanosecondsFilter', {
  description:
    'Conditions on nanoseconds since the Unix epoch, or a span of them, all of which must hold. Only `neq` and `isNull: true` are true of an absent one.',
  fields: (t) => ({
    eq: t.field({ type: 'Nanoseconds', description: 'Equal to this.' }),
    neq: t.field({ type: 'Nanoseconds', description: 'Anything else, or absent.' }),
    gt: t.field({ type: 'Nanoseconds', description: 'Greater than this.' }),
    gte: t.field({ type: 'Nanoseconds', description: 'This, or greater.' }),
    lt: t.field({ type: 'Nanoseconds', description: 'Less than this.' }),
    lte: t.field({ type: 'Nanoseconds', description: 'This, or less.' }),
    isNull: t.boolean({ description: ABSENT }),
  }),
});

export const DateTimeFilterInput = builder.inputType('DateTimeFilter', {
  description:
    'Conditions on a date and time, all of which must hold. Instants are compared, whatever their offsets.',
  fields: (t) => ({
    eq: t.field({ type: 'DateTime', description: 'The same instant.' }),
    gt: t.field({ type: 'DateTime', description: 'After this.' }),
    gte: t.field({ type: 'DateTime', description: 'This, or after.' }),
    lt: t.field({ type: 'DateTime', description: 'Before this.' }),
    lte: t.field({ type: 'DateTime', description: 'This, or before.' }),
  }),
});

export const LabelFilterInput = builder.inputType('LabelFilter', {
  description: 'Conditions on the labels, all of which must hold. Labels are exact.',
  fields: (t) => ({
    anyOf: t.stringList({ description: 'At least one of these; of none, never.' }),
    allOf: t.stringList({ description: 'Each of these.' }),
    noneOf: t.stringList({ description: 'None of these.' }),
  }),
});

export const DetailFilterInput = builder.inputType('DetailFilter', {
  description:
    'Conditions on one detail, all of which must hold; with nothing but its name, that it is there. A value of one kind is never equal to one of another, nor has it a place in their order.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Name.' }),
    category: t.string({ description: 'Category of `extDetails`; absent or empty for `details`.' }),
    string: t.field({
      type: StringFilterInput,
      description:
        'Of a text, or of the text of a date and time. `eq` and `in` compare a date and time as an instant with texts that are RFC 3339 with an offset.',
    }),
    number: t.field({ type: FloatFilterInput, description: 'Of a number, integer or not.' }),
    boolean: t.boolean({ description: 'Equal to this boolean.' }),
    dateTime: t.field({ type: DateTimeFilterInput, description: 'Of a date and time.' }),
    exists: t.boolean({ description: 'Whether it is there, with any value, or absent.' }),
  }),
});

export const SessionFilterInput = builder.inputRef<SessionFilter>('SessionFilter');

SessionFilterInput.implement({
  description:
    'Which sessions; fields given together must all match, and one that is null is as if it were not given. At most 50 levels, 2,000 conditions, and 5,000 values in all lists together.',
  fields: (t) => ({
    and: t.field({ type: [SessionFilterInput], description: 'All of these match.' }),
    or: t.field({
      type: [SessionFilterInput],
      description: 'At least one of these matches; of none, never.',
    }),
    not: t.field({ type: SessionFilterInput, description: 'This does not match.' }),
    identity: t.field({ type: StringFilterInput, description: 'The unique key.' }),
    identifier: t.field({ type: StringFilterInput, description: 'The name for people.' }),
    type: t.field({ type: StringFilterInput, description: 'The type.' }),
    group: t.field({ type: StringFilterInput, description: 'The group.' }),
    version: t.field({ type: StringFilterInput, description: 'The version, as text.' }),
    state: t.field({
      type: [SessionStateEnum],
      description: 'One of these states; of none, never.',
    }),
    isLive: t.boolean({ description: 'Whether data may still come: WAITING or OPEN.' }),
    hasData: t.boolean({ description: 'Whether there is any sample or event.' }),
    quality: t.field({ type: FloatFilterInput, description: 'The quality, from 0 to 1.' }),
    timestamp: t.field({ type: DateTimeFilterInput, description: 'The official time.' }),
    startTime: t.field({
      type: NanosecondsFilterInput,
      description: 'The first sample, in nanoseconds since the Unix epoch.',
    }),
    endTime: t.field({
      type: NanosecondsFilterInput,
      description: 'The last sample, in nanoseconds since the Unix epoch.',
    }),
    duration: t.field({
      type: NanosecondsFilterInput,
      description: 'From the first to the last sample, in nanoseconds.',
    }),
    createdAt: t.field({ type: DateTimeFilterInput, description: 'When it was created here.' }),
    updatedAt: t.field({ type: DateTimeFilterInput, description: 'When it last changed.' }),
    labels: t.field({ type: LabelFilterInput, description: 'The labels.' }),
    clientSessionGroupId: t.field({
      type: StringFilterInput,
      description: 'What ties sessions of one interaction together.',
    }),
    configurationSet: t.field({
      type: StringFilterInput,
      description:
        'The identifiers of the sets it is bound to: one of them matches; for `neq` and `nin`, none is listed; for `isNull`, whether there is none.',
    }),
    details: t.field({ type: [DetailFilterInput], description: 'All of these match.' }),
    text: t.string({
      description:
        'Words, at most 1,000 characters: each begins a word of the identifier or of a detail that is a text, whatever the case.',
    }),
  }),
});

const OrderDirectionEnum = builder.enumType('OrderDirection', {
  description: 'Which end comes first.',
  values: {
    ASC: { description: 'The least first.' },
    DESC: { description: 'The greatest first.' },
  },
});

export const SessionOrderInput = builder.inputType('SessionOrder', {
  description:
    'What sessions are sorted by. Those without the property come last in either direction; details sort by kind (boolean, number, date and time, text), then by value.',
  fields: (t) => ({
    property: t.string({
      required: true,
      description:
        'A property such as "timestamp", "quality", "details.Run" or "extDetails.Car.Front wing"; an unknown one sorts nothing.',
    }),
    direction: t.field({
      type: OrderDirectionEnum,
      defaultValue: 'ASC',
      description: 'Which end comes first.',
    }),
  }),
});
