import { type DataType, isIntegerType, sampleWidth } from '../data-type.ts';

const NO_MASK = 0xffffffff;

/**
 * Whether shift and mask change the values of a channel of this type.
 *
 * @param mask 0 and ffffffff both mean no mask.
 */
export function changesBits(dataType: DataType, shift: number, mask: number): boolean {
  return isIntegerType(dataType) && (shift !== 0 || (mask !== 0 && mask !== NO_MASK));
}

/**
 * Shift raw integers, then mask them, in place. NaN stays NaN.
 *
 * Floating point channels are left alone whatever the mask says, and so are values with neither
 * shift nor mask: signed values then keep their sign. Otherwise the work is on the unsigned bit
 * pattern of the channel's width, and the result is an unsigned integer of at most 32 bits.
 *
 * @param shift Bits to the right; negative to the left.
 * @param mask Applied after the shift; 0 and ffffffff mean no mask.
 * @returns `values` itself, for chaining.
 */
export function extractBits(
  values: Float64Array,
  dataType: DataType,
  shift: number,
  mask: number,
): Float64Array {
  if (!changesBits(dataType, shift, mask)) return values;
  const width = 8 * sampleWidth(dataType);
  const pattern = width === 32 ? NO_MASK : 2 ** width - 1;
  const kept = mask === 0 ? NO_MASK : mask;
  // JavaScript takes shift counts modulo 32, so longer shifts need a way of their own.
  if (Math.abs(shift) >= 32) {
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) values[i] = 0;
  } else if (shift >= 0) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isNaN(value)) values[i] = (((value & pattern) >>> shift) & kept) >>> 0;
    }
  } else {
    const left = -shift;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isNaN(value)) values[i] = (((value & pattern) << left) & kept) >>> 0;
    }
  }
  return values;
}
