import { applyFormula } from './apply-formula.ts';
import {
  applyRational,
  type Coefficients,
  classifyRational,
  effectiveCoefficients,
} from './rational.ts';
import { applyTable, createTable } from './table.ts';
import { compileTextTable } from './text-table.ts';

/** How raw values become engineering values, as configurations state it. */
export type ConversionDefinition =
  | { readonly kind: 'rational'; readonly coefficients: Coefficients }
  | {
      readonly kind: 'table';
      readonly rawValues: readonly number[];
      readonly calibratedValues: readonly number[];
      readonly interpolated: boolean;
    }
  | {
      readonly kind: 'text';
      readonly rawValues: readonly number[];
      readonly texts: readonly string[];
      readonly defaultText: string;
    }
  | { readonly kind: 'formula'; readonly formula: string };

/** Choices that hold for all conversions of a configuration. */
export interface ConversionOptions {
  /** True to take rational coefficients at their word, see `classifyRational`. */
  readonly strictRational?: boolean;
}

/** A conversion that is checked and ready to run. */
export interface CompiledConversion {
  /**
   * Convert values in place, or from a source as long as them, and give the array back. NaN stays
   * NaN.
   */
  readonly apply: (values: Float64Array, source?: Float64Array) => Float64Array;
  /** The text of a value; null unless the conversion is a table of texts. */
  readonly text: ((value: number) => string) | null;
  /** Whether the values pass through unchanged. */
  readonly isIdentity: boolean;
  /** Whether rational coefficients were read as a documented slip; worth a warning. */
  readonly isSuspect: boolean;
}

/**
 * Check a conversion and make it ready to run.
 *
 * @throws {DecodeError} when the definition is not consistent; a FormulaError, which is one, when
 *   a formula cannot be compiled.
 */
export function compileConversion(
  definition: ConversionDefinition,
  { strictRational = false }: ConversionOptions = {},
): CompiledConversion {
  const plain = { text: null, isIdentity: false, isSuspect: false };
  switch (definition.kind) {
    case 'rational': {
      const found = classifyRational(definition.coefficients, { strict: strictRational });
      if (found.kind === 'identity')
        return { ...plain, apply: inPlace(unchanged), isIdentity: true };
      const coefficients = effectiveCoefficients(definition.coefficients, {
        strict: strictRational,
      });
      const apply = (values: Float64Array, source?: Float64Array) =>
        applyRational(values, coefficients, source);
      return { ...plain, apply, isSuspect: found.kind === 'suspect' };
    }
    case 'table': {
      const { rawValues, calibratedValues, interpolated } = definition;
      const table = createTable(rawValues, calibratedValues, interpolated);
      return { ...plain, apply: inPlace((values) => applyTable(values, table)) };
    }
    case 'text': {
      const text = compileTextTable(definition.rawValues, definition.texts, definition.defaultText);
      return { ...plain, apply: inPlace(unchanged), text, isIdentity: true };
    }
    case 'formula':
      return { ...plain, apply: inPlace(applyFormula(definition.formula)) };
  }
}

function inPlace(convert: (values: Float64Array) => Float64Array): CompiledConversion['apply'] {
  return (values, source) => {
    if (source && source !== values) values.set(source);
    return convert(values);
  };
}

function unchanged(values: Float64Array): Float64Array {
  return values;
}
