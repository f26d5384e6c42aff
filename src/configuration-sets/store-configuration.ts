import type { Writer } from '../db/db.ts';
import type { Prisma } from '../db/generated/sqlite/client.ts';
import { chunks } from '../lib/chunks.ts';
import type { ApplicationContent, GroupContent } from './configuration-content.ts';

/** Rows a statement: the widest table has 22 columns, and SQLite takes 32,766 parameters. */
const ROWS = 1_000;

/** Write the content of one application of a set; the content has been validated. */
export async function storeApplication(
  { prisma }: Writer,
  configurationSetId: number,
  ordinal: number,
  content: ApplicationContent,
): Promise<void> {
  const { id: applicationId } = await prisma.application.create({
    data: {
      configurationSetId,
      ordinal,
      name: content.name,
      description: content.description,
      applicationId: content.applicationId === null ? null : BigInt(content.applicationId),
    },
  });
  const common = { configurationSetId, applicationId };

  const channelRows = new Map<number, number>();
  const channels = content.channels.map(
    (channel, i): Prisma.ChannelCreateManyInput => ({
      ...common,
      ordinal: i,
      channelId: BigInt(channel.channelId),
      name: channel.name,
      dataType: channel.dataType,
      dataSource: channel.dataSource,
      intervalNs: channel.interval,
    }),
  );
  for (const data of chunks(channels, ROWS)) {
    const rows = await prisma.channel.createManyAndReturn({
      data,
      select: { id: true, channelId: true },
    });
    for (const { id, channelId } of rows) channelRows.set(Number(channelId), id);
  }

  const conversionRows = new Map<string, number>();
  const conversions = content.conversions.map(
    ({ name, unit, format, definition }, i): Prisma.ConversionCreateManyInput => ({
      ...common,
      ordinal: i,
      name,
      unit,
      format,
      kind: definition.kind.toUpperCase(),
      content: JSON.stringify(definition),
    }),
  );
  for (const data of chunks(conversions, ROWS)) {
    const rows = await prisma.conversion.createManyAndReturn({
      data,
      select: { id: true, name: true },
    });
    for (const { id, name } of rows) conversionRows.set(name, id);
  }

  const parameterRows = new Map<string, number>();
  const parameters = content.parameters.map(
    (parameter, i): Prisma.ParameterCreateManyInput => ({
      ...common,
      ordinal: i,
      identifier: parameter.identifier,
      name: parameter.name,
      description: parameter.description,
      minimum: parameter.minimum,
      maximum: parameter.maximum,
      warningMinimum: parameter.warningMinimum,
      warningMaximum: parameter.warningMaximum,
      unit: parameter.unit,
      format: parameter.format,
      byteOrder: parameter.byteOrder,
      bitShift: parameter.bitShift,
      dataBitMask: BigInt(parameter.dataBitMask),
      errorBitMask: BigInt(parameter.errorBitMask),
      offset: parameter.offset,
      conversionId:
        parameter.conversion === null ? null : (conversionRows.get(parameter.conversion) ?? null),
      functionLanguage: parameter.function?.language ?? null,
      functionCode: parameter.function?.code ?? null,
      nameSource: parameter.nameSource,
    }),
  );
  for (const data of chunks(parameters, ROWS)) {
    const rows = await prisma.parameter.createManyAndReturn({
      data,
      select: { id: true, identifier: true },
    });
    for (const { id, identifier } of rows) parameterRows.set(identifier, id);
  }

  const parameterChannels = content.parameters.flatMap(({ identifier, channels }) =>
    [...new Set(channels)].map((channelId, i) => ({
      parameterId: rowOf(parameterRows, identifier),
      channelId: rowOf(channelRows, channelId),
      ordinal: i,
    })),
  );
  for (const data of chunks(parameterChannels, ROWS)) {
    await prisma.parameterChannel.createMany({ data });
  }

  const eventDefinitions = content.eventDefinitions.map((definition, i) => ({
    ...common,
    ...definition,
    ordinal: i,
    conversions: JSON.stringify(definition.conversions),
  }));
  for (const data of chunks(eventDefinitions, ROWS)) {
    await prisma.eventDefinition.createMany({ data });
  }
  const errorDefinitions = content.errorDefinitions.map((definition, i) => ({
    ...common,
    ...definition,
    ordinal: i,
  }));
  for (const data of chunks(errorDefinitions, ROWS)) {
    await prisma.errorDefinition.createMany({ data });
  }

  await storeGroups(content.groups, null);

  async function storeGroups(groups: readonly GroupContent[], parentId: number | null) {
    for (const [i, group] of groups.entries()) {
      const { id } = await prisma.parameterGroup.create({
        data: {
          ...common,
          parentId,
          ordinal: i,
          identifier: group.identifier,
          description: group.description,
        },
      });
      const members = [...new Set(group.parameters)].map((identifier, position) => ({
        groupId: id,
        parameterId: rowOf(parameterRows, identifier),
        ordinal: position,
      }));
      for (const data of chunks(members, ROWS)) {
        await prisma.parameterGroupParameter.createMany({ data });
      }
      await storeGroups(group.groups, id);
    }
  }
}

function rowOf<K>(rows: ReadonlyMap<K, number>, key: K): number {
  const row = rows.get(key);
  if (row === undefined) throw new Error(`A validated configuration refers to "${String(key)}".`);
  return row;
}
