import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunks } from '../../src/lib/chunks.ts';
import { alignByKey, groupByKey, mapOfLists } from '../../src/lib/group-by-key.ts';
import { extendRange } from '../../src/lib/time-range.ts';

interface Row {
  readonly key: number;
  readonly value: number;
}

const row = fc.record({ key: fc.integer({ min: 0, max: 5 }), value: fc.integer() });
const keys = fc.array(fc.integer({ min: 0, max: 8 }));
const keyOf = ({ key }: Row) => key;

describe('groupByKey', () => {
  it('gives the rows of each key, in the order of the keys and of the rows', () => {
    fc.assert(
      fc.property(keys, fc.array(row), (asked, rows) => {
        expect(groupByKey(asked, rows, keyOf)).toEqual(
          asked.map((key) => rows.filter((one) => one.key === key)),
        );
      }),
    );
  });
});

describe('alignByKey', () => {
  it('gives one row for each key, null where there is none', () => {
    const rows = [
      { key: 2, value: 20 },
      { key: 1, value: 10 },
    ];
    expect(alignByKey([1, 3, 2, 1], rows, keyOf)).toEqual([rows[1], null, rows[0], rows[1]]);
  });
});

describe('mapOfLists', () => {
  it('gathers values by key, in the order of the rows', () => {
    const rows = [
      { key: 1, value: 10 },
      { key: 2, value: 20 },
      { key: 1, value: 5 },
    ];
    const lists = mapOfLists(rows, keyOf, ({ value }) => value);
    expect([...lists]).toEqual([
      [1, [10, 5]],
      [2, [20]],
    ]);
  });
});

describe('chunks', () => {
  it('cuts a list into pieces that make it up again, none too long, none empty', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), (list, size) => {
        const pieces = chunks(list, size);
        expect(pieces.flat()).toEqual(list);
        expect(pieces.slice(0, -1).every((piece) => piece.length === size)).toBe(true);
        expect(pieces.every((piece) => piece.length >= 1 && piece.length <= size)).toBe(true);
      }),
    );
  });
});

describe('extendRange', () => {
  it.each([
    [null, [5, 6], [5, 6]],
    [
      [5, 6],
      [1, 2],
      [1, 6],
    ],
    [
      [5, 6],
      [7, 8],
      [5, 8],
    ],
    [
      [5, 6],
      [5, 5],
      [5, 6],
    ],
    [
      [5, 6],
      [1, 9],
      [1, 9],
    ],
  ])('makes %j and %j one', (range, more, expected) => {
    const of = ([start = 0, end = 0]: readonly number[]) => ({
      startTime: BigInt(start),
      endTime: BigInt(end),
    });
    expect(extendRange(range && of(range), of(more))).toEqual(of(expected));
  });
});
