import { AppError } from '../../errors.ts';
import {
  allOf,
  anyOf,
  type Condition,
  NONE,
  not,
  type PropertyPath,
  type Relation,
} from './condition.ts';
import { mayBeText, parsePropertyPath } from './property-path.ts';
import {
  checkDepth,
  createBudget,
  type QueryBudget,
  type Refuse,
  spendConditions,
  spendOperands,
} from './query-limits.ts';
import { describeOperand, readOperand, type Scalar } from './rta-operand.ts';

/**
 * Read a query of RTA's dialect into one condition. Texts are compared by code point, upper and
 * lower case differ; an absent property is null.
 *
 * @param json The query, a JSON object; integers that a double may not hold may be bigint.
 * @param argument Name of the argument it came by, for errors.
 * @throws {AppError} BAD_USER_INPUT with `argument` and, as a JSON pointer into the query, `pointer`.
 */
export function parseRtaQuery(json: unknown, argument: string): Condition {
  return readCriteria(json, { argument, pointer: '', depth: 1, budget: createBudget() });
}

/** Where in the query something stands. */
interface Place {
  readonly argument: string;
  /** RFC 6901. */
  readonly pointer: string;
  /** Levels down to here, the query itself included. */
  readonly depth: number;
  readonly budget: QueryBudget;
}

/** The place of a member of what stands at `place`. */
function at(place: Place, key: string | number): Place {
  const token = String(key).replaceAll('~', '~0').replaceAll('/', '~1');
  return { ...place, pointer: `${place.pointer}/${token}` };
}

/** Makes the error of what stands at a place. */
function refuseAt({ argument, pointer }: Place): Refuse {
  return (message) => new AppError('BAD_USER_INPUT', message, { argument, pointer });
}

/** One level deeper, if that is allowed. */
function deeper(place: Place): Place {
  checkDepth(place.depth + 1, refuseAt(place));
  return { ...place, depth: place.depth + 1 };
}

function countCondition(place: Place): void {
  spendConditions(place.budget, 1, refuseAt(place));
}

/** All of an object's members: paths with their conditions, and `$and`, `$or`, `$nor`, `$not`. */
function readCriteria(value: unknown, place: Place): Condition {
  if (!isObject(value)) {
    throw refuseAt(place)(`Expected an object of criteria, got ${describeOperand(value)}.`);
  }
  const members = Object.entries(value);
  if (members.length === 0) countCondition(place);
  return allOf(members.map(([key, member]) => readMember(key, member, at(place, key))));
}

function readMember(key: string, value: unknown, place: Place): Condition {
  switch (key) {
    case '$and':
      return allOf(readCriteriaList(value, place));
    case '$or':
      return anyOf(readCriteriaList(value, place));
    case '$nor':
      return not(anyOf(readCriteriaList(value, place)));
    case '$not':
      return not(readCriteria(value, deeper(place)));
    default:
      if (key.startsWith('$')) {
        throw refuseAt(place)(
          `Expected a property, $and, $or, $nor or $not, got ${describeOperand(key)}.`,
        );
      }
      return readCondition(parsePropertyPath(key), value, place);
  }
}

function readCriteriaList(value: unknown, place: Place): Condition[] {
  if (!Array.isArray(value)) {
    throw refuseAt(place)(`Expected a list of criteria, got ${describeOperand(value)}.`);
  }
  if (value.length === 0) countCondition(place);
  const inner = deeper(place);
  return value.map((criteria, i) => readCriteria(criteria, at(inner, i)));
}

/** A value to be equal to, or an object with one operator. A path of null is absent everywhere. */
function readCondition(path: PropertyPath | null, value: unknown, place: Place): Condition {
  if (!isObject(value)) {
    countCondition(place);
    return equal(path, value, place);
  }
  const [member, another] = Object.entries(value);
  if (!member || another) {
    const got = member ? 'several; combine them by $and' : 'none';
    throw refuseAt(place)(`Expected one operator, got ${got}.`);
  }
  const [name, operand] = member;
  const inner = at(place, name);
  if (name === '$not') return not(readCondition(path, operand, deeper(inner)));
  const operator = OPERATORS.get(name);
  if (!operator) {
    throw refuseAt(inner)(
      `Expected $not, ${[...OPERATORS.keys()].join(', ')}, got ${describeOperand(name)}.`,
    );
  }
  countCondition(inner);
  return operator(path, operand, inner);
}

type ReadOperator = (path: PropertyPath | null, operand: unknown, place: Place) => Condition;

const OPERATORS: ReadonlyMap<string, ReadOperator> = new Map<string, ReadOperator>([
  ['$eq', equal],
  ['$neq', (path, operand, place) => not(equal(path, operand, place))],
  ['$gt', ordered('gt')],
  ['$gte', ordered('gte')],
  ['$lt', ordered('lt')],
  ['$lte', ordered('lte')],
  ['$startsWith', textual('startsWith')],
  ['$endsWith', textual('endsWith')],
  ['$contains', textual('contains')],
  ['$in', among],
  ['$nin', (path, operand, place) => not(among(path, operand, place))],
]);

function equal(path: PropertyPath | null, operand: unknown, place: Place): Condition {
  const value = readScalar(operand, place);
  return value === null ? absent(path) : compare(path, 'eq', value, place);
}

function ordered(relation: Relation): ReadOperator {
  return (path, operand, place) => {
    const value = readScalar(operand, place);
    return value === null ? NONE : compare(path, relation, value, place);
  };
}

function textual(op: 'startsWith' | 'endsWith' | 'contains'): ReadOperator {
  return (path, text, place) => {
    if (typeof text !== 'string') {
      throw refuseAt(place)(`Expected a text, got ${describeOperand(text)}.`);
    }
    return path && mayBeText(path) ? { op, path, text, ignoreCase: false } : NONE;
  };
}

/** Equal to one of a list; null in it stands for an absent property. */
function among(path: PropertyPath | null, operand: unknown, place: Place): Condition {
  if (!Array.isArray(operand)) {
    throw refuseAt(place)(`Expected a list of values, got ${describeOperand(operand)}.`);
  }
  spendOperands(place.budget, operand.length, refuseAt(place));
  const scalars = operand.map((one, i) => readScalar(one, at(place, i)));
  const values = scalars.flatMap((scalar, i) => {
    if (path === null || scalar === null) return [];
    return readOperand(path, scalar, refuseAt(at(place, i))) ?? [];
  });
  const conditions: Condition[] = path ? [{ op: 'in', path, values }] : [];
  if (scalars.includes(null)) conditions.push(absent(path));
  return anyOf(conditions);
}

function compare(
  path: PropertyPath | null,
  relation: Relation,
  operand: Scalar,
  place: Place,
): Condition {
  const value = path && readOperand(path, operand, refuseAt(place));
  return path && value !== null && value !== undefined
    ? { op: 'compare', path, relation, value }
    : NONE;
}

function absent(path: PropertyPath | null): Condition {
  return not(path ? { op: 'present', path } : NONE);
}

function readScalar(value: unknown, place: Place): Scalar | null {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  throw refuseAt(place)(
    `Expected a text, a number, true, false or null, got ${describeOperand(value)}.`,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
