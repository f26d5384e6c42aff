import { builder } from '../schema/builder.ts';
import { COMPARISONS, type Comparison } from './sample-condition.ts';
import type { SampleMatch } from './search-samples.service.ts';

const COMPARISON_DESCRIPTIONS = {
  EQUAL: 'Exactly this value or text.',
  NOT_EQUAL: 'Any other number, or any other text.',
  GREATER: 'Greater than the value.',
  GREATER_OR_EQUAL: 'The value or greater.',
  LESS: 'Less than the value.',
  LESS_OR_EQUAL: 'The value or less.',
  BETWEEN: 'From the value to `upper`, both included.',
  NOT_BETWEEN: 'Less than the value, or greater than `upper`.',
  CONTAINS: 'The text occurs in it, in upper or lower case.',
  NOT_CONTAINS: 'The text does not occur in it.',
} satisfies Record<Comparison, string>;

const SampleComparisonEnum = builder.enumType('SampleComparison', {
  description: 'How samples are compared. A value that is not a number meets no condition.',
  values: Object.fromEntries(
    COMPARISONS.map((name) => [name, { description: COMPARISON_DESCRIPTIONS[name] }]),
  ) as Record<Comparison, { description: string }>,
});

export const SampleConditionInput = builder.inputType('SampleConditionInput', {
  description: 'A condition on engineering values, by `value`, or on their texts, by `text`.',
  fields: (t) => ({
    comparison: t.field({
      type: SampleComparisonEnum,
      required: true,
      description: 'How they are compared; texts by EQUAL, NOT_EQUAL, CONTAINS, NOT_CONTAINS.',
    }),
    value: t.float({ description: 'What values are compared with; not together with `text`.' }),
    upper: t.float({
      description: 'For BETWEEN and NOT_BETWEEN, with `value`: the greatest value; not below it.',
    }),
    text: t.string({
      description:
        'What texts are compared with; only for parameters whose conversion is a table of texts.',
    }),
  }),
});

export const SampleMatchRef = builder.objectRef<SampleMatch>('SampleMatch').implement({
  description: 'Neighbouring samples for which a condition holds, with no gap among them.',
  fields: (t) => ({
    startTime: t.field({
      type: 'Nanoseconds',
      description: 'The first of them, in nanoseconds since the Unix epoch.',
      resolve: ({ window, startTime }) => window.startTime + BigInt(startTime),
    }),
    endTime: t.field({
      type: 'Nanoseconds',
      description: 'The last of them, in nanoseconds since the Unix epoch.',
      resolve: ({ window, endTime }) => window.startTime + BigInt(endTime),
    }),
    sampleCount: t.exposeFloat('sampleCount', { description: 'How many there are.' }),
    firstValue: t.float({
      nullable: true,
      description: 'Engineering value of the first; null when it is infinite.',
      resolve: ({ firstValue }) => (Number.isFinite(firstValue) ? firstValue : null),
    }),
    firstText: t.exposeString('firstText', {
      nullable: true,
      description: 'Its text; null unless the conversion is a table of texts.',
    }),
  }),
});
