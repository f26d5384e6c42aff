import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/lib/exact-json.ts';
import { JsonInteger, toJsonText } from '../../src/lib/json-text.ts';

const read = (text: string) => parseExactJson(text, 'the query');

/** What looks like a number, a mark or the end of a text where it is none. */
const snippet = fc.constantFrom('"', '\\', '9007199254740993', '\\u0000', ':', ',', '{', '}', '-');
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => !/[\0\p{Cs}]/u.test(value)),
  fc.array(snippet, { maxLength: 6 }).map((parts) => parts.join('')),
);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium' },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    int64,
    fc.constantFrom(true, false, null, -0, 1e15, 1e16, 1e18, 1e20, 123456789012345680000),
    fc.array(tie('json')),
    fc.dictionary(fc.oneof(text, fc.constant('__proto__')), tie('json')),
  ),
}));

/** A value with each of its numbers and integers as `make` has it. */
function mapNumbers(value: unknown, make: (number: number | bigint) => unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') return make(value);
  if (Array.isArray(value)) return value.map((one) => mapNumbers(one, make));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, mapNumbers(member, make)]),
  );
}

const toWritten = (number: number | bigint) =>
  typeof number === 'bigint' ? new JsonInteger(number) : number;

/** What is read of a number: by the digits that JSON has of it. */
function toRead(number: number | bigint): number | bigint {
  const digits = toJsonText(toWritten(number));
  return /^-?\d{16,19}$/.test(digits) ? BigInt(digits) : Number(digits);
}

describe('parseExactJson', () => {
  it.each<[string, unknown]>([
    ['1620323936202890001', 1620323936202890001n],
    ['-9223372036854775808', -9223372036854775808n],
    ['9007199254740993', 9007199254740993n],
    ['999999999999999', 999999999999999],
    ['12345678901234567890', 12345678901234567000],
    ['1620323936202890001.0', 1620323936202890000],
    ['1620323936202890001e0', 1620323936202890000],
    ['0.12345678901234567', Number('0.12345678901234567')],
    ['1e400', Number.POSITIVE_INFINITY],
    ['"1620323936202890001"', '1620323936202890001'],
    ['"\\"1620323936202890001"', '"1620323936202890001'],
    ['"\\\\"', '\\'],
    ['{"1620323936202890001":1}', { '1620323936202890001': 1 }],
  ])('reads %s', (written, value) => {
    expect(read(written)).toEqual(value);
    expect(read(`[${written} ]`)).toEqual([value]);
  });

  it('reads any JSON, all of its integers of 16 to 19 digits exactly', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(read(toJsonText(mapNumbers(value, toWritten)))).toEqual(mapNumbers(value, toRead));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps members whose names mean something to JavaScript', () => {
    const value = read('{"__proto__":{"__proto__":9007199254740993},"constructor":1}');
    expect(Object.entries(value as object)).toEqual([
      ['__proto__', expect.anything()],
      ['constructor', 1],
    ]);
    expect(Object.entries(Object.entries(value as object)[0]?.[1])).toEqual([
      ['__proto__', 9007199254740993n],
    ]);
  });

  it.each(['', '{', '[1,]', '"', '9007199254740993 x', "{'a':1}", '01620323936202890001'])(
    'refuses %j',
    (written) => {
      expect(() => read(written)).toThrow(SyntaxError);
    },
  );

  it.each([
    ['"\\u0000"', 'U+0000'],
    ['{"a":["\\u00009007199254740993", 9007199254740993]}', 'U+0000'],
    ['{"\\u0000":1}', 'U+0000'],
    ['"\\ud83d"', 'U+D83D'],
    ['["\\\\", "x\\udc00"]', 'U+DC00'],
  ])('refuses the text in %s, which no database holds', (written, code) => {
    expect(() => read(written)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: `Expected texts of Unicode characters other than U+0000, got ${code} in the query.`,
      }),
    );
  });

  it('takes megabytes of any shape without a stack of its own', () => {
    const integer = '9007199254740993';
    const size = 1_000_000;
    expect(read(`${'['.repeat(size)}${integer}${']'.repeat(size)}`)).toHaveLength(1);
    expect(read(`["${'\\n'.repeat(size)}",${integer}]`)).toHaveLength(2);
    expect(read(`[${`${integer},`.repeat(size / 10)}1]`)).toHaveLength(size / 10 + 1);
    expect(() => read('"\\"'.repeat(size))).toThrow(SyntaxError);
  });
});
