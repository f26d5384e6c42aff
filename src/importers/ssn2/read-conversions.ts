import { type Row, readTable, type TableContext } from './read-table.ts';
import type { Ssn2Conversion } from './ssn2-recording.ts';
import { int64, real, text } from './table-columns.ts';

const NAMED = { ConfigurationSetId: int64, ConversionName: text(150) };
const SHOWN = { ...NAMED, Units: text(50), Format: text(50) };
const RATIONAL = {
  ...SHOWN,
  Coefficient1: real,
  Coefficient2: real,
  Coefficient3: real,
  Coefficient4: real,
  Coefficient5: real,
  Coefficient6: real,
};
const FORMULA = { ...SHOWN, Formula: text(20_000) };

/** Conversions by name, by configuration set. */
export type ConversionsBySet = ReadonlyMap<bigint, ReadonlyMap<string, Ssn2Conversion>>;

/**
 * Read the conversions of all sets. Tables and texts are stored in an undocumented way, so only
 * their names are read; a name used twice in a set stands for neither.
 */
export async function readConversions(
  context: TableContext,
  maxRows: number,
): Promise<ConversionsBySet> {
  const sets = new Map<bigint, Map<string, Ssn2Conversion>>();
  const add = (setId: bigint, conversion: Ssn2Conversion) => {
    const set = sets.get(setId) ?? new Map<string, Ssn2Conversion>();
    sets.set(setId, set);
    const { name } = conversion;
    set.set(name, set.has(name) ? unavailable(name, 'ambiguous') : conversion);
  };
  const read = async <C extends typeof NAMED>(
    kind: string,
    columns: C,
    convert: (row: Row<C>) => Ssn2Conversion,
  ) => {
    const table = `ConfigurationSet${kind}Conversion`;
    for (const row of await readTable(context, table, columns, maxRows)) {
      add((row as Row<typeof NAMED>).ConfigurationSetId, convert(row));
    }
  };
  await read('Rational', RATIONAL, toRational);
  await read('Formula', FORMULA, toFormula);
  await read('Table', NAMED, (row) => unavailable(row.ConversionName, 'table'));
  await read('Text', NAMED, (row) => unavailable(row.ConversionName, 'text'));
  return sets;
}

function toRational(row: Row<typeof RATIONAL>): Ssn2Conversion {
  const coefficients = [
    row.Coefficient1,
    row.Coefficient2,
    row.Coefficient3,
    row.Coefficient4,
    row.Coefficient5,
    row.Coefficient6,
  ] as const;
  if (!coefficients.every(Number.isFinite)) return unavailable(row.ConversionName, 'not finite');
  const identity = [0, 1, 0, 0, 0, 1].every((value, i) => coefficients[i] === value);
  const { ConversionName: name, Units: units, Format: format } = row;
  return { kind: 'rational', name, units, format, coefficients, identity };
}

function toFormula(row: Row<typeof FORMULA>): Ssn2Conversion {
  const { ConversionName: name, Units: units, Format: format, Formula: formula } = row;
  return { kind: 'formula', name, units, format, formula };
}

type Unavailable = Extract<Ssn2Conversion, { kind: 'unavailable' }>;

function unavailable(name: string, reason: Unavailable['reason']): Ssn2Conversion {
  return { kind: 'unavailable', name, units: null, format: null, reason };
}
