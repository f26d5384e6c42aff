import type { Reader } from '../db/db.ts';
import type {
  Application,
  ConfigurationSet,
  ErrorDefinition,
  EventDefinition,
  ParameterGroup,
} from '../db/generated/sqlite/client.ts';
import type { PageRequest } from '../lib/connection.ts';
import type { Runtime } from '../runtime.ts';

export type { Application, ConfigurationSet, ErrorDefinition, EventDefinition, ParameterGroup };

/** The sets of these identifiers, in no order. */
export function listConfigurationSets(
  { prisma }: Pick<Reader, 'prisma'>,
  identifiers: readonly string[],
): Promise<ConfigurationSet[]> {
  return prisma.configurationSet.findMany({ where: { identifier: { in: [...identifiers] } } });
}

/** The sets of these row keys, in no order. */
export function listConfigurationSetsById(
  { db }: Pick<Runtime, 'db'>,
  ids: readonly number[],
): Promise<ConfigurationSet[]> {
  return db.read.prisma.configurationSet.findMany({ where: { id: { in: [...ids] } } });
}

/** One page of all sets, by identifier. */
export function pageConfigurationSets(
  { db }: Pick<Runtime, 'db'>,
  { take, after, before, backwards }: PageRequest,
): Promise<ConfigurationSet[]> {
  return db.read.prisma.configurationSet.findMany({
    where: {
      AND: [
        after ? { identifier: { gt: String(after[0]) } } : {},
        before ? { identifier: { lt: String(before[0]) } } : {},
      ],
    },
    orderBy: { identifier: backwards ? 'desc' : 'asc' },
    take,
  });
}

export function listApplications(
  { db }: Pick<Runtime, 'db'>,
  setIds: readonly number[],
): Promise<Application[]> {
  return db.read.prisma.application.findMany({
    where: { configurationSetId: { in: [...setIds] } },
    orderBy: { ordinal: 'asc' },
  });
}

export function listGroupsOfApplications(
  { db }: Pick<Runtime, 'db'>,
  applicationIds: readonly number[],
): Promise<ParameterGroup[]> {
  return db.read.prisma.parameterGroup.findMany({
    where: { applicationId: { in: [...applicationIds] } },
    orderBy: { ordinal: 'asc' },
  });
}

export function listEventDefinitions(
  { db }: Pick<Runtime, 'db'>,
  setIds: readonly number[],
): Promise<EventDefinition[]> {
  return db.read.prisma.eventDefinition.findMany({
    where: { configurationSetId: { in: [...setIds] } },
    orderBy: [{ applicationId: 'asc' }, { ordinal: 'asc' }],
  });
}

export function listErrorDefinitions(
  { db }: Pick<Runtime, 'db'>,
  setIds: readonly number[],
): Promise<ErrorDefinition[]> {
  return db.read.prisma.errorDefinition.findMany({
    where: { configurationSetId: { in: [...setIds] } },
    orderBy: [{ applicationId: 'asc' }, { ordinal: 'asc' }],
  });
}
