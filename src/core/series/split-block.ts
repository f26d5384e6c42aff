import { type BlockCells, CELL_SAMPLES } from '../blocks/block-cells.ts';
import type { Buckets } from './buckets.ts';

/** A block of which few samples are looked at. */
export interface CellBlock {
  readonly sampleCount: number;
  readonly cells: BlockCells;
  /** Raw values of the samples from one position up to, not including, another. */
  readonly decode: (from: number, to: number) => Float64Array;
}

/** A sample of a block. */
export interface CellPoint {
  readonly index: number;
  readonly raw: number;
}

/** The samples of a block within one bucket. */
export interface BlockSegment {
  /** Positions of the first sample, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  /** The first least and the first greatest sample, by raw values; the first when all are NaN. */
  readonly minimum: CellPoint;
  readonly maximum: CellPoint;
}

/**
 * Cut the samples of a block, which follow each other at an interval, at the bounds of buckets.
 *
 * @param startTime Relative nanoseconds of the first sample, at or after the first bucket's start.
 */
export function splitBlock(
  block: CellBlock,
  startTime: number,
  interval: number,
  buckets: Buckets,
): BlockSegment[] {
  const { sampleCount } = block;
  const segments: BlockSegment[] = [];
  for (let from = 0; from < sampleCount; ) {
    const bound = buckets.boundary(buckets.indexOf(startTime + from * interval) + 1);
    let to = Math.min(sampleCount, Math.ceil((bound - startTime) / interval));
    // A quotient may be rounded over a whole number.
    while (to > from + 1 && startTime + (to - 1) * interval >= bound) to--;
    while (to < sampleCount && startTime + to * interval < bound) to++;
    segments.push(findExtremes(block, from, to));
    from = to;
  }
  return segments;
}

/** A place where an extreme may be: a cell whose extreme is known, or a sample. */
interface Candidate {
  index: number;
  raw: number;
  /** Whether the sample is somewhere in the cell that begins at `index`. */
  isCell: boolean;
}

function findExtremes(block: CellBlock, from: number, to: number): BlockSegment {
  const { minimums, maximums } = block.cells;
  const least: Candidate = { index: from, raw: Number.NaN, isCell: false };
  const greatest: Candidate = { index: from, raw: Number.NaN, isCell: false };
  for (let at = from; at < to; ) {
    const cell = Math.floor(at / CELL_SAMPLES);
    const start = cell * CELL_SAMPLES;
    const end = Math.min(start + CELL_SAMPLES, block.sampleCount);
    if (at === start && end <= to) {
      if (isBelow(minimums[cell]!, least.raw)) put(least, start, minimums[cell]!, true);
      if (isBelow(greatest.raw, maximums[cell]!, true)) put(greatest, start, maximums[cell]!, true);
    } else {
      // Of a cell that a bound cuts, the samples have to be looked at, unless none could count.
      const last = Math.min(end, to);
      if (isBelow(minimums[cell]!, least.raw) || isBelow(greatest.raw, maximums[cell]!, true)) {
        const raw = block.decode(at, last);
        for (let i = 0; i < raw.length; i++) {
          if (isBelow(raw[i]!, least.raw)) put(least, at + i, raw[i]!, false);
          if (isBelow(greatest.raw, raw[i]!, true)) put(greatest, at + i, raw[i]!, false);
        }
      }
    }
    at = Math.min(end, to);
  }
  return { from, to, minimum: locate(block, least), maximum: locate(block, greatest) };
}

/** Whether a number is below another; any number counts as beyond what is not there yet. */
function isBelow(low: number, high: number, lowMayBeMissing = false): boolean {
  if (low < high) return true;
  return lowMayBeMissing
    ? Number.isNaN(low) && !Number.isNaN(high)
    : Number.isNaN(high) && !Number.isNaN(low);
}

function put(candidate: Candidate, index: number, raw: number, isCell: boolean): void {
  candidate.index = index;
  candidate.raw = raw;
  candidate.isCell = isCell;
}

function locate(block: CellBlock, { index, raw, isCell }: Candidate): CellPoint {
  if (!isCell) return { index, raw };
  const samples = block.decode(index, Math.min(index + CELL_SAMPLES, block.sampleCount));
  return { index: index + samples.indexOf(raw), raw };
}
