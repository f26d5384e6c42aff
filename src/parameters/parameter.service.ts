import type { BoundSet } from '../configuration-sets/bound-sets.service.ts';
import { listBoundSets } from '../configuration-sets/bound-sets.service.ts';
import type { ConversionDefinition } from '../core/conversions/conversion.ts';
import type {
  Application,
  Channel,
  Conversion,
  Parameter,
  ParameterGroup,
} from '../db/generated/sqlite/client.ts';
import { AppError } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import type { Runtime } from '../runtime.ts';

export type { Channel, Conversion, Parameter };

/** A parameter as a session sees it: channel numbers have the offset of its set added. */
export interface SessionParameter {
  readonly sessionId: number;
  readonly parameter: Parameter;
  readonly boundSet: BoundSet;
  readonly channelIds: readonly number[];
}

/** A parameter of a session with all that turns its samples into engineering values. */
export interface ReadableParameter extends SessionParameter {
  readonly channels: readonly Channel[];
  readonly conversion: Conversion | null;
}

/** The definition of a stored conversion. */
export function definitionOf({ content }: Conversion): ConversionDefinition {
  return JSON.parse(content) as ConversionDefinition;
}

/**
 * The parameters of a session by identifier, in the order asked for, with what decodes them.
 *
 * @throws {AppError} NOT_FOUND, listing every identifier that no bound set defines.
 */
export async function readableParameters(
  { db }: Pick<Runtime, 'db'>,
  sessionId: number,
  identifiers: readonly string[],
): Promise<ReadableParameter[]> {
  const [boundSets = []] = await listBoundSets(db.read, [sessionId]);
  const published = boundSets.filter(({ configurationSet }) => configurationSet !== null);
  const positionOf = new Map(published.map((set, i) => [set.configurationSet?.id, i]));
  const rows = await db.read.prisma.parameter.findMany({
    where: {
      configurationSetId: { in: published.flatMap(({ configurationSet: s }) => (s ? [s.id] : [])) },
      identifier: { in: [...new Set(identifiers)] },
    },
    include: {
      conversion: true,
      channels: { orderBy: { ordinal: 'asc' }, include: { channel: true } },
    },
  });
  rows.sort(
    (a, b) =>
      (positionOf.get(a.configurationSetId) ?? 0) - (positionOf.get(b.configurationSetId) ?? 0),
  );
  const missing = identifiers.filter((name) => !rows.some((row) => row.identifier === name));
  if (missing.length > 0) {
    throw new AppError(
      'NOT_FOUND',
      `The session has no parameter ${missing.map((name) => `"${name}"`).join(', ')}.`,
      { argument: 'parameters', missing },
    );
  }
  return identifiers.map((identifier) => {
    const row = rows.find((candidate) => candidate.identifier === identifier);
    const boundSet = row && published[positionOf.get(row.configurationSetId) ?? 0];
    if (!row || !boundSet) throw new Error(`Parameter "${identifier}" was found and is missing.`);
    const channels = row.channels.map(({ channel }) => channel);
    return {
      sessionId,
      parameter: row,
      boundSet,
      conversion: row.conversion,
      channels,
      channelIds: channels.map(({ channelId }) => Number(channelId) + boundSet.channelOffset),
    };
  });
}

/** Parameters of these row keys, in no order. */
export async function listParametersById(
  { db }: Pick<Runtime, 'db'>,
  ids: readonly number[],
): Promise<Parameter[]> {
  const pages = await Promise.all(
    chunks(ids, 800).map((some) =>
      db.read.prisma.parameter.findMany({ where: { id: { in: some } } }),
    ),
  );
  return pages.flat();
}

/** A parameter of a set by its identifier; null when there is none. */
export function findParameter(
  { db }: Pick<Runtime, 'db'>,
  configurationSetId: number,
  identifier: string,
): Promise<Parameter | null> {
  return db.read.prisma.parameter.findUnique({
    where: { configurationSetId_identifier: { configurationSetId, identifier } },
  });
}

/** Channels of each parameter, by row key, in their order. */
export async function listChannelsOfParameters(
  { db }: Pick<Runtime, 'db'>,
  parameterIds: readonly number[],
): Promise<Map<number, Channel[]>> {
  const rows = await db.read.prisma.parameterChannel.findMany({
    where: { parameterId: { in: [...parameterIds] } },
    orderBy: { ordinal: 'asc' },
    include: { channel: true },
  });
  return mapOfLists(
    rows,
    (row) => row.parameterId,
    (row) => row.channel,
  );
}

/** Parameters that each channel feeds, by row key of the channel. */
export async function listParametersOfChannels(
  { db }: Pick<Runtime, 'db'>,
  channelIds: readonly number[],
): Promise<Map<number, Parameter[]>> {
  const rows = await db.read.prisma.parameterChannel.findMany({
    where: { channelId: { in: [...channelIds] } },
    orderBy: { parameterId: 'asc' },
    include: { parameter: true },
  });
  return mapOfLists(
    rows,
    (row) => row.channelId,
    (row) => row.parameter,
  );
}

/** Groups that each parameter is in, by row key of the parameter. */
export async function listGroupsOfParameters(
  { db }: Pick<Runtime, 'db'>,
  parameterIds: readonly number[],
): Promise<Map<number, ParameterGroup[]>> {
  const rows = await db.read.prisma.parameterGroupParameter.findMany({
    where: { parameterId: { in: [...parameterIds] } },
    orderBy: { groupId: 'asc' },
    include: { group: true },
  });
  return mapOfLists(
    rows,
    (row) => row.parameterId,
    (row) => row.group,
  );
}

/** Parameters of each group, by row key of the group, in their order. */
export async function listParametersOfGroups(
  { db }: Pick<Runtime, 'db'>,
  groupIds: readonly number[],
): Promise<Map<number, Parameter[]>> {
  const rows = await db.read.prisma.parameterGroupParameter.findMany({
    where: { groupId: { in: [...groupIds] } },
    orderBy: { ordinal: 'asc' },
    include: { parameter: true },
  });
  return mapOfLists(
    rows,
    (row) => row.groupId,
    (row) => row.parameter,
  );
}

/** Parameters of these applications, in the order they were published. */
export function listParametersOfApplications(
  { db }: Pick<Runtime, 'db'>,
  applicationIds: readonly number[],
): Promise<Parameter[]> {
  return db.read.prisma.parameter.findMany({
    where: { applicationId: { in: [...applicationIds] } },
    orderBy: { ordinal: 'asc' },
  });
}

export function listConversionsById(
  { db }: Pick<Runtime, 'db'>,
  ids: readonly number[],
): Promise<Conversion[]> {
  return db.read.prisma.conversion.findMany({ where: { id: { in: [...ids] } } });
}

/** Conversions of these sets, in the order they were published. */
export function listConversionsOfSets(
  { db }: Pick<Runtime, 'db'>,
  setIds: readonly number[],
): Promise<Conversion[]> {
  return db.read.prisma.conversion.findMany({
    where: { configurationSetId: { in: [...setIds] } },
    orderBy: [{ applicationId: 'asc' }, { ordinal: 'asc' }],
  });
}

export function listApplicationsById(
  { db }: Pick<Runtime, 'db'>,
  ids: readonly number[],
): Promise<Application[]> {
  return db.read.prisma.application.findMany({ where: { id: { in: [...ids] } } });
}
