import { bitLength, MODES, type Mode } from './cell-format.ts';

/** Modes by which the numbers of a cell are residuals. */
export type ResidualMode = Exclude<Mode, typeof MODES.TABLE>;

/** By mode: the bits that hold all residuals, and those that hold most. */
export const widths = new Int32Array(3);
export const likely = new Int32Array(3);

/**
 * Measure how far values, steps and bends are off a middle one. All arithmetic wraps in 32 bits, as
 * it does in a reader.
 */
export function measureCell(values: Int32Array, from: number, count: number): void {
  const end = from + count;
  const half = from + (count >> 1);
  const centre = middle(values[from]!, values[half]!, values[end - 1]!);
  const usual =
    count > 3
      ? middle(stepTo(values, from + 1), stepTo(values, half), stepTo(values, end - 1))
      : stepTo(values, end - 1);
  let value = (values[from]! - usual) | 0;
  let valueBits = 0;
  let stepBits = 0;
  let valueZeros = 0;
  let stepZeros = 0;
  for (let i = from; i < end; i++) {
    const next = values[i]!;
    const offValue = (next - centre) | 0;
    const offStep = (next - value - usual) | 0;
    value = next;
    const valueSize = offValue ^ (offValue >> 31);
    const stepSize = offStep ^ (offStep >> 31);
    valueBits |= valueSize;
    stepBits |= stepSize;
    valueZeros += Math.clz32(valueSize);
    stepZeros += Math.clz32(stepSize);
  }
  setReach(MODES.VALUES, valueBits, valueZeros / count);
  setReach(MODES.STEPS, stepBits, stepZeros / count);
  // Only of a smooth curve are the bends smaller than the steps.
  if (count > 2 && stepZeros > valueZeros && stepBits > 1) measureBends(values, from, count);
  else widths[MODES.BENDS] = likely[MODES.BENDS] = 33;
}

/** The mode of least bits. */
export function leastMode(bits: Int32Array): ResidualMode {
  const [values, steps, bends] = [bits[0]!, bits[1]!, bits[2]!];
  if (values <= steps && values <= bends) return MODES.VALUES;
  return steps <= bends ? MODES.STEPS : MODES.BENDS;
}

function measureBends(values: Int32Array, from: number, count: number): void {
  let value = values[from + 1]!;
  let step = stepTo(values, from + 1);
  let bits = 0;
  let zeros = 64;
  for (let i = from + 2; i < from + count; i++) {
    const next = values[i]!;
    const bend = (next - value - step) | 0;
    step = (next - value) | 0;
    value = next;
    const size = bend ^ (bend >> 31);
    bits |= size;
    zeros += Math.clz32(size);
  }
  setReach(MODES.BENDS, bits, zeros / count);
}

function stepTo(values: Int32Array, index: number): number {
  return index === 0 ? 0 : (values[index]! - values[index - 1]!) | 0;
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function setReach(mode: ResidualMode, bits: number, zeros: number): void {
  const width = bits === 0 ? 0 : bitLength(bits) + 1;
  widths[mode] = width;
  // Evenly spread numbers have two bits fewer, the sign among them, than the farthest.
  const mean = 32 - zeros;
  likely[mode] = Math.min(width, Math.ceil(mean + Math.min(2, 2 * mean)));
}
