import { type ByteOrder, type DataType, integerRange, sampleWidth } from '../data-type.ts';
import { DecodeError } from '../decode-error.ts';

/**
 * Encode raw values as the bytes of a block, the inverse of `decodeSamples`.
 *
 * @param values One number a sample; three a sample, in order, for a triple float. 32-bit floats
 *   take the nearest value.
 * @returns A new array that owns its memory.
 * @throws {DecodeError} when the type cannot hold a value: not whole or out of range for an
 *   integer type, finite but beyond the range of a 32-bit float, an incomplete triple. Its offset
 *   is the index of the value.
 */
export function encodeSamples(
  values: ArrayLike<number>,
  dataType: DataType,
  byteOrder: ByteOrder = 'LITTLE_ENDIAN',
): Uint8Array {
  const numbers = dataType === 'TRIPLE_FLOATING_POINT_32BIT' ? 3 : 1;
  if (values.length % numbers !== 0)
    throw new DecodeError(`Expected three numbers a sample, got ${values.length} numbers.`);
  checkValues(values, dataType);

  const width = sampleWidth(dataType) / numbers;
  const bytes = new Uint8Array(values.length * width);
  const write = writer(new DataView(bytes.buffer), dataType, byteOrder === 'LITTLE_ENDIAN');
  for (let i = 0; i < values.length; i++) write(i * width, values[i]!);
  return bytes;
}

function checkValues(values: ArrayLike<number>, dataType: DataType): void {
  if (dataType === 'DOUBLE_64BIT') return;
  const range = integerRange(dataType);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const fits = range
      ? Number.isInteger(value) && value >= range[0] && value <= range[1]
      : Number.isFinite(Math.fround(value)) || !Number.isFinite(value);
    if (!fits) throw new DecodeError(`Expected values of ${dataType}, got ${value}.`, i);
  }
}

function writer(
  view: DataView,
  dataType: DataType,
  little: boolean,
): (offset: number, value: number) => void {
  switch (dataType) {
    case 'UNSIGNED_8BIT':
    case 'SIGNED_8BIT':
      return (offset, value) => view.setInt8(offset, value);
    case 'UNSIGNED_16BIT':
    case 'SIGNED_16BIT':
      return (offset, value) => view.setInt16(offset, value, little);
    case 'UNSIGNED_32BIT':
    case 'SIGNED_32BIT':
      return (offset, value) => view.setInt32(offset, value, little);
    case 'FLOATING_POINT_32BIT':
    case 'TRIPLE_FLOATING_POINT_32BIT':
      return (offset, value) => view.setFloat32(offset, value, little);
    case 'DOUBLE_64BIT':
      return (offset, value) => view.setFloat64(offset, value, little);
  }
}
