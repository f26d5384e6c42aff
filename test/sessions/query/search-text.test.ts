import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseZonedInstant } from '../../../src/lib/zoned-instant.ts';
import { EVERY, NONE } from '../../../src/sessions/query/condition.ts';
import { parseSearchText } from '../../../src/sessions/query/search-text.ts';

const DETAILS = [
  { category: '', key: 'Run' },
  { category: '', key: 'Lab Tech' },
  { category: '', key: 'type' },
  { category: 'Car', key: 'Wing' },
  { category: 'Rig', key: 'wing' },
];
const read = (text: string) => parseSearchText(text, DETAILS);

const words = (...all: string[]) => ({ op: 'words', words: all });
const not = (of: object) => ({ op: 'not', of });
const and = (...of: object[]) => ({ op: 'and', of });
const or = (...of: object[]) => ({ op: 'or', of });
const compare = (path: object, relation: string, value: unknown) => ({
  op: 'compare',
  path,
  relation,
  value,
});
const contains = (path: object, text: string) => ({ op: 'contains', path, text, ignoreCase: true });
const present = (path: object) => ({ op: 'present', path });
const run = { category: '', key: 'Run' };
const labTech = { category: '', key: 'Lab Tech' };
const carWing = { category: 'Car', key: 'Wing' };
const rigWing = { category: 'Rig', key: 'wing' };
const property = (name: string) => ({ property: name });
const instant = (text: string) => parseZonedInstant(text);
/** From the first instant of a day in UTC, to the last. */
const day = (path: object, first: string, last = first) =>
  and(
    compare(path, 'gte', instant(`${first}T00:00:00Z`)),
    compare(path, 'lte', instant(`${last}T23:59:59.999999999Z`)),
  );

describe('words', () => {
  it.each([
    ['', EVERY],
    [' \t( ) ', EVERY],
    ['!!! - "" ..', EVERY],
    ['Fast LAP', words('fast', 'lap')],
    ['fast-lap', words('fast', 'lap')],
    ['(fast lap)', words('fast', 'lap')],
    ['"fast lap" fast', words('fast', 'lap')],
    ['"fast lap', words('fast', 'lap')],
    ['-fast lap', and(words('lap'), not(words('fast')))],
    ['NOT fast lap', and(words('lap'), not(words('fast')))],
    ['NOT -fast', words('fast')],
    ['NOT NOT fast', words('fast')],
    ['-"fast lap"', not(words('fast', 'lap'))],
    ['fast OR lap', or(words('fast'), words('lap'))],
    ['race fast OR lap', and(words('race'), or(words('fast'), words('lap')))],
    ['fast OR -lap OR NOT a', or(words('fast'), not(words('lap')), not(words('a')))],
    ['not or', words('not', 'or')],
    ['"OR" "NOT"', words('or', 'not')],
    ['OR fast', words('fast')],
    ['fast OR', words('fast')],
    ['fast OR OR lap', or(words('fast'), words('lap'))],
    ['fast NOT', words('fast')],
    ['fast OR !!', words('fast')],
    ['12:30', words('12', '30')],
    ['http://example.org/x?a=b', words('http', 'example', 'org', 'x', 'a', 'b')],
    ['nobody:knows', words('nobody', 'knows')],
    ['nobody=knows', words('nobody', 'knows')],
    [':x =y', words('x', 'y')],
    ['>5', words('5')],
  ])('%j', (text, condition) => {
    expect(read(text)).toEqual(condition);
  });
});

