import type { Writer } from '../db/db.ts';
import { insertRows } from '../db/insert-rows.ts';
import type { SqlValue } from '../db/sql.ts';
import { indexParameter } from '../parameters/parameter-search.ts';
import type { ApplicationContent, GroupContent } from './configuration-content.ts';

/** Write the applications of a set; their content has been validated. */
export async function storeConfiguration(
  { prisma, sql }: Writer,
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

  /** What every row begins with. */
  function* rowsOf<Item>(
    list: (content: ApplicationContent) => readonly Item[],
    toValues: (item: Item, content: ApplicationContent) => readonly SqlValue[],
  ) {
    for (const { content, common } of stored) {
      for (const [ordinal, item] of list(content).entries()) {
        const { applicationId } = common;
        yield [configurationSetId, applicationId, ordinal, ...toValues(item, content)];
      }
    }
  }

  async function storeChannels() {
    const ids = await insertRows(
      sql,
      'Channel',
      [...OWNED, 'channelId', 'name', 'dataType', 'dataSource', 'intervalNs'],
      rowsOf(
        ({ channels }) => channels,
        ({ channelId, name, dataType, dataSource, interval }) => [
          BigInt(channelId),
          name,
          dataType,
          dataSource,
          interval,
        ],
      ),
      { returnsId: true },
    );
    const channels = applications.flatMap((one) => one.channels);
    return new Map(channels.map(({ channelId }, i) => [channelId, ids[i] ?? 0]));
  }

  async function storeConversions() {
    const ids = await insertRows(
      sql,
      'Conversion',
      [...OWNED, 'name', 'unit', 'format', 'kind', 'content'],
      rowsOf(
        ({ conversions }) => conversions,
        ({ name, unit, format, definition }) => [
          name,
          unit,
          format,
          definition.kind.toUpperCase(),
          JSON.stringify(definition),
        ],
      ),
      { returnsId: true },
    );
    const conversions = applications.flatMap((one) => one.conversions);
    return new Map(conversions.map(({ name }, i) => [name, ids[i] ?? 0]));
  }

  async function storeParameters() {
    const unitOf = new Map(
      applications.flatMap((one) => one.conversions.map(({ name, unit }) => [name, unit] as const)),
    );
    const groupsOf = groupsOfParameters(applications.flatMap(({ groups }) => groups));
    const ids = await insertRows(
      sql,
      'Parameter',
      [...OWNED, ...PARAMETER_COLUMNS],
      rowsOf(
        ({ parameters }) => parameters,
        (parameter, { name: application }) => {
          const { searchName, searchText } = indexParameter({
            ...parameter,
            unit: parameter.unit ?? unitOf.get(parameter.conversion ?? '') ?? '',
            application,
            groups: groupsOf.get(parameter.identifier) ?? [],
          });
          return [
            parameter.identifier,
            parameter.name,
            parameter.description,
            parameter.minimum,
            parameter.maximum,
            parameter.warningMinimum,
            parameter.warningMaximum,
            parameter.unit,
            parameter.format,
            parameter.byteOrder,
            parameter.bitShift,
            BigInt(parameter.dataBitMask),
            BigInt(parameter.errorBitMask),
            parameter.offset,
            parameter.conversion === null ? null : rowOf(conversionRows, parameter.conversion),
            parameter.function?.language ?? null,
            parameter.function?.code ?? null,
            parameter.nameSource,
            searchName,
            searchText,
          ];
        },
      ),
      { returnsId: true },
    );
    const parameters = applications.flatMap((one) => one.parameters);
    return new Map(parameters.map(({ identifier }, i) => [identifier, ids[i] ?? 0]));
  }

  async function storeParameterChannels() {
    function* links() {
      for (const { parameters } of applications) {
        for (const { identifier, channels } of parameters) {
          const parameterId = rowOf(parameterRows, identifier);
          for (const [ordinal, channelId] of [...new Set(channels)].entries()) {
            yield [parameterId, rowOf(channelRows, channelId), ordinal];
          }
        }
      }
    }
    const columns = ['parameterId', 'channelId', 'ordinal'];
    await insertRows(sql, 'ParameterChannel', columns, links(), { returnsId: false });
  }

  async function storeDefinitions() {
    await insertRows(
      sql,
      'EventDefinition',
      [
        ...OWNED,
        'eventDefinitionId',
        'groupName',
        'code',
        'description',
        'priority',
        'conversions',
      ],
      rowsOf(
        ({ eventDefinitions }) => eventDefinitions,
        (definition) => [
          definition.eventDefinitionId,
          definition.groupName,
          definition.code,
          definition.description,
          definition.priority,
          JSON.stringify(definition.conversions),
        ],
      ),
      { returnsId: false },
    );
    await insertRows(
      sql,
      'ErrorDefinition',
      [...OWNED, 'name', 'description', 'group', 'currentParameter', 'loggedParameter', 'bit'],
      rowsOf(
        ({ errorDefinitions }) => errorDefinitions,
        (definition) => [
          definition.name,
          definition.description,
          definition.group,
          definition.currentParameter,
          definition.loggedParameter,
          definition.bit,
        ],
      ),
      { returnsId: false },
    );
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
      const members = [...new Set(group.parameters)].map((parameter, position) => [
        id,
        rowOf(parameterRows, parameter),
        position,
      ]);
      const columns = ['groupId', 'parameterId', 'ordinal'];
      await insertRows(sql, 'ParameterGroupParameter', columns, members, { returnsId: false });
      await storeGroups(group.groups, id, common);
    }
  }
}

/** Columns of what belongs to an application of a set. */
const OWNED = ['configurationSetId', 'applicationId', 'ordinal'];

const PARAMETER_COLUMNS = [
  'identifier',
  'name',
  'description',
  'minimum',
  'maximum',
  'warningMinimum',
  'warningMaximum',
  'unit',
  'format',
  'byteOrder',
  'bitShift',
  'dataBitMask',
  'errorBitMask',
  'offset',
  'conversionId',
  'functionLanguage',
  'functionCode',
  'nameSource',
  'searchName',
  'searchText',
];

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
