import type { Reader, Writer } from '../db/db.ts';
import type {
  Application,
  ConfigurationSet,
  ErrorDefinition,
  EventDefinition,
  ParameterGroup,
} from '../db/generated/sqlite/client.ts';
import { AppError, badInput } from '../errors.ts';
import type { PageRequest } from '../lib/connection.ts';
import type { Runtime } from '../runtime.ts';
import type { ConfigurationContent } from './configuration-content.ts';
import { hashConfiguration } from './configuration-hash.ts';
import { storeConfiguration } from './store-configuration.ts';
import {
  type ConfigurationProblem,
  type ValidationOptions,
  validateConfiguration,
} from './validate-configuration.ts';

export type { Application, ConfigurationSet, ErrorDefinition, EventDefinition, ParameterGroup };

export interface ConfigurationResult {
  readonly configurationSet: ConfigurationSet;
  readonly created: boolean;
  readonly warnings: readonly ConfigurationProblem[];
}

/**
 * Publish a configuration set. It never changes afterwards: the same content again changes
 * nothing, and succeeds.
 *
 * @throws {AppError} BAD_USER_INPUT with every problem found in `problems`; CONFLICT when the
 *   identifier is taken by other content.
 */
export async function createConfigurationSet(
  { db, now }: Pick<Runtime, 'db' | 'now'>,
  identifier: string,
  content: ConfigurationContent,
): Promise<ConfigurationResult> {
  return db.write((tx) => createConfigurationSetIn(tx, identifier, content, now()));
}

/** The same within a transaction that does more. */
export async function createConfigurationSetIn(
  tx: Writer,
  identifier: string,
  content: ConfigurationContent,
  now: bigint,
  options: ValidationOptions = {},
): Promise<ConfigurationResult> {
  if (identifier === '' || identifier.length > 512) {
    throw badInput('input.identifier', `Expected 1 to 512 characters, got ${identifier.length}.`);
  }
  const { errors, warnings } = validateConfiguration(content, 'input', options);
  const [first] = errors;
  if (first) {
    const others = errors.length > 1 ? ` And ${errors.length - 1} more problems.` : '';
    throw new AppError('BAD_USER_INPUT', `${first.message}${others}`, {
      argument: first.path,
      problems: errors.map(({ path, message }) => ({ path, message })),
    });
  }

  await tx.lock(`configuration ${identifier}`);
  const hash = hashConfiguration(content);
  const stored = await tx.prisma.configurationSet.findUnique({ where: { identifier } });
  if (stored?.hash === hash) return { configurationSet: stored, created: false, warnings };
  if (stored) {
    throw new AppError(
      'CONFLICT',
      `Configuration set "${identifier}" exists with other content, and published sets never change.`,
      { argument: 'input.identifier', storedHash: stored.hash, givenHash: hash },
    );
  }

  const configurationSet = await tx.prisma.configurationSet.create({
    data: {
      identifier,
      description: content.description,
      state: 'COMMITTED',
      hash,
      createdNs: now,
      committedNs: now,
    },
  });
  await storeConfiguration(tx, configurationSet.id, content.applications);
  return { configurationSet, created: true, warnings };
}

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
