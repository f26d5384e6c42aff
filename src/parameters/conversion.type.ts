import { type ConversionDefinition, compileConversion } from '../core/conversions/conversion.ts';
import { compileFormat } from '../core/format/format-number.ts';
import { badInput } from '../errors.ts';
import { builder } from '../schema/builder.ts';
import { ConversionRef } from '../schema/refs.ts';
import { type Conversion, definitionOf } from './parameter.service.ts';

const MAX_TRIED = 10_000;

interface ConvertedValue {
  readonly raw: number;
  readonly value: number | null;
  readonly text: string | null;
  readonly formatted: string;
}

const ConvertedValueRef = builder.objectRef<ConvertedValue>('ConvertedValue').implement({
  description: 'What a conversion makes of a raw value.',
  fields: (t) => ({
    raw: t.exposeFloat('raw', { description: 'The raw value.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'The engineering value; null where it is not finite.',
    }),
    text: t.exposeString('text', {
      nullable: true,
      description: 'The text; null unless the conversion is a table of texts.',
    }),
    formatted: t.exposeString('formatted', { description: "In the conversion's format." }),
  }),
});

ConversionRef.implement({
  description: 'How raw values become engineering values.',
  resolveType: ({ kind }) => TYPE_NAMES[kind] ?? null,
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name, unique in its set.' }),
    unit: t.exposeString('unit', { description: 'Unit of engineering values; may be empty.' }),
    format: t.exposeString('format', { description: 'C-style format, such as "%5.3f".' }),
    convert: t.field({
      type: [ConvertedValueRef],
      description: 'Try the conversion out, on at most 10,000 values.',
      args: {
        raw: t.arg.floatList({ required: true, description: 'Raw values, after shift and mask.' }),
      },
      resolve: (conversion, { raw }) => convert(conversion, raw),
    }),
  }),
});

const TYPE_NAMES: Readonly<Record<string, string>> = {
  RATIONAL: 'RationalConversion',
  TABLE: 'TableConversion',
  TEXT: 'TextConversion',
  FORMULA: 'FormulaConversion',
};

function convert(conversion: Conversion, raw: readonly number[]): ConvertedValue[] {
  if (raw.length > MAX_TRIED) {
    throw badInput('raw', `Expected at most ${MAX_TRIED} values, got ${raw.length}.`);
  }
  const { apply, text } = compileConversion(definitionOf(conversion));
  const format = compileFormat(conversion.format);
  const values = apply(Float64Array.from(raw));
  return raw.map((given, i) => {
    const value = values[i] ?? Number.NaN;
    const label = text?.(value) ?? null;
    return {
      raw: given,
      value: Number.isFinite(value) ? value : null,
      text: label,
      formatted: format(value, label ?? undefined),
    };
  });
}

type Kind = ConversionDefinition['kind'];

/** The definition of a conversion of a kind; resolvers of that kind's type get no other. */
function contentOf<K extends Kind>(conversion: Conversion, kind: K) {
  const definition = definitionOf(conversion);
  if (definition.kind !== kind) throw new Error(`Expected a ${kind} conversion.`);
  return definition as Extract<ConversionDefinition, { kind: K }>;
}

builder.objectType(builder.objectRef<Conversion>('RationalConversion'), {
  description: '(c1 r² + c2 r + c3) / (c4 r² + c5 r + c6), of raw values r.',
  interfaces: [ConversionRef],
  fields: (t) => ({
    coefficients: t.floatList({
      description:
        'c1 to c6, as published. The denominator (0, 1, 0), a common slip in configurations for the constant 1, is evaluated as 1 where the numerator is linear.',
      resolve: (conversion) => [...contentOf(conversion, 'rational').coefficients],
    }),
  }),
});

builder.objectType(builder.objectRef<Conversion>('TableConversion'), {
  description: 'A table of values. Outside it the first or last value holds.',
  interfaces: [ConversionRef],
  fields: (t) => ({
    rawValues: t.floatList({
      description: 'Raw values, ascending.',
      resolve: (conversion) => [...contentOf(conversion, 'table').rawValues],
    }),
    calibratedValues: t.floatList({
      description: 'Engineering values, one a raw value.',
      resolve: (conversion) => [...contentOf(conversion, 'table').calibratedValues],
    }),
    interpolated: t.boolean({
      description:
        'Whether values between entries lie on the line between them; if not the nearest entry counts, the lower one on a tie.',
      resolve: (conversion) => contentOf(conversion, 'table').interpolated,
    }),
  }),
});

builder.objectType(builder.objectRef<Conversion>('TextConversion'), {
  description: 'A table of texts. The number itself stays as it is.',
  interfaces: [ConversionRef],
  fields: (t) => ({
    rawValues: t.floatList({
      description: 'Raw values.',
      resolve: (conversion) => [...contentOf(conversion, 'text').rawValues],
    }),
    texts: t.stringList({
      description: 'Texts, one a raw value.',
      resolve: (conversion) => [...contentOf(conversion, 'text').texts],
    }),
    defaultText: t.string({
      description: 'Text of any other value; may be empty.',
      resolve: (conversion) => contentOf(conversion, 'text').defaultText,
    }),
  }),
});

builder.objectType(builder.objectRef<Conversion>('FormulaConversion'), {
  description: 'An expression of the raw value.',
  interfaces: [ConversionRef],
  fields: (t) => ({
    formula: t.string({
      description: 'The expression.',
      resolve: (conversion) => contentOf(conversion, 'formula').formula,
    }),
  }),
});
