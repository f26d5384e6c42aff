import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCells } from '../../../src/core/blocks/block-cells.ts';
import {
  type BlockSummaries,
  isGap,
  joinSummaries,
  summariseBlock,
} from '../../../src/core/blocks/block-summaries.ts';
import { BlockUse, chooseBlocks } from '../../../src/core/series/choose-blocks.ts';
import {
  type Chunk,
  createMinMaxReducer,
  type MinMaxPoints,
  type MinMaxRequest,
  type WholeBlocks,
} from '../../../src/core/series/min-max.ts';

const INTERVAL = 10;

interface Block {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The blocks as chunks, with a break wherever a sample comes late. */
function toChunks(blocks: readonly Block[]): Chunk[] {
  let previous = Number.NaN;
  return blocks.map(({ times, values }) => {
    const breaks: number[] = [];
    times.forEach((time, i) => {
      if (isGap(time - previous, INTERVAL)) breaks.push(i);
      previous = time;
    });
    const raw = Float64Array.from(values);
    return { times: Float64Array.from(times), raw, values: raw, breaks: Uint32Array.from(breaks) };
  });
}

function summarise(blocks: readonly Block[]): BlockSummaries {
  return joinSummaries(
    0n,
    blocks.map(({ times, values }) => {
      const start = times[0]!;
      return summariseBlock(BigInt(start), {
        raw: Float64Array.from(values),
        cells: findCells(Float64Array.from(values)),
        offsets: Float64Array.from(times, (time) => time - start),
        interval: INTERVAL,
        dataType: 'DOUBLE_64BIT',
        byteOrder: 'LITTLE_ENDIAN',
      });
    }),
  );
}

/** The reduction by all samples. */
function reduceAll(chunks: readonly Chunk[], request: MinMaxRequest): MinMaxPoints {
  const reducer = createMinMaxReducer(request);
  for (const chunk of chunks) reducer.add(chunk);
  return reducer.finish();
}

/** The reduction by summaries, and what was needed besides. */
function reduceChosen(chunks: readonly Chunk[], all: BlockSummaries, request: MinMaxRequest) {
  const uses = chooseBlocks(all, request);
  const reducer = createMinMaxReducer(request);
  const orStart = (offset: number, i: number) =>
    Number.isNaN(offset) ? all.startOffsets[i]! : offset;
  const blocks: WholeBlocks = {
    sampleCounts: all.sampleCounts,
    gapsBefore: all.startOffsets.map((start, i) => {
      const distance = start - all.endOffsets[i - 1]!;
      return isGap(distance, INTERVAL) ? distance : -1;
    }),
    startTimes: all.startOffsets,
    endTimes: all.endOffsets,
    least: {
      indices: all.minimumIndices,
      times: all.minimumOffsets.map(orStart),
      raw: all.minimums,
      values: all.minimums,
    },
    greatest: {
      indices: all.maximumIndices,
      times: all.maximumOffsets.map(orStart),
      raw: all.maximums,
      values: all.maximums,
    },
  };
  const passed = uses.map((use) => (use === BlockUse.PASS ? 1 : 0));
  uses.forEach((use, i) => {
    if (use === BlockUse.READ) reducer.add(chunks[i]!);
    else reducer.addWhole(blocks, i, i + 1, passed);
  });
  return { points: reducer.finish(), uses };
}

/** Blocks of samples, some of which come late, or are not a number, or repeat. */
const blocksArbitrary = fc
  .array(
    fc.record({
      value: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
        { weight: 2, arbitrary: fc.integer({ min: -100, max: 100 }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
      late: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 60 })),
      cut: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    }),
    { minLength: 60, maxLength: 300 },
  )
  .map((samples) => {
    const blocks: { times: number[]; values: number[] }[] = [];
    let time = -INTERVAL;
    for (const { value, late, cut } of samples) {
      time += INTERVAL + late;
      if (cut || blocks.length === 0) blocks.push({ times: [], values: [] });
      blocks.at(-1)!.times.push(time);
      blocks.at(-1)!.values.push(value);
    }
    return blocks;
  });

describe('a MIN_MAX reduction by summaries', () => {
  it('has the very points of one by all samples', () => {
    fc.assert(
      fc.property(blocksArbitrary, fc.integer({ min: 4, max: 60 }), (blocks, maxPoints) => {
        const chunks = toChunks(blocks);
        const count = chunks.reduce((sum, { times }) => sum + times.length, 0);
        const endTime = blocks.at(-1)!.times.at(-1)!;
        const allBreaks = chunks.reduce((sum, { breaks }) => sum + breaks.length, 0);
        const request = { startTime: 0, endTime, maxPoints, gapCount: allBreaks };
        fc.pre(count + allBreaks > maxPoints);

        expect(reduceChosen(chunks, summarise(blocks), request).points).toEqual(
          reduceAll(chunks, request),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('has them also when the window cuts the first and the last block', () => {
    fc.assert(
      fc.property(
        blocksArbitrary,
        fc.integer({ min: 4, max: 12 }),
        fc.nat(150),
        fc.nat(150),
        (blocks, maxPoints, cutStart, cutEnd) => {
          const end = blocks.at(-1)!.times.at(-1)! - cutEnd;
          fc.pre(end > cutStart);
          // The window starts at 0: times move, and blocks that end before it are left out.
          const moved = blocks
            .map(({ times, values }) => ({ times: times.map((time) => time - cutStart), values }))
            .filter(({ times }) => times.at(-1)! >= 0 && times[0]! <= end - cutStart);
          const chunks = toChunks(moved);
          const within = chunks.flatMap(({ times, breaks }) =>
            [...times].map((time, i) => ({ time, isBreak: breaks.includes(i) })),
          );
          const inWindow = within.filter(({ time }) => time >= 0 && time <= end - cutStart);
          const gapCount = inWindow.slice(1).filter(({ isBreak }) => isBreak).length;
          const request = { startTime: 0, endTime: end - cutStart, maxPoints, gapCount };
          fc.pre(inWindow.length + gapCount > maxPoints);

          expect(reduceChosen(chunks, summarise(moved), request).points).toEqual(
            reduceAll(chunks, request),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads few blocks of noise', () => {
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const blocks = Array.from({ length: 1_000 }, (_, b) => ({
      times: Array.from({ length: 50 }, (_, i) => (b * 50 + i) * INTERVAL),
      values: Array.from({ length: 50 }, random),
    }));
    const chunks = toChunks(blocks);
    const request = {
      startTime: 0,
      endTime: blocks.at(-1)!.times.at(-1)!,
      maxPoints: 22,
      gapCount: 0,
    };
    const { points, uses } = reduceChosen(chunks, summarise(blocks), request);

    expect(points).toEqual(reduceAll(chunks, request));
    expect(uses.filter((use) => use === BlockUse.READ).length).toBeLessThanOrEqual(12);
  });
});
