import type { DataType } from '../../core/data-type.ts';
import type { ImportWarning } from '../import-error.ts';

/**
 * A checked `.ssn2` recording. Everything but the samples is in memory; the samples are read
 * block by block with `readBlocks`. Timestamps ("ts") are nanoseconds since midnight of the
 * session date; add `session.epochMidnight` for Unix nanoseconds.
 */
export interface Ssn2Recording {
  readonly session: Ssn2Session;
  /** In order of their id; usually one. */
  readonly configurationSets: readonly Ssn2ConfigurationSet[];
  /** In order of start. */
  readonly laps: readonly Ssn2Lap[];
  /** In order of start. */
  readonly markers: readonly Ssn2Marker[];
  readonly constants: readonly Ssn2Item[];
  readonly items: readonly Ssn2Item[];
  readonly associates: readonly Ssn2Associate[];
  /** What was decoded of each channel, in order of channel id. Channels without samples too. */
  readonly channels: readonly Ssn2Coverage[];
  /** At most 200; where there were more, the last of a code says how many. */
  readonly warnings: readonly ImportWarning[];
  /** Blocks that passed every check. */
  readonly blocks: number;
  /** Samples in those blocks. */
  readonly sampleCount: number;
  /** Blocks left out, and the samples they declared (those of an absurd count as 0). */
  readonly leftOut: { readonly blocks: number; readonly sampleCount: number };
  /**
   * Read the blocks that passed, by (channel, start). May be called more than once, one at a time.
   *
   * @throws {ImportError} SSN2_FILE_UNREADABLE when the private copy cannot be read any more.
   */
  readBlocks(): AsyncIterableIterator<Ssn2Block>;
  /** Delete the private copy. Harmless when called twice. */
  close(): void;
}

/** Samples of one channel, evenly spaced: sample i is at `startTs + i * interval`. */
export interface Ssn2Block {
  /** Offset of the configuration set included. */
  readonly channelId: number;
  readonly startTs: bigint;
  /** Nanoseconds, greater than 0. */
  readonly interval: bigint;
  readonly sampleCount: number;
  readonly dataType: DataType;
  /** Raw little-endian samples, exactly `sampleCount` of them; the caller may keep it. */
  readonly bytes: Uint8Array;
}

/** The one session of the file. */
export interface Ssn2Session {
  /** Lower case with hyphens: the key by which a second import is recognised. */
  readonly guid: string;
  /** Display name, not unique. */
  readonly identifier: string;
  /** Wall clock of the start as the file has it, for example `2025-06-15 10:00:00`. */
  readonly startDateTime: string;
  /** Unix nanoseconds of ts 0, the wall clock read as if it were UTC. */
  readonly epochMidnight: bigint;
  readonly startTs: bigint;
  /** Inclusive: the last sample. */
  readonly endTs: bigint;
  readonly versionUsedToRecord: string;
  readonly minimumVersionToRead: string;
  /** Null when the file has none; the numbers are not documented. */
  readonly sessionType: number | null;
  readonly sessionTypeString: string | null;
  /** 2 is a finished recording; null when the file has none. */
  readonly state: number | null;
  readonly timeZone: number | null;
  /** A hint: the library often wrote `UTC` without knowing. */
  readonly timeZoneId: string | null;
  /** `YYYY-MM-DD` of ts 0, or null when the file has none. */
  readonly epochDate: string | null;
}

/** One configuration set of the session. */
export interface Ssn2ConfigurationSet {
  readonly id: number;
  readonly identifier: string;
  readonly description: string;
  /** Added to the channel ids of this set in the session and in the index of the samples. */
  readonly channelOffset: number;
  readonly applications: readonly Ssn2Application[];
  readonly groups: readonly Ssn2Group[];
  readonly parameters: readonly Ssn2Parameter[];
  readonly channels: readonly Ssn2Channel[];
  /** Names are unique within the set. */
  readonly conversions: readonly Ssn2Conversion[];
  readonly eventDefinitions: readonly Ssn2EventDefinition[];
}

/** An application group: the part of a parameter identifier after the colon. */
export interface Ssn2Application {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly applicationId: number | null;
}

/** A parameter group. Parents come before their children and never form a circle. */
export interface Ssn2Group {
  readonly id: number;
  /** Id of the application group it belongs to. */
  readonly applicationGroupId: number;
  /** Name of that application group, or null when the file has none. */
  readonly application: string | null;
  readonly name: string;
  readonly description: string;
  /** Null for a group at the top. */
  readonly parentId: number | null;
  /** 0 at the top, counted from the parents. */
  readonly depth: number;
}

/**
 * Where the name of a parameter comes from: its conversion, a channel, its number, or clear text
 * in the columns that are otherwise encrypted.
 */
export type Ssn2NameSource = 'conversion' | 'channel' | 'id' | 'text';

