import { hasText, isEqual, isInOrder } from './evaluate-query.ts';
import { type PlainSession, pathOf, type Subject, subjectOf } from './plain-session.ts';

/** An input of the API as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: walked by name, as the rules are.
export type FilterJson = { readonly [field: string]: any };

/** Whether the typed filter finds a session: by the descriptions in the schema alone. */
export function evaluateFilter(filter: FilterJson, session: PlainSession): boolean {
  return Object.entries(filter).every(
    ([field, value]) => value === null || evaluateField(field, value, session),
  );
}

function evaluateField(field: string, value: FilterJson, session: PlainSession): boolean {
  switch (field) {
    case 'and':
      return value.every((one: FilterJson) => evaluateFilter(one, session));
    case 'or':
      return value.some((one: FilterJson) => evaluateFilter(one, session));
    case 'not':
      return !evaluateFilter(value, session);
    case 'state':
      return value.some((state: string) => state.toLowerCase() === session.state);
    case 'isLive':
      return ['waiting', 'open'].includes(session.state) === (value as unknown);
    case 'hasData':
      return (session.timeRange !== undefined) === (value as unknown);
    case 'labels':
      return evaluateLabels(value, session.labels);
    case 'configurationSet':
      return evaluateSets(value, session.configurationSets);
    case 'details':
      return value.every((one: FilterJson) => evaluateDetail(one, session));
    case 'text':
      return wordsOf(value as unknown as string).every((word) => hasWord(session, word));
    case 'timestamp':
    case 'createdAt':
    case 'updatedAt':
    case 'quality':
    case 'startTime':
    case 'endTime':
    case 'duration':
      return evaluateOrdered(value, subjectOf(session, field));
    default:
      return evaluateText(value, subjectOf(session, field));
  }
}

function evaluateText(filter: FilterJson, subject: Subject | null): boolean {
  return Object.entries(filter).every(([operator, operand]) => {
    const holds = (test: (text: string, part: string) => boolean) =>
      hasText(subject, (text) => test(text.toLowerCase(), operand.toLowerCase()));
    switch (operator) {
      case 'eq':
        return isEqual(subject, operand);
      case 'neq':
        return !isEqual(subject, operand);
      case 'in':
        return operand.some((one: string) => isEqual(subject, one));
      case 'nin':
        return !operand.some((one: string) => isEqual(subject, one));
      case 'startsWith':
        return holds((text, part) => text.startsWith(part));
      case 'endsWith':
        return holds((text, part) => text.endsWith(part));
      case 'contains':
        return holds((text, part) => text.includes(part));
      case 'isNull':
        return (subject === null) === operand;
      default:
        throw new Error(`There is no operator ${operator}.`);
    }
  });
}

function evaluateOrdered(filter: FilterJson, subject: Subject | null): boolean {
  return Object.entries(filter).every(([operator, operand]) => {
    switch (operator) {
      case 'eq':
        return isEqual(subject, operand);
      case 'neq':
        return !isEqual(subject, operand);
      case 'gt':
        return isInOrder(subject, operand, (order) => order > 0);
      case 'gte':
        return isInOrder(subject, operand, (order) => order >= 0);
      case 'lt':
        return isInOrder(subject, operand, (order) => order < 0);
      case 'lte':
        return isInOrder(subject, operand, (order) => order <= 0);
      case 'isNull':
        return (subject === null) === operand;
      default:
        throw new Error(`There is no operator ${operator}.`);
    }
  });
}

function evaluateDetail(filter: FilterJson, session: PlainSession): boolean {
  const { key, category = '', string, number, boolean, dateTime, exists } = filter;
  const subject = subjectOf(session, pathOf({ category, key }));
  const conditions = [
    ...Object.keys(string ?? {}).map(() => evaluateText(string, subject)),
    ...Object.keys(number ?? {}).map(() => evaluateOrdered(number, subject)),
    ...Object.keys(dateTime ?? {}).map(() => evaluateDateTime(dateTime, subject)),
    ...(boolean === undefined ? [] : [isEqual(subject, boolean)]),
    ...(exists === undefined ? [] : [(subject !== null) === exists]),
  ];
  return conditions.length === 0 ? subject !== null : conditions.every(Boolean);
}

/** A date and time is compared with dates and times alone: a text that looks like one is none. */
function evaluateDateTime(filter: FilterJson, subject: Subject | null): boolean {
  return evaluateOrdered(filter, subject?.kind === 'dateTime' ? subject : null);
}

function evaluateLabels({ anyOf, allOf, noneOf }: FilterJson, labels: readonly string[]): boolean {
  const has = (label: string) => labels.includes(label);
  return (
    (anyOf === undefined || anyOf.some(has)) &&
    (allOf === undefined || allOf.every(has)) &&
    (noneOf === undefined || !noneOf.some(has))
  );
}

/** One of the sets has such an identifier; of what is denied, none has. */
function evaluateSets(filter: FilterJson, sets: readonly string[]): boolean {
  return Object.entries(filter).every(([operator, operand]) => {
    const some = (positive: string) =>
      sets.some((text) => evaluateText({ [positive]: operand }, { kind: 'string', text }));
    switch (operator) {
      case 'neq':
        return !some('eq');
      case 'nin':
        return !some('in');
      case 'isNull':
        return (sets.length === 0) === operand;
      default:
        return some(operator);
    }
  });
}

function hasWord({ identifier, details }: PlainSession, start: string): boolean {
  const texts = details.flatMap(({ value }) => (value.kind === 'string' ? [value.text] : []));
  return [identifier, ...texts].flatMap(wordsOf).some((word) => word.startsWith(start));
}

/** Letters, digits and marks that stand together, in lower case. */
function wordsOf(text: string): string[] {
  const lower = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  return lower.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '');
}
