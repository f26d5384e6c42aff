import type {
  ApplicationContent,
  ChannelDataSource,
  ConfigurationContent,
  ConversionContent,
  EventPriority,
  GroupContent,
  ParameterContent,
} from '../../configuration-sets/configuration-content.ts';
import { emptyApplication } from '../../configuration-sets/configuration-content.ts';
import { compileConversion } from '../../core/conversions/conversion.ts';
import { DecodeError } from '../../core/decode-error.ts';
import type {
  Ssn2Channel,
  Ssn2ConfigurationSet,
  Ssn2Conversion,
  Ssn2Group,
  Ssn2Parameter,
} from './ssn2-recording.ts';

/** Numbers of priorities, as a sister product has them; others are unknown, and shown as debug. */
const PRIORITIES: readonly EventPriority[] = ['HIGH', 'MEDIUM', 'LOW', 'DEBUG'];

/** Names of channel sources, as the vendor's look-up table has them. */
const SOURCES: Readonly<Record<string, ChannelDataSource>> = {
  periodic: 'PERIODIC',
  rowdata: 'ROW_DATA',
  synchro: 'SYNCHRO',
  eventdata: 'EVENT',
  candata: 'CAN',
  subsampledperiodic: 'SUB_SAMPLED_PERIODIC',
};

/** The application of what a file puts under none. */
const NO_APPLICATION = 'Recording';

