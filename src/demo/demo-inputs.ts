import type {
  ChannelDataSource,
  EventPriority,
} from '../configuration-sets/configuration-content.ts';
import type { DataType } from '../core/data-type.ts';

/** A configuration set as the API takes it, as far as the demo uses it. */
export interface ConfigurationSetInput {
  readonly identifier: string;
  readonly description: string;
  readonly applications: readonly ApplicationInput[];
}

/** An application: a part of the car with what it defines. */
export interface ApplicationInput {
  readonly name: string;
  readonly description: string;
  readonly groups: readonly GroupInput[];
  readonly parameters: readonly ParameterInput[];
  readonly channels: readonly ChannelInput[];
  readonly conversions: readonly ConversionInput[];
  readonly eventDefinitions: readonly EventDefinitionInput[];
}

/** A group of parameters, by their identifiers. */
export interface GroupInput {
  readonly identifier: string;
  readonly description: string;
  readonly parameters: readonly string[];
}

/** A quantity, read from channels of the same application. */
export interface ParameterInput {
  readonly identifier: string;
  readonly name: string;
  readonly description: string;
  readonly channels: readonly number[];
  readonly minimum: number;
  readonly maximum: number;
  readonly warningMaximum?: number;
  readonly conversion?: string;
  readonly unit?: string;
  readonly format?: string;
  readonly bitShift?: number;
  readonly dataBitMask?: number;
}

/** A stream of samples. */
export interface ChannelInput {
  readonly channelId: number;
  readonly name: string;
  readonly dataSource: ChannelDataSource;
  readonly dataType: DataType;
  /** Nanoseconds; 0 for samples with their own times. */
  readonly interval: string;
}

interface ConversionNames {
  readonly name: string;
  readonly unit: string;
  readonly format: string;
}

/** How raw values become engineering values: exactly one field. */
export interface ConversionInput {
  readonly rational?: ConversionNames & { readonly coefficients: readonly number[] };
  readonly table?: ConversionNames & {
    readonly rawValues: readonly number[];
    readonly calibratedValues: readonly number[];
    readonly interpolated: boolean;
  };
  readonly text?: ConversionNames & {
    readonly rawValues: readonly number[];
    readonly texts: readonly string[];
    readonly defaultText: string;
  };
  readonly formula?: ConversionNames & { readonly formula: string };
}

/** What an event means; the group is the application. */
export interface EventDefinitionInput {
  readonly eventDefinitionId: number;
  readonly description: string;
  readonly priority: EventPriority;
  readonly conversions: readonly string[];
}

/**
 * A burst, a row or an event: exactly one field.
 * Instants are nanoseconds since the Unix epoch, as decimal strings.
 */
export interface MessageInput {
  readonly periodic?: {
    readonly channelId: number;
    readonly startTimestamp: string;
    readonly interval: string;
    readonly samples: number;
    readonly buffer: string;
  };
  readonly timestamped?: {
    readonly channelId: number;
    readonly timestampsBase64: string;
    readonly buffer: string;
  };
  readonly row?: {
    readonly channelIds: readonly number[];
    readonly timestamp: string;
    readonly buffer: string;
  };
  readonly event?: {
    readonly eventDefinitionId: number;
    readonly groupName: string;
    readonly timestamp: string;
    readonly values: readonly number[];
    readonly statusText?: string;
  };
}

/** The start of a lap, in nanoseconds since the Unix epoch as a decimal string. */
export interface LapInput {
  readonly number: number;
  readonly name: string;
  readonly startTime: string;
}

/** A number that holds for a whole session, in its unit. */
export interface ConstantInput {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly format: string;
  readonly description: string;
}

/** An operation of `createOrUpdateSession`: exactly one field. */
export type SessionUpdateInput = Readonly<Record<string, unknown>>;

/** A session to begin, and what is said of it at once. */
export interface NewSessionInput {
  readonly identity: string;
  readonly identifier: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly updates: readonly SessionUpdateInput[];
}
