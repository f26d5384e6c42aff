/** How a float is made of a whole number `n`. */
export interface DecimalRule {
  readonly operation: Operation;
  /** Of ten, or of two, 0 to 15. */
  readonly exponent: number;
}

/** The operations, as they are packed. All give the nearest double or, if so named, 32-bit float. */
export const OPERATIONS = {
  /** n / 10^exponent */
  DIVIDE: 0,
  /** n * 10^-exponent, the factor being the nearest double. */
  MULTIPLY: 1,
  /** n / 10^exponent as a double, then as a 32-bit float. */
  DIVIDE_SINGLE: 2,
  /** n * 10^-exponent, both being the nearest 32-bit floats. */
  MULTIPLY_SINGLE: 3,
  /** n / 2^exponent, which is exact. */
  HALVE: 4,
} as const;

type Operation = (typeof OPERATIONS)[keyof typeof OPERATIONS];

const EXPONENT_MAX = 15;
/** Adding it and taking it off again leaves no fraction. Several times faster than Math.round. */
const ROUNDER = 1.5 * 2 ** 52;
/** Whole numbers reach no farther from zero. */
const WHOLE_MAX = 2 ** 51;

/** Numbers by which rules are found. */
const PROBES = 32;
const POWERS = Float64Array.from({ length: EXPONENT_MAX + 1 }, (_, e) => Number(`1e${e}`));
const BINARY_POWERS = POWERS.map((_, e) => 2 ** e);
const FACTORS = Float64Array.from({ length: EXPONENT_MAX + 1 }, (_, e) => Number(`1e-${e}`));
const DOUBLE_RULES = ['DIVIDE', 'MULTIPLY', 'DIVIDE_SINGLE'] as const;
const SINGLE_RULES = ['DIVIDE_SINGLE', 'MULTIPLY_SINGLE'] as const;

/**
 * Turn multiples into floats by a rule, in place, from one position to another (exclusive).
 *
 * @param origin Added to every multiple of `unit`: the whole number. All are exact in a double.
 */
export function applyRule(
  numbers: Float64Array,
  { operation, exponent }: DecimalRule,
  from: number,
  to: number,
  origin = 0,
  unit = 1,
): void {
  const power = powerOf({ operation, exponent });
  const factor = FACTORS[exponent]!;
  const single = Math.fround(factor);
  if (operation === OPERATIONS.DIVIDE || operation === OPERATIONS.HALVE)
    for (let i = from; i < to; i++) numbers[i] = (origin + unit * numbers[i]!) / power;
  else if (operation === OPERATIONS.MULTIPLY)
    for (let i = from; i < to; i++) numbers[i] = (origin + unit * numbers[i]!) * factor;
  else if (operation === OPERATIONS.DIVIDE_SINGLE)
    for (let i = from; i < to; i++) numbers[i] = Math.fround((origin + unit * numbers[i]!) / power);
  else
    for (let i = from; i < to; i++)
      numbers[i] = Math.fround(Math.fround(origin + unit * numbers[i]!) * single);
}

/**
 * The whole numbers from which the rule makes floats, every bit of them; NaN where there is none.
 *
 * @param target Room for as many numbers as there are floats.
 * @returns How many floats have none.
 */
export function toWhole(floats: Float64Array, rule: DecimalRule, target: Float64Array): number {
  const { operation, exponent } = rule;
  const { length } = floats;
  const power = powerOf(rule);
  const factor = FACTORS[exponent]!;
  const single = Math.fround(factor);
  let odd = 0;
  // One loop an operation, as in `applyRule`.
  if (operation === OPERATIONS.DIVIDE || operation === OPERATIONS.HALVE)
    for (let i = 0; i < length; i++) {
      const whole = floats[i]! * power + ROUNDER - ROUNDER;
      odd += keep(target, i, whole, whole / power, floats[i]!);
    }
  else if (operation === OPERATIONS.MULTIPLY)
    for (let i = 0; i < length; i++) {
      const whole = floats[i]! * power + ROUNDER - ROUNDER;
      odd += keep(target, i, whole, whole * factor, floats[i]!);
    }
  else if (operation === OPERATIONS.DIVIDE_SINGLE)
    for (let i = 0; i < length; i++) {
      const whole = floats[i]! * power + ROUNDER - ROUNDER;
      odd += keep(target, i, whole, Math.fround(whole / power), floats[i]!);
    }
  else
    for (let i = 0; i < length; i++) {
      const whole = floats[i]! * power + ROUNDER - ROUNDER;
      odd += keep(target, i, whole, Math.fround(Math.fround(whole) * single), floats[i]!);
    }
  return odd;
}

/** Keep a whole number if the float made of it is the one wanted: 0, else 1. */
function keep(target: Float64Array, i: number, whole: number, made: number, float: number): number {
  const isSame =
    made === float && (float !== 0 || 1 / float > 0) && whole <= WHOLE_MAX && whole >= -WHOLE_MAX;
  target[i] = isSame ? whole : Number.NaN;
  return isSame ? 0 : 1;
}

function powerOf({ operation, exponent }: DecimalRule): number {
  return (operation === OPERATIONS.HALVE ? BINARY_POWERS : POWERS)[exponent]!;
}

/** The rule with the least whole numbers that gives all but one of some of the floats; else null. */
export function findRule(floats: Float64Array, isSingle: boolean): DecimalRule | null {
  const probes = pickProbes(floats);
  if (probes.length === 0) return null;
  const decimal = firstThatFits(probes, isSingle ? SINGLE_RULES : DOUBLE_RULES);
  const binary = firstThatFits(probes, ['HALVE']);
  if (!decimal || !binary) return decimal ?? binary;
  return powerOf(binary) < powerOf(decimal) ? binary : decimal;
}

function firstThatFits(
  probes: Float64Array,
  names: readonly (keyof typeof OPERATIONS)[],
): DecimalRule | null {
  // The first few tell of most rules.
  const first = probes.subarray(0, 3);
  for (let exponent = 0; exponent <= EXPONENT_MAX; exponent++) {
    for (const name of names) {
      const rule = { operation: OPERATIONS[name], exponent };
      if (fits(probes, first, rule)) return rule;
    }
  }
  return null;
}

/** Some numbers from all over the floats. */
function pickProbes(floats: Float64Array): Float64Array {
  const count = Math.min(PROBES, floats.length);
  const probes = new Float64Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) {
    const float = floats[Math.floor((i * floats.length) / count)]!;
    if (Number.isFinite(float) && !Object.is(float, -0)) probes[length++] = float;
  }
  return probes.subarray(0, length);
}

const tried = new Float64Array(PROBES);

function fits(probes: Float64Array, first: Float64Array, rule: DecimalRule): boolean {
  const most = probes.length / PROBES;
  return toWhole(first, rule, tried) <= most && toWhole(probes, rule, tried) <= most;
}
