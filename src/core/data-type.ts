/** Every form in which a channel stores its samples. */
export const DATA_TYPES = [
  'UNSIGNED_8BIT',
  'SIGNED_8BIT',
  'UNSIGNED_16BIT',
  'SIGNED_16BIT',
  'UNSIGNED_32BIT',
  'SIGNED_32BIT',
  'FLOATING_POINT_32BIT',
  'TRIPLE_FLOATING_POINT_32BIT',
  'DOUBLE_64BIT',
] as const;

/** How a channel stores one sample. */
export type DataType = (typeof DATA_TYPES)[number];

/** Order of the bytes within one number. */
export type ByteOrder = 'LITTLE_ENDIAN' | 'BIG_ENDIAN';

const WIDTHS: Readonly<Record<DataType, number>> = {
  UNSIGNED_8BIT: 1,
  SIGNED_8BIT: 1,
  UNSIGNED_16BIT: 2,
  SIGNED_16BIT: 2,
  UNSIGNED_32BIT: 4,
  SIGNED_32BIT: 4,
  FLOATING_POINT_32BIT: 4,
  TRIPLE_FLOATING_POINT_32BIT: 12,
  DOUBLE_64BIT: 8,
};

/** Bytes of one sample; a triple float has 12. */
export function sampleWidth(dataType: DataType): number {
  return WIDTHS[dataType];
}

/** Whether samples are integers, so that bit shift and data mask apply to them. */
export function isIntegerType(dataType: DataType): boolean {
  switch (dataType) {
    case 'UNSIGNED_8BIT':
    case 'SIGNED_8BIT':
    case 'UNSIGNED_16BIT':
    case 'SIGNED_16BIT':
    case 'UNSIGNED_32BIT':
    case 'SIGNED_32BIT':
      return true;
    case 'FLOATING_POINT_32BIT':
    case 'TRIPLE_FLOATING_POINT_32BIT':
    case 'DOUBLE_64BIT':
      return false;
  }
}

/** Least and greatest value an integer type holds; null for floating point types. */
export function integerRange(dataType: DataType): readonly [number, number] | null {
  if (!isIntegerType(dataType)) return null;
  const bits = 8 * sampleWidth(dataType);
  return dataType.startsWith('SIGNED')
    ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
    : [0, 2 ** bits - 1];
}
