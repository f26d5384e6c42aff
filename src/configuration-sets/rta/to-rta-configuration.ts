import type { ConversionDefinition } from '../../core/conversions/conversion.ts';
import { classifyRational } from '../../core/conversions/rational.ts';
import type {
  ApplicationContent,
  ChannelContent,
  ConfigurationContent,
  ConversionContent,
  ErrorDefinitionContent,
  EventDefinitionContent,
  GroupContent,
  ParameterContent,
} from '../configuration-content.ts';
import {
  ONE_TO_ONE,
  RTA_BYTE_ORDERS,
  RTA_DATA_SOURCES,
  RTA_DATA_TYPES,
  RTA_PRIORITIES,
  RTA_SUPPORT,
  WHOLE_MASK,
  wordOf,
} from './rta-words.ts';

/** A configuration document: applications by name. Ready for `JSON.stringify`. */
export type RtaDocument = Readonly<Record<string, object>>;

/**
 * Write a configuration as a document, which gives the same content again when it is read.
 *
 * Defaults are left out. What documents cannot say is left out too: see `listRtaLosses`.
 */
export function toRtaConfiguration({ applications }: ConfigurationContent): RtaDocument {
  const document: Record<string, object> = {};
  for (const application of applications) {
    // An assignment would change the prototype for an application named "__proto__".
    Object.defineProperty(document, application.name, {
      value: toApplication(application),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return document;
}

/** The parameters of an application that stand in no group, in the order of their definition. */
export function listUngrouped({ groups, parameters }: ApplicationContent): string[] {
  const grouped = new Set<string>();
  const visit = (group: GroupContent) => {
    for (const identifier of group.parameters) grouped.add(identifier);
    group.groups.forEach(visit);
  };
  groups.forEach(visit);
  return parameters.flatMap(({ identifier }) => (grouped.has(identifier) ? [] : identifier));
}

function toApplication(application: ApplicationContent): object {
  const { description, identity, rda, parameters, channels, conversions } = application;
  const { eventDefinitions, errorDefinitions } = application;
  const tree = compact({
    groups: list(application.groups.map(toGroup)),
    params: list(listUngrouped(application)),
  });
  return compact({
    desc: description,
    identity: identity && {
      commsPath: identity.commsPath,
      applicationVersionId: identity.applicationVersionId,
    },
    rda: rda && { ownerId: rda.ownerId, support: wordOf(RTA_SUPPORT, rda.supported) },
    tree: Object.keys(tree).length > 0 ? tree : null,
    parameters: list(parameters.map(toParameter)),
    channels: list(channels.map(toChannel)),
    conversions: list(conversions.map(toConversion)),
    errors: list(errorDefinitions.map(toError)),
    events: list(eventDefinitions.map(toEvent)),
  });
}

function toGroup({ identifier, description, groups, parameters }: GroupContent): object {
  return compact({
    id: identifier,
    desc: description,
    groups: list(groups.map(toGroup)),
    params: list(parameters),
  });
}

function toParameter(parameter: ParameterContent): object {
  const { function: computed } = parameter;
  return compact({
    type: computed ? 'virt' : null,
    id: parameter.identifier,
    name: parameter.name,
    desc: parameter.description,
    min: unless(0, parameter.minimum),
    max: unless(0, parameter.maximum),
    warnMin: parameter.warningMinimum,
    warnMax: parameter.warningMaximum,
    format: parameter.format,
    unit: parameter.unit,
    byteOrder: unless('le', wordOf(RTA_BYTE_ORDERS, parameter.byteOrder)),
    shift: unless(0, parameter.bitShift),
    mask: parameter.dataBitMask === WHOLE_MASK ? null : toHexadecimal(parameter.dataBitMask),
    offset: unless(0, parameter.offset),
    errorMask: parameter.errorBitMask === 0 ? null : toHexadecimal(parameter.errorBitMask),
    conv: parameter.conversion,
    channels: list(parameter.channels),
    func: computed && toFunction(computed),
  });
}

/** A virtual parameter without code was published without a function. */
function toFunction({ language, code }: NonNullable<ParameterContent['function']>): object | null {
  if (language === 'fdl' && code === '') return null;
  return compact({ lang: unless('fdl', language), code });
}

function toChannel({ channelId, name, dataType, dataSource, interval }: ChannelContent): object {
  return compact({
    id: channelId,
    name,
    source: unless('row', wordOf(RTA_DATA_SOURCES, dataSource)),
    type: unless('f64', wordOf(RTA_DATA_TYPES, dataType)),
    interval: unless(0, Number(interval)),
  });
}

function toConversion({ name, unit, format, definition }: ConversionContent): object {
  return compact({ name, unit: unless('', unit), format, ...toDefinition(definition) });
}

function toDefinition(definition: ConversionDefinition): object {
  switch (definition.kind) {
    case 'rational': {
      const { coefficients } = definition;
      const isIdentity = classifyRational(coefficients).kind === 'identity';
      return { rational: { coeffs: isIdentity ? [...ONE_TO_ONE] : [...coefficients] } };
    }
    case 'table': {
      const { rawValues, calibratedValues, interpolated } = definition;
      const table = { raw: [...rawValues], calibrated: [...calibratedValues] };
      return { table: interpolated ? { ...table, interpolated } : table };
    }
    case 'text': {
      const { rawValues, texts, defaultText } = definition;
      const text = { keys: [...rawValues], values: [...texts] };
      return { text: defaultText === '' ? text : { ...text, default: defaultText } };
    }
    case 'formula':
      return { formula: { code: definition.formula } };
  }
}

function toError(definition: ErrorDefinitionContent): object {
  return compact({
    name: definition.name,
    desc: definition.description,
    group: definition.group,
    current: definition.currentParameter,
    logged: definition.loggedParameter,
    bit: unless(0, definition.bit),
  });
}

function toEvent(definition: EventDefinitionContent): object {
  return compact({
    id: definition.eventDefinitionId,
    code: definition.code,
    desc: unless('', definition.description),
    pri: unless('debug', wordOf(RTA_PRIORITIES, definition.priority)),
    convs: list(definition.conversions),
  });
}

/** An object without the members that are null. */
function compact(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

function list<T>(entries: readonly T[]): T[] | null {
  return entries.length > 0 ? [...entries] : null;
}

function unless<T>(standard: T, value: T): T | null {
  return value === standard ? null : value;
}

function toHexadecimal(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}
