import { type ByteOrder, type DataType, sampleWidth } from '../data-type.ts';
import { DecodeError } from '../decode-error.ts';

/** Arrays of the numbers of each type; three a sample for triple floats. */
export const NUMBER_ARRAYS = {
  UNSIGNED_8BIT: Uint8Array,
  SIGNED_8BIT: Int8Array,
  UNSIGNED_16BIT: Uint16Array,
  SIGNED_16BIT: Int16Array,
  UNSIGNED_32BIT: Uint32Array,
  SIGNED_32BIT: Int32Array,
  FLOATING_POINT_32BIT: Float32Array,
  TRIPLE_FLOATING_POINT_32BIT: Float32Array,
  DOUBLE_64BIT: Float64Array,
} as const;

/** Order of bytes in typed arrays on this machine. */
export const MACHINE_ORDER: ByteOrder =
  new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'LITTLE_ENDIAN' : 'BIG_ENDIAN';

/**
 * Decode a block of samples to raw values, before shift, mask and conversion.
 *
 * @param bytes Exactly `count` samples, at any alignment. Read only, never kept.
 * @param component Which of the three numbers of a triple float, 0 to 2; other types ignore it.
 * @returns A new array of `count` raw values.
 * @throws {DecodeError} when `bytes` is shorter or longer than `count` samples.
 */
export function decodeSamples(
  bytes: Uint8Array,
  dataType: DataType,
  count: number,
  byteOrder: ByteOrder = 'LITTLE_ENDIAN',
  component = 0,
): Float64Array {
  checkBlock(bytes, dataType, count, component);
  const values = new Float64Array(count);
  fill(values, bytes, dataType, byteOrder, component);
  return values;
}

function checkBlock(bytes: Uint8Array, dataType: DataType, count: number, component: number) {
  if (!(Number.isSafeInteger(count) && count >= 0))
    throw new DecodeError(`Expected a count of samples, got ${count}.`);
  const size = count * sampleWidth(dataType);
  if (bytes.byteLength !== size)
    throw new DecodeError(
      `Expected ${count} ${dataType} samples (${size} bytes), got ${bytes.byteLength} bytes.`,
      Math.min(bytes.byteLength, size),
    );
  if (dataType === 'TRIPLE_FLOATING_POINT_32BIT' && ![0, 1, 2].includes(component))
    throw new DecodeError(`Expected component 0, 1 or 2, got ${component}.`);
}

function fill(
  target: Float64Array,
  bytes: Uint8Array,
  dataType: DataType,
  byteOrder: ByteOrder,
  component: number,
): void {
  if (byteOrder !== MACHINE_ORDER && sampleWidth(dataType) > 1) {
    fillSwapped(target, bytes, dataType, byteOrder, component);
    return;
  }
  const NumberArray = NUMBER_ARRAYS[dataType];
  const aligned = bytes.byteOffset % NumberArray.BYTES_PER_ELEMENT === 0 ? bytes : copyOf(bytes);
  const source = new NumberArray(
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    aligned.byteLength / NumberArray.BYTES_PER_ELEMENT,
  );
  if (dataType === 'TRIPLE_FLOATING_POINT_32BIT') {
    for (let i = 0; i < target.length; i++) target[i] = source[3 * i + component]!;
  } else {
    target.set(source);
  }
}

function fillSwapped(
  target: Float64Array,
  bytes: Uint8Array,
  dataType: DataType,
  byteOrder: ByteOrder,
  component: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = byteOrder === 'LITTLE_ENDIAN';
  const count = target.length;
  // One loop a type: a getter chosen outside a shared loop would be called through a pointer.
  switch (dataType) {
    case 'UNSIGNED_8BIT':
      for (let i = 0; i < count; i++) target[i] = view.getUint8(i);
      return;
    case 'SIGNED_8BIT':
      for (let i = 0; i < count; i++) target[i] = view.getInt8(i);
      return;
    case 'UNSIGNED_16BIT':
      for (let i = 0; i < count; i++) target[i] = view.getUint16(2 * i, little);
      return;
    case 'SIGNED_16BIT':
      for (let i = 0; i < count; i++) target[i] = view.getInt16(2 * i, little);
      return;
    case 'UNSIGNED_32BIT':
      for (let i = 0; i < count; i++) target[i] = view.getUint32(4 * i, little);
      return;
    case 'SIGNED_32BIT':
      for (let i = 0; i < count; i++) target[i] = view.getInt32(4 * i, little);
      return;
    case 'FLOATING_POINT_32BIT':
      for (let i = 0; i < count; i++) target[i] = view.getFloat32(4 * i, little);
      return;
    case 'TRIPLE_FLOATING_POINT_32BIT':
      for (let i = 0; i < count; i++) target[i] = view.getFloat32(12 * i + 4 * component, little);
      return;
    case 'DOUBLE_64BIT':
      for (let i = 0; i < count; i++) target[i] = view.getFloat64(8 * i, little);
      return;
  }
}

/** A copy with memory of its own: `slice` of a Node Buffer shares it. */
function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy;
}
