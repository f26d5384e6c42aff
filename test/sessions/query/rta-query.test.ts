import { describe, expect, it } from 'vitest';
import { parseZonedInstant } from '../../../src/lib/zoned-instant.ts';
import { EVERY, NONE } from '../../../src/sessions/query/condition.ts';
import {
  MAX_CONDITIONS,
  MAX_OPERANDS,
  MAX_QUERY_DEPTH,
} from '../../../src/sessions/query/query-limits.ts';
import { parseRtaQuery } from '../../../src/sessions/query/rta-query.ts';

const read = (query: unknown) => parseRtaQuery(query, 'query');

const x = { category: '', key: 'x' };
const compare = (relation: string, value: unknown, path: object = x) => ({
  op: 'compare',
  path,
  relation,
  value,
});
const PRESENT = { op: 'present', path: x };
const not = (of: object) => ({ op: 'not', of });

describe('parseRtaQuery', () => {
  it.each([
    ['an empty query', {}, EVERY],
    ['a literal', { 'details.x': 'a' }, compare('eq', 'a')],
    ['$eq', { 'details.x': { $eq: 1 } }, compare('eq', 1)],
    ['$neq', { 'details.x': { $neq: true } }, not(compare('eq', true))],
    ['$gt', { 'details.x': { $gt: 1.5 } }, compare('gt', 1.5)],
    ['$gte', { 'details.x': { $gte: 1 } }, compare('gte', 1)],
    ['$lt', { 'details.x': { $lt: 'b' } }, compare('lt', 'b')],
    ['$lte', { 'details.x': { $lte: false } }, compare('lte', false)],
    [
      '$startsWith',
      { 'details.x': { $startsWith: 'A' } },
      { op: 'startsWith', path: x, text: 'A', ignoreCase: false },
    ],
    [
      '$endsWith',
      { 'details.x': { $endsWith: 'A' } },
      { op: 'endsWith', path: x, text: 'A', ignoreCase: false },
    ],
    [
      '$contains',
      { 'details.x': { $contains: '' } },
      { op: 'contains', path: x, text: '', ignoreCase: false },
    ],
    ['$in', { 'details.x': { $in: [1, 'a'] } }, { op: 'in', path: x, values: [1, 'a'] }],
    ['$in of nothing', { 'details.x': { $in: [] } }, { op: 'in', path: x, values: [] }],
    ['$nin', { 'details.x': { $nin: [true] } }, not({ op: 'in', path: x, values: [true] })],
    ['$not of an operator', { 'details.x': { $not: { $gt: 1 } } }, not(compare('gt', 1))],
    ['$not of a literal', { 'details.x': { $not: 'a' } }, not(compare('eq', 'a'))],
    ['$not of $not', { 'details.x': { $not: { $not: { $lt: 1 } } } }, compare('lt', 1)],
    ['$not of criteria', { $not: { 'details.x': 1 } }, not(compare('eq', 1))],
    ['$not of an empty query', { $not: {} }, not(EVERY)],
    ['$and of nothing', { $and: [] }, EVERY],
    ['$or of nothing', { $or: [] }, NONE],
    ['$nor of nothing', { $nor: [] }, not(NONE)],
    [
      '$or',
      { $or: [{ 'details.x': 1 }, { 'details.x': 2 }] },
      { op: 'or', of: [compare('eq', 1), compare('eq', 2)] },
    ],
    ['$nor', { $nor: [{ 'details.x': 1 }, {}] }, not({ op: 'or', of: [compare('eq', 1), EVERY] })],
    [
      'several members, all of which must hold',
      { 'details.x': 1, $and: [{ 'details.x': 2 }] },
      { op: 'and', of: [compare('eq', 1), compare('eq', 2)] },
    ],
    ['null', { 'details.x': null }, not(PRESENT)],
    ['$eq null', { 'details.x': { $eq: null } }, not(PRESENT)],
    ['$neq null', { 'details.x': { $neq: null } }, PRESENT],
    [
      '$in with null',
      { 'details.x': { $in: ['a', null] } },
      { op: 'or', of: [{ op: 'in', path: x, values: ['a'] }, not(PRESENT)] },
    ],
    ['an order with null', { 'details.x': { $lte: null } }, NONE],
  ])('reads %s', (_name, query, condition) => {
    expect(read(query)).toEqual(condition);
  });

  it.each([
    ['equal to a value', { nowhere: 1 }, NONE],
    ['in an order', { nowhere: { $lt: 1 } }, NONE],
    ['with a text in it', { nowhere: { $contains: '' } }, NONE],
    ['one of some', { nowhere: { $in: [1, 'a'] } }, NONE],
    ['absent', { nowhere: null }, not(NONE)],
    ['one of some or absent', { nowhere: { $in: [1, null] } }, not(NONE)],
    ['other than a value', { nowhere: { $neq: 1 } }, not(NONE)],
    ['there', { nowhere: { $neq: null } }, NONE],
    ['with an operator that is not there', { constructor: 'x', __proto__: {} }, NONE],
  ])('takes a property that no session has as absent: %s', (_name, query, condition) => {
    expect(read(query)).toEqual(condition);
  });

  it('reads every own key of JSON as a property, whatever it is called', () => {
    const query = JSON.parse('{"__proto__": "a", "details.__proto__": "b", "toString": null}');
    expect(read(query)).toEqual({
      op: 'and',
      of: [NONE, compare('eq', 'b', { category: '', key: '__proto__' }), not(NONE)],
    });
  });
});

