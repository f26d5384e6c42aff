import type { DataType } from '../../core/data-type.ts';
import { type Row, readTable, type TableContext } from './read-table.ts';
import { integer, text } from './table-columns.ts';

const FLOAT_ID = 6;

/**
 * What is known of a data type number: our type, `by width` when only the width of a block can
 * tell, or null when it stays unknown.
 */
export type TypeVerdict = DataType | 'by width' | null;

const COLUMNS = {
  DataTypeId: integer(),
  DataTypeName: text(80),
  NumberOfBits: integer(),
  NumberOfBytes: integer(),
};

/**
 * Read the data types of the file and judge by them. A row decides over the built-in rule, which
 * is: 6 is a 32-bit float, any other number stays open. A row that is not understood leaves its
 * type unknown, except that 6 of 32 bits is a float all the same.
 */
export async function readDataTypes(
  context: TableContext,
  maxRows: number,
): Promise<(dataTypeId: number) => TypeVerdict> {
  const rows = await readTable(context, 'DataType', COLUMNS, maxRows);
  const named = new Map(rows.map((row) => [row.DataTypeId, judgeDataType(row)]));
  return (dataTypeId) => {
    const verdict = named.get(dataTypeId);
    if (verdict !== undefined) return verdict;
    return dataTypeId === FLOAT_ID ? 'FLOATING_POINT_32BIT' : 'by width';
  };
}

/** The type that must be meant by a block of that sample width, or null when several could be. */
export function dataTypeOfWidth(width: bigint): DataType | null {
  if (width === 8n) return 'DOUBLE_64BIT';
  return width === 12n ? 'TRIPLE_FLOATING_POINT_32BIT' : null;
}

function judgeDataType(row: Row<typeof COLUMNS>): DataType | null {
  if (row.NumberOfBits !== row.NumberOfBytes * 8) return null;
  const name = row.DataTypeName.toLowerCase().replace(/[^a-z0-9]/g, '');
  // A size in the name, as in "Unsigned16Bit" or "int16", has to be the size of the row.
  const size = /(?:^|[a-z])(8|16|32|64|96)(?:$|bit)/.exec(name)?.[1];
  const isTriple = name.includes('triple');
  if (
    size !== undefined &&
    Number(size) * (isTriple && size === '32' ? 3 : 1) !== row.NumberOfBits
  ) {
    return null;
  }
  const type = KINDS.find(({ pattern }) => pattern.test(name))?.types[row.NumberOfBytes] ?? null;
  const isFloat = row.DataTypeId === FLOAT_ID && row.NumberOfBytes === 4;
  return type ?? (isFloat ? 'FLOATING_POINT_32BIT' : null);
}

const KINDS: readonly {
  readonly pattern: RegExp;
  readonly types: Readonly<Record<number, DataType>>;
}[] = [
  { pattern: /triple/, types: { 12: 'TRIPLE_FLOATING_POINT_32BIT' } },
  { pattern: /float|single|double|real/, types: { 4: 'FLOATING_POINT_32BIT', 8: 'DOUBLE_64BIT' } },
  {
    pattern: /^(unsigned|uint|ubyte|ushort|ulong|u(8|16|32))/,
    types: { 1: 'UNSIGNED_8BIT', 2: 'UNSIGNED_16BIT', 4: 'UNSIGNED_32BIT' },
  },
  {
    pattern: /^(signed|int|sbyte|s(8|16|32))/,
    types: { 1: 'SIGNED_8BIT', 2: 'SIGNED_16BIT', 4: 'SIGNED_32BIT' },
  },
];
