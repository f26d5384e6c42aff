import DataLoader from 'dataloader';
import { alignByKey, groupByKey } from '../lib/group-by-key.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import type { Runtime } from '../runtime.ts';
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
export function createConfigurationLoaders(
  runtime: Pick<Runtime, 'db'>,
  { cache }: { readonly cache: boolean },
) {
  const options = { cache, maxBatchSize: MAX_KEYS };
  const applicationsOfSet = new DataLoader<number, Application[]>(
    async (ids) =>
      groupByKey(ids, await listApplications(runtime, ids), (row) => row.configurationSetId),
    options,
  );
  return {
    applicationsOfSet,
    configurationSetByIdentifier: new DataLoader<string, ConfigurationSet | null>(
      async (identifiers) =>
        alignByKey(
          identifiers,
          await listConfigurationSets(runtime.db.read, identifiers),
          ({ identifier }) => identifier,
        ),
      options,
    ),
    configurationSetById: new DataLoader<number, ConfigurationSet | null>(
      async (ids) => alignByKey(ids, await listConfigurationSetsById(runtime, ids), ({ id }) => id),
      options,
    ),
    /** All groups of an application, at every depth. */
    groupsOfApplication: new DataLoader<number, ParameterGroup[]>(
      async (ids) =>
        groupByKey(ids, await listGroupsOfApplications(runtime, ids), (row) => row.applicationId),
      options,
    ),
    eventDefinitionsOfSet: new DataLoader<number, EventDefinition[]>(
      async (ids) =>
        groupByKey(ids, await listEventDefinitions(runtime, ids), (row) => row.configurationSetId),
      options,
    ),
    errorDefinitionsOfSet: new DataLoader<number, ErrorDefinition[]>(
      async (ids) =>
        groupByKey(ids, await listErrorDefinitions(runtime, ids), (row) => row.configurationSetId),
      options,
    ),
  };
}
