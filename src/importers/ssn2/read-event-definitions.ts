import { groupRows } from './group-rows.ts';
import { readTable, type TableContext } from './read-table.ts';
import type { Ssn2EventDefinition } from './ssn2-recording.ts';
import { int64, integer, optional, text } from './table-columns.ts';

const DEFINITION = {
  EventDefinitionId: int64,
  EventDefinitionKey: integer(),
  ConfigurationSetId: int64,
  Description: optional(text(4000), ''),
  Priority: integer(),
  GroupName: optional(text(150), ''),
};
const CONVERSION = { EventDefinitionId: int64, ConversionName: text(150), Index: integer() };

/** Read the event definitions of all sets; the function gives those of one. */
export async function readEventDefinitions(
  context: TableContext,
  maxRows: number,
): Promise<(setId: bigint) => Ssn2EventDefinition[]> {
  const table = 'ConfigurationSetEventDefinition';
  const definitions = await readTable(context, table, DEFINITION, maxRows);
  const links = await readTable(context, `${table}Conversion`, CONVERSION, maxRows);
  const definitionsOfSet = groupRows(definitions, (row) => row.ConfigurationSetId);
  const linksOfDefinition = groupRows(links, (row) => row.EventDefinitionId);
  return (setId) =>
    (definitionsOfSet.get(setId) ?? []).map((row) => ({
      key: row.EventDefinitionKey,
      description: row.Description,
      priority: row.Priority,
      group: row.GroupName,
      conversionNames: (linksOfDefinition.get(row.EventDefinitionId) ?? [])
        .sort((a, b) => a.Index - b.Index)
        .map((link) => link.ConversionName),
    }));
}
