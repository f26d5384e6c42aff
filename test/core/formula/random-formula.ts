import fc from 'fast-check';

/** A formula as a tree of the test's own, apart from the parser's. */
export type Tree =
  | { readonly number: number }
  | { readonly input: number }
  | { readonly symbol: string; readonly operands: readonly Tree[] };

export const INPUT_NAMES = ['$speed:Chassis', '$p_0', '$Temp.Air:Env'] as const;

const UNARY = ['-', '~', 'not ', '!'];
const BINARY = [
  ...['+', '-', '*', '/', '%', '^', '<', '<=', '>', '>=', '==', '!='],
  ...['and', '&&', 'or', '||', '&', '|', '<<', '>>'],
];
const CALLS: readonly (readonly [string, number])[] = [
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh'].map(
    (name) => [name, 1] as const,
  ),
  ...['abs', 'ceil', 'floor', 'round', 'sqrt', 'exp', 'ln', 'log', 'log10', 'sign'].map(
    (name) => [name, 1] as const,
  ),
  ...[['trunc', 1] as const, ['isnan', 1] as const, ['atan2', 2] as const, ['pow', 2] as const],
  ...[['min', 1] as const, ['min', 3] as const, ['max', 2] as const, ['clamp', 3] as const],
  ...[['if', 3] as const, ['?', 3] as const],
];

const numbers = fc.oneof(
  fc.nat(40),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.5, 1e300, 5e-324, 4294967296),
);

/** Trees over three inputs, a few levels deep. */
export const anyTree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; leaf: Tree; branch: Tree }>(
  (tie) => ({
    tree: fc.oneof({ maxDepth: 6, depthSize: 'medium' }, tie('leaf'), tie('branch')),
    leaf: fc.oneof(
      numbers.map((number) => ({ number })),
      fc.nat(INPUT_NAMES.length - 1).map((input) => ({ input })),
    ),
    branch: fc
      .constantFrom<readonly [string, number]>(
        ...UNARY.map((symbol) => [`unary ${symbol}`, 1] as const),
        ...BINARY.map((symbol) => [`binary ${symbol}`, 2] as const),
        ...CALLS,
      )
      .chain(([symbol, count]) =>
        fc
          .array(tie('tree'), { minLength: count, maxLength: count })
          .map((operands) => ({ symbol, operands })),
      ),
  }),
).tree;

/** The formula's text, every operation in parentheses. */
export function print(tree: Tree): string {
  if ('number' in tree) return String(tree.number);
  if ('input' in tree) return INPUT_NAMES[tree.input]!;
  const [a = '', b = '', c = ''] = tree.operands.map(print);
  const [form, symbol] = tree.symbol.split(' ', 2) as [string, string?];
  if (form === 'unary') return `(${symbol} ${a})`;
  if (form === 'binary') return `(${a} ${symbol} ${b})`;
  if (form === '?') return `(${a} ? ${b} : ${c})`;
  return `${form}(${tree.operands.map(print).join(', ')})`;
}

/** The value of a tree, by plain recursion. */
export function evaluate(tree: Tree, inputs: readonly number[]): number {
  if ('number' in tree) return tree.number;
  if ('input' in tree) return inputs[tree.input]!;
  const operands = tree.operands.map((operand) => evaluate(operand, inputs));
  return compute(tree.symbol, operands);
}

const isTrue = (value: number) => !Number.isNaN(value) && value !== 0;
const flag = (condition: boolean) => (condition ? 1 : 0);
/** 32 bits of a finite number, by big integers. */
const bitsOf = (value: number) => BigInt.asUintN(32, BigInt(Math.trunc(value)));
const onBits = (values: number[], join: (...bits: bigint[]) => bigint) =>
  values.every(Number.isFinite)
    ? Number(BigInt.asUintN(32, join(...values.map(bitsOf))))
    : Number.NaN;
/** How far to shift: none of the bits are left from 32 on, or for negative counts. */
const shiftBy = (count: number) => {
  const whole = Math.trunc(count);
  return whole < 0 || whole > 31 ? 64n : BigInt(whole);
};

function compute(symbol: string, operands: number[]): number {
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = operands;
  const isOrdered = !Number.isNaN(a) && !Number.isNaN(b);
  switch (symbol) {
    case 'unary -':
      return 0 - a === 0 ? -a : 0 - a;
    case 'unary ~':
      return onBits([a], (x) => x ^ 0xffffffffn);
    case 'unary not ':
    case 'unary not':
    case 'unary !':
      return flag(!isTrue(a));
    case 'binary +':
      return a + b;
    case 'binary -':
      return a - b;
    case 'binary *':
      return a * b;
    case 'binary /':
      return a / b;
    case 'binary %':
      return a % b;
    case 'binary ^':
    case 'pow':
      return a ** b;
    case 'binary <':
      return flag(isOrdered && a < b);
    case 'binary <=':
      return flag(isOrdered && a <= b);
    case 'binary >':
      return flag(isOrdered && a > b);
    case 'binary >=':
      return flag(isOrdered && a >= b);
    case 'binary ==':
      return flag(isOrdered && a === b);
    case 'binary !=':
      return flag(isOrdered && a !== b);
    case 'binary and':
    case 'binary &&':
      return flag(isTrue(a) && isTrue(b));
    case 'binary or':
    case 'binary ||':
      return flag(isTrue(a) || isTrue(b));
    case 'binary &':
      return onBits([a, b], (x, y) => x & y);
    case 'binary |':
      return onBits([a, b], (x, y) => x | y);
    case 'binary <<':
      return Number.isFinite(b) ? onBits([a], (x) => x << shiftBy(b)) : Number.NaN;
    case 'binary >>':
      return Number.isFinite(b) ? onBits([a], (x) => x >> shiftBy(b)) : Number.NaN;
    case 'atan2':
      return Math.atan2(b, a);
    case 'log':
      return Math.log10(a);
    case 'ln':
      return Math.log(a);
    case 'round':
      return a < 0 ? -halfUp(-a) : Object.is(a, -0) ? a : halfUp(a);
    case 'isnan':
      return flag(Number.isNaN(a));
    case 'clamp':
      return Math.min(Math.max(a, b), c);
    case 'if':
    case '?':
      return isTrue(a) ? b : c;
    case 'min':
      return Math.min(...operands);
    case 'max':
      return Math.max(...operands);
    default: {
      const own: Record<string, (value: number) => number> = {
        ...{ sin: Math.sin, cos: Math.cos, tan: Math.tan, asin: Math.asin, acos: Math.acos },
        ...{ atan: Math.atan, sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh, abs: Math.abs },
        ...{ ceil: Math.ceil, floor: Math.floor, sqrt: Math.sqrt, exp: Math.exp },
        ...{ log10: Math.log10, sign: Math.sign, trunc: Math.trunc },
      };
      return own[symbol]!(a);
    }
  }
}

/** The nearest whole number, halves upwards, of a number that is not negative. */
function halfUp(value: number): number {
  const floor = Math.floor(value);
  return value - floor >= 0.5 ? floor + 1 : floor;
}