/** A parameter. Its own key within a session is `parameterId`. */
export interface Ssn2Parameter {
  readonly parameterId: number;
  /** `<name>:<application>`, unique within the set. */
  readonly identifier: string;
  readonly name: string;
  /** Anything but `text` is derived, and is to be shown as derived. */
  readonly nameSource: Ssn2NameSource;
  /** Null unless the file holds it as clear text. */
  readonly description: string | null;
  readonly application: string;
  /** As stored, also when there is no such conversion; null when none is named. */
  readonly conversionName: string | null;
  readonly lowerLimit: number;
  readonly upperLimit: number;
  readonly lowerWarningLimit: number;
  readonly upperWarningLimit: number;
  /** Added after the conversion. */
  readonly offset: number;
  /** Unsigned 32 bits; integer channels only. */
  readonly bitMask: number;
  /** Unsigned 32 bits; integer channels only. */
  readonly errorMask: number;
  readonly bitShift: number;
  /** 1 little, 0 big; null when the file has none. */
  readonly byteOrder: number | null;
  /** Its own, else its conversion's; null when neither has one. */
  readonly units: string | null;
  /** C style. Its own, else its conversion's; null when neither has one. */
  readonly format: string | null;
  readonly unitsOverride: string | null;
  readonly formatOverride: string | null;
  /** Code of a computed parameter, or null. */
  readonly functionCode: string | null;
  readonly languageType: number | null;
  /** Without the offset of the set, ascending. */
  readonly channelIds: readonly number[];
  /** Ids of its groups, ascending. */
  readonly groupIds: readonly number[];
  /** Names of its groups, in the order of `groupIds`. */
  readonly groups: readonly string[];
}

/** A channel as configured. */
export interface Ssn2Channel {
  /** Without the offset of the set. */
  readonly channelId: number;
  /** Informational, not unique. */
  readonly name: string;
  /** Null when the type is not known, and then none of its samples is imported. */
  readonly dataType: DataType | null;
  readonly dataTypeId: number;
  /** `Periodic` for 0 or what the file calls it; null when neither is known. */
  readonly source: string | null;
  readonly sourceId: number;
  /** Nanoseconds; 0 for channels that are not periodic. */
  readonly interval: bigint;
}

/** A conversion from raw to engineering values. */
export type Ssn2Conversion =
  | {
      readonly kind: 'rational';
      readonly name: string;
      readonly units: string;
      readonly format: string;
      /** c1..c6 as stored. */
      readonly coefficients: readonly [number, number, number, number, number, number];
      /** True for 0,1,0,0,0,1. For any other the direction of the formula is not confirmed. */
      readonly identity: boolean;
    }
  | {
      readonly kind: 'formula';
      readonly name: string;
      readonly units: string;
      readonly format: string;
      readonly formula: string;
    }
  | {
      readonly kind: 'unavailable';
      readonly name: string;
      readonly units: null;
      readonly format: null;
      /** Why raw values have to be shown. */
      readonly reason: 'table' | 'text' | 'ambiguous' | 'not finite';
    };

/** What an event means. Events themselves are not stored in a documented form. */
export interface Ssn2EventDefinition {
  readonly key: number;
  readonly description: string;
  /** As stored; the numbers are not documented. */
  readonly priority: number;
  readonly group: string;
  /** In the order of the values of the event. */
  readonly conversionNames: readonly string[];
}

/** A lap as stored. Its end is to be derived from the next start, not from `storedFinishTs`. */
export interface Ssn2Lap {
  readonly lapId: number;
  /** Not unique. */
  readonly number: number;
  readonly name: string;
  readonly startTs: bigint;
  /** Not to be trusted; null when the file has none. */
  readonly storedFinishTs: bigint | null;
  readonly triggerSource: number;
  readonly countForFastestLap: boolean;
}

/** A marker. A point has `endTs` equal to `startTs`. */
export interface Ssn2Marker {
  readonly markerId: number;
  readonly label: string;
  /** The group it is listed under; may be empty. */
  readonly type: string;
  readonly description: string;
  readonly startTs: bigint;
  /** Null means to the end of the session. */
  readonly endTs: bigint | null;
  readonly guid: string | null;
  readonly labels: readonly Ssn2MarkerLabel[];
}

/** A named value of a marker. */
export interface Ssn2MarkerLabel {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly format: string;
  readonly description: string;
  readonly unit: string;
}

/** Value of an item or constant, by the table it stands in. */
export type Ssn2ItemValue =
  | { readonly type: 'LONG'; readonly value: bigint }
  | { readonly type: 'BOOLEAN'; readonly value: boolean }
  | { readonly type: 'DOUBLE'; readonly value: number }
  | { readonly type: 'TEXT'; readonly value: string }
  /** `value` is wall-clock text as stored, `instant` Unix nanoseconds of it read as if UTC. */
  | { readonly type: 'DATETIME'; readonly value: string; readonly instant: bigint }
  | { readonly type: 'BINARY'; readonly value: Uint8Array };

/** A named value of the session or of one of its laps. */
export type Ssn2Item = Ssn2ItemValue & {
  readonly name: string;
  /** Null for the session. */
  readonly lapNumber: number | null;
  /** Constants only; empty for items. */
  readonly description: string;
  readonly units: string;
  readonly format: string;
};

/** A link between two sessions. */
export interface Ssn2Associate {
  readonly parentGuid: string;
  readonly childGuid: string;
  readonly name: string;
  readonly group: string;
  readonly version: number | null;
}

/** What was decoded of one session channel. */
export interface Ssn2Coverage {
  /** Offset of the set included. */
  readonly channelId: number;
  /** Null when the type is not known. */
  readonly dataType: DataType | null;
  readonly interval: bigint;
  readonly blocks: number;
  readonly sampleCount: number;
  /** Time of the first sample; null without samples. */
  readonly firstTs: bigint | null;
  /** Time of the last sample; null without samples. */
  readonly lastTs: bigint | null;
  /** Blocks left out, each reported, as far as the warnings go. */
  readonly leftOutBlocks: number;
}
