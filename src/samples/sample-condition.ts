import { badInput } from '../errors.ts';

/** How values are compared. */
export const COMPARISONS = [
  'EQUAL',
  'NOT_EQUAL',
  'GREATER',
  'GREATER_OR_EQUAL',
  'LESS',
  'LESS_OR_EQUAL',
  'BETWEEN',
  'NOT_BETWEEN',
  'CONTAINS',
  'NOT_CONTAINS',
] as const;

/** A way to compare values, or their texts. */
export type Comparison = (typeof COMPARISONS)[number];

/** A condition on engineering values, or on their texts. */
export interface SampleCondition {
  readonly comparison: Comparison;
  /** What numbers are compared with. */
  readonly value?: number | null | undefined;
  /** The other end of BETWEEN and NOT_BETWEEN. */
  readonly upper?: number | null | undefined;
  /** What texts are compared with. */
  readonly text?: string | null | undefined;
}

type Test = (value: number) => boolean;

/**
 * A condition as a function of a value that is a number.
 *
 * @param textOf The texts of the values; null when they have none.
 * @throws {AppError} BAD_USER_INPUT when its parts do not fit together, or the values.
 */
export function compileCondition(
  condition: SampleCondition,
  textOf: ((value: number) => string) | null,
): Test {
  const { comparison, value, upper, text } = condition;
  const hasValue = typeof value === 'number';
  const hasText = typeof text === 'string';
  if (hasValue === hasText) {
    throw badInput(
      'condition',
      `Expected either a value or a text, got ${hasText ? 'both' : 'neither'}.`,
    );
  }
  const isRange = comparison === 'BETWEEN' || comparison === 'NOT_BETWEEN';
  if (typeof upper === 'number' && !(isRange && hasValue)) {
    throw badInput('condition.upper', 'Expected it with BETWEEN and NOT_BETWEEN only.');
  }
  if (hasText) {
    if (!textOf) {
      throw badInput('condition.text', 'Expected a value: this parameter has no table of texts.');
    }
    return onTexts(textTest(comparison, text), textOf);
  }
  return numberTest(comparison, value!, upper);
}

function numberTest(comparison: Comparison, value: number, upper: number | null | undefined): Test {
  switch (comparison) {
    case 'EQUAL':
      return (one) => one === value;
    case 'NOT_EQUAL':
      return (one) => one !== value;
    case 'GREATER':
      return (one) => one > value;
    case 'GREATER_OR_EQUAL':
      return (one) => one >= value;
    case 'LESS':
      return (one) => one < value;
    case 'LESS_OR_EQUAL':
      return (one) => one <= value;
    case 'BETWEEN':
    case 'NOT_BETWEEN': {
      const most = upper ?? Number.NaN;
      if (!(most >= value)) {
        throw badInput('condition.upper', `Expected ${value} or more, got ${upper ?? 'nothing'}.`);
      }
      return comparison === 'BETWEEN'
        ? (one) => one >= value && one <= most
        : (one) => one < value || one > most;
    }
    case 'CONTAINS':
    case 'NOT_CONTAINS':
      throw badInput('condition.text', `Expected a text with ${comparison}, got a value.`);
  }
}

function textTest(comparison: Comparison, text: string): (own: string) => boolean {
  const part = text.toLowerCase();
  switch (comparison) {
    case 'EQUAL':
      return (own) => own === text;
    case 'NOT_EQUAL':
      return (own) => own !== text;
    case 'CONTAINS':
      return (own) => own.toLowerCase().includes(part);
    case 'NOT_CONTAINS':
      return (own) => !own.toLowerCase().includes(part);
    case 'GREATER':
    case 'GREATER_OR_EQUAL':
    case 'LESS':
    case 'LESS_OR_EQUAL':
    case 'BETWEEN':
    case 'NOT_BETWEEN':
      throw badInput('condition.value', `Expected a value with ${comparison}, got a text.`);
  }
}

/** A test of texts as one of values. States last long, so that the last answer is the likely one. */
function onTexts(test: (text: string) => boolean, textOf: (value: number) => string): Test {
  let last = Number.NaN;
  let answer = false;
  return (value) => {
    if (value !== last) {
      last = value;
      answer = test(textOf(value));
    }
    return answer;
  };
}