describe('keys', () => {
  it.each([
    ['type:race', contains(property('type'), 'race')],
    ['TYPE:Race', contains(property('type'), 'Race')],
    ['type=Race', compare(property('type'), 'eq', 'Race')],
    ['type:*', present(property('type'))],
    ['type:', present(property('type'))],
    ['type=', present(property('type'))],
    ['type:""', contains(property('type'), '')],
    ['type=""', compare(property('type'), 'eq', '')],
    ['type:"*"', contains(property('type'), '*')],
    ['type:"test (wet) day"', contains(property('type'), 'test (wet) day')],
    ['type:"a..b"', contains(property('type'), 'a..b')],
    ['type:12:30=x', contains(property('type'), '12:30=x')],
    ['-type:race', not(contains(property('type'), 'race'))],
    ['-type:*', not(present(property('type')))],
    ['type:a OR type:b', or(contains(property('type'), 'a'), contains(property('type'), 'b'))],
    ['type:a b', and(words('b'), contains(property('type'), 'a'))],
    ['type:10', contains(property('type'), '10')],
    ['details.Type:x', contains({ category: '', key: 'type' }, 'x')],
    ['"lab tech":Bob', contains(labTech, 'Bob')],
    ['"Lab Tech"="Bob Jones"', compare(labTech, 'eq', 'Bob Jones')],
    ['"details.lab tech":Bob', contains(labTech, 'Bob')],
    ['wing:x', or(contains(carWing, 'x'), contains(rigWing, 'x'))],
    ['extdetails.car.wing:x', contains(carWing, 'x')],
    ['details.none:x', NONE],
    ['-details.none:*', not(NONE)],
    ['extDetails.Car.none>5:x', NONE],
    ['version:>=1.2.0', compare(property('version'), 'gte', '1.2.0')],
    [
      'version:1.2..2.0',
      and(compare(property('version'), 'gte', '1.2'), compare(property('version'), 'lte', '2.0')),
    ],
    ['identity:>="a b"', compare(property('identity'), 'gte', 'a b')],
    ['state:Closed', compare(property('state'), 'eq', 4)],
    ['state:>=closed', compare(property('state'), 'gte', 4)],
    ['state:clos', NONE],
    ['is:live', { op: 'in', path: property('state'), values: [1, 2] }],
    ['is:failed', compare(property('state'), 'eq', 28)],
    ['is:odd', NONE],
    ['-is:live', not({ op: 'in', path: property('state'), values: [1, 2] })],
    ['has:data', present(property('timeRange.startTime'))],
    ['has:quality', present(property('quality'))],
    ['has:wing', or(present(carWing), present(rigWing))],
    ['has:set', { op: 'hasConfigurationSet' }],
    ['has:nothing', NONE],
    ['label:Wet', { op: 'anyLabel', labels: ['Wet'] }],
    ['label:"wet day"', { op: 'anyLabel', labels: ['wet day'] }],
    ['set:car', { op: 'configurationSetText', match: 'contains', text: 'car', ignoreCase: true }],
    ['set=car-1', { op: 'anyConfigurationSet', identifiers: ['car-1'] }],
    ['set:*', { op: 'hasConfigurationSet' }],
  ])('%j', (text, condition) => {
    expect(read(text)).toEqual(condition);
  });
});

