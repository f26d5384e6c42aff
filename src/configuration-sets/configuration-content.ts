import type { ConversionDefinition } from '../core/conversions/conversion.ts';
import type { ByteOrder, DataType } from '../core/data-type.ts';

export const CHANNEL_DATA_SOURCES = [
  'PERIODIC',
  'TIMESTAMPED',
  'ROW_DATA',
  'SYNCHRO',
  'CAN',
  'EVENT',
  'SUB_SAMPLED_PERIODIC',
] as const;

export type ChannelDataSource = (typeof CHANNEL_DATA_SOURCES)[number];

export const EVENT_PRIORITIES = ['HIGH', 'MEDIUM', 'LOW', 'DEBUG'] as const;

export type EventPriority = (typeof EVENT_PRIORITIES)[number];

/** The whole content of a configuration set, every default filled in. */
export interface ConfigurationContent {
  readonly description: string | null;
  readonly applications: readonly ApplicationContent[];
}

export interface ApplicationContent {
  readonly name: string;
  readonly description: string | null;
  /** Unsigned 32 bits. */
  readonly applicationId: number | null;
  /** Of a versioned application: eight hexadecimal digits, application then version. */
  readonly identity: { readonly commsPath: string; readonly applicationVersionId: string } | null;
  /** Restricted data access; owner 65535 is unlocked. */
  readonly rda: { readonly ownerId: number; readonly supported: boolean } | null;
  readonly groups: readonly GroupContent[];
  readonly parameters: readonly ParameterContent[];
  readonly channels: readonly ChannelContent[];
  readonly conversions: readonly ConversionContent[];
  readonly eventDefinitions: readonly EventDefinitionContent[];
  readonly errorDefinitions: readonly ErrorDefinitionContent[];
}

export interface GroupContent {
  readonly identifier: string;
  readonly description: string | null;
  readonly groups: readonly GroupContent[];
  /** Identifiers of parameters of the same application. */
  readonly parameters: readonly string[];
}

export interface ParameterContent {
  readonly identifier: string;
  readonly name: string;
  readonly description: string | null;
  readonly minimum: number;
  readonly maximum: number;
  /** Null: the limits. */
  readonly warningMinimum: number | null;
  readonly warningMaximum: number | null;
  /** Null: the conversion's. */
  readonly unit: string | null;
  readonly format: string | null;
  readonly byteOrder: ByteOrder;
  /** Positive shifts right, negative left; before the mask. */
  readonly bitShift: number;
  readonly dataBitMask: number;
  readonly errorBitMask: number;
  readonly offset: number;
  /** Name of a conversion of the same application; null is 1:1. */
  readonly conversion: string | null;
  /** Ids of channels of the same application. */
  readonly channels: readonly number[];
  /** The formula of a virtual parameter. */
  readonly function: { readonly language: string; readonly code: string } | null;
  /** Where a derived name comes from; null when the name was given. */
  readonly nameSource: string | null;
}

export interface ChannelContent {
  /** Unsigned 32 bits, unique in the set. */
  readonly channelId: number;
  readonly name: string | null;
  readonly dataType: DataType;
  readonly dataSource: ChannelDataSource;
  /** Nanoseconds between samples; 0 when they carry their own times. */
  readonly interval: bigint;
}

export interface ConversionContent {
  readonly name: string;
  readonly unit: string;
  readonly format: string;
  readonly definition: ConversionDefinition;
}

export interface EventDefinitionContent {
  readonly eventDefinitionId: number;
  readonly code: string | null;
  readonly description: string;
  readonly priority: EventPriority;
  readonly groupName: string;
  /** Names of the conversions of the values, in order. */
  readonly conversions: readonly string[];
}

export interface ErrorDefinitionContent {
  readonly name: string;
  readonly description: string | null;
  readonly group: string;
  readonly currentParameter: string;
  readonly loggedParameter: string;
  readonly bit: number;
}

/** An application without content, to start one from. */
export function emptyApplication(name: string): ApplicationContent {
  return {
    name,
    description: null,
    applicationId: null,
    identity: null,
    rda: null,
    groups: [],
    parameters: [],
    channels: [],
    conversions: [],
    eventDefinitions: [],
    errorDefinitions: [],
  };
}
