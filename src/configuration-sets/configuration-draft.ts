import { AppError } from '../errors.ts';
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
 * A draft with more content: applications of the same name are joined, their lists appended to.
 * What is set in `more` (description, number, identity) takes the place of what was.
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
    parameters: [...existing.parameters, ...addition.parameters],
    channels: [...existing.channels, ...addition.channels],
    conversions: [...existing.conversions, ...addition.conversions],
    eventDefinitions: [...existing.eventDefinitions, ...addition.eventDefinitions],
    errorDefinitions: [...existing.errorDefinitions, ...addition.errorDefinitions],
  };
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
        parameters: [...group.parameters, ...addition.parameters],
      };
    }
  }
  return groups;
}
