import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Series } from '../core/series/series.ts';
import { SeriesCursor } from '../samples/reading/series-cursor.ts';
import { type CellColumn, type RowBatch, rowsPerBatch } from './row-batch.ts';

/** A column on the way. */
interface Lane {
  readonly cursor: SeriesCursor;
  values: Float64Array;
  present: Uint8Array;
  presentCount: number;
}

/**
 * Put the samples of several series side by side: one row an instant at which any has a sample, in
 * order of time. Of samples of one series at one instant each has a row. All batches but the last
 * are equally long; at most one chunk of each series is held.
 *
 * @param streams Times count from one origin.
 */
export async function* mergeRows(
  streams: readonly AsyncGenerator<Series>[],
): AsyncGenerator<RowBatch> {
  const size = rowsPerBatch(streams.length);
  const lanes: Lane[] = [];
  for (const stream of streams) {
    const cursor = new SeriesCursor(stream);
    await cursor.fill();
    // A hundred first reads would otherwise be one turn.
    await yieldToOthers();
    lanes.push({ cursor, ...createCells(size) });
  }
  let times = new Float64Array(size);
  let count = 0;
  while (lanes.some(({ cursor }) => cursor.chunk !== null)) {
    count = takeRows(lanes, times, count);
    for (const { cursor } of lanes) if (cursor.isSpent) await cursor.fill();
    if (count < size) continue;
    yield toBatch(lanes, times, count);
    for (const lane of lanes) Object.assign(lane, createCells(size));
    times = new Float64Array(size);
    count = 0;
  }
  if (count > 0) yield toBatch(lanes, times, count);
}

function createCells(size: number) {
  return { values: new Float64Array(size), present: new Uint8Array(size), presentCount: 0 };
}

/**
 * Add rows until the batch is full or a chunk is at its end.
 *
 * @returns How many rows the batch has then.
 */
function takeRows(lanes: readonly Lane[], times: Float64Array, from: number): number {
  /** The lanes that have a sample at the next instant. */
  const together: Lane[] = [];
  let row = from;
  while (row < times.length) {
    together.length = 0;
    let time = Number.POSITIVE_INFINITY;
    /** The next sample of the others. */
    let next = Number.POSITIVE_INFINITY;
    for (const lane of lanes) {
      const { cursor } = lane;
      if (cursor.isSpent) return row;
      const own = cursor.nextTime;
      if (own < time) {
        next = time;
        time = own;
        together.length = 0;
        together.push(lane);
      } else if (own > time) {
        if (own < next) next = own;
      } else if (cursor.chunk) together.push(lane);
    }
    const [first] = together;
    if (!first) return row;
    const count = countRun(together, times.length - row, next);
    copyCells(first.cursor.chunk!.times, first.cursor.at, times, row, count);
    for (const lane of together) takeCells(lane, row, count);
    row += count;
  }
  return row;
}

/** How many samples the lanes have at the same instants before that of any other; at least 1. */
function countRun([first, ...others]: readonly Lane[], most: number, before: number): number {
  const { chunk, at } = first!.cursor;
  const times = chunk!.times;
  let count = 1;
  const limit = Math.min(most, times.length - at);
  while (count < limit && times[at + count]! < before) count++;
  for (const { cursor } of others) {
    const own = cursor.chunk!.times;
    const ownLimit = Math.min(count, own.length - cursor.at);
    count = 1;
    while (count < ownLimit && own[cursor.at + count] === times[at + count]) count++;
  }
  return count;
}

function takeCells(lane: Lane, row: number, count: number): void {
  const { cursor, values, present } = lane;
  copyCells(cursor.chunk!.values, cursor.at, values, row, count);
  if (count === 1) present[row] = 1;
  else present.fill(1, row, row + count);
  lane.presentCount += count;
  cursor.skipTo(cursor.at + count);
}

function copyCells(
  from: Float64Array,
  at: number,
  to: Float64Array,
  row: number,
  count: number,
): void {
  // A view costs more than a few numbers.
  if (count < 16) for (let i = 0; i < count; i++) to[row + i] = from[at + i]!;
  else to.set(from.subarray(at, at + count), row);
}

function toBatch(lanes: readonly Lane[], times: Float64Array, count: number): RowBatch {
  return {
    rowCount: count,
    times: times.subarray(0, count),
    columns: lanes.map(({ values, present, presentCount }): CellColumn => {
      const missingCount = count - presentCount;
      if (missingCount > 0) {
        for (let row = 0; row < count; row++) if (!present[row]) values[row] = Number.NaN;
      }
      return {
        values: values.subarray(0, count),
        present: missingCount === 0 ? null : present.subarray(0, count),
        missingCount,
      };
    }),
  };
}
