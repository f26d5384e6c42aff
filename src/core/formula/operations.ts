/** Computes one operation for the first `count` elements; `out` may be one of the operands. */
export type Kernel = (
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  count: number,
) => void;

/** A value is true when it is a number other than 0: NaN is false. */
function isTrue(value: number): boolean {
  return value !== 0 && !Number.isNaN(value);
}

/** Each operation in a loop of its own, so that the compiler sees the arithmetic. */
const KERNELS = {
  add: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! + b[i]!;
  },
  subtract: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! - b[i]!;
  },
  multiply: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! * b[i]!;
  },
  divide: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! / b[i]!;
  },
  remainder: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! % b[i]!;
  },
  power: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! ** b[i]!;
  },
  negate: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = -a[i]!;
  },
  less: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
  lessOrEqual: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  greater: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
  greaterOrEqual: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
  equal: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
  },
  notEqual: (out, a, b, _c, count) => {
    // Not !==, which holds for NaN.
    for (let i = 0; i < count; i++) out[i] = a[i]! < b[i]! || a[i]! > b[i]! ? 1 : 0;
  },
  and: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = isTrue(a[i]!) && isTrue(b[i]!) ? 1 : 0;
  },
  or: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = isTrue(a[i]!) || isTrue(b[i]!) ? 1 : 0;
  },
  not: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = isTrue(a[i]!) ? 0 : 1;
  },
  choose: (out, a, b, c, count) => {
    for (let i = 0; i < count; i++) out[i] = isTrue(a[i]!) ? b[i]! : c[i]!;
  },
  bitAnd: ofTwo((a, b) => bits(a, b, (a & b) >>> 0)),
  bitOr: ofTwo((a, b) => bits(a, b, (a | b) >>> 0)),
  bitNot: ofOne((a) => bits(a, 0, ~a >>> 0)),
  shiftLeft: ofTwo((a, b) => bits(a, b, isShift(b) ? (a << b) >>> 0 : 0)),
  shiftRight: ofTwo((a, b) => bits(a, b, isShift(b) ? a >>> b : 0)),
  sin: ofOne(Math.sin),
  cos: ofOne(Math.cos),
  tan: ofOne(Math.tan),
  asin: ofOne(Math.asin),
  acos: ofOne(Math.acos),
  atan: ofOne(Math.atan),
  // FDL's atan2(x, y) is the angle of the point (x, y), the arctangent of y / x.
  atan2: ofTwo((x, y) => Math.atan2(y, x)),
  sinh: ofOne(Math.sinh),
  cosh: ofOne(Math.cosh),
  tanh: ofOne(Math.tanh),
  abs: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.abs(a[i]!);
  },
  ceil: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.ceil(a[i]!);
  },
  floor: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.floor(a[i]!);
  },
  // C's round: halves away from zero.
  round: ofOne((a) => (Math.abs(a % 1) === 0.5 ? a + 0.5 * Math.sign(a) : Math.round(a))),
  trunc: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.trunc(a[i]!);
  },
  sign: ofOne(Math.sign),
  sqrt: (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.sqrt(a[i]!);
  },
  exp: ofOne(Math.exp),
  ln: ofOne(Math.log),
  log10: ofOne(Math.log10),
  min: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.min(a[i]!, b[i]!);
  },
  max: (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.max(a[i]!, b[i]!);
  },
  clamp: (out, a, b, c, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.min(Math.max(a[i]!, b[i]!), c[i]!);
  },
  isNan: ofOne((a) => (Number.isNaN(a) ? 1 : 0)),
} as const satisfies Record<string, Kernel>;

/** What a formula can compute. */
export type Operation = keyof typeof KERNELS;

/** The loop of an operation. */
export function kernelOf(operation: Operation): Kernel {
  return KERNELS[operation];
}

/** How a function of the language is called. */
export interface FormulaFunction {
  readonly operation: Operation;
  readonly least: number;
  readonly most: number;
  /** Its operands in words, for messages. */
  readonly takes: string;
}

/** The functions of the language by name, in lower case; names are not case-sensitive. */
export const FUNCTIONS: ReadonlyMap<string, FormulaFunction> = new Map<string, FormulaFunction>([
  ...(
    [
      ['sin', 'sin'],
      ['cos', 'cos'],
      ['tan', 'tan'],
      ['asin', 'asin'],
      ['acos', 'acos'],
      ['atan', 'atan'],
      ['sinh', 'sinh'],
      ['cosh', 'cosh'],
      ['tanh', 'tanh'],
      ['abs', 'abs'],
      ['ceil', 'ceil'],
      ['floor', 'floor'],
      ['round', 'round'],
      ['trunc', 'trunc'],
      ['sign', 'sign'],
      ['sqrt', 'sqrt'],
      ['exp', 'exp'],
      ['ln', 'ln'],
      ['log', 'log10'],
      ['log10', 'log10'],
      ['isnan', 'isNan'],
    ] as const
  ).map(
    ([name, operation]) => [name, { operation, least: 1, most: 1, takes: 'one operand' }] as const,
  ),
  ['atan2', { operation: 'atan2', least: 2, most: 2, takes: 'two operands' }],
  ['pow', { operation: 'power', least: 2, most: 2, takes: 'two operands' }],
  ['clamp', { operation: 'clamp', least: 3, most: 3, takes: 'three operands' }],
  ['if', { operation: 'choose', least: 3, most: 3, takes: 'three operands' }],
  ['min', { operation: 'min', least: 1, most: Infinity, takes: 'one operand or more' }],
  ['max', { operation: 'max', least: 1, most: Infinity, takes: 'one operand or more' }],
]);

function ofOne(compute: (a: number) => number): Kernel {
  return (out, a, _b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = compute(a[i]!);
  };
}

function ofTwo(compute: (a: number, b: number) => number): Kernel {
  return (out, a, b, _c, count) => {
    for (let i = 0; i < count; i++) out[i] = compute(a[i]!, b[i]!);
  };
}

/** The result of an operation on bits, NaN where an operand has none. */
function bits(a: number, b: number, result: number): number {
  return Number.isFinite(a) && Number.isFinite(b) ? result : Number.NaN;
}

function isShift(count: number): boolean {
  return count > -1 && count < 32;
}
