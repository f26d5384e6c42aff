import { appendTo, groupRows } from './group-rows.ts';
import { type NameClues, nameParameters } from './name-parameters.ts';
import { type Row, readTable, requireUnique, type TableContext } from './read-table.ts';
import type { Ssn2Channel, Ssn2Conversion, Ssn2Group, Ssn2Parameter } from './ssn2-recording.ts';
import { clearText, int64, integer, nullable, optional, real, text } from './table-columns.ts';

const PARAMETER = {
  ConfigurationSetId: int64,
  ParameterId: integer(),
  ParameterIdentifier: clearText(350),
  ParameterName: clearText(350),
  ParameterDescription: clearText(4000),
  LowerLimit: real,
  UpperLimit: real,
  LowerWarningLimit: real,
  UpperWarningLimit: real,
  OffsetValue: real,
  BitMask: int64,
  ErrorMask: int64,
  BitShift: optional(integer(-64, 64), 0),
  ByteOrder: optional(nullable(integer()), null),
  ConversionName: nullable(text(150)),
  ApplicationName: text(150),
  Units: optional(text(50), ''),
  FormatOverride: optional(text(50), ''),
  FunctionCode: optional(text(20_000), ''),
  LanguageType: optional(nullable(integer()), null),
};

const CHANNEL_LINK = { ConfigurationSetId: int64, ChannelId: integer(), ParameterId: integer() };
const GROUP_LINK = { ParameterId: integer(), ParameterGroupId: integer() };

type ParameterRow = Row<typeof PARAMETER>;

/** What the parameters of a set refer to. */
export interface ParameterSurroundings {
  readonly channels: readonly Ssn2Channel[];
  readonly groups: readonly Ssn2Group[];
  readonly conversions: ReadonlyMap<string, Ssn2Conversion>;
}

/** Read the parameters of all sets; the function gives those of one, by parameter id. */
export async function readParameters(
  context: TableContext,
  maxRows: number,
): Promise<(setId: bigint, surroundings: ParameterSurroundings) => Ssn2Parameter[]> {
  const { log } = context;
  const rows = await readTable(context, 'ConfigurationSetParameter', PARAMETER, maxRows, true);
  requireUnique(log, 'ConfigurationSetParameter', rows, (row) => row.ParameterId);
  const channelTable = 'ConfigurationSetChannelParameter';
  const channelLinks = await readTable(context, channelTable, CHANNEL_LINK, maxRows, true);
  const groupTable = 'ConfigurationSetParameterGroupParameter';
  const groupLinks = await readTable(context, groupTable, GROUP_LINK, maxRows);
  const rowsOfSet = groupRows(rows, (row) => row.ConfigurationSetId);
  const channelLinksOfSet = groupRows(channelLinks, (row) => row.ConfigurationSetId);
  const groupsOfParameter = groupRows(groupLinks, (row) => row.ParameterId);

  return (setId, { channels, groups, conversions }) => {
    const own = (rowsOfSet.get(setId) ?? []).sort((a, b) => a.ParameterId - b.ParameterId);
    const ids = new Set(own.map((row) => row.ParameterId));
    const channelById = new Map(channels.map((channel) => [channel.channelId, channel]));
    const groupById = new Map(groups.map((group) => [group.id, group]));
    const channelIds = new Map<number, number[]>();
    for (const link of channelLinksOfSet.get(setId) ?? []) {
      if (ids.has(link.ParameterId) && channelById.has(link.ChannelId)) {
        appendTo(channelIds, link.ParameterId, link.ChannelId);
      } else {
        log.warn(
          'SSN2_LINK_BROKEN',
          `channel ${link.ChannelId} is linked with parameter ${link.ParameterId}, one of which does not exist. The link is left out.`,
          { table: channelTable, channelId: link.ChannelId, parameterId: link.ParameterId },
        );
      }
    }
    const linksOf = (row: ParameterRow) => ({
      channelIds: ascending(channelIds.get(row.ParameterId) ?? []),
      groupIds: ascending(
        (groupsOfParameter.get(row.ParameterId) ?? []).flatMap(({ ParameterGroupId: id }) =>
          groupById.has(id) ? [id] : [],
        ),
      ),
    });
    const links = own.map(linksOf);
    const names = nameParameters(
      own.map((row, i) => toClues(row, links[i]!.channelIds, channelById)),
    );
    return own.map((row, i): Ssn2Parameter => {
      const { channelIds, groupIds } = links[i]!;
      const groupNames = groupIds.map((id) => groupById.get(id)!.name);
      const conversion = conversions.get(row.ConversionName ?? '');
      return {
        ...toParameter(row, conversion),
        ...names[i]!,
        channelIds,
        groupIds,
        groups: groupNames,
      };
    });
  };
}

function toClues(
  row: ParameterRow,
  channelIds: readonly number[],
  channels: ReadonlyMap<number, Ssn2Channel>,
): NameClues {
  const channelNames = channelIds.map((id) => channels.get(id)!.name);
  return {
    parameterId: row.ParameterId,
    application: row.ApplicationName,
    conversionName: row.ConversionName || null,
    channelName: channelNames.find((name) => name !== '') ?? null,
    clearIdentifier: row.ParameterIdentifier,
    clearName: row.ParameterName,
  };
}

function toParameter(row: ParameterRow, conversion: Ssn2Conversion | undefined) {
  return {
    parameterId: row.ParameterId,
    description: row.ParameterDescription,
    application: row.ApplicationName,
    conversionName: row.ConversionName || null,
    lowerLimit: row.LowerLimit,
    upperLimit: row.UpperLimit,
    lowerWarningLimit: row.LowerWarningLimit,
    upperWarningLimit: row.UpperWarningLimit,
    offset: row.OffsetValue,
    // Samples have 32 bits at most, so a longer mask says no more than its lower half.
    bitMask: Number(BigInt.asUintN(32, row.BitMask)),
    errorMask: Number(BigInt.asUintN(32, row.ErrorMask)),
    bitShift: row.BitShift,
    byteOrder: row.ByteOrder,
    units: row.Units || conversion?.units || null,
    format: row.FormatOverride || conversion?.format || null,
    unitsOverride: row.Units || null,
    formatOverride: row.FormatOverride || null,
    functionCode: row.FunctionCode || null,
    languageType: row.LanguageType,
  };
}

function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}
