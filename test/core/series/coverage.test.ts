import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Segment,
  summariseSegments,
  uniteSegments,
} from '../../../src/core/series/coverage.ts';

function segment(startTime: number, endTime: number, interval = 0, sampleCount = 1): Segment {
  return {
    startTime: BigInt(startTime),
    endTime: BigInt(endTime),
    interval: BigInt(interval),
    sampleCount,
  };
}

const spans = (segments: readonly Segment[]) =>
  segments.map(({ startTime, endTime }) => [Number(startTime), Number(endTime)]);

describe('uniteSegments', () => {
  it.each([
    ['overlap', [[segment(0, 10)], [segment(5, 20)]], [[0, 20]]],
    ['lie within another', [[segment(0, 30)], [segment(5, 20)]], [[0, 30]]],
    ['touch', [[segment(0, 10)], [segment(11, 20)]], [[0, 20]]],
    [
      'are as near as samples of the slower',
      [[segment(0, 10, 2)], [segment(25, 45, 10)]],
      [[0, 45]],
    ],
  ])('makes one of segments that %s', (_, lists, expected) => {
    expect(spans(uniteSegments(lists))).toEqual(expected);
  });

  it.each([
    ['are further away', [[segment(0, 10, 2)], [segment(26, 46, 10)]]],
    ['have no interval', [[segment(0, 10)], [segment(12, 46, 10)]]],
    ['are those of one channel', [[segment(0, 10), segment(11, 20)]]],
  ])('leaves segments apart that %s', (_, lists) => {
    expect(uniteSegments(lists)).toHaveLength(2);
  });

  it('takes the interval of the segment that ends last', () => {
    const lists = [[segment(0, 100, 50)], [segment(0, 40, 10)], [segment(170, 200, 10)]];
    expect(spans(uniteSegments(lists))).toEqual([[0, 200]]);
  });

  it('covers exactly what the segments cover', () => {
    const any = fc
      .tuple(fc.nat(100), fc.nat(20))
      .map(([start, length]) => segment(start, start + length));
    fc.assert(
      fc.property(
        fc.array(fc.array(any, { maxLength: 5 }), { minLength: 2, maxLength: 4 }),
        (lists) => {
          const united = uniteSegments(lists);
          const isIn = (segments: readonly Segment[], time: number) =>
            segments.some(({ startTime, endTime }) => startTime <= time && time <= endTime);
          for (let time = 0; time <= 125; time++)
            expect(isIn(united, time)).toBe(isIn(lists.flat(), time));
          for (let i = 1; i < united.length; i++)
            expect(united[i]!.startTime).toBeGreaterThan(united[i - 1]!.endTime + 1n);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('summariseSegments', () => {
  /** Gaps of 10, 5, 20 and 5. */
  const segments = [
    segment(0, 10, 0, 2),
    segment(20, 30, 0, 3),
    segment(35, 40, 0, 4),
    segment(60, 70, 0, 5),
    segment(75, 80, 0, 6),
  ];

  it('adds up what they cover', () => {
    expect(summariseSegments(segments, 5)).toEqual({
      segments,
      gapCount: 4,
      covered: 40n,
      isComplete: true,
      sampleCount: 20,
    });
    expect(summariseSegments([], 1)).toEqual({
      segments: [],
      gapCount: 0,
      covered: 0n,
      isComplete: true,
      sampleCount: 0,
    });
  });

  it.each([
    [
      4,
      [
        [0, 10],
        [20, 30],
        [35, 40],
        [60, 80],
      ],
    ],
    [
      3,
      [
        [0, 10],
        [20, 40],
        [60, 80],
      ],
    ],
    [
      2,
      [
        [0, 40],
        [60, 80],
      ],
    ],
    [1, [[0, 80]]],
  ])('closes the shortest gaps first, of equal ones the later: %i segments', (most, expected) => {
    const coverage = summariseSegments(segments, most);
    expect(spans(coverage.segments)).toEqual(expected);
    expect(coverage).toMatchObject({
      gapCount: 4,
      covered: 40n,
      isComplete: false,
      sampleCount: 20,
    });
    expect(coverage.segments.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBe(20);
  });
});
