import { type Columns, type Row, readTable, type TableContext } from './read-table.ts';
import type { Ssn2Associate, Ssn2Item, Ssn2ItemValue } from './ssn2-recording.ts';
import {
  bool,
  type Column,
  guid,
  int64,
  integer,
  nullable,
  optional,
  real,
  text,
} from './table-columns.ts';
import { parseWallClock } from './wall-clock.ts';

const ATTRIBUTE = { AttributeId: int64, AttributeName: text(150) };
const OWNER = { SessionId: int64, AdditionalSelectorId: optional(nullable(int64), null) };
const SHOWN = {
  Description: optional(text(4000), ''),
  Units: optional(text(50), ''),
  Format: optional(text(50), ''),
};
const ASSOCIATE = {
  ParentSessionKey: guid,
  ChildSessionKey: guid,
  AssociateName: optional(text(255), ''),
  AssociateGroup: optional(text(255), ''),
  VersionNumber: optional(nullable(integer()), null),
};

/** What the placing of items needs. */
export interface ItemOptions {
  readonly sessionId: bigint;
  /** Numbers of the laps of the session. */
  readonly lapNumbers: ReadonlySet<number>;
  readonly itemBytes: number;
  readonly maxRows: number;
}

/**
 * Read the items of the session and its laps, or its constants. An item whose selector is neither
 * null nor a lap number, whose name is missing, or whose value is too large or no date, is left
 * out with SSN2_ITEM_UNPLACED.
 */
export async function readItems(
  context: TableContext,
  family: 'Session' | 'Constant',
  options: ItemOptions,
): Promise<Ssn2Item[]> {
  const attributes = await readTable(context, 'Attribute', ATTRIBUTE, options.maxRows);
  const names = new Map(attributes.map((row) => [row.AttributeId, row.AttributeName]));
  const items: Ssn2Item[] = [];
  const shown = family === 'Constant' ? SHOWN : {};
  const read = async <T>(
    kind: string,
    column: Column<T>,
    convert: (value: T) => Ssn2ItemValue | null,
  ) => {
    const table = `${family}Attribute${kind}Value`;
    const columns = { ...OWNER, ...shown, AttributeId: int64, AttributeValue: column };
    for (const row of await readTable(context, table, columns as Columns, options.maxRows)) {
      const { AttributeId, AttributeValue } = row as { AttributeId: bigint; AttributeValue: T };
      place(context, table, items, options, row, names.get(AttributeId), convert(AttributeValue));
    }
  };
  await read('Bigint', int64, (value) => ({ type: 'LONG', value }));
  await read('Bit', bool, (value) => ({ type: 'BOOLEAN', value }));
  await read('Float', real, (value) => ({ type: 'DOUBLE', value }));
  await read('NVarchar', text(4000), (value) => ({ type: 'TEXT', value }));
  await read('Datetime2', text(40), (value) => {
    const clock = parseWallClock(value);
    return clock && { type: 'DATETIME', value, instant: clock.instant };
  });
  const binary = {
    ...OWNER,
    ...shown,
    AttributeName: text(150),
    AttributeValue: boundedBlob(options.itemBytes),
  };
  const table = `${family}DataItem`;
  for (const row of await readTable(context, table, binary, options.maxRows)) {
    const { AttributeName, AttributeValue: value } = row;
    const item = value && ({ type: 'BINARY', value } as const);
    place(context, table, items, options, row, AttributeName, item);
  }
  return items;
}

/** Links of the session to others, and of others to it. */
export async function readAssociates(
  context: TableContext,
  maxRows: number,
): Promise<Ssn2Associate[]> {
  const rows = await readTable(context, 'SessionAssociate', ASSOCIATE, maxRows);
  return rows.map((row) => ({
    parentGuid: row.ParentSessionKey,
    childGuid: row.ChildSessionKey,
    name: row.AssociateName,
    group: row.AssociateGroup,
    version: row.VersionNumber,
  }));
}

function place(
  { log }: TableContext,
  table: string,
  items: Ssn2Item[],
  { sessionId, lapNumbers }: ItemOptions,
  columns: Row<Columns>,
  name: string | undefined,
  value: Ssn2ItemValue | null,
): void {
  const row = columns as Row<typeof OWNER> & Partial<Row<typeof SHOWN>>;
  if (row.SessionId !== sessionId) return;
  const selector = row.AdditionalSelectorId;
  const lapNumber = selector === null ? null : Number(selector);
  const problem = findProblem(lapNumber, lapNumbers, name, value);
  if (problem !== null || name === undefined || value === null) {
    log.warn(
      'SSN2_ITEM_UNPLACED',
      `"${name ?? 'an item without a name'}" in ${table} ${problem}. It is left out.`,
      { table, name: name ?? null, selector: selector === null ? null : String(selector) },
    );
    return;
  }
  const { Description: description = '', Units: units = '', Format: format = '' } = row;
  items.push({ ...value, name, lapNumber, description, units, format });
}

function findProblem(
  lapNumber: number | null,
  lapNumbers: ReadonlySet<number>,
  name: string | undefined,
  value: Ssn2ItemValue | null,
): string | null {
  if (name === undefined) return 'has no name';
  if (value === null) return 'has a value that cannot be read or is too large';
  if (lapNumber === null || lapNumbers.has(lapNumber)) return null;
  return `belongs to ${lapNumber}, which is no lap of the session`;
}

/** A blob, or null when it is longer than `maxBytes`, which is then not loaded. */
function boundedBlob(maxBytes: number): Column<Uint8Array | null> {
  return {
    sql: (name) => `CASE WHEN typeof(${name}) = 'blob' AND length(${name}) <= ${maxBytes}
      THEN ${name} END`,
    read: (value) => (value instanceof Uint8Array ? Uint8Array.from(value) : null),
    mayLack: false,
  };
}
