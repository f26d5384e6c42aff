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
import type { SqlValue } from '../db/sql.ts';
import { AppError, badInput } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import type { PageRequest } from '../lib/connection.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import type { Runtime } from '../runtime.ts';

export type { Channel, Conversion, Parameter };

/** Which parameters a list holds; fields given together must all match. */
export interface ParameterFilter {
  /** Found in the identifier, name or description; the case of ASCII letters does not matter. */
  readonly text?: string | null | undefined;
  readonly identifiers?: readonly string[] | null | undefined;
  readonly application?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly unit?: string | null | undefined;
}

/** Both databases bound what one statement may hold. */
const MAX_TEXT_LENGTH = 1_000;
const MAX_IDENTIFIERS = 10_000;

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

/** Sets in the order of their binding, of one owner: a session, or a set by itself. */
export interface SetList {
  readonly owner: number;
  readonly setIds: readonly number[];
}

/**
 * One page of the parameters of each owner, by identifier. Where several sets of an owner define
 * an identifier, the first counts.
 *
 * One statement for the keys and one for the rows, however many owners there are.
 */
export async function pageParameters(
  { db }: Pick<Runtime, 'db'>,
  owners: readonly SetList[],
  filter: ParameterFilter,
  page: PageRequest,
): Promise<Map<number, Parameter[]>> {
  const { conditions, values } = toConditions(filter, page);
  const keys = await selectKeys(db.read.sql, owners, conditions, values, page);
  const rows = await listParametersById({ db }, [...new Set(keys.map(({ id }) => id))]);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const pages = new Map<number, Parameter[]>(owners.map(({ owner }) => [owner, []]));
  for (const { owner, id } of keys) {
    const row = rowOf.get(id);
    if (row) pages.get(owner)?.push(row);
  }
  return pages;
}

async function selectKeys(
  sql: Runtime['db']['read']['sql'],
  owners: readonly SetList[],
  conditions: string,
  values: readonly SqlValue[],
  { take, backwards }: PageRequest,
): Promise<{ owner: number; id: number }[]> {
  const bound = owners.flatMap(({ owner, setIds }) =>
    setIds.map((setId, position) => [owner, setId, position].map(toInteger).join(', ')),
  );
  const [only] = owners;
  if (bound.length === 0 || !only) return [];
  const direction = backwards ? 'DESC' : 'ASC';
  if (bound.length === 1 && owners.length === 1) {
    // The plain form: the index on (set, identifier) gives the page without reading the set.
    const rows = await sql.all<{ id: number | bigint }>(
      `SELECT p."id" AS "id" FROM "Parameter" p
        WHERE p."configurationSetId" = ${toInteger(only.setIds[0] ?? 0)}${conditions}
        ORDER BY p."identifier" ${direction} LIMIT ${toInteger(take)}`,
      values,
    );
    return rows.map(({ id }) => ({ owner: only.owner, id: Number(id) }));
  }
  const rows = await sql.all<{ owner: number | bigint; id: number | bigint }>(
    `WITH "bound" ("owner", "setId", "position") AS (VALUES ${bound.map((b) => `(${b})`).join(', ')})
     SELECT "owner", "id" FROM (
       SELECT b."owner" AS "owner", p."id" AS "id", p."identifier" AS "identifier",
              ROW_NUMBER() OVER (PARTITION BY b."owner" ORDER BY p."identifier" ${direction}) AS "place"
         FROM "bound" b JOIN "Parameter" p ON p."configurationSetId" = b."setId"
        WHERE NOT EXISTS (
          SELECT 1 FROM "bound" f JOIN "Parameter" q
              ON q."configurationSetId" = f."setId" AND q."identifier" = p."identifier"
           WHERE f."owner" = b."owner" AND f."position" < b."position")${conditions}
     ) AS "ranked"
      WHERE "place" <= ${toInteger(take)} ORDER BY "owner", "place"`,
    values,
  );
  return rows.map(({ owner, id }) => ({ owner: Number(owner), id: Number(id) }));
}

/** Numbers of our own that stand in the text of a statement. */
function toInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Error(`Expected an integer, got ${value}.`);
  return value;
}

function toConditions(
  { text, identifiers, application, group, unit }: ParameterFilter,
  { after, before }: PageRequest,
): { conditions: string; values: SqlValue[] } {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  const add = (part: string, ...more: SqlValue[]) => {
    parts.push(` AND ${part}`);
    values.push(...more);
  };
  if (typeof text === 'string' && text !== '') {
    if (text.length > MAX_TEXT_LENGTH) {
      throw badInput(
        'filter.text',
        `Expected at most ${MAX_TEXT_LENGTH} characters, got ${text.length}.`,
      );
    }
    // As the databases' lower() does: other letters stay as they are.
    const lower = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    const pattern = `%${lower.replace(/[\\%_]/g, '\\$&')}%`;
    add(
      `(lower(p."identifier") LIKE ? ESCAPE '\\' OR lower(p."name") LIKE ? ESCAPE '\\'
        OR lower(p."description") LIKE ? ESCAPE '\\')`,
      pattern,
      pattern,
      pattern,
    );
  }
  if (identifiers) {
    if (identifiers.length > MAX_IDENTIFIERS) {
      throw badInput(
        'filter.identifiers',
        `Expected at most ${MAX_IDENTIFIERS} identifiers, got ${identifiers.length}.`,
      );
    }
    const marks = identifiers.map(() => '?').join(', ');
    add(identifiers.length > 0 ? `p."identifier" IN (${marks})` : '1 = 0', ...identifiers);
  }
  if (typeof application === 'string') {
    add(
      `EXISTS (SELECT 1 FROM "Application" a WHERE a."id" = p."applicationId" AND a."name" = ?)`,
      application,
    );
  }
  if (typeof group === 'string') {
    add(
      `EXISTS (SELECT 1 FROM "ParameterGroupParameter" m JOIN "ParameterGroup" g ON g."id" = m."groupId"
                WHERE m."parameterId" = p."id" AND g."identifier" = ?)`,
      group,
    );
  }
  if (typeof unit === 'string') {
    add(
      `COALESCE(p."unit", (SELECT c."unit" FROM "Conversion" c WHERE c."id" = p."conversionId"), '') = ?`,
      unit,
    );
  }
  if (after) add('p."identifier" > ?', String(after[0]));
  if (before) add('p."identifier" < ?', String(before[0]));
  return { conditions: parts.join(''), values };
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

/** How many parameters of these sets a filter lets through: those that the pages hold. */
export async function countParameters(
  { db }: Pick<Runtime, 'db'>,
  { setIds }: SetList,
  filter: ParameterFilter,
): Promise<number> {
  if (setIds.length === 0) return 0;
  const page = { take: 0, after: null, before: null, backwards: false };
  const { conditions, values } = toConditions(filter, page);
  const [row] = await db.read.sql.all<{ count: bigint | number }>(
    `WITH "bound" ("setId", "position") AS (VALUES ${setIds.map((id, i) => `(${toInteger(id)}, ${i})`).join(', ')})
     SELECT COUNT(*) AS "count"
       FROM "bound" b JOIN "Parameter" p ON p."configurationSetId" = b."setId"
      WHERE NOT EXISTS (
        SELECT 1 FROM "bound" f JOIN "Parameter" q
            ON q."configurationSetId" = f."setId" AND q."identifier" = p."identifier"
         WHERE f."position" < b."position")${conditions}`,
    values,
  );
  return Number(row?.count ?? 0);
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
