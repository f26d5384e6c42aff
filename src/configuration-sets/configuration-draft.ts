import { AppError } from '../errors.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import type {
  ApplicationContent,
  ConfigurationContent,
  GroupContent,
} from './configuration-content.ts';

/** A draft as it is kept: JSON, with 64-bit integers as marked text. */
export function encodeDraft(content: ConfigurationContent): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'bigint' ? { $int64: String(value) } : value,
  );
}

export function decodeDraft(text: string): ConfigurationContent {
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && '$int64' in value
      ? BigInt(String(value.$int64))
      : value,
  ) as ConfigurationContent;
}

/**
 * A draft with more content: applications and groups of the same name are joined. What is in `more`
 * takes the place of what the draft has under the same name, so that a request may be sent again,
 * and a mistake put right. Names that `more` itself has twice stay, to be reported.
 */
export function extendContent(
  content: ConfigurationContent,
  more: ConfigurationContent,
): ConfigurationContent {
  const applications = [...content.applications];
  for (const addition of more.applications) {
    const at = applications.findIndex(({ name }) => name === addition.name);
    const existing = applications[at];
    if (existing) applications[at] = joinApplications(existing, addition);
    else applications.push(addition);
  }
  return { description: more.description ?? content.description, applications };
}

function joinApplications(
  existing: ApplicationContent,
  addition: ApplicationContent,
): ApplicationContent {
  return {
    name: existing.name,
    description: addition.description ?? existing.description,
    applicationId: addition.applicationId ?? existing.applicationId,
    identity: addition.identity ?? existing.identity,
    rda: addition.rda ?? existing.rda,
    groups: joinGroups(existing.groups, addition.groups),
    parameters: joinLists(existing.parameters, addition.parameters, (one) => one.identifier),
    channels: joinLists(existing.channels, addition.channels, (one) => one.channelId),
    conversions: joinLists(existing.conversions, addition.conversions, (one) => one.name),
    eventDefinitions: joinLists(
      existing.eventDefinitions,
      addition.eventDefinitions,
      (one) => `${one.eventDefinitionId} of ${one.groupName}`,
    ),
    errorDefinitions: joinLists(
      existing.errorDefinitions,
      addition.errorDefinitions,
      (one) => one.name,
    ),
  };
}

/** Additions take the place of what has their key, or come at the end. */
function joinLists<Item>(
  existing: readonly Item[],
  additions: readonly Item[],
  keyOf: (item: Item) => string | number,
): Item[] {
  const added = mapOfLists(additions, keyOf, (item) => item);
  const placed = new Set<string | number>();
  const joined = existing.flatMap((item) => {
    const key = keyOf(item);
    if (placed.has(key)) return [];
    const items = added.get(key);
    if (items) placed.add(key);
    return items ?? [item];
  });
  return [...joined, ...additions.filter((item) => !placed.has(keyOf(item)))];
}

/** Groups of the same identifier are joined, so that a draft can add parameters to a group it has. */
function joinGroups(
  existing: readonly GroupContent[],
  additions: readonly GroupContent[],
  depth = 0,
): GroupContent[] {
  if (depth > 64) throw new AppError('BAD_USER_INPUT', 'Expected groups nested less deep.');
  const groups = [...existing];
  for (const addition of additions) {
    const at = groups.findIndex(({ identifier }) => identifier === addition.identifier);
    const group = groups[at];
    if (!group) groups.push(addition);
    else {
      groups[at] = {
        identifier: group.identifier,
        description: addition.description ?? group.description,
        groups: joinGroups(group.groups, addition.groups, depth + 1),
        parameters: [...new Set([...group.parameters, ...addition.parameters])],
      };
    }
  }
  return groups;
}
