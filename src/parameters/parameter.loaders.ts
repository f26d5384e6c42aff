import DataLoader from 'dataloader';
import type {
  Application,
  ParameterGroup,
} from '../configuration-sets/configuration-set.service.ts';
import type { LoaderSettings, MakeLoader } from '../lazy-loaders.ts';
import type { PageRequest } from '../lib/connection.ts';
import { alignByKey, groupByKey } from '../lib/group-by-key.ts';
import { type ChannelPage, pageChannels } from './channel.service.ts';
import {
  type Channel,
  type Conversion,
  listApplicationsById,
  listChannelsOfParameters,
  listConversionsById,
  listConversionsOfSets,
  listGroupsOfParameters,
  listParametersById,
  listParametersOfApplications,
  listParametersOfChannels,
  listParametersOfGroups,
  type Parameter,
} from './parameter.service.ts';
import {
  countParameters,
  type ParameterFilter,
  pageParameters,
  type SetList,
} from './parameter-page.service.ts';

/** A page of parameters of one owner. */
export interface ParameterPage {
  readonly owner: SetList;
  readonly filter: ParameterFilter;
  readonly page: PageRequest;
}

/** Loaders of parameters, channels and conversions, by the keys of their rows. */
export const parameterLoaders = {
  parameterById: (runtime, settings) =>
    new DataLoader<number, Parameter | null>(
      async (ids) => alignByKey(ids, await listParametersById(runtime, ids), ({ id }) => id),
      settings,
    ),
  conversionById: (runtime, settings) =>
    new DataLoader<number, Conversion | null>(
      async (ids) => alignByKey(ids, await listConversionsById(runtime, ids), ({ id }) => id),
      settings,
    ),
  applicationById: (runtime, settings) =>
    new DataLoader<number, Application | null>(
      async (ids) => alignByKey(ids, await listApplicationsById(runtime, ids), ({ id }) => id),
      settings,
    ),
  conversionsOfSet: (runtime, settings) =>
    new DataLoader<number, Conversion[]>(
      async (ids) =>
        groupByKey(ids, await listConversionsOfSets(runtime, ids), (row) => row.configurationSetId),
      settings,
    ),
  parametersOfApplication: (runtime, settings) =>
    new DataLoader<number, Parameter[]>(
      async (ids) =>
        groupByKey(
          ids,
          await listParametersOfApplications(runtime, ids),
          (row) => row.applicationId,
        ),
      settings,
    ),
  channelsOfParameter: (runtime, settings) =>
    listsBy<Channel>((ids) => listChannelsOfParameters(runtime, ids), settings),
  parametersOfChannel: (runtime, settings) =>
    listsBy<Parameter>((ids) => listParametersOfChannels(runtime, ids), settings),
  groupsOfParameter: (runtime, settings) =>
    listsBy<ParameterGroup>((ids) => listGroupsOfParameters(runtime, ids), settings),
  parametersOfGroup: (runtime, settings) =>
    listsBy<Parameter>((ids) => listParametersOfGroups(runtime, ids), settings),
  parameterPage: (runtime, settings) =>
    new DataLoader<ParameterPage, Parameter[], string>(
      (pages) =>
        loadAlike(pages, async (alike, { filter, page }) => {
          const owners = alike.map(({ owner }) => owner);
          const rows = await pageParameters(runtime, owners, filter, page);
          return alike.map(({ owner }) => rows.get(owner.owner) ?? []);
        }),
      { ...settings, cache: false },
    ),
  parameterCount: (runtime, settings) =>
    new DataLoader<Omit<ParameterPage, 'page'>, number>(
      (lists) => {
        // Sessions of one kind use the same sets, and have the same count.
        const counts = new Map<string, Promise<number>>();
        return Promise.all(
          lists.map(({ owner, filter }) => {
            const name = JSON.stringify([owner.setIds, filter]);
            const count = counts.get(name) ?? countParameters(runtime, owner, filter);
            counts.set(name, count);
            return count;
          }),
        );
      },
      { ...settings, cache: false },
    ),
  channelPage: (runtime, settings) =>
    new DataLoader<ChannelPage, Channel[]>(
      (pages) =>
        loadAlike(pages, async (alike, { page }) => {
          const rows = await pageChannels(
            runtime,
            alike.map(({ setId }) => setId),
            page,
          );
          return alike.map(({ setId }) => rows.get(setId) ?? []);
        }),
      { ...settings, cache: false },
    ),
} satisfies Record<string, MakeLoader>;

function listsBy<Value>(
  load: (ids: readonly number[]) => Promise<Map<number, Value[]>>,
  settings: LoaderSettings,
): DataLoader<number, Value[]> {
  return new DataLoader<number, Value[]>(async (ids) => {
    const lists = await load(ids);
    return ids.map((id) => lists.get(id) ?? []);
  }, settings);
}

/** Load keys together that differ only in their owner: those have the same page and filter. */
async function loadAlike<
  Key extends { readonly page: PageRequest; readonly filter?: unknown },
  Row,
>(
  keys: readonly Key[],
  load: (alike: readonly Key[], first: Key) => Promise<Row[][]>,
): Promise<Row[][]> {
  const groups = new Map<string, number[]>();
  keys.forEach(({ page, filter }, i) => {
    const name = JSON.stringify([page, filter]);
    groups.set(name, [...(groups.get(name) ?? []), i]);
  });
  const results: Row[][] = keys.map(() => []);
  for (const positions of groups.values()) {
    const alike = positions.map((i) => keys[i]!);
    const rows = await load(alike, alike[0]!);
    positions.forEach((position, i) => {
      results[position] = rows[i] ?? [];
    });
  }
  return results;
}
