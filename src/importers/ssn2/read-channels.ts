import { groupRows } from './group-rows.ts';
import { readDataTypes, type TypeVerdict } from './judge-data-type.ts';
import { readTable, requireUnique, type TableContext } from './read-table.ts';
import { int64, integer, optional, text } from './table-columns.ts';

const PERIODIC = 0;
const UINT32_MAX = 0xffff_ffff;

const CHANNEL = {
  ConfigurationSetId: int64,
  ChannelId: integer(0, UINT32_MAX),
  ChannelName: optional(text(150), ''),
  DataTypeId: integer(),
  ChannelSourceId: integer(),
  Interval: int64,
};
const SOURCE = { ChannelSourceId: integer(), ChannelSourceDescription: text(150) };

/** A channel as stored, and what is known of its type before any block was seen. */
export interface StoredChannel {
  readonly channelId: number;
  readonly name: string;
  readonly dataTypeId: number;
  readonly verdict: TypeVerdict;
  readonly sourceId: number;
  readonly source: string | null;
  readonly interval: bigint;
}

/** Read the channels of all sets; the function gives those of one, by channel id. */
export async function readChannels(
  context: TableContext,
  maxRows: number,
): Promise<(setId: bigint) => StoredChannel[]> {
  const table = 'ConfigurationSetChannel';
  const rows = await readTable(context, table, CHANNEL, maxRows);
  requireUnique(context.log, table, rows, (row) => `${row.ConfigurationSetId}/${row.ChannelId}`);
  const judge = await readDataTypes(context, maxRows);
  const sources = await readTable(context, 'ChannelSource', SOURCE, maxRows);
  const sourceNames = new Map(
    sources.map((row) => [row.ChannelSourceId, row.ChannelSourceDescription]),
  );
  const rowsOfSet = groupRows(rows, (row) => row.ConfigurationSetId);
  return (setId) =>
    (rowsOfSet.get(setId) ?? [])
      .map((row) => ({
        channelId: row.ChannelId,
        name: row.ChannelName,
        dataTypeId: row.DataTypeId,
        verdict: judge(row.DataTypeId),
        sourceId: row.ChannelSourceId,
        source:
          sourceNames.get(row.ChannelSourceId) ??
          (row.ChannelSourceId === PERIODIC ? 'Periodic' : null),
        interval: row.Interval,
      }))
      .sort((a, b) => a.channelId - b.channelId);
}
