import { bitLength, CELL, MODES, type Mode, TABLE_SIZE } from './cell-format.ts';

/** How to code one cell. */
export interface CellPlan {
  readonly mode: Mode;
  /** What the mode codes of each number, less the base; memory that the next plan takes. */
  readonly distances: Int32Array;
  readonly base: number;
  /** Bits of a distance, 0 to 32. */
  readonly width: number;
  /** Distances that need more bits; at most 64. */
  readonly exceptions: number;
  /** The numbers in whose list the distances are places; also memory that the next plan takes. */
  readonly table: Int32Array;
  /** How many numbers the table has; 0 for other modes. */
  readonly tableSize: number;
}

const EXCEPTIONS_MAX = 64;
/** Residuals that were judged to choose the centre of most of them. */
const VOTES = 9;
/** Fewest bits a number at which a table may be worth its room. */
const TABLE_WIDTH = 5;
/** Bits of an exception, and of a number of a table, roughly. */
const EXCEPTION_COST = 24;
const TABLE_COST = 24;

// Work space: cells are small, so that memory of their own would cost more than the work.
const distances = new Int32Array(CELL);
const votes = new Int32Array(VOTES);
const lengths = new Int32Array(33);
/** By mode: the bits that hold all, and those that hold most. */
const widths = new Int32Array(3);
const likely = new Int32Array(3);

const table = new Int32Array(TABLE_SIZE);

/** Choose how to code up to 128 integers. The plan is good until the next one is made. */
export function planCell(values: Int32Array, from: number, count: number): CellPlan {
  measure(values, from, count);
  const plain = indexOfLeast(widths);
  const patched = indexOfLeast(likely);
  let plan: CellPlan | null = null;
  if (likely[patched]! + 1 < widths[plain]!) {
    fillDistances(patched, values, from, count);
    plan = planExceptions(patched, count, widths[plain]! * count);
  }
  const width = plan ? plan.width + (EXCEPTION_COST * plan.exceptions) / count : widths[plain]!;
  if (width >= TABLE_WIDTH && mayRepeat(values, from, count)) {
    const size = fillTable(values, from, count);
    if (size > 0 && bitLength(size - 1) * count + TABLE_COST * size < width * count)
      return planTable(values, from, count, size);
  }
  if (plan) return plan;
  fillDistances(plain, values, from, count);
  return planPlain(plain, count);
}

function indexOfLeast(bits: Int32Array): Mode {
  const [values, steps, bends] = [bits[0]!, bits[1]!, bits[2]!];
  if (values <= steps && values <= bends) return MODES.VALUES;
  return steps <= bends ? MODES.STEPS : MODES.BENDS;
}

/**
 * Measure how far values, steps and bends are off a middle one. All arithmetic wraps in 32 bits, as
 * it does in a reader.
 */
