import type { BoundSet } from '../configuration-sets/bound-sets.service.ts';
import { listBoundSets } from '../configuration-sets/bound-sets.service.ts';
import type { ConversionDefinition } from '../core/conversions/conversion.ts';
import type {
  Application,
  Channel,
  Conversion,
  Parameter,
  ParameterGroup,
  Prisma,
} from '../db/generated/sqlite/client.ts';
import { AppError } from '../errors.ts';
import { type BoundedCache, createBoundedCache } from '../lib/bounded-cache.ts';
import { chunks } from '../lib/chunks.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
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
  runtime: Pick<Runtime, 'db'>,
  sessionId: number,
  identifiers: readonly string[],
): Promise<ReadableParameter[]> {
  const found = await findReadable(runtime, sessionId, {
    identifier: { in: [...new Set(identifiers)] },
  });
  const byIdentifier = new Map(found.map((one) => [one.parameter.identifier, one]));
  const missing = [...new Set(identifiers)].filter((name) => !byIdentifier.has(name));
  if (missing.length > 0) {
    throw new AppError(
      'NOT_FOUND',
      `The session has no parameter ${missing.map((name) => `"${name}"`).join(', ')}.`,
      { argument: 'parameters', missing },
    );
  }
  return identifiers.flatMap((identifier) => byIdentifier.get(identifier) ?? []);
}

/**
 * The parameters that formulas refer to: by identifier, or by name where only one parameter of the
 * session has it. Null for a reference to none.
 */
export async function readableByReference(
  runtime: Pick<Runtime, 'db'>,
  sessionId: number,
  references: readonly string[],
): Promise<(ReadableParameter | null)[]> {
  if (references.length === 0) return [];
  const found: ReadableParameter[] = [];
  for (const some of chunks(references, MAX_KEYS / 2)) {
    const where = { OR: [{ identifier: { in: some } }, { name: { in: some } }] };
    found.push(...(await findReadable(runtime, sessionId, where)));
  }
  return references.map((reference) => {
    const exact = found.find(({ parameter }) => parameter.identifier === reference);
    const named = found.filter(({ parameter }) => parameter.name === reference);
    return exact ?? (named.length === 1 ? (named[0] ?? null) : null);
  });
}

/** Parameters of a session; where several sets define an identifier, the one bound first counts. */
async function findReadable(
  { db }: Pick<Runtime, 'db'>,
  sessionId: number,
  where: Prisma.ParameterWhereInput,
): Promise<ReadableParameter[]> {
  const [boundSets = []] = await listBoundSets(db.read, [sessionId]);
  const positions = new Map(
    boundSets.flatMap(({ configurationSet: set }, i) => (set ? [[set.id, i] as const] : [])),
  );
  const found = await findParameters(db, [...positions.keys()], where);
  const positionOf = (row: Parameter) => positions.get(row.configurationSetId) ?? 0;
  const rows = found.toSorted((a, b) => positionOf(a) - positionOf(b));
  const first = new Map<string, ReadableParameter>();
  for (const row of rows) {
    const boundSet = boundSets[positionOf(row)];
    if (!boundSet || first.has(row.identifier)) continue;
    const channels = row.channels.map(({ channel }) => channel);
    first.set(row.identifier, {
      sessionId,
      parameter: row,
      boundSet,
      conversion: row.conversion,
      channels,
      channelIds: channels.map(({ channelId }) => Number(channelId) + boundSet.channelOffset),
    });
  }
  return [...first.values()];
}

const WITH_DECODING = {
  conversion: true,
  channels: { orderBy: { ordinal: 'asc' }, include: { channel: true } },
} satisfies Prisma.ParameterInclude;

type FoundParameter = Prisma.ParameterGetPayload<{ include: typeof WITH_DECODING }>;

/** Characters of the parameters that are kept for each database, conversions included. */
const MAX_KEPT = 16 * 2 ** 20;

const keptOf = new WeakMap<Runtime['db'], BoundedCache<readonly FoundParameter[]>>();

/**
 * Parameters of published sets, with what decodes their samples. A published set never changes, so
 * what was found lately is kept: a client that follows a chart asks for the same ones all the time.
 */
async function findParameters(
  db: Runtime['db'],
  setIds: readonly number[],
  where: Prisma.ParameterWhereInput,
): Promise<readonly FoundParameter[]> {
  let kept = keptOf.get(db);
  if (!kept) {
    kept = createBoundedCache(MAX_KEPT);
    keptOf.set(db, kept);
  }
  const key = JSON.stringify([setIds, where]);
  const known = kept.get(key);
  if (known) return known;
  const found = await db.read.prisma.parameter.findMany({
    where: { AND: [{ configurationSetId: { in: [...setIds] } }, where] },
    include: WITH_DECODING,
  });
  const size = found.reduce((sum, row) => sum + 2_000 + (row.conversion?.content.length ?? 0), 0);
  kept.set(key, found, key.length + size);
  return found;
}

/** Parameters of these row keys, in no order. */
export async function listParametersById(
  { db }: Pick<Runtime, 'db'>,
  ids: readonly number[],
): Promise<Parameter[]> {
  if (ids.length === 0) return [];
  // By the driver: a page may have a thousand rows, on which Prisma spends three times as long.
  const rows = await db.read.sql.all<ParameterRow>(
    `SELECT * FROM "Parameter" WHERE "id" IN (${ids.map((id) => Math.trunc(id)).join(', ')})`,
  );
  return rows.map((row) => ({
    ...row,
    id: Number(row.id),
    configurationSetId: Number(row.configurationSetId),
    applicationId: Number(row.applicationId),
    ordinal: Number(row.ordinal),
    bitShift: Number(row.bitShift),
    conversionId: row.conversionId === null ? null : Number(row.conversionId),
  }));
}

/** A row as the driver gives it: integers of 32 bits are bigint on SQLite. */
type ParameterRow = Omit<Parameter, NarrowColumn | 'conversionId'> &
  Record<NarrowColumn, number | bigint> & { readonly conversionId: number | bigint | null };

type NarrowColumn = 'id' | 'configurationSetId' | 'applicationId' | 'ordinal' | 'bitShift';

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
