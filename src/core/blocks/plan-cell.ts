import { bitLength, CELL, MODES, type Mode } from './cell-format.ts';
import { fillTable } from './cell-table.ts';
import { leastMode, likely, measureCell, type ResidualMode, widths } from './measure-cell.ts';

/** How to code one cell. The next one is planned in the same memory. */
export interface CellPlan {
  readonly mode: Mode;
  /** What the mode codes of each number, from index `at` on. */
  readonly numbers: Int32Array;
  readonly at: number;
  /** What is taken off each of these. */
  readonly base: number;
  /** Bits of what is left, 0 to 32. */
  readonly width: number;
  /** Numbers that need more bits; at most 66. */
  readonly exceptions: number;
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
/** Cells that are coded as the one before without trying other ways, and its bits at most. */
const TRUSTED = 3;
const TRUSTED_WIDTH = 16;
/** Exceptions by which cells coded in the same way may differ. */
const LEEWAY = 2;
/** Fewest numbers of which each mode has a residual. */
const COUNT_MIN = 3;

// Work space: cells are small, so that memory of their own would cost more than the work.
const distances = new Int32Array(CELL);
const places = new Int32Array(CELL);
const votes = new Int32Array(VOTES);
const lengths = new Int32Array(33);

const plan: { -readonly [Key in keyof CellPlan]: CellPlan[Key] } = {
  mode: MODES.VALUES,
  numbers: distances,
  at: 0,
  base: 0,
  width: 0,
  exceptions: 0,
  tableSize: 0,
};
/** Cells that may still be coded as the last one that was measured, and what that one was. */
let trusted = 0;
let knownWidth = 0;
let knownExceptions = 0;
let knownSize = 0;

/**
 * Choose how to code up to 128 integers. The plan is good until the next one is made.
 *
 * @param isFirst Whether they are the first of a series; else they may be coded as those before.
 */
export function planCell(
  values: Int32Array,
  from: number,
  count: number,
  isFirst: boolean,
): CellPlan {
  if (!isFirst && trusted > 0 && count >= COUNT_MIN && planAgain(values, from, count)) {
    trusted--;
    return plan;
  }
  planAnew(values, from, count);
  // Where exceptions were too many here, or a cell is large anyway, others may well be smaller.
  const isUsual = plan.exceptions > 0 || !mayHaveExceptions() || plan.mode === MODES.TABLE;
  trusted = isUsual && plan.width <= TRUSTED_WIDTH ? TRUSTED : 0;
  knownWidth = plan.width;
  knownExceptions = plan.exceptions;
  knownSize = plan.tableSize;
  return plan;
}

/** Plan a cell as the one before, unless that would take more room. */
function planAgain(values: Int32Array, from: number, count: number): boolean {
  const { mode, base, width } = plan;
  if (mode === MODES.TABLE) {
    const size = fillTable(values, from, count, places);
    if (size > 0) planTable(size);
    return size > 0 && size <= knownSize;
  }
  takeNumbers(mode, values, from, count);
  if (knownExceptions > 0) {
    plan.exceptions = countExceptions(count, base, width);
    return plan.exceptions <= knownExceptions + LEEWAY;
  }
  planPlain(count);
  return plan.width <= knownWidth;
}

/** Plan a cell in the way that its numbers suggest. */
function planAnew(values: Int32Array, from: number, count: number): void {
  measureCell(values, from, count);
  const plain = leastMode(widths);
  const patched = leastMode(likely);
  const isPatched =
    mayHaveExceptions() && planExceptions(patched, values, from, count, widths[plain]! * count);
  if (!isPatched) {
    takeNumbers(plain, values, from, count);
    planPlain(count);
  }
  const bits = plan.width * count + EXCEPTION_COST * plan.exceptions;
  if (bits < TABLE_WIDTH * count) return;
  const size = fillTable(values, from, count, places);
  if (size > 0 && tableBits(size, count) < bits) planTable(size);
}

/** Whether most numbers of the cell that was measured last need fewer bits than all do. */
function mayHaveExceptions(): boolean {
  return likely[leastMode(likely)]! + 1 < widths[leastMode(widths)]!;
}

/** What a mode codes of each number, and the range of that, to the plan. */
function takeNumbers(mode: ResidualMode, values: Int32Array, from: number, count: number): void {
  plan.mode = mode;
  plan.tableSize = 0;
  plan.numbers = mode === MODES.VALUES ? values : distances;
  plan.at = mode === MODES.VALUES ? from : 0;
  if (mode === MODES.STEPS) fillSteps(values, from, count);
  else if (mode === MODES.BENDS) fillBends(values, from, count);
}

function fillSteps(values: Int32Array, from: number, count: number): void {
  let value = values[from]!;
  for (let i = 1; i < count; i++) {
    const next = values[from + i]!;
    distances[i] = next - value;
    value = next;
  }
  // What stands for the first number is not read: like its neighbour it needs no room.
  distances[0] = distances[1]!;
}

function fillBends(values: Int32Array, from: number, count: number): void {
  let value = values[from + 1]!;
  let step = (value - values[from]!) | 0;
  for (let i = 2; i < count; i++) {
    const next = values[from + i]!;
    const nextStep = (next - value) | 0;
    distances[i] = nextStep - step;
    step = nextStep;
    value = next;
  }
  distances[0] = distances[1] = distances[2]!;
}

/** Make room for every number. */
function planPlain(count: number): void {
  const { numbers, at } = plan;
  let least = numbers[at]!;
  let most = least;
  for (let i = at + 1; i < at + count; i++) {
    const number = numbers[i]!;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  plan.base = least;
  plan.width = bitLength(most - least);
  plan.exceptions = 0;
}

/** Find the cheapest plan with exceptions; false when it takes `limit` bits or more. */
function planExceptions(
  mode: ResidualMode,
  values: Int32Array,
  from: number,
  count: number,
  limit: number,
): boolean {
  takeNumbers(mode, values, from, count);
  const { numbers, at } = plan;
  const centre = findCentre(count);
  lengths.fill(0);
  for (let i = at; i < at + count; i++) lengths[reachOf(numbers[i]! - centre)]!++;
  const length = cheapestLength(count, limit);
  // Of 32 bits there is nothing above them.
  if (length < 0 || length > 30) return false;

  let least = 0x7fffffff;
  let most = -0x80000000;
  for (let i = at; i < at + count; i++) {
    const distance = (numbers[i]! - centre) | 0;
    if (reachOf(distance) > length) continue;
    if (distance < least) least = distance;
    if (distance > most) most = distance;
  }
  plan.base = (centre + least) | 0;
  plan.width = bitLength(most - least);
  plan.exceptions = countExceptions(count, plan.base, plan.width);
  return true;
}

/** Bits of a number that wraps in 32 bits, less the sign. */
function reachOf(number: number): number {
  return bitLength(number ^ (number >> 31));
}

function countExceptions(count: number, base: number, width: number): number {
  const { numbers, at } = plan;
  let fitting = 0;
  for (let i = at; i < at + count; i++) {
    const high = (numbers[i]! - base) >> width;
    fitting += (high | -high) >> 31;
  }
  return -fitting;
}

/** Roughly the middle one of the numbers. */
function findCentre(count: number): number {
  const { numbers, at } = plan;
  for (let i = 0; i < VOTES; i++) {
    const vote = numbers[at + Math.floor(((i + 0.5) * count) / VOTES)]!;
    let place = i;
    for (; place > 0 && votes[place - 1]! > vote; place--) votes[place] = votes[place - 1]!;
    votes[place] = vote;
  }
  return votes[VOTES >> 1]!;
}

/** Bits, less the sign, of the numbers that are best packed in line; -1 when none is better. */
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

function planTable(size: number): void {
  plan.mode = MODES.TABLE;
  plan.numbers = places;
  plan.at = 0;
  plan.base = 0;
  plan.width = bitLength(size - 1);
  plan.exceptions = 0;
  plan.tableSize = size;
}

/** Bits of numbers as places in a table, roughly. */
function tableBits(size: number, count: number): number {
  return bitLength(size - 1) * count + TABLE_COST * size;
}
