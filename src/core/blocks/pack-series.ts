import type { ByteWriter } from './byte-writer.ts';
import { CELL } from './cell-format.ts';
import { greatestDivisor } from './greatest-divisor.ts';
import { packCell } from './pack-cell.ts';

/** Integers by which a common step is guessed, in groups at uneven distances. */
const PROBES = 64;
const GROUP = 7;
/** Adding it and taking it off again leaves no fraction. Several times faster than Math.round. */
const ROUNDER = 1.5 * 2 ** 52;

const probes = new Int32Array(PROBES);

/**
 * Pack integers as multiples of a common step, in cells of 128.
 *
 * @param values 32-bit integers, at least one. They are written over.
 */
export function packSeries(values: Int32Array, writer: ByteWriter): void {
  const { length } = values;
  const origin = values[0]!;
  const step = takeStep(values);
  writer.varint(step);
  if (step !== 1) writer.signed(origin);
  if (step === 0) return;
  for (let from = 0; from < length; from += CELL)
    packCell(values, from, Math.min(CELL, length - from), from === 0, writer);
}

/**
 * Find the greatest number of which all integers are multiples from the first on, and turn them
 * into these multiples; those of 1 and 0 stay what they are.
 */
function takeStep(values: Int32Array): number {
  const guess = guessStep(values);
  if (guess === 1 || divide(values, guess)) return guess;
  const step = greatestDivisor(values);
  if (step > 1) divide(values, step);
  return step;
}

/** The step of some of the integers, from all over them; 0 when these are all the same. */
function guessStep(values: Int32Array): number {
  const stride = values.length / PROBES;
  if (stride < GROUP) return greatestDivisor(values);
  // Even distances would take a slope for a steeper one.
  for (let i = 0; i < PROBES; i++) probes[i] = values[Math.floor(i * stride) + (i % GROUP)]!;
  return greatestDivisor(probes);
}

/** Turn integers into multiples of a step; false, and all as it was, when one is none. */
function divide(values: Int32Array, step: number): boolean {
  const origin = values[0]!;
  const part = 1 / step;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i]! - origin;
    // Of whole numbers below 2^32 the error is too small to round a quotient the wrong way.
    const multiple = distance * part + ROUNDER - ROUNDER;
    if (multiple * step !== distance) {
      for (let k = 0; k < i; k++) values[k] = origin + values[k]! * step;
      return false;
    }
    values[i] = multiple;
  }
  return true;
}
