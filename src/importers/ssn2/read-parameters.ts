import type { FindingLog } from './finding-log.ts';
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

const CHANNEL_LINK_TABLE = 'ConfigurationSetChannelParameter';
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
): Promise<(setId: bigint, surroundings: ParameterSurroundings) => Promise<Ssn2Parameter[]>> {
  const { log, slice } = context;
  const rows = await readTable(context, 'ConfigurationSetParameter', PARAMETER, maxRows);
  requireUnique(log, 'ConfigurationSetParameter', rows, (row) => row.ParameterId);
  const channelLinks = await readTable(context, CHANNEL_LINK_TABLE, CHANNEL_LINK, maxRows);
  const groupTable = 'ConfigurationSetParameterGroupParameter';
  const groupLinks = await readTable(context, groupTable, GROUP_LINK, maxRows);
  const rowsOfSet = groupRows(rows, (row) => row.ConfigurationSetId);
  const channelLinksOfSet = groupRows(channelLinks, (row) => row.ConfigurationSetId);
  const groupsOfParameter = groupRows(groupLinks, (row) => row.ParameterId);

  return async (setId, { channels, groups, conversions }) => {
    const own = (rowsOfSet.get(setId) ?? []).sort((a, b) => a.ParameterId - b.ParameterId);
    const channelById = new Map(channels.map((channel) => [channel.channelId, channel]));
    const groupById = new Map(groups.map((group) => [group.id, group]));
    const ids = new Set(own.map((row) => row.ParameterId));
    const channelIds = linkChannels(log, ids, channelById, channelLinksOfSet.get(setId) ?? []);
    const idsOf = ({ ParameterId: id }: ParameterRow) => ascending(channelIds.get(id) ?? []);
    await slice.pause();
    const names = nameParameters(own.map((row) => toClues(row, idsOf(row), channelById)));
    const parameters: Ssn2Parameter[] = [];
    for (const [i, row] of own.entries()) {
      const links = groupsOfParameter.get(row.ParameterId) ?? [];
      const known = links.flatMap((link) => groupById.get(link.ParameterGroupId) ?? []);
      const groupIds = ascending(known.map(({ id }) => id));
      const conversion = conversions.get(row.ConversionName ?? '');
      parameters.push({
        ...toParameter(row, conversion),
        ...names[i]!,
        channelIds: idsOf(row),
        groupIds,
        groups: groupIds.map((id) => groupById.get(id)!.name),
      });
      if (slice.due()) await slice.pause();
    }
    return parameters;
  };
}

/** Channels by parameter; a link to what does not exist is reported and left out. */
function linkChannels(
  log: FindingLog,
  parameterIds: ReadonlySet<number>,
  channels: ReadonlyMap<number, Ssn2Channel>,
  links: readonly Row<typeof CHANNEL_LINK>[],
): Map<number, number[]> {
  const channelIds = new Map<number, number[]>();
  for (const { ParameterId: parameterId, ChannelId: channelId } of links) {
    if (parameterIds.has(parameterId) && channels.has(channelId)) {
      appendTo(channelIds, parameterId, channelId);
      continue;
    }
    log.warn(
      'SSN2_LINK_BROKEN',
      `channel ${channelId} is linked with parameter ${parameterId}, one of which does not exist. The link is left out.`,
      { table: CHANNEL_LINK_TABLE, channelId, parameterId },
    );
  }
  return channelIds;
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
