import type { Writer } from '../db/db.ts';
import { exactFloat, exactFloatOrNull } from '../db/exact-float.ts';
import type { Prisma } from '../db/generated/sqlite/client.ts';
import { chunks } from '../lib/chunks.ts';
import { indexParameter } from '../parameters/parameter-search.ts';
import type { ApplicationContent, GroupContent } from './configuration-content.ts';

/** Rows a statement: the widest table has 25 columns, and SQLite takes 32,766 parameters. */
const ROWS = 500;

/** Write the applications of a set; their content has been validated. */
export async function storeConfiguration(
  { prisma }: Writer,
  configurationSetId: number,
  applications: readonly ApplicationContent[],
): Promise<void> {
  const stored: { content: ApplicationContent; common: Common }[] = [];
  for (const [ordinal, content] of applications.entries()) {
    const { id: applicationId } = await prisma.application.create({
      data: {
        configurationSetId,
        ordinal,
        name: content.name,
        description: content.description,
        applicationId: content.applicationId === null ? null : BigInt(content.applicationId),
        commsPath: content.identity?.commsPath ?? null,
        versionId: content.identity?.applicationVersionId ?? null,
        rdaOwnerId: content.rda ? BigInt(content.rda.ownerId) : null,
        rdaSupported: content.rda?.supported ?? null,
      },
    });
    stored.push({ content, common: { configurationSetId, applicationId } });
  }
  // Names are unique in the set, and an imported parameter may use a conversion or a channel of
  // another application, so these go first.
  const channelRows = await storeChannels();
  const conversionRows = await storeConversions();
  const parameterRows = await storeParameters();
  await storeParameterChannels();
  await storeDefinitions();
  for (const { content, common } of stored) await storeGroups(content.groups, null, common);

  async function storeChannels() {
    const rows = new Map<number, number>();
    const data = stored.flatMap(({ content, common }) =>
      content.channels.map(
        (channel, i): Prisma.ChannelCreateManyInput => ({
          ...common,
          ordinal: i,
          channelId: BigInt(channel.channelId),
          name: channel.name,
          dataType: channel.dataType,
          dataSource: channel.dataSource,
          intervalNs: channel.interval,
        }),
      ),
    );
    const select = { id: true, channelId: true };
    for (const some of chunks(data, ROWS)) {
      const created = await prisma.channel.createManyAndReturn({ data: some, select });
      for (const { id, channelId } of created) rows.set(Number(channelId), id);
    }
    return rows;
  }

  async function storeConversions() {
    const rows = new Map<string, number>();
    const data = stored.flatMap(({ content, common }) =>
      content.conversions.map(
        ({ name, unit, format, definition }, i): Prisma.ConversionCreateManyInput => ({
          ...common,
          ordinal: i,
          name,
          unit,
          format,
          kind: definition.kind.toUpperCase(),
          content: JSON.stringify(definition),
        }),
      ),
    );
    const select = { id: true, name: true };
    for (const some of chunks(data, ROWS)) {
      const created = await prisma.conversion.createManyAndReturn({ data: some, select });
      for (const { id, name } of created) rows.set(name, id);
    }
    return rows;
  }

  async function storeParameters() {
    const rows = new Map<string, number>();
    const unitOf = new Map(
      applications.flatMap((one) => one.conversions.map(({ name, unit }) => [name, unit] as const)),
    );
    const groupsOf = groupsOfParameters(applications.flatMap(({ groups }) => groups));
    const data = stored.flatMap(({ content, common }) =>
      content.parameters.map(
        (parameter, i): Prisma.ParameterCreateManyInput => ({
          ...common,
          ordinal: i,
          identifier: parameter.identifier,
          name: parameter.name,
          description: parameter.description,
          minimum: exactFloat(parameter.minimum),
          maximum: exactFloat(parameter.maximum),
          warningMinimum: exactFloatOrNull(parameter.warningMinimum),
          warningMaximum: exactFloatOrNull(parameter.warningMaximum),
          unit: parameter.unit,
          format: parameter.format,
          byteOrder: parameter.byteOrder,
          bitShift: parameter.bitShift,
          dataBitMask: BigInt(parameter.dataBitMask),
          errorBitMask: BigInt(parameter.errorBitMask),
          offset: exactFloat(parameter.offset),
          conversionId:
            parameter.conversion === null ? null : rowOf(conversionRows, parameter.conversion),
          functionLanguage: parameter.function?.language ?? null,
          functionCode: parameter.function?.code ?? null,
          nameSource: parameter.nameSource,
          ...indexParameter({
            ...parameter,
            unit: parameter.unit ?? unitOf.get(parameter.conversion ?? '') ?? '',
            application: content.name,
            groups: groupsOf.get(parameter.identifier) ?? [],
          }),
        }),
      ),
    );
    const select = { id: true, identifier: true };
    for (const some of chunks(data, ROWS)) {
      const created = await prisma.parameter.createManyAndReturn({ data: some, select });
      for (const { id, identifier } of created) rows.set(identifier, id);
    }
    return rows;
  }

  async function storeParameterChannels() {
    const data = stored.flatMap(({ content }) =>
      content.parameters.flatMap(({ identifier, channels }) =>
        [...new Set(channels)].map((channelId, ordinal) => ({
          parameterId: rowOf(parameterRows, identifier),
          channelId: rowOf(channelRows, channelId),
          ordinal,
        })),
      ),
    );
    for (const some of chunks(data, ROWS)) await prisma.parameterChannel.createMany({ data: some });
  }

  async function storeDefinitions() {
    const events = stored.flatMap(({ content, common }) =>
      content.eventDefinitions.map((definition, ordinal) => ({
        ...common,
        ...definition,
        ordinal,
        conversions: JSON.stringify(definition.conversions),
      })),
    );
    for (const some of chunks(events, ROWS))
      await prisma.eventDefinition.createMany({ data: some });
    const errors = stored.flatMap(({ content, common }) =>
      content.errorDefinitions.map((definition, ordinal) => ({
        ...common,
        ...definition,
        ordinal,
      })),
    );
    for (const some of chunks(errors, ROWS))
      await prisma.errorDefinition.createMany({ data: some });
  }

  async function storeGroups(
    groups: readonly GroupContent[],
    parentId: number | null,
    common: Common,
  ): Promise<void> {
    for (const [ordinal, group] of groups.entries()) {
      const { identifier, description } = group;
      const { id } = await prisma.parameterGroup.create({
        data: { ...common, parentId, ordinal, identifier, description },
      });
      const members = [...new Set(group.parameters)].map((parameter, position) => ({
        groupId: id,
        parameterId: rowOf(parameterRows, parameter),
        ordinal: position,
      }));
      for (const data of chunks(members, ROWS)) {
        await prisma.parameterGroupParameter.createMany({ data });
      }
      await storeGroups(group.groups, id, common);
    }
  }
}

/** Names of the groups that each parameter is in. */
function groupsOfParameters(groups: readonly GroupContent[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const visit = (group: GroupContent) => {
    for (const parameter of group.parameters) {
      const list = names.get(parameter) ?? [];
      list.push(group.identifier, ...(group.description ? [group.description] : []));
      names.set(parameter, list);
    }
    group.groups.forEach(visit);
  };
  groups.forEach(visit);
  return names;
}

interface Common {
  readonly configurationSetId: number;
  readonly applicationId: number;
}

function rowOf<K>(rows: ReadonlyMap<K, number>, key: K): number {
  const row = rows.get(key);
  if (row === undefined) throw new Error(`A validated configuration refers to "${String(key)}".`);
  return row;
}
