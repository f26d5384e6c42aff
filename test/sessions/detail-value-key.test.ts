import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterPrefix,
  booleanKey,
  instantKey,
  isWholeText,
  numberKey,
  textKey,
  valueOfKey,
} from '../../src/sessions/detail-value-key.ts';

/** As both databases order texts: by the bytes of their UTF-8. */
const order = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** Exactly, of doubles and integers of any size: JavaScript compares these two kinds so. */
const numericOrder = (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0);

const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Integers and the doubles next to them, where rounding would show. */
const neighbours = fc
  .tuple(fc.integer({ min: 50, max: 63 }), fc.integer({ min: -3, max: 3 }), fc.boolean())
  .map(([power, step, negative]) => {
    const integer = 2n ** BigInt(power) + BigInt(step);
    const signed = negative ? -integer : integer;
    return signed >= 2n ** 63n ? 2n ** 63n - 1n : signed < -(2n ** 63n) ? -(2n ** 63n) : signed;
  });
const number = fc.oneof(
  double,
  int64,
  neighbours,
  neighbours.map(Number),
  fc.constantFrom(0, -0, 0.1, 5e-324, -5e-324, 1.7976931348623157e308, 2 ** 53, 2n ** 53n + 1n),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'binary', minLength: 195, maxLength: 205 }),
);

describe('numberKey', () => {
  it('orders numbers as they are, doubles and 64-bit integers among each other', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(order(numberKey(a), numberKey(b))).toBe(numericOrder(a, b));
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives every number back exactly', () => {
    fc.assert(
      fc.property(number, (value) => {
        const back = valueOfKey(numberKey(value)) as number | bigint;
        expect(numericOrder(back, value)).toBe(0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('tells an integer from the double next to it', () => {
    const integer = 1620323936202890001n;
    expect(Number(integer)).toBe(Number(1620323936202890000n));
    expect(numberKey(integer)).not.toBe(numberKey(Number(integer)));
    expect(numberKey(2n ** 53n + 1n)).not.toBe(numberKey(2 ** 53));
  });

  it.each([
    [17, 17n],
    [0, -0],
    [0, 0n],
    [2 ** 62, 2n ** 62n],
    [-(2 ** 63), -(2n ** 63n)],
  ])('holds %s and %s equal', (a, b) => {
    expect(numberKey(a)).toBe(numberKey(b));
  });
});

describe('the keys of other values', () => {
  it('order instants, and give them back', () => {
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        expect(order(instantKey(a), instantKey(b))).toBe(numericOrder(a, b));
        expect(valueOfKey(instantKey(a))).toEqual({ instantNs: a });
      }),
    );
  });

  it('order texts by code point, as far as 200 of them go', () => {
    const begin = (value: string) => [...value].slice(0, 200).join('');
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(order(textKey(a), textKey(b))).toBe(order(begin(a), begin(b)));
        expect(valueOfKey(textKey(a))).toBe(begin(a));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '\ud83d\ude00'.repeat(200),
    `${'\ud83d\ude00'.repeat(200)}a`,
    `${'a'.repeat(199)}\ud83d\ude00`,
    `${'a'.repeat(200)}\ud83d\ude00`,
  ])('count characters, not UTF-16 units', (value) => {
    expect([...textKey(value).slice(1)]).toHaveLength(200);
  });

  it('order kinds: booleans, numbers, instants, texts', () => {
    fc.assert(
      fc.property(fc.boolean(), number, int64, text, (boolean, value, instant, words) => {
        const keys = [booleanKey(boolean), numberKey(value), instantKey(instant), textKey(words)];
        expect(keys.toSorted(order)).toEqual(keys);
      }),
    );
  });

  it('give booleans back, false before true', () => {
    expect(order(booleanKey(false), booleanKey(true))).toBe(-1);
    expect([false, true].map((value) => valueOfKey(booleanKey(value)))).toEqual([false, true]);
  });
});

describe('isWholeText', () => {
  it.each([
    ['a'.repeat(199), true],
    ['a'.repeat(200), false],
    ['\ud83d\ude00'.repeat(199), true],
    ['\ud83d\ude00'.repeat(200), false],
    [`${'a'.repeat(198)}\ud83d\ude00`, true],
    [`${'a'.repeat(199)}\ud83d\ude00`, false],
    ['', true],
  ])('tells whether a key is of one text alone: case %#', (value, isWhole) => {
    expect(isWholeText(value)).toBe(isWhole);
    expect(textKey(`${value}x`) === textKey(value)).toBe(!isWhole);
  });
});

describe('afterPrefix', () => {
  it('comes after every text with the beginning, and after no greater one', () => {
    fc.assert(
      fc.property(text, text, text, (begin, rest, other) => {
        fc.pre(/[^\u{10ffff}]/u.test(begin));
        const end = afterPrefix(begin);
        expect(order(begin + rest, end)).toBe(-1);
        if (order(other, begin) > 0 && !other.startsWith(begin)) {
          expect(order(other, end)).not.toBe(-1);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a', 'b'],
    ['a\u{10ffff}', 'b'],
    ['a\u{10ffff}\u{10ffff}', 'b'],
    ['\ud7ff', '\ue000'],
    ['a\uffff', 'a\u{10000}'],
  ])('of %j is %j', (begin, end) => {
    expect(afterPrefix(begin)).toBe(end);
  });
});
