import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/core/decode-error.ts';
import { compileFormula } from '../../../src/core/formula/compile-formula.ts';
import { FormulaError } from '../../../src/core/formula/formula-error.ts';
import { anyTree, evaluate, INPUT_NAMES, print } from './random-formula.ts';

const NAN = Number.NaN;

/** The value of a formula whose one variable is `x`. */
function compute(source: string, x = NAN): number {
  const formula = compileFormula(source, { inputs: 'one' });
  return formula.evaluate([Float64Array.of(x)], 1)[0]!;
}

function errorOf(compile: () => unknown): FormulaError {
  try {
    compile();
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error('Expected a FormulaError.');
}

describe('compileFormula', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['100 / 10 / 5', 2],
    ['7 % 4 % 2', 1],
    ['-7 % 4', -3],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', 4],
    ['2 ^ -1', 0.5],
    ['0 - 2 ^ 2', -4],
    ['--3', 3],
    ['+3', 3],
    ['1 + 1 < 3', 1],
    ['1 < 2 < 2', 1],
    ['3 > 2 > 1', 0],
    ['2 == 2', 1],
    ['2 != 2', 0],
    ['not 1 > 2', 1],
    ['!0 and 0', 0],
    ['not not 5', 1],
    ['1 or 0 and 0', 1],
    ['0 || 2 && 3', 1],
    ['6 & 3 == 2', 1],
    ['1 | 6 & 3', 3],
    ['1 + 1 << 3', 16],
    ['1 << 2 & 4', 4],
    ['~0', 4294967295],
    ['~0 >> 28', 15],
    ['-8 >> 1', 2147483644],
    ['1 << 31', 2147483648],
    ['1 << 32', 0],
    ['0xFF & 0x0f', 15],
    ['1 ? 2 : 3', 2],
    ['0 ? 2 : 3', 3],
    ['0 ? 1 : 0 ? 2 : 3', 3],
    ['1 ? 0 ? 1 : 2 : 3', 2],
    ['if(2 > 1, 10, 20)', 10],
    ['min(3, 1, 2) + max(3)', 4],
    ['clamp(5, 0, 3) + clamp(-5, 0, 3)', 3],
    ['pow(2, 10)', 1024],
    ['log(1000) + log10(10)', 4],
    ['ln(e)', 1],
    ['exp(0)', 1],
    ['floor(-1.5) + ceil(-1.5) + trunc(-1.5)', -4],
    ['round(2.5) * 10 + round(-2.5)', 27],
    ['round(0.49999999999999994)', 0],
    ['sign(-3) + abs(-3) + sqrt(16)', 6],
    ['cos(pi)', -1],
    ['isnan(null) + isnan(0)', 1],
    ['.5 + 1. + 1.5e1 + 1E-1', 16.6],
    ['PI > 3 AND Not 0', 1],
    ['return(1 + 1);', 2],
    ['/* gain */ 2 \\\n * /* of\n* / two */ 3;;', 6],
  ])('computes %s', (source, expected) => {
    expect(compute(source)).toBeCloseTo(expected, 12);
  });

  it('takes atan2(x, y) as the angle of the point (x, y)', () => {
    expect(compute('atan2(1, 0)')).toBe(0);
    expect(compute('atan2(0, 1)')).toBe(Math.PI / 2);
    expect(compute('atan2(-1, 0)')).toBe(Math.PI);
  });

  it.each([
    ['x + 1', NAN],
    ['x == x', 0],
    ['x != 1', 0],
    ['x < 1 or x >= 1', 0],
    ['not x', 1],
    ['x and 1', 0],
    ['x ? 1 : 2', 2],
    ['x | 1', NAN],
    ['1 << x', NAN],
    ['max(x, 1)', NAN],
    ['isnan(x)', 1],
    ['1 / 0', Infinity],
    ['-1 / 0', -Infinity],
    ['1 / -0', -Infinity],
    ['1 / (0 * -1) + 1 / 0', NAN],
    ['0 / 0', NAN],
    ['1 / 0 & 1', NAN],
    ['1e308 * 10 > 1e308', 1],
  ])('gives %s for NaN as documented', (source, expected) => {
    expect(compute(source)).toBe(expected);
  });

  it.each(['$fconv_dummy', 'x', 'raw', 'X', '$any.name:App'])(
    'takes %s as the variable of a conversion',
    (name) => {
      expect(compute(`${name} * 2 + ${name}`, 5)).toBe(15);
    },
  );

  it('lists the inputs in order of first use, as they are written', () => {
    const formula = compileFormula('$b:App - $A + $b:App ? $a:App : $c');
    expect(formula.references).toEqual(['b:App', 'A', 'a:App', 'c']);
    const inputs = [5, 5, 7, 9].map((value) => Float64Array.of(value));
    expect([...formula.evaluate(inputs, 1)]).toEqual([7]);
  });

  it('reads a colon followed by a sign or a number as that of a condition', () => {
    const { references } = compileFormula('$a ? $b:$c + ($a ? $b:1)');
    expect(references).toEqual(['a', 'b', 'c']);
  });

  it('may write its result over an input', () => {
    const formula = compileFormula('($a + 1) * ($a - 1) + $a * $a');
    const values = Float64Array.from({ length: 1000 }, (_, i) => i);
    expect(formula.evaluateInto(values, [values], values.length)).toBe(values);
    expect(values).toEqual(Float64Array.from(values.keys(), (i) => i * i - 1 + i * i));
  });

  it.each(['$a', '7', 'null'])('evaluates %s, which computes nothing', (source) => {
    const values = Float64Array.from({ length: 600 }, (_, i) => i);
    const expected = source === '$a' ? values : values.map(() => (source === '7' ? 7 : NAN));
    expect(compileFormula(source).evaluate([values], 600)).toEqual(expected);
  });

  it('refuses inputs that are missing or too short', () => {
    const formula = compileFormula('$a + $b:App');
    const evaluate = (...inputs: Float64Array[]) => formula.evaluate(inputs, 2);
    const message = 'Expected 2 values of "b:App".';
    expect(() => evaluate(new Float64Array(2))).toThrow(new RangeError(message));
    expect(() => evaluate(new Float64Array(2), new Float64Array(1))).toThrow(
      new RangeError(message),
    );
  });

  it('gives what a plain evaluator gives, for every kind of number', () => {
    const number = fc.oneof(
      fc.double(),
      fc.integer({ min: -40, max: 40 }),
      fc.constantFrom(NAN, Infinity, -Infinity, -0, 0.5, -2.5, 4294967295, -2147483648, 1e300),
    );
    const rows = fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(anyTree, rows, (tree, samples) => {
        // Repeated, so that more than one block of samples is computed.
        const many = Array.from({ length: 300 }, (_, i) => samples[i % samples.length]!);
        const formula = compileFormula(print(tree));
        const inputs = formula.references.map((name) => {
          const slot = INPUT_NAMES.map(String).indexOf(`$${name}`);
          return Float64Array.from(many, (sample) => sample[slot]!);
        });
        const results = formula.evaluate(inputs, many.length);
        many.forEach((sample, i) => {
          if (!Object.is(results[i], evaluate(tree, sample)))
            expect([sample, results[i]]).toEqual([sample, evaluate(tree, sample)]);
        });
        expect(results.length).toBe(many.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('compileFormula refuses', () => {
  it.each([
    ['', 1, 1, 'Expected a number, a name or "(", got the end.'],
    ['1 +', 1, 4, 'Expected a number, a name or "(", got the end.'],
    ['1 2', 1, 3, 'Expected the end or an operator, got "2".'],
    ['2x', 1, 2, 'Expected the end or an operator, got "x".'],
    ['(1', 1, 3, 'Expected ")", got the end.'],
    ['1)', 1, 2, 'Expected the end or an operator, got ")".'],
    ['1 ? 2', 1, 6, 'Expected ":", got the end.'],
    ['1 +\n  foo(2)', 2, 3, 'Expected a known function or constant, got "foo".'],
    ['sin 2', 1, 5, 'Expected "(", got "2".'],
    ['sin()', 1, 5, 'Expected a number, a name or "(", got ")".'],
    ['sin(1, 2)', 1, 1, 'Expected one operand for "sin", got "2".'],
    ['if(1, 2)', 1, 1, 'Expected three operands for "if", got "2".'],
    ['atan2(1)', 1, 1, 'Expected two operands for "atan2", got "1".'],
    ['a = 1', 1, 3, 'Expected "==" to compare, got "=": assignments are not supported.'],
    ['1 # 2', 1, 3, 'Expected a number, a name or an operator, got "#".'],
    ['"text"', 1, 1, 'Expected a number, a name or an operator, got """.'],
    ['$', 1, 1, 'Expected a name after "$".'],
    ['$1', 1, 1, 'Expected a name after "$".'],
    ['1 /* open', 1, 3, 'Expected "*/" to end the comment.'],
    ['1e999', 1, 1, 'Expected a finite number, got "1e999".'],
    ['x', 1, 1, 'Expected a known function or constant, got "x".'],
    ['constructor(1)', 1, 1, 'Expected a known function or constant, got "constructor".'],
    ['__proto__', 1, 1, 'Expected a known function or constant, got "__proto__".'],
    ['$a.b.c[0]', 1, 7, 'Expected a number, a name or an operator, got "[".'],
    ['this.x', 1, 5, 'Expected a number, a name or an operator, got ".".'],
    ['null()', 1, 5, 'Expected the end or an operator, got "(".'],
  ])('%j', (source, line, column, message) => {
    const error = errorOf(() => compileFormula(source));
    expect(error).toMatchObject({ message, line, column, name: 'FormulaError' });
    expect(error).toBeInstanceOf(DecodeError);
  });

  it('a second variable in a conversion', () => {
    const error = errorOf(() => compileFormula('$a + $b', { inputs: 'one' }));
    expect(error).toMatchObject({
      message: 'Expected one variable, "a", got "$b".',
      line: 1,
      column: 6,
    });
  });

  it.each([
    ['parentheses', '('.repeat(65) + 1 + ')'.repeat(65)],
    ['signs', `${'-'.repeat(65)}1`],
    ['negations', `${'not '.repeat(65)}1`],
    ['powers', `1${' ^ 1'.repeat(65)}`],
    ['conditions', `${'1 ? 1 : '.repeat(65)}1`],
    ['calls', `${'abs('.repeat(65)}1${')'.repeat(65)}`],
  ])('more than 64 levels of %s', (_case, source) => {
    expect(errorOf(() => compileFormula(source)).message).toBe(
      'Expected at most 64 levels of nesting.',
    );
  });

  it('more than 2000 numbers and operations', () => {
    const sum = (terms: number) => Array.from({ length: terms }, () => '1').join('+');
    expect(compileFormula(sum(1000)).evaluate([], 1)).toEqual(Float64Array.of(1000));
    expect(errorOf(() => compileFormula(sum(1001))).message).toBe(
      'Expected at most 2000 numbers, names and operations.',
    );
  });

  it('more than 10000 characters', () => {
    expect(compileFormula('1'.padEnd(10_000)).evaluate([], 1)).toEqual(Float64Array.of(1));
    expect(errorOf(() => compileFormula('1'.padEnd(10_001))).message).toBe(
      'Expected at most 10000 characters, got 10001.',
    );
  });

  it('any other text with the same kind of error', () => {
    const words = fc.constantFrom(
      '$a',
      'x',
      '1',
      '(',
      ')',
      '+',
      '-',
      '?',
      ':',
      ',',
      'not',
      'if',
      'min',
      '<<',
      '=',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join(' ')),
        ),
        (source) => {
          try {
            compileFormula(source);
          } catch (error) {
            expect(error).toBeInstanceOf(FormulaError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
