import DataLoader from 'dataloader';
import type { MakeLoader } from '../lazy-loaders.ts';
import { alignByKey, groupByKey } from '../lib/group-by-key.ts';
import {
  type Application,
  type ConfigurationSet,
  type ErrorDefinition,
  type EventDefinition,
  listApplications,
  listConfigurationSets,
  listConfigurationSetsById,
  listErrorDefinitions,
  listEventDefinitions,
  listGroupsOfApplications,
  type ParameterGroup,
} from './configuration-set.service.ts';

/** Loaders of the parts of configuration sets, by the keys of their rows. */
export const configurationLoaders = {
  applicationsOfSet: (runtime, settings) =>
    new DataLoader<number, Application[]>(
      async (ids) =>
        groupByKey(ids, await listApplications(runtime, ids), (row) => row.configurationSetId),
      settings,
    ),
  configurationSetByIdentifier: ({ db }, settings) =>
    new DataLoader<string, ConfigurationSet | null>(
      async (identifiers) =>
        alignByKey(
          identifiers,
          await listConfigurationSets(db.read, identifiers),
          ({ identifier }) => identifier,
        ),
      settings,
    ),
  configurationSetById: (runtime, settings) =>
    new DataLoader<number, ConfigurationSet | null>(
      async (ids) => alignByKey(ids, await listConfigurationSetsById(runtime, ids), ({ id }) => id),
      settings,
    ),
  /** All groups of an application, at every depth. */
  groupsOfApplication: (runtime, settings) =>
    new DataLoader<number, ParameterGroup[]>(
      async (ids) =>
        groupByKey(ids, await listGroupsOfApplications(runtime, ids), (row) => row.applicationId),
      settings,
    ),
  eventDefinitionsOfSet: (runtime, settings) =>
    new DataLoader<number, EventDefinition[]>(
      async (ids) =>
        groupByKey(ids, await listEventDefinitions(runtime, ids), (row) => row.configurationSetId),
      settings,
    ),
  errorDefinitionsOfSet: (runtime, settings) =>
    new DataLoader<number, ErrorDefinition[]>(
      async (ids) =>
        groupByKey(ids, await listErrorDefinitions(runtime, ids), (row) => row.configurationSetId),
      settings,
    ),
} satisfies Record<string, MakeLoader>;
