import { describe, expect, it } from 'vitest';
import { parseZonedInstant } from '../../../src/lib/zoned-instant.ts';
import { EVERY, NONE } from '../../../src/sessions/query/condition.ts';
import { type SessionFilter, toCondition } from '../../../src/sessions/query/session-filter.ts';

const not = (of: object) => ({ op: 'not', of });
const compare = (path: object, relation: string, value: unknown) => ({
  op: 'compare',
  path,
  relation,
  value,
});
const type = { property: 'type' };
const run = { category: '', key: 'Run' };
const noon = parseZonedInstant('2026-01-01T12:00:00Z');

describe('toCondition', () => {
  it.each<[string, SessionFilter, object]>([
    ['nothing', {}, EVERY],
    ['a field that is null', { type: null, state: null, text: null, not: null }, EVERY],
    ['a filter of a text that says nothing', { type: {} }, EVERY],
    ['eq', { type: { eq: 'a' } }, { op: 'in', path: type, values: ['a'] }],
    ['neq', { type: { neq: 'a' } }, not({ op: 'in', path: type, values: ['a'] })],
    ['in', { type: { in: [] } }, { op: 'in', path: type, values: [] }],
    ['nin', { type: { nin: ['a'] } }, not({ op: 'in', path: type, values: ['a'] })],
    [
      'startsWith',
      { type: { startsWith: 'a' } },
      { op: 'startsWith', path: type, text: 'a', ignoreCase: true },
    ],
    ['isNull: true', { type: { isNull: true } }, not({ op: 'present', path: type })],
    ['isNull: false', { type: { isNull: false } }, { op: 'present', path: type }],
    [
      'several operators',
      { type: { neq: 'a', isNull: false } },
      {
        op: 'and',
        of: [not({ op: 'in', path: type, values: ['a'] }), { op: 'present', path: type }],
      },
    ],
    ['no state', { state: [] }, { op: 'in', path: { property: 'state' }, values: [] }],
    [
      'states',
      { state: ['CLOSED', 'OPEN', 'CLOSED'] },
      { op: 'in', path: { property: 'state' }, values: [4, 2] },
    ],
    ['isLive', { isLive: true }, { op: 'in', path: { property: 'state' }, values: [1, 2] }],
    [
      'isLive: false',
      { isLive: false },
      not({ op: 'in', path: { property: 'state' }, values: [1, 2] }),
    ],
    ['hasData', { hasData: true }, { op: 'present', path: { property: 'timeRange.startTime' } }],
    ['a number', { quality: { gte: 0.5 } }, compare({ property: 'quality' }, 'gte', 0.5)],
    [
      'other than a number',
      { quality: { neq: 1 } },
      not(compare({ property: 'quality' }, 'eq', 1)),
    ],
    ['a duration', { duration: { lt: 5n } }, compare({ property: 'duration' }, 'lt', 5n)],
    [
      'the first sample',
      { startTime: { eq: 5n } },
      compare({ property: 'timeRange.startTime' }, 'eq', 5n),
    ],
    ['a time', { updatedAt: { gt: noon } }, compare({ property: 'updatedAt' }, 'gt', noon)],
    ['labels', { labels: { anyOf: [] } }, { op: 'anyLabel', labels: [] }],
    [
      'all of some labels',
      { labels: { allOf: ['a', 'b', 'a'] } },
      {
        op: 'and',
        of: [
          { op: 'anyLabel', labels: ['a'] },
          { op: 'anyLabel', labels: ['b'] },
        ],
      },
    ],
    ['none of some labels', { labels: { noneOf: ['a'] } }, not({ op: 'anyLabel', labels: ['a'] })],
    [
      'a configuration set',
      { configurationSet: { eq: 'a' } },
      { op: 'anyConfigurationSet', identifiers: ['a'] },
    ],
    [
      'other configuration sets',
      { configurationSet: { nin: ['a'] } },
      not({ op: 'anyConfigurationSet', identifiers: ['a'] }),
    ],
    [
      'a part of the name of a configuration set',
      { configurationSet: { contains: 'a' } },
      { op: 'configurationSetText', match: 'contains', text: 'a', ignoreCase: true },
    ],
    [
      'no configuration set',
      { configurationSet: { isNull: true } },
      not({ op: 'hasConfigurationSet' }),
    ],
    ['words', { text: 'Fast lap, fast' }, { op: 'words', words: ['fast', 'lap'] }],
    ['a text without words', { text: ' !' }, { op: 'words', words: [] }],
    ['a detail by name alone', { details: [{ key: 'Run' }] }, { op: 'present', path: run }],
    [
      'a detail that is absent',
      { details: [{ key: 'Run', exists: false }] },
      not({ op: 'present', path: run }),
    ],
    [
      'a detail in a category',
      { details: [{ key: 'a.b', category: 'Car', boolean: false }] },
      compare({ category: 'Car', key: 'a.b' }, 'eq', false),
    ],
    [
      'all that is said of a detail',
      { details: [{ key: 'Run', number: { gt: 1, lte: 5 } }] },
      { op: 'and', of: [compare(run, 'gt', 1), compare(run, 'lte', 5)] },
    ],
    [
      'a detail that is a time',
      { details: [{ key: 'Run', dateTime: { eq: noon } }] },
      compare(run, 'eq', noon),
    ],
    ['or of nothing', { or: [] }, NONE],
    ['and of nothing', { and: [] }, EVERY],
    ['the opposite', { not: { or: [] } }, not(NONE)],
    [
      'filters that are combined',
      { isLive: true, or: [{ hasData: true }, {}] },
      {
        op: 'and',
        of: [
          { op: 'in', path: { property: 'state' }, values: [1, 2] },
          {
            op: 'or',
            of: [{ op: 'present', path: { property: 'timeRange.startTime' } }, EVERY],
          },
        ],
      },
    ],
  ])('reads %s', (_name, filter, condition) => {
    expect(toCondition(filter)).toEqual(condition);
  });
});

