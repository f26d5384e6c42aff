import { compileFormula } from '../formula/compile-formula.ts';

/**
 * Compile a formula of one variable to a conversion of whole arrays, in place.
 *
 * @throws {FormulaError} when the formula is outside the grammar or has two variables.
 */
export function applyFormula(source: string): (values: Float64Array) => Float64Array {
  const formula = compileFormula(source, { inputs: 'one' });
  return (values) => formula.evaluateInto(values, [values], values.length);
}