describe('values of properties', () => {
  it('takes states by name, in any letter case, as their numbers', () => {
    const path = { property: 'state' };
    expect(read({ state: 'closed' })).toEqual(compare('eq', 4, path));
    expect(read({ state: { $gte: 'Truncated' } })).toEqual(compare('gte', 12, path));
    expect(read({ state: { $in: ['OPEN', 'waiting', null] } })).toEqual({
      op: 'or',
      of: [{ op: 'in', path, values: [2, 1] }, not({ op: 'present', path })],
    });
  });

  it.each(['timestamp', 'startTimestamp', 'endTimestamp', 'createdAt', 'updatedAt'])(
    'takes texts of %s as instants',
    (property) => {
      const text = '2021-05-06T18:58:56.20289+01:00';
      expect(read({ [property]: { $lt: text } })).toEqual(
        compare('lt', parseZonedInstant(text), { property }),
      );
    },
  );

  it.each(['timeRange.startTime', 'timeRange.endTime', 'duration'])(
    'takes decimal texts of %s as integers, exactly',
    (property) => {
      const exact = '1620323936202890001';
      expect(read({ [property]: exact })).toEqual(compare('eq', BigInt(exact), { property }));
      expect(read({ [property]: 5 })).toEqual(compare('eq', 5, { property }));
    },
  );

  it.each([
    ['a number of a text', { type: 1 }],
    ['a boolean of a text', { version: { $lte: true } }],
    ['a text of a number', { quality: '0.5' }],
    ['a boolean of a number', { quality: { $gt: false } }],
    ['a number of a time', { timestamp: { $gt: 5 } }],
    ['a boolean of a time', { createdAt: true }],
    ['a text that is no integer', { duration: '1.5' }],
    ['an integer beyond 64 bits', { duration: { $lt: '9223372036854775808' } }],
    ['a boolean of an integer', { startTime: { $gte: false } }],
    ['a text in a time', { timestamp: { $startsWith: '2021' } }],
    ['a text in a state', { state: { $contains: 'o' } }],
    ['a text in a number', { quality: { $endsWith: '' } }],
  ])('never finds %s', (_name, query) => {
    expect(read(query)).toEqual(NONE);
  });

  it('leaves values of other kinds out of lists', () => {
    expect(read({ quality: { $in: [0.5, '0.5', true] } })).toEqual({
      op: 'in',
      path: { property: 'quality' },
      values: [0.5],
    });
  });
});