describe('a filter at fault', () => {
  const nested = (levels: number): SessionFilter =>
    levels === 1 ? {} : { not: nested(levels - 1) };
  const texts = (length: number) => Array.from({ length }, () => 'a');

  it.each<[string, SessionFilter, string, string]>([
    [
      'a detail without a name',
      { or: [{}, { details: [{ key: 'a' }, { key: '' }] }] },
      'filter.or[1].details[1].key',
      'Expected a key of 1 to 512 characters, got 0.',
    ],
    [
      'a category with a dot',
      { not: { details: [{ key: 'a', category: 'b.c' }] } },
      'filter.not.details[0].category',
      'Expected a category without dots, got "b.c".',
    ],
    [
      'too many levels',
      nested(51),
      `filter${'.not'.repeat(50)}`,
      'Expected at most 50 levels of conditions, got more.',
    ],
    [
      'too many conditions',
      { and: Array.from({ length: 2_001 }, () => ({})) },
      'filter.and[1999]',
      'Expected at most 2000 conditions in one query, got more.',
    ],
    [
      'too many details',
      { details: Array.from({ length: 2_000 }, () => ({ key: 'a' })) },
      'filter.details[1999]',
      'Expected at most 2000 conditions in one query, got more.',
    ],
    [
      'too many values',
      { and: [{ type: { in: texts(5_000) } }, { labels: { noneOf: ['a'] } }] },
      'filter.and[1].labels.noneOf',
      'Expected at most 5000 values in the lists of one query, got more.',
    ],
    [
      'too long a text',
      { text: 'a'.repeat(1_001) },
      'filter.text',
      'Expected at most 1000 characters, got 1001.',
    ],
    [
      'too many labels that must all be there',
      { labels: { allOf: texts(2_001).map((text, i) => text + i) } },
      'filter',
      'Expected at most 2000 conditions in one query, got more.',
    ],
  ])('%s is refused with its place', (_name, filter, argument, message) => {
    expect(() => toCondition(filter)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message, details: { argument } }),
    );
  });

  it('takes as much as the limits allow', () => {
    expect(() => toCondition(nested(50))).not.toThrow();
    expect(() => toCondition({ type: { in: texts(5_000) } })).not.toThrow();
    const details = Array.from({ length: 1_999 }, () => ({ key: 'a' }));
    expect(() => toCondition({ details })).not.toThrow();
  });
});