describe('values', () => {
  it.each([
    ['run:17', or(contains(run, '17'), compare(run, 'eq', 17))],
    ['run:"17"', or(contains(run, '17'), compare(run, 'eq', 17))],
    ['run=17', or(compare(run, 'eq', '17'), compare(run, 'eq', 17))],
    ['run:-.5e1', or(contains(run, '-.5e1'), compare(run, 'eq', -5))],
    [
      'run=9007199254740993',
      or(compare(run, 'eq', '9007199254740993'), compare(run, 'eq', 9007199254740993n)),
    ],
    ['run:True', or(contains(run, 'True'), compare(run, 'eq', true))],
    ['run:>10', compare(run, 'gt', 10)],
    ['run:>=10', compare(run, 'gte', 10)],
    ['run:<10', compare(run, 'lt', 10)],
    ['run:<=1.5', compare(run, 'lte', 1.5)],
    ['run:>', present(run)],
    ['run:>b', compare(run, 'gt', 'b')],
    ['run:10..20', and(compare(run, 'gte', 10), compare(run, 'lte', 20))],
    ['run:10..', compare(run, 'gte', 10)],
    ['run:..20', compare(run, 'lte', 20)],
    ['run:..', present(run)],
    ['run:2024', or(contains(run, '2024'), compare(run, 'eq', 2024))],
    ['run:2024-05-06', or(contains(run, '2024-05-06'), day(run, '2024-05-06'))],
    ['run:2024-02', or(contains(run, '2024-02'), day(run, '2024-02-01', '2024-02-29'))],
    ['run:2024-02-30', contains(run, '2024-02-30')],
    [
      'run:2024-05-06T01:00:00+01:00',
      or(
        contains(run, '2024-05-06T01:00:00+01:00'),
        compare(run, 'eq', instant('2024-05-06T01:00:00+01:00')),
      ),
    ],
    ['timestamp:2024-05-06', day(property('timestamp'), '2024-05-06')],
    ['timestamp=2024', day(property('timestamp'), '2024-01-01', '2024-12-31')],
    ['timestamp:1500', NONE],
    ['timestamp:May', NONE],
    ['timestamp:2262-04-11', NONE],
    [
      'timestamp:>2024-05-06',
      compare(property('timestamp'), 'gt', instant('2024-05-06T23:59:59.999999999Z')),
    ],
    [
      'timestamp:>=2024-05-06',
      compare(property('timestamp'), 'gte', instant('2024-05-06T00:00:00Z')),
    ],
    [
      'timestamp:<2024-05-06',
      compare(property('timestamp'), 'lt', instant('2024-05-06T00:00:00Z')),
    ],
    ['timestamp:2024-05-06..2024-05-07', day(property('timestamp'), '2024-05-06', '2024-05-07')],
    ['quality:0.5..', compare(property('quality'), 'gte', 0.5)],
    ['quality:good', NONE],
    ['quality:>good', NONE],
    ['duration:>90s', compare(property('duration'), 'gt', 90_000_000_000n)],
    ['duration:<=1.5h', compare(property('duration'), 'lte', 5_400_000_000_000n)],
    ['duration:5', compare(property('duration'), 'eq', 5)],
    ['duration:>999999999d', compare(property('duration'), 'gt', 2n ** 63n - 1n)],
    [
      'starttime:>=1620323936202890001',
      compare(property('timeRange.startTime'), 'gte', 1620323936202890001n),
    ],
    [
      'startTime:1970-01-02',
      and(
        compare(property('timeRange.startTime'), 'gte', 86_400_000_000_000n),
        compare(property('timeRange.startTime'), 'lte', 172_799_999_999_999n),
      ),
    ],
  ])('%j', (text, condition) => {
    expect(read(text)).toEqual(condition);
  });
});

describe('parseSearchText', () => {
  it('finds a meaning in any text', () => {
    const piece = fc.oneof(
      fc.constantFrom('OR', 'NOT', '-', '"', ':', '=', '(', ')', ' ', '..', '>', '<=', '*', '\\'),
      fc.constantFrom('run', 'type', 'timestamp', 'details.', 'label', 'is', 'has', 'duration'),
      fc.constantFrom('17', '1e400', '2024-05-06', '9999-99', 'true', '5min', '\ud83d\ude00'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('').slice(0, 1_000);
        expect(read(text)).toHaveProperty('op');
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses more than 1,000 characters', () => {
    expect(read('a'.repeat(1_000))).toHaveProperty('op', 'words');
    expect(() => read('a'.repeat(1_001))).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: 'Expected at most 1000 characters, got 1001.',
        details: { argument: 'search' },
      }),
    );
  });

  it('refuses a key that is the name of thousands of details', () => {
    const many = Array.from({ length: 2_001 }, (_, i) => ({ category: `Car ${i}`, key: 'Wing' }));
    expect(() => parseSearchText('wing:*', many)).toThrow(
      'Expected at most 2000 conditions in one query, got more.',
    );
    expect(parseSearchText('"extDetails.Car 7.wing":*', many)).toEqual(
      present({ category: 'Car 7', key: 'Wing' }),
    );
  });

  it('takes a moment for the most involved text', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => ({ category: '', key: `key ${i}` }));
    const start = performance.now();
    for (const text of ['-"a:'.repeat(250), 'a:'.repeat(500), '"'.repeat(999), '(-'.repeat(500)]) {
      expect(parseSearchText(text, many)).toHaveProperty('op');
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
