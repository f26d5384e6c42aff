import {
  type CompiledConversion,
  type ConversionDefinition,
  compileConversion,
} from './conversions/conversion.ts';
import { type Monotonicity, monotonicity } from './conversions/monotonicity.ts';
import { effectiveCoefficients } from './conversions/rational.ts';
import { type ByteOrder, type DataType, isIntegerType } from './data-type.ts';
import { changesBits, extractBits } from './values/extract-bits.ts';

/** What a configuration says of a parameter's samples. */
export interface PipelineDefinition {
  readonly dataType: DataType;
  readonly byteOrder: ByteOrder;
  /** Bits to the right; negative to the left. Integer channels only. */
  readonly bitShift: number;
  /** Applied after the shift; 0 and ffffffff mean none. Integer channels only. */
  readonly dataBitMask: number;
  /** Null for none: raw values are engineering values. */
  readonly conversion: ConversionDefinition | null;
  /** Added after the conversion, to numbers only. */
  readonly offset: number;
  /** True to take rational coefficients at their word. */
  readonly strictRational?: boolean;
}

/** The way from raw to engineering values of one parameter. */
export interface Pipeline {
  /**
   * Convert raw values.
   *
   * @param out Where results go, at least as long as `raw`; `raw` itself converts in place. A new
   *   array when absent, so that raw values are kept.
   * @returns The results, as long as `raw`.
   * @throws {RangeError} when `out` is too short.
   */
  readonly toEngineering: (raw: Float64Array, out?: Float64Array) => Float64Array;
  /** The text of an engineering value; null when values are numbers only. */
  readonly text: ((value: number) => string) | null;
  /** Whether engineering values are the raw values. */
  readonly isIdentity: boolean;
  /** Whether rational coefficients were read as a documented slip; worth a warning. */
  readonly isSuspect: boolean;
  /** Gain and offset when engineering values are a line over raw values; null otherwise. */
  readonly line: { readonly gain: number; readonly offset: number } | null;
  /**
   * How engineering values move over a raw range. INCREASING and DECREASING are strict: distinct
   * raw values have distinct results, so the first least raw value is the first least result.
   */
  readonly monotonicity: (min: number, max: number) => Monotonicity;
}

/**
 * Join shift, mask, conversion and offset to one function of whole arrays.
 *
 * Decoding comes before (`decodeSamples`, by data type and byte order), formatting after.
 *
 * @throws {DecodeError} when the conversion is not consistent.
 */
export function compilePipeline(definition: PipelineDefinition): Pipeline {
  const { dataType, bitShift, dataBitMask, conversion, strictRational = false } = definition;
  const compiled = conversion && compileConversion(conversion, { strictRational });
  const offset = compiled?.text ? 0 : definition.offset;
  const hasBits = changesBits(dataType, bitShift, dataBitMask);

  return {
    toEngineering(raw, out = new Float64Array(raw.length)) {
      if (out.length < raw.length)
        throw new RangeError(`Expected room for ${raw.length} values, got ${out.length}.`);
      const values = out.length === raw.length ? out : out.subarray(0, raw.length);
      if (compiled && !hasBits) {
        compiled.apply(values, raw);
      } else {
        if (values !== raw) values.set(raw);
        extractBits(values, dataType, bitShift, dataBitMask);
        compiled?.apply(values);
      }
      if (offset !== 0) for (let i = 0; i < values.length; i++) values[i]! += offset;
      return values;
    },
    text: compiled?.text ?? null,
    isIdentity: !hasBits && isUnchanged(compiled) && offset === 0,
    isSuspect: compiled?.isSuspect ?? false,
    line: hasBits ? null : lineOf(conversion, offset, strictRational),
    monotonicity(min, max) {
      if (hasBits) return 'NONE';
      if (isIntegerType(dataType))
        return monotonicity(conversion, min, max, { strictRational, offset, spacing: 1 });
      // Raw floats may lie so close that any arithmetic makes them equal.
      return isUnchanged(compiled) && offset === 0 ? monotonicity(null, min, max) : 'NONE';
    },
  };
}

function lineOf(conversion: ConversionDefinition | null, offset: number, strict: boolean) {
  if (conversion === null) return { gain: 1, offset };
  if (conversion.kind !== 'rational') return null;
  const [c1, c2, c3, c4, c5, c6] = effectiveCoefficients(conversion.coefficients, { strict });
  if (c1 !== 0 || c4 !== 0 || c5 !== 0 || !c6) return null;
  return { gain: c2! / c6, offset: c3! / c6 + offset };
}

function isUnchanged(compiled: CompiledConversion | null): boolean {
  return compiled === null || compiled.isIdentity;
}
