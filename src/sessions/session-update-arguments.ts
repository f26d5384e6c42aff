import type { TimeRange } from '../lib/time-range.ts';
import type { ZonedInstant } from '../lib/zoned-instant.ts';
import type { SessionState } from './session-state.ts';

export interface DetailsArgument {
  readonly category?: string | null | undefined;
  readonly details: readonly { readonly key: string; readonly value: string }[];
}

export interface DetailsJsonArgument {
  readonly category?: string | null | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface DetailKeysArgument {
  readonly category?: string | null | undefined;
  readonly keys: readonly string[];
}

export interface MarkerArgument {
  readonly markerId: string;
  readonly type?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly startTime?: bigint | null | undefined;
  readonly endTime?: bigint | null | undefined;
  readonly details?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface MarkersArgument {
  readonly category: string;
  readonly markers: readonly MarkerArgument[];
}

export interface ConfigBindingArgument {
  readonly identifier: string;
  readonly channelOffset?: number | null | undefined;
}

export interface DataBindingKeyArgument {
  readonly source: string;
  readonly identity: string;
  /** Absent: 0. */
  readonly timeRef?: bigint | null | undefined;
}

export interface DataChannelBindingArgument {
  readonly firstDataChannel: number;
  readonly firstSessionChannel: number;
  readonly lastSessionChannel: number;
}

export interface DataBindingArgument {
  readonly key: DataBindingKeyArgument;
  readonly sessionStartTime?: bigint | null | undefined;
  readonly sessionEndTime?: bigint | null | undefined;
  readonly sessionTimeOffset?: bigint | null | undefined;
  readonly dataChannelBindings?: readonly DataChannelBindingArgument[] | null | undefined;
}

/** The argument of each update operation, by its name. */
export interface SessionUpdateArguments {
  readonly updateHeartbeat: boolean;
  readonly setState: SessionState;
  readonly setTimestamp: ZonedInstant;
  readonly setTimeRange: TimeRange;
  readonly extendTimeRange: TimeRange;
  readonly clearTimeRange: boolean;
  readonly setIdentifier: string;
  readonly setDetails: DetailsArgument;
  readonly updateDetails: DetailsArgument;
  readonly setDetailsJson: DetailsJsonArgument;
  readonly updateDetailsJson: DetailsJsonArgument;
  readonly deleteDetails: DetailKeysArgument;
  readonly setType: string;
  readonly clearType: boolean;
  readonly setQuality: number;
  readonly clearQuality: boolean;
  readonly setGroup: string;
  readonly clearGroup: boolean;
  readonly setVersion: string;
  readonly clearVersion: boolean;
  readonly setMarkers: readonly MarkersArgument[];
  readonly updateMarkers: readonly MarkersArgument[];
  readonly deleteMarkers: readonly string[];
  readonly setConfigBindings: readonly ConfigBindingArgument[];
  readonly updateConfigBindings: readonly ConfigBindingArgument[];
  readonly deleteConfigBindings: readonly string[];
  readonly setDataBindings: readonly DataBindingArgument[];
  readonly updateDataBindings: readonly DataBindingArgument[];
  readonly deleteDataBindings: readonly DataBindingKeyArgument[];
  readonly setFolders: readonly string[];
  readonly updateFolders: readonly string[];
  readonly deleteFolders: readonly string[];
  readonly setRefAnchors: readonly string[];
  readonly updateRefAnchors: readonly string[];
  readonly deleteRefAnchors: readonly string[];
  readonly setAlternateOfRefs: readonly string[];
  readonly updateAlternateOfRefs: readonly string[];
  readonly deleteAlternateOfRefs: readonly string[];
  readonly setChildOfRefs: readonly string[];
  readonly updateChildOfRefs: readonly string[];
  readonly deleteChildOfRefs: readonly string[];
  readonly setLabels: readonly string[];
  readonly updateLabels: readonly string[];
  readonly deleteLabels: readonly string[];
  readonly setClientSessionGroupId: string;
  readonly clearClientSessionGroupId: boolean;
}

export type SessionUpdateName = keyof SessionUpdateArguments;

/** One update operation: exactly one field is set. */
export type SessionUpdate = {
  readonly [Name in SessionUpdateName]?: SessionUpdateArguments[Name] | null | undefined;
};
