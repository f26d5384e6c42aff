import {
  compareNumbers,
  compareTexts,
  compareVersions,
  type PlainSession,
  STATE_NUMBERS,
  type Subject,
  subjectOf,
  toInstant,
} from './plain-session.ts';

/** A query of RTA's dialect, as JSON. */
export type RtaQuery = { readonly [member: string]: unknown };

/**
 * Whether a query of RTA's dialect, which must be valid, finds a session: by the dialect's rules
 * alone, one session and one condition at a time.
 */
export function evaluateQuery(query: RtaQuery, session: PlainSession): boolean {
  return Object.entries(query).every(([key, member]) => {
    switch (key) {
      case '$and':
        return (member as RtaQuery[]).every((one) => evaluateQuery(one, session));
      case '$or':
        return (member as RtaQuery[]).some((one) => evaluateQuery(one, session));
      case '$nor':
        return !(member as RtaQuery[]).some((one) => evaluateQuery(one, session));
      case '$not':
        return !evaluateQuery(member as RtaQuery, session);
      default:
        return evaluateCondition(member, subjectOf(session, key));
    }
  });
}

function evaluateCondition(condition: unknown, subject: Subject | null): boolean {
  if (typeof condition !== 'object' || condition === null) return isEqual(subject, condition);
  const [[operator, operand] = []] = Object.entries(condition) as [string, unknown][];
  switch (operator) {
    case '$not':
      return !evaluateCondition(operand, subject);
    case '$eq':
      return isEqual(subject, operand);
    case '$neq':
      return !isEqual(subject, operand);
    case '$in':
      return (operand as unknown[]).some((one) => isEqual(subject, one));
    case '$nin':
      return !(operand as unknown[]).some((one) => isEqual(subject, one));
    case '$gt':
      return isInOrder(subject, operand, (order) => order > 0);
    case '$gte':
      return isInOrder(subject, operand, (order) => order >= 0);
    case '$lt':
      return isInOrder(subject, operand, (order) => order < 0);
    case '$lte':
      return isInOrder(subject, operand, (order) => order <= 0);
    case '$startsWith':
      return hasText(subject, (text) => text.startsWith(operand as string));
    case '$endsWith':
      return hasText(subject, (text) => text.endsWith(operand as string));
    case '$contains':
      return hasText(subject, (text) => text.includes(operand as string));
    default:
      throw new Error(`There is no operator ${operator}.`);
  }
}

/** Null is what an absent property equals. */
export function isEqual(subject: Subject | null, operand: unknown): boolean {
  if (operand === null) return subject === null;
  if (subject?.kind === 'version') return subject.text === operand;
  return isInOrder(subject, operand, (order) => order === 0);
}

/** Whether a value stands in an order to another: never, when one is absent or their kinds differ. */
export function isInOrder(
  subject: Subject | null,
  operand: unknown,
  holds: (order: number) => boolean,
): boolean {
  if (subject === null || operand === null) return false;
  const order = compare(subject, operand);
  return order !== null && holds(order);
}

function compare(subject: Subject, operand: unknown): number | null {
  switch (subject.kind) {
    case 'string':
      return typeof operand === 'string' ? compareTexts(subject.text, operand) : null;
    case 'version':
      return typeof operand === 'string' ? compareVersions(subject.text, operand) : null;
    case 'number':
      return isNumber(operand) ? compareNumbers(subject.number, operand) : null;
    case 'integer': {
      const number = typeof operand === 'string' ? toInteger(operand) : operand;
      return isNumber(number) ? compareNumbers(subject.number, number) : null;
    }
    case 'boolean':
      return typeof operand === 'boolean' ? Number(subject.boolean) - Number(operand) : null;
    case 'state': {
      const number = typeof operand === 'string' ? STATE_NUMBERS.get(operand.toLowerCase()) : null;
      return isNumber(number) ? compareNumbers(subject.number, number) : null;
    }
    case 'instant': {
      const instant = typeof operand === 'string' ? toInstant(operand) : null;
      return instant === null ? null : compareNumbers(subject.instant, instant);
    }
    case 'dateTime': {
      if (typeof operand !== 'string') return null;
      const instant = toInstant(operand);
      return instant === null
        ? compareTexts(subject.text, operand)
        : compareNumbers(toInstant(subject.text)!, instant);
    }
    case 'bytes':
      return null;
  }
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** A 64-bit integer of its decimal digits. */
function toInteger(text: string): bigint | null {
  if (!/^-?\d+$/.test(text)) return null;
  const integer = BigInt(text);
  return integer >= -(2n ** 63n) && integer < 2n ** 63n ? integer : null;
}

/** Whether a value is a text, or has one, of which something holds. */
export function hasText(subject: Subject | null, holds: (text: string) => boolean): boolean {
  switch (subject?.kind) {
    case 'string':
    case 'version':
    case 'dateTime':
      return holds(subject.text);
    default:
      return false;
  }
}
