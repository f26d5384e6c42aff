import type { ConversionDefinition } from '../core/conversions/conversion.ts';
import { badInput } from '../errors.ts';
import type {
  ApplicationContent,
  ConfigurationContent,
  ConversionContent,
  GroupContent,
} from './configuration-content.ts';
import type { ConfigurationContentShape } from './configuration-set.inputs.ts';

type ApplicationShape = ConfigurationContentShape['applications'][number];
type ConversionShape = NonNullable<ApplicationShape['conversions']>[number];
type GroupShape = NonNullable<ApplicationShape['groups']>[number];

/** What a client sent, with every default filled in. */
export function toConfigurationContent(input: ConfigurationContentShape): ConfigurationContent {
  return {
    description: input.description ?? null,
    applications: input.applications.map((application, i) =>
      toApplication(application, `input.applications[${i}]`),
    ),
  };
}

function toApplication(input: ApplicationShape, path: string): ApplicationContent {
  return {
    name: input.name,
    description: input.description ?? null,
    applicationId: input.applicationId ?? null,
    identity: input.identity ?? null,
    rda: input.rda ?? null,
    groups: (input.groups ?? []).map(toGroup),
    parameters: (input.parameters ?? []).map((parameter) => ({
      identifier: parameter.identifier,
      name: parameter.name,
      description: parameter.description ?? null,
      minimum: parameter.minimum ?? 0,
      maximum: parameter.maximum ?? 0,
      warningMinimum: parameter.warningMinimum ?? null,
      warningMaximum: parameter.warningMaximum ?? null,
      unit: parameter.unit ?? null,
      format: parameter.format ?? null,
      byteOrder: parameter.byteOrder ?? 'LITTLE_ENDIAN',
      bitShift: parameter.bitShift ?? 0,
      dataBitMask: parameter.dataBitMask ?? 0xffffffff,
      errorBitMask: parameter.errorBitMask ?? 0,
      offset: parameter.offset ?? 0,
      conversion: parameter.conversion ?? null,
      channels: parameter.channels ?? [],
      function: parameter.function ? { language: 'fdl', code: parameter.function } : null,
      nameSource: null,
    })),
    channels: (input.channels ?? []).map((channel) => ({
      channelId: channel.channelId,
      name: channel.name ?? null,
      dataType: channel.dataType ?? 'DOUBLE_64BIT',
      dataSource: channel.dataSource ?? 'ROW_DATA',
      interval: channel.interval ?? 0n,
    })),
    conversions: (input.conversions ?? []).map((conversion, i) =>
      toConversion(conversion, `${path}.conversions[${i}]`),
    ),
    eventDefinitions: (input.eventDefinitions ?? []).map((definition) => ({
      eventDefinitionId: definition.eventDefinitionId,
      code: definition.code ?? null,
      description: definition.description,
      priority: definition.priority ?? 'DEBUG',
      groupName: definition.groupName ?? input.name,
      conversions: definition.conversions ?? [],
    })),
    errorDefinitions: (input.errorDefinitions ?? []).map((definition) => ({
      name: definition.name,
      description: definition.description ?? null,
      group: definition.group,
      currentParameter: definition.currentParameter,
      loggedParameter: definition.loggedParameter,
      bit: definition.bit ?? 0,
    })),
  };
}

function toGroup(input: GroupShape): GroupContent {
  return {
    identifier: input.identifier,
    description: input.description ?? null,
    groups: (input.groups ?? []).map(toGroup),
    parameters: input.parameters ?? [],
  };
}

function toConversion(
  { rational, table, text, formula }: ConversionShape,
  path: string,
): ConversionContent {
  const named = (
    { name, unit, format }: { name: string; unit?: string | null; format?: string | null },
    definition: ConversionDefinition,
  ) => ({
    name,
    unit: unit ?? '',
    format: format ?? (definition.kind === 'text' ? '%s' : '%5.3f'),
    definition,
  });
  if (rational) {
    const coefficients = rational.coefficients ?? [0, 1, 0, 0, 0, 1];
    return named(rational, { kind: 'rational', coefficients });
  }
  if (table) {
    const { rawValues, calibratedValues, interpolated } = table;
    return named(table, {
      kind: 'table',
      rawValues,
      calibratedValues,
      interpolated: interpolated ?? false,
    });
  }
  if (text) {
    const { rawValues, texts, defaultText } = text;
    return named(text, { kind: 'text', rawValues, texts, defaultText: defaultText ?? '' });
  }
  if (formula) return named(formula, { kind: 'formula', formula: formula.formula });
  throw badInput(path, 'Expected rational, table, text or formula.');
}