describe('a query at fault', () => {
  it.each([
    [null, '', 'Expected an object of criteria, got null.'],
    [[], '', 'Expected an object of criteria, got a list.'],
    ['{}', '', 'Expected an object of criteria, got "{}".'],
    [{ $where: '1' }, '/$where', 'Expected a property, $and, $or, $nor or $not, got "$where".'],
    [{ $or: {} }, '/$or', 'Expected a list of criteria, got an object.'],
    [{ $and: [{}, 5] }, '/$and/1', 'Expected an object of criteria, got 5.'],
    [{ $not: [] }, '/$not', 'Expected an object of criteria, got a list.'],
    [{ type: [] }, '/type', 'Expected a text, a number, true, false or null, got a list.'],
    [{ type: {} }, '/type', 'Expected one operator, got none.'],
    [
      { type: { $gte: 'a', $lt: 'b' } },
      '/type',
      'Expected one operator, got several; combine them by $and.',
    ],
    [
      { type: { $regex: '.*' } },
      '/type/$regex',
      'Expected $not, $eq, $neq, $gt, $gte, $lt, $lte, $startsWith, $endsWith, $contains, $in, $nin, got "$regex".',
    ],
    [{ type: { value: 1 } }, '/type/value', expect.stringContaining('got "value".')],
    [{ type: { $contains: 1 } }, '/type/$contains', 'Expected a text, got 1.'],
    [{ type: { $startsWith: null } }, '/type/$startsWith', 'Expected a text, got null.'],
    [{ type: { $in: 'a' } }, '/type/$in', 'Expected a list of values, got "a".'],
    [
      { type: { $nin: ['a', {}] } },
      '/type/$nin/1',
      'Expected a text, a number, true, false or null, got an object.',
    ],
    [
      { $nor: [{ 'details.a/b~c': { $not: { $eq: [] } } }] },
      '/$nor/0/details.a~1b~0c/$not/$eq',
      'Expected a text, a number, true, false or null, got a list.',
    ],
    [
      { nowhere: { $gt: {} } },
      '/nowhere/$gt',
      'Expected a text, a number, true, false or null, got an object.',
    ],
    [
      { state: { $in: ['open', 'closde'] } },
      '/state/$in/1',
      'Expected the name of a state (unknown, waiting, open, closed, truncated, failed, abandoned), got "closde".',
    ],
    [{ state: 4 }, '/state', expect.stringContaining('got 4.')],
    [
      { timestamp: { $gt: '2021-05-06T18:58:56' } },
      '/timestamp/$gt',
      'Expected a date and time with zone, such as 2021-05-06T18:58:56.20289+01:00, got "2021-05-06T18:58:56".',
    ],
  ])('%j is refused at %s', (query, pointer, message) => {
    expect(() => read(query)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message,
        details: { argument: 'query', pointer },
      }),
    );
  });
});

describe('the limits of a query', () => {
  const nested = (levels: number, wrap: (inner: object) => object): object =>
    levels === 1 ? {} : wrap(nested(levels - 1, wrap));

  it.each([
    ['$and', (inner: object) => ({ $and: [inner] })],
    ['$not', (inner: object) => ({ $not: inner })],
  ])('are 50 levels of %s', (_name, wrap) => {
    expect(() => read(nested(MAX_QUERY_DEPTH, wrap))).not.toThrow();
    expect(() => read(nested(MAX_QUERY_DEPTH + 1, wrap))).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: 'Expected at most 50 levels of conditions, got more.',
      }),
    );
  });

  it('are 50 levels of $not within a condition', () => {
    const deny = (levels: number): unknown => (levels === 1 ? 'a' : { $not: deny(levels - 1) });
    expect(() => read({ type: deny(MAX_QUERY_DEPTH) })).not.toThrow();
    expect(() => read({ type: deny(MAX_QUERY_DEPTH + 1) })).toThrow('at most 50 levels');
  });

  it.each([
    ['conditions', () => ({ type: 'a' })],
    ['empty criteria', () => ({})],
    ['empty lists of criteria', () => ({ $or: [] })],
  ])('are 2,000 %s', (_name, one) => {
    expect(() => read({ $or: Array.from({ length: MAX_CONDITIONS }, one) })).not.toThrow();
    expect(() => read({ $or: Array.from({ length: MAX_CONDITIONS + 1 }, one) })).toThrow(
      'Expected at most 2000 conditions in one query, got more.',
    );
  });

  it('are 5,000 values in all lists together', () => {
    const list = (length: number) => ({ type: { $in: Array.from({ length }, () => 'a') } });
    expect(() => read({ $or: [list(MAX_OPERANDS - 1), list(1)] })).not.toThrow();
    expect(() => read({ $or: [list(MAX_OPERANDS - 1), list(2)] })).toThrow(
      expect.objectContaining({
        message: 'Expected at most 5000 values in the lists of one query, got more.',
        details: { argument: 'query', pointer: '/$or/1/type/$in' },
      }),
    );
  });
});
