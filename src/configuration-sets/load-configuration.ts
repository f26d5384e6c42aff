import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { ConversionDefinition } from '../core/conversions/conversion.ts';
import type { ByteOrder, DataType } from '../core/data-type.ts';
import type { Reader } from '../db/db.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import type {
  ApplicationContent,
  ChannelDataSource,
  ConfigurationContent,
  EventPriority,
  GroupContent,
} from './configuration-content.ts';
import type { ConfigurationSet } from './configuration-set.service.ts';

/** Rows read at a time: few enough for the lists of keys Prisma reads related rows by. */
const ROWS = 500;

/** The content of a committed set, as it was published. */
export async function loadConfiguration(
  { prisma }: Pick<Reader, 'prisma'>,
  { id, description }: Pick<ConfigurationSet, 'id' | 'description'>,
): Promise<ConfigurationContent> {
  const where = { configurationSetId: id };
  const applications = await prisma.application.findMany({ where, orderBy: { ordinal: 'asc' } });
  const page = (after: number) => ({
    where: { ...where, id: { gt: after } },
    orderBy: { id: 'asc' } as const,
    take: ROWS,
  });
  const parameters = await readAll((after) =>
    prisma.parameter.findMany({
      ...page(after),
      include: {
        conversion: { select: { name: true } },
        channels: {
          orderBy: { ordinal: 'asc' },
          select: { channel: { select: { channelId: true } } },
        },
      },
    }),
  );
  const channels = await readAll((after) => prisma.channel.findMany(page(after)));
  const conversions = await readAll((after) => prisma.conversion.findMany(page(after)));
  const events = await readAll((after) => prisma.eventDefinition.findMany(page(after)));
  const errors = await readAll((after) => prisma.errorDefinition.findMany(page(after)));
  const groups = await readAll((after) =>
    prisma.parameterGroup.findMany({
      ...page(after),
      include: {
        parameters: {
          orderBy: { ordinal: 'asc' },
          select: { parameter: { select: { identifier: true } } },
        },
      },
    }),
  );

  const lists = {
    parameters: byApplication(parameters),
    channels: byApplication(channels),
    conversions: byApplication(conversions),
    events: byApplication(events),
    errors: byApplication(errors),
  };
  const groupsOfParent = mapOfLists(
    groups.sort((a, b) => a.ordinal - b.ordinal),
    ({ applicationId, parentId }) => `${applicationId} ${parentId}`,
    (group) => group,
  );
  const toGroups = (applicationId: number, parentId: number | null): GroupContent[] =>
    (groupsOfParent.get(`${applicationId} ${parentId}`) ?? []).map((group) => ({
      identifier: group.identifier,
      description: group.description,
      groups: toGroups(applicationId, group.id),
      parameters: group.parameters.map(({ parameter }) => parameter.identifier),
    }));

  return {
    description,
    applications: applications.map(
      (application): ApplicationContent => ({
        name: application.name,
        description: application.description,
        applicationId:
          application.applicationId === null ? null : Number(application.applicationId),
        identity:
          application.commsPath === null || application.versionId === null
            ? null
            : {
                commsPath: application.commsPath,
                applicationVersionId: application.versionId,
              },
        rda:
          application.rdaOwnerId === null || application.rdaSupported === null
            ? null
            : { ownerId: Number(application.rdaOwnerId), supported: application.rdaSupported },
        groups: toGroups(application.id, null),
        parameters: (lists.parameters.get(application.id) ?? []).map((row) => ({
          identifier: row.identifier,
          name: row.name,
          description: row.description,
          minimum: row.minimum,
          maximum: row.maximum,
          warningMinimum: row.warningMinimum,
          warningMaximum: row.warningMaximum,
          unit: row.unit,
          format: row.format,
          byteOrder: row.byteOrder as ByteOrder,
          bitShift: row.bitShift,
          dataBitMask: Number(row.dataBitMask),
          errorBitMask: Number(row.errorBitMask),
          offset: row.offset,
          conversion: row.conversion?.name ?? null,
          channels: row.channels.map(({ channel }) => Number(channel.channelId)),
          function:
            row.functionCode === null
              ? null
              : { language: row.functionLanguage ?? 'fdl', code: row.functionCode },
          nameSource: row.nameSource,
        })),
        channels: (lists.channels.get(application.id) ?? []).map((row) => ({
          channelId: Number(row.channelId),
          name: row.name,
          dataType: row.dataType as DataType,
          dataSource: row.dataSource as ChannelDataSource,
          interval: row.intervalNs,
        })),
        conversions: (lists.conversions.get(application.id) ?? []).map((row) => ({
          name: row.name,
          unit: row.unit,
          format: row.format,
          definition: JSON.parse(row.content) as ConversionDefinition,
        })),
        eventDefinitions: (lists.events.get(application.id) ?? []).map((row) => ({
          eventDefinitionId: row.eventDefinitionId,
          code: row.code,
          description: row.description,
          priority: row.priority as EventPriority,
          groupName: row.groupName,
          conversions: JSON.parse(row.conversions) as string[],
        })),
        errorDefinitions: (lists.errors.get(application.id) ?? []).map((row) => ({
          name: row.name,
          description: row.description,
          group: row.group,
          currentParameter: row.currentParameter,
          loggedParameter: row.loggedParameter,
          bit: row.bit,
        })),
      }),
    ),
  };
}

function byApplication<Row extends { readonly applicationId: number; readonly ordinal: number }>(
  rows: Row[],
): Map<number, Row[]> {
  return mapOfLists(
    rows.sort((a, b) => a.ordinal - b.ordinal),
    ({ applicationId }) => applicationId,
    (row) => row,
  );
}

async function readAll<Row extends { readonly id: number }>(
  read: (after: number) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await read(rows.at(-1)?.id ?? 0);
    rows.push(...page);
    if (page.length < ROWS) return rows;
    await yieldToOthers();
  }
}