function measure(values: Int32Array, from: number, count: number): void {
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

function setReach(mode: Mode, bits: number, zeros: number): void {
  const width = bits === 0 ? 0 : bitLength(bits) + 1;
  widths[mode] = width;
  // Evenly spread numbers have two bits fewer, the sign among them, than the farthest.
  const mean = 32 - zeros;
  likely[mode] = Math.min(width, Math.ceil(mean + Math.min(2, 2 * mean)));
}

function fillDistances(mode: Mode, values: Int32Array, from: number, count: number): void {
  if (mode === MODES.VALUES) {
    for (let i = 0; i < count; i++) distances[i] = values[from + i]!;
  } else if (mode === MODES.STEPS) {
    for (let i = 1; i < count; i++) distances[i] = values[from + i]! - values[from + i - 1]!;
    // What stands for the first number is not read: like its neighbour it needs no room.
    distances[0] = distances[1]!;
  } else {
    let step = (values[from + 1]! - values[from]!) | 0;
    for (let i = 2; i < count; i++) {
      const next = (values[from + i]! - values[from + i - 1]!) | 0;
      distances[i] = next - step;
      step = next;
    }
    distances[0] = distances[1] = distances[2]!;
  }
}

/** The plan that has room for every distance. */
function planPlain(mode: Mode, count: number): CellPlan {
  let min = distances[0]!;
  let max = min;
  for (let i = 1; i < count; i++) {
    const distance = distances[i]!;
    if (distance < min) min = distance;
    if (distance > max) max = distance;
  }
  for (let i = 0; i < count; i++) distances[i]! -= min;
  const width = bitLength(max - min);
  return { mode, distances, base: min, width, exceptions: 0, table, tableSize: 0 };
}

/** The cheapest plan with exceptions for the distances; null when it takes `limit` bits or more. */
function planExceptions(mode: Mode, count: number, limit: number): CellPlan | null {
  const centre = findCentre(count);
  lengths.fill(0);
  for (let i = 0; i < count; i++) {
    const distance = (distances[i]! - centre) | 0;
    lengths[bitLength(distance ^ (distance >> 31))]!++;
  }
  const length = cheapestLength(count, limit);
  if (length < 0) return null;

  let min = 0x7fffffff;
  let max = -0x80000000;
  for (let i = 0; i < count; i++) {
    const distance = (distances[i]! - centre) | 0;
    if (bitLength(distance ^ (distance >> 31)) > length) continue;
    if (distance < min) min = distance;
    if (distance > max) max = distance;
  }
  const base = (centre + min) | 0;
  const width = bitLength(max - min);
  let exceptions = 0;
  for (let i = 0; i < count; i++) {
    const distance = (distances[i]! - base) | 0;
    distances[i] = distance;
    if (distance >> width !== 0) exceptions++;
  }
  return { mode, distances, base, width, exceptions, table, tableSize: 0 };
}

/** Roughly the middle one of the distances. */
function findCentre(count: number): number {
  for (let i = 0; i < VOTES; i++) {
    const vote = distances[Math.floor(((i + 0.5) * count) / VOTES)]!;
    let place = i;
    for (; place > 0 && votes[place - 1]! > vote; place--) votes[place] = votes[place - 1]!;
    votes[place] = vote;
  }
  return votes[VOTES >> 1]!;
}

/** Bits, less the sign, of the distances that are best packed in line; -1 when none is better. */
function cheapestLength(count: number, limit: number): number {
  let longest = 32;
  while (longest > 0 && lengths[longest] === 0) longest--;
  let best = -1;
  let bestCost = limit;
  let exceptions = 0;
  for (let length = longest; length >= 0 && exceptions <= EXCEPTIONS_MAX; length--) {
    const cost = (length + 1) * count + exceptions * 8 * (1 + ((longest - length + 8) >> 3));
    if (cost < bestCost) {
      best = length;
      bestCost = cost;
    }
    exceptions += lengths[length]!;
  }
  return best;
}

/** False when the first numbers of a cell are surely too many for a table. */
function mayRepeat(values: Int32Array, from: number, count: number): boolean {
  let low = 0;
  let high = 0;
  for (let i = from; i < from + Math.min(count, 2 * TABLE_SIZE); i++) {
    const hash = Math.imul(values[i]!, 0x9e3779b1) >>> 26;
    if (hash < 32) low |= 1 << hash;
    else high |= 1 << hash;
  }
  return countBits(low) + countBits(high) <= TABLE_SIZE;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Put the numbers of a cell in the table: how many they are, 0 when they are too many. */
function fillTable(values: Int32Array, from: number, count: number): number {
  let size = 0;
  for (let i = from; i < from + count; i++) {
    const value = values[i]!;
    let place = 0;
    while (place < size && table[place] !== value) place++;
    if (place < size) continue;
    if (size === TABLE_SIZE) return 0;
    table[size++] = value;
  }
  return size;
}

function planTable(values: Int32Array, from: number, count: number, tableSize: number): CellPlan {
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (table[place] !== values[from + i]) place++;
    distances[i] = place;
  }
  const width = bitLength(tableSize - 1);
  return { mode: MODES.TABLE, distances, base: 0, width, exceptions: 0, table, tableSize };
}