/** What a recording's configuration set says, in the catalogue's own words. */
export function toConfiguration(set: Ssn2ConfigurationSet): ConfigurationContent {
  const conversions = new Map(set.conversions.map((one) => [one.name, toConversion(one)]));
  const channels = new Map(
    set.channels.flatMap((channel) => (channel.dataType ? [[channel.channelId, channel]] : [])),
  );
  const applications = new Map<string, Writable<ApplicationContent>>();
  const applicationOf = (name: string | null) => {
    const key = name || NO_APPLICATION;
    let application = applications.get(key);
    if (!application) {
      application = { ...emptyApplication(key) } as Writable<ApplicationContent>;
      applications.set(key, application);
    }
    return application;
  };
  const add = <T>(list: readonly T[], item: T) => [...list, item];

  for (const { name, description, applicationId } of set.applications) {
    const application = applicationOf(name);
    application.description = description || null;
    application.applicationId = applicationId;
  }
  const placed = { channels: new Set<number>(), conversions: new Set<string>() };
  for (const parameter of set.parameters) {
    const application = applicationOf(parameter.application);
    const conversion = conversions.get(parameter.conversionName ?? '') ?? null;
    const own = parameter.channelIds.filter((id) => channels.has(id));
    application.parameters = add(application.parameters, toParameter(parameter, conversion, own));
    for (const id of own) {
      const channel = channels.get(id);
      if (!channel || placed.channels.has(id)) continue;
      placed.channels.add(id);
      application.channels = add(application.channels, toChannel(channel));
    }
    if (conversion && !placed.conversions.has(conversion.name)) {
      placed.conversions.add(conversion.name);
      application.conversions = add(application.conversions, conversion);
    }
  }
  // What no parameter uses still belongs to the set.
  for (const channel of channels.values()) {
    if (placed.channels.has(channel.channelId)) continue;
    const application = applicationOf(firstName(applications));
    application.channels = add(application.channels, toChannel(channel));
  }
  for (const conversion of conversions.values()) {
    if (!conversion || placed.conversions.has(conversion.name)) continue;
    const application = applicationOf(firstName(applications));
    application.conversions = add(application.conversions, conversion);
  }
  const definitions = new Set<string>();
  for (const { key, description, priority, group, conversionNames } of set.eventDefinitions) {
    const name = `${key} ${group}`;
    if (definitions.has(name)) continue;
    definitions.add(name);
    const application = applicationOf(group || firstName(applications));
    application.eventDefinitions = add(application.eventDefinitions, {
      eventDefinitionId: key,
      code: null,
      description,
      priority: PRIORITIES[priority] ?? 'DEBUG',
      groupName: group,
      conversions: [...conversionNames],
    });
  }
  placeGroups(set, applicationOf);
  return { description: set.description || null, applications: [...applications.values()] };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function firstName(applications: ReadonlyMap<string, unknown>): string | null {
  return applications.keys().next().value ?? null;
}

function toParameter(
  parameter: Ssn2Parameter,
  conversion: ConversionContent | null,
  channels: readonly number[],
): ParameterContent {
  // Without its conversion, a parameter keeps the unit and format it had from it.
  const unit = conversion ? parameter.unitsOverride : parameter.units;
  const format = conversion ? parameter.formatOverride : parameter.format;
  return {
    identifier: parameter.identifier,
    name: parameter.name,
    description: parameter.description,
    minimum: parameter.lowerLimit,
    maximum: parameter.upperLimit,
    warningMinimum: parameter.lowerWarningLimit,
    warningMaximum: parameter.upperWarningLimit,
    unit: unit || null,
    format: format || null,
    byteOrder: 'LITTLE_ENDIAN',
    bitShift: Math.max(-31, Math.min(31, parameter.bitShift)),
    dataBitMask: parameter.bitMask,
    errorBitMask: parameter.errorMask,
    offset: parameter.offset,
    conversion: conversion?.name ?? null,
    channels,
    function: parameter.functionCode ? { language: 'fdl', code: parameter.functionCode } : null,
    nameSource: parameter.nameSource === 'text' ? null : parameter.nameSource,
  };
}

function toChannel({ channelId, name, dataType, source, interval }: Ssn2Channel) {
  if (!dataType) throw new Error(`Channel ${channelId} has no data type.`);
  const known = SOURCES[(source ?? '').toLowerCase()];
  const dataSource = known ?? (interval > 0n ? 'PERIODIC' : 'ROW_DATA');
  return {
    channelId,
    name: name || null,
    dataType,
    dataSource: dataSource === 'PERIODIC' && interval <= 0n ? ('ROW_DATA' as const) : dataSource,
    interval: interval > 0n ? interval : 0n,
  };
}

/** Null for a conversion that cannot be evaluated: raw values are shown then. */
function toConversion(conversion: Ssn2Conversion): ConversionContent | null {
  if (conversion.kind === 'unavailable') return null;
  const { name, units: unit, format } = conversion;
  const common = { name, unit, format: format || '%5.3f' };
  if (conversion.kind === 'rational') {
    const { coefficients } = conversion;
    return { ...common, definition: { kind: 'rational', coefficients: [...coefficients] } };
  }
  const definition = { kind: 'formula', formula: conversion.formula } as const;
  try {
    compileConversion(definition);
    return { ...common, definition };
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Groups under their applications, with names that are unique in the set. */
function placeGroups(
  { groups, parameters }: Ssn2ConfigurationSet,
  applicationOf: (name: string | null) => Writable<ApplicationContent>,
): void {
  const taken = new Set<string>();
  const identifiers = new Map<number, string>();
  for (const { id, name } of groups) {
    const identifier = name && !taken.has(name) ? name : `${name || 'Group'}#${id}`;
    taken.add(identifier);
    identifiers.set(id, identifier);
  }
  const toGroup = (group: Ssn2Group, application: string): GroupContent => ({
    identifier: identifiers.get(group.id) ?? group.name,
    description: group.description || null,
    groups: groups
      .filter(({ parentId }) => parentId === group.id)
      .map((child) => toGroup(child, application)),
    parameters: parameters
      .filter(
        (parameter) =>
          parameter.groupIds.includes(group.id) && parameter.application === application,
      )
      .map(({ identifier }) => identifier),
  });
  for (const group of groups) {
    if (group.parentId !== null) continue;
    const application = applicationOf(group.application);
    application.groups = [...application.groups, toGroup(group, group.application ?? '')];
  }
}
