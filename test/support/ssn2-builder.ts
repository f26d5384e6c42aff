import Database from 'better-sqlite3';
import { compressSync } from 'snappy';

/** A value SQLite can hold. */
export type SqlValue = string | number | bigint | Uint8Array | null;
/** Columns by name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One block of evenly spaced samples of a channel. */
export interface BlockSpec {
  readonly channelId: number;
  readonly startTs: bigint;
  /** The samples, little-endian. */
  readonly bytes: Uint8Array;
  /** Bytes of one sample. Default: 4. */
  readonly width?: number;
  /** Nanoseconds. Default: 10 ms. */
  readonly interval?: bigint;
  /** Slots of the block; those without a sample are zero. Default: as many as samples. */
  readonly capacity?: number;
  /** Store without Snappy. Default: false. */
  readonly plain?: boolean;
  /** Leave out the timing block. Default: false. */
  readonly untimed?: boolean;
}

/** A configuration set; rows are completed with defaults. */
export interface SetSpec {
  readonly id: number;
  readonly offset?: number;
  /** `ChannelId` is needed; by default a float at 10 ms. */
  readonly channels: readonly SqlRow[];
  /** `ParameterId` is needed; `channels` are the ids of linked channels. */
  readonly parameters?: readonly { readonly row: SqlRow; readonly channels?: readonly number[] }[];
}

/** A recording to build. Everything has a default but the samples. */
export interface Ssn2Spec {
  readonly session?: SqlRow;
  readonly sets?: readonly SetSpec[];
  readonly streams: readonly {
    readonly guid: string | Uint8Array;
    readonly dataType?: number;
    readonly blocks: readonly BlockSpec[];
  }[];
  /** Rows of any other table, without defaults. */
  readonly rows?: Readonly<Record<string, readonly SqlRow[]>>;
}

export const MILLISECOND = 1_000_000n;
/** 10:00:00, the start of a built session unless it says otherwise. */
export const TEN_O_CLOCK = 36_000_000_000_000n;
export const SESSION_GUID = '11111111-2222-3333-4444-555555555555';
export const STREAM_GUID = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** Tables by their columns, as far as the importer may look at them. Types are as in real files. */
const SCHEMA: Readonly<Record<string, string>> = {
  Session: `SessionId integer PRIMARY KEY, SessionGUID guid, SessionStartDateTime datetime,
    SessionIdentifier nvarchar, SessionStartTS integer, SessionEndTS integer,
    VersionUsedToRecord nvarchar(80), MinimumVersionToRead nvarchar(80), SessionType smallint,
    SessionTypeString nvarchar(32), TeamId nvarchar(32), Deleted bit, State smallint,
    TimeZone smallint, TimeZoneId nvarchar(80), EpochDate date`,
  SessionConfigurationSet: 'SessionId integer, ConfigurationSetId integer, ChannelOffset integer',
  ConfigurationSet: `ConfigurationSetId integer PRIMARY KEY, ConfigurationSetIdentifier
    nvarchar(150), ConfigurationSetDescription nvarchar(150), MinimumDBVersionToRead nvarchar(80),
    FastConfigurationHash char(64)`,
  ConfigurationSetChannel: `ConfigurationSetId integer, ChannelId integer, ChannelName
    nvarchar(150), DataTypeId smallint, ChannelSourceId smallint, Interval integer`,
  ConfigurationSetParameter: `ParameterId integer, ConfigurationSetId integer, ParameterIdentifier
    nvarchar(350), ParameterName nvarchar(350), ParameterDescription nvarchar, LowerLimit float,
    UpperLimit float, OffsetValue float, BitMask integer, ErrorMask integer, LowerWarningLimit
    float, UpperWarningLimit float, ConversionName nvarchar(150), LanguageType smallint,
    FunctionCode nvarchar, ApplicationName nvarchar(150), ByteOrder smallint, BitShift smallint,
    FormatOverride nvarchar(50), Units nvarchar(50)`,
  ConfigurationSetChannelParameter:
    'ConfigurationSetId integer, ChannelId integer, ParameterId integer',
  ConfigurationSetSessionChannel: `SessionId integer, ChannelId integer, FirstTS integer,
    LastTS integer, SampleCount integer`,
  ConfigurationSetRationalConversion: `ConfigurationSetId integer, ConversionName nvarchar(150),
    Units nvarchar(50), Format nvarchar(50), Coefficient1 float, Coefficient2 float,
    Coefficient3 float, Coefficient4 float, Coefficient5 float, Coefficient6 float`,
  ConfigurationSetFormulaConversion: `ConfigurationSetId integer, ConversionName nvarchar(150),
    Units nvarchar(50), Format nvarchar(50), Formula nvarchar`,
  ConfigurationSetTableConversion:
    'ConfigurationSetId integer, ConversionName nvarchar(150), DefinitionValue blob',
  ConfigurationSetTextConversion:
    'ConfigurationSetId integer, ConversionName nvarchar(150), DefinitionValue blob',
  ConfigurationSetApplicationGroup: `ApplicationGroupId integer PRIMARY KEY, ConfigurationSetId
    integer, ApplicationGroupName nvarchar(150), ApplicationGroupDescription nvarchar,
    ApplicationId integer, SupportsRda2 nvarchar`,
  ConfigurationSetParameterGroup: `ParameterGroupId integer PRIMARY KEY, ApplicationGroupId integer,
    ParameterGroupName nvarchar(150), ParameterGroupDescription nvarchar,
    ParentParameterGroupId integer DEFAULT 0, Depth integer`,
  ConfigurationSetParameterGroupParameter: 'ParameterId integer, ParameterGroupId integer',
  ConfigurationSetEventDefinition: `EventDefinitionId integer PRIMARY KEY, EventDefinitionKey
    integer, ConfigurationSetId integer, Description nvarchar, Priority smallint,
    GroupName nvarchar(150)`,
  ConfigurationSetEventDefinitionConversion:
    'EventDefinitionId integer, ConversionName nvarchar(150), [Index] integer',
  DataStream: `DataStreamGUID guid PRIMARY KEY, SessionId integer, DataType integer,
    IndexData blob, DeltasIndex blob, Version nvarchar(80)`,
  DataBlobs: 'DataBlobGUID guid PRIMARY KEY, Data blob',
  DataType:
    'DataTypeId smallint, DataTypeName nvarchar(80), NumberOfBits smallint, NumberOfBytes smallint',
  ChannelSource: 'ChannelSourceId smallint, ChannelSourceDescription nvarchar(150)',
  Lap: `LapId integer PRIMARY KEY, SessionId integer, LapNumber smallint, LapName nvarchar(150),
    LapStartTS integer, LapTriggerSource smallint, CountForFastestLap bit, LapFinishTS integer`,
  Marker: `MarkerId integer PRIMARY KEY, SessionId integer, Text nvarchar, Timestamp integer,
    MarkerType nvarchar(32), StatusText nvarchar, EndTimestamp integer, MarkerGuid text`,
  MarkerLabel:
    'MarkerId integer, Name text, Label text, Value text, Format text, Description text, Unit text',
  Attribute: 'AttributeId integer PRIMARY KEY, AttributeName nvarchar(150)',
  SessionDataItem: `DataItemGUID guid, SessionId integer, AdditionalSelectorId integer,
    AttributeName nvarchar(150), AttributeValue blob`,
  ConstantDataItem: `DataItemGUID guid, SessionId integer, AdditionalSelectorId integer,
    AttributeName nvarchar(150), AttributeValue blob, Description nvarchar, Units nvarchar(50),
    Format nvarchar(50)`,
  SessionAssociate: `ParentSessionKey guid, ChildSessionKey guid, AssociateName nvarchar(255),
    AssociateGroup nvarchar(255), VersionNumber integer`,
  Map: 'MapId integer PRIMARY KEY, SessionId integer, MapName nvarchar(150)',
  Licence: 'LicenceId integer PRIMARY KEY, LicenceData blob',
  ...itemTables('Session', ''),
  ...itemTables('Constant', ', Description nvarchar, Units nvarchar(50), Format nvarchar(50)'),
};

/** Build a recording. Declared counts and session bounds follow from the samples. */
export function buildSsn2(path: string, spec: Ssn2Spec): void {
  const db = new Database(path);
  try {
    db.pragma('synchronous = OFF');
    db.exec('BEGIN');
    for (const [table, columns] of Object.entries(SCHEMA)) {
      db.exec(`CREATE TABLE [${table}] (${columns})`);
    }
    const blocks = spec.streams.flatMap((stream) => stream.blocks);
    insert(db, 'Session', { ...sessionDefaults(blocks), ...spec.session });
    const sets = spec.sets ?? [defaultSet(blocks)];
    for (const set of sets) insertSet(db, set);
    for (const { guid, dataType = 0, blocks: own } of spec.streams) {
      const { index, deltas, blob } = encodeStream(own);
      insert(db, 'DataStream', {
        DataStreamGUID: guid,
        SessionId: 1,
        DataType: dataType,
        IndexData: index,
        DeltasIndex: deltas,
        Version: '1.57',
      });
      insert(db, 'DataBlobs', { DataBlobGUID: guid, Data: blob });
    }
    for (const row of declare(blocks)) insert(db, 'ConfigurationSetSessionChannel', row);
    for (const [table, rows] of Object.entries(spec.rows ?? {})) {
      for (const row of rows) insert(db, table, row);
    }
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

/** The samples as 32-bit floats. */
export function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** Values 0, 1, 2, ... as 32-bit floats. */
export function ramp(count: number): Uint8Array {
  return floats(...Array.from({ length: count }, (_, i) => i));
}

/** Two channels of 250 and 125 samples in blocks of 100 and 50 slots, the last part-filled. */
export function sampleBlocks(): BlockSpec[] {
  const of = (channelId: number, interval: bigint, counts: readonly number[], capacity: number) =>
    counts.map((count, i) => ({
      channelId,
      interval,
      capacity,
      startTs: TEN_O_CLOCK + BigInt(i * capacity) * interval,
      bytes: ramp(count),
    }));
  return [
    ...of(101, 10n * MILLISECOND, [100, 100, 50], 100),
    ...of(102, 20n * MILLISECOND, [50, 50, 25], 50),
  ];
}

/** A small recording with two channels, two parameters and a lap. */
export function simpleSpec(): Ssn2Spec {
  return {
    sets: [
      {
        id: 1,
        channels: [
          { ChannelId: 101, ChannelName: 'CH_Speed' },
          { ChannelId: 102, ChannelName: 'CH_Brake', Interval: 20_000_000 },
        ],
        parameters: [
          { row: { ParameterId: 1, ConversionName: 'CONV_Speed:Car' }, channels: [101] },
          { row: { ParameterId: 2, ConversionName: 'CONV_Brake:Car' }, channels: [102] },
        ],
      },
    ],
    streams: [{ guid: STREAM_GUID, blocks: sampleBlocks() }],
    rows: {
      ConfigurationSetRationalConversion: [identity('CONV_Speed:Car'), identity('CONV_Brake:Car')],
      Lap: [lapRow(1, TEN_O_CLOCK)],
    },
  };
}

/** A row of an identity conversion. */
export function identity(name: string, set = 1): SqlRow {
  return {
    ConfigurationSetId: set,
    ConversionName: name,
    Units: 'km/h',
    Format: '%5.0f',
    Coefficient1: 0,
    Coefficient2: 1,
    Coefficient3: 0,
    Coefficient4: 0,
    Coefficient5: 0,
    Coefficient6: 1,
  };
}

/** A row of a lap. */
export function lapRow(number: number, startTs: bigint): SqlRow {
  return {
    LapId: number,
    SessionId: 1,
    LapNumber: number,
    LapName: `Lap ${number}`,
    LapStartTS: startTs,
    LapTriggerSource: 0,
    CountForFastestLap: 1,
    LapFinishTS: null,
  };
}

function insert(db: Database.Database, table: string, row: SqlRow): void {
  const names = Object.keys(row);
  const columns = names.map((name) => `[${name}]`).join(', ');
  const holes = names.map(() => '?').join(', ');
  db.prepare(`INSERT INTO [${table}] (${columns}) VALUES (${holes})`).run(...Object.values(row));
}

function insertSet(db: Database.Database, { id, offset = 0, channels, parameters = [] }: SetSpec) {
  insert(db, 'ConfigurationSet', {
    ConfigurationSetId: id,
    ConfigurationSetIdentifier: `Config${id}`,
    ConfigurationSetDescription: '',
    MinimumDBVersionToRead: '1.57',
  });
  insert(db, 'SessionConfigurationSet', {
    SessionId: 1,
    ConfigurationSetId: id,
    ChannelOffset: offset,
  });
  for (const row of channels) {
    insert(db, 'ConfigurationSetChannel', {
      ConfigurationSetId: id,
      ChannelName: '',
      DataTypeId: 6,
      ChannelSourceId: 0,
      Interval: 10_000_000,
      ...row,
    });
  }
  for (const { row, channels: linked = [] } of parameters) {
    insert(db, 'ConfigurationSetParameter', { ...PARAMETER, ConfigurationSetId: id, ...row });
    for (const ChannelId of linked) {
      const ParameterId = row.ParameterId ?? null;
      insert(db, 'ConfigurationSetChannelParameter', {
        ConfigurationSetId: id,
        ChannelId,
        ParameterId,
      });
    }
  }
}

const PARAMETER: SqlRow = {
  ParameterIdentifier: 'AAECAwQFBgc=',
  ParameterName: 'AAECAwQFBgc=',
  ParameterDescription: '',
  LowerLimit: 0,
  UpperLimit: 100,
  OffsetValue: 0,
  BitMask: 255,
  ErrorMask: 0,
  LowerWarningLimit: 10,
  UpperWarningLimit: 90,
  LanguageType: 0,
  FunctionCode: '',
  ApplicationName: 'Car',
  ByteOrder: 1,
  BitShift: 0,
  FormatOverride: '',
  Units: '',
};

function defaultSet(blocks: readonly BlockSpec[]): SetSpec {
  const intervals = new Map(blocks.map((block) => [block.channelId, intervalOf(block)]));
  const channels = [...intervals].map(([ChannelId, Interval]) => ({ ChannelId, Interval }));
  return { id: 1, channels };
}

function sessionDefaults(blocks: readonly BlockSpec[]): SqlRow {
  const starts = blocks.map(({ startTs }) => startTs);
  const ends = blocks.map(lastOf);
  const least = (values: bigint[]) => values.reduce((a, b) => (b < a ? b : a), values[0] ?? 0n);
  const greatest = (values: bigint[]) => values.reduce((a, b) => (b > a ? b : a), values[0] ?? 0n);
  return {
    SessionId: 1,
    SessionGUID: SESSION_GUID,
    SessionStartDateTime: '2025-06-15 10:00:00',
    SessionIdentifier: 'Built session',
    SessionStartTS: least(starts),
    SessionEndTS: greatest(ends),
    VersionUsedToRecord: '1.0',
    MinimumVersionToRead: '1.57',
    SessionType: 0,
    SessionTypeString: 'Session',
    TeamId: 'AAECAwQFBgc=',
    State: 2,
    TimeZoneId: 'UTC',
  };
}

function declare(blocks: readonly BlockSpec[]): SqlRow[] {
  return [...new Set(blocks.map(({ channelId }) => channelId))].map((ChannelId) => {
    const own = blocks.filter(({ channelId }) => channelId === ChannelId);
    return {
      SessionId: 1,
      ChannelId,
      FirstTS: own[0]!.startTs,
      LastTS: lastOf(own.at(-1)!),
      SampleCount: own.reduce((sum, block) => sum + countOf(block), 0),
    };
  });
}

function encodeStream(blocks: readonly BlockSpec[]) {
  const index: Uint8Array[] = [];
  const deltas: Uint8Array[] = [];
  const parts: Uint8Array[] = [];
  let offset = 0;
  const append = (part: Uint8Array) => {
    parts.push(part);
    offset += part.length;
    return offset - part.length;
  };
  for (const block of blocks) {
    const width = block.width ?? 4;
    const capacity = block.capacity ?? countOf(block);
    const full = new Uint8Array(capacity * width);
    full.set(block.bytes);
    const stored = block.plain ? full : compressSync(full);
    const lengths = { uncompressed: full.length, stored: stored.length };
    index.push(sampleEntry(block, capacity, lengths, append(stored)));
    if (!block.untimed) deltas.push(timingEntry(block, append(timingBlock(block))));
  }
  return { index: withCount(index), deltas: withCount(deltas), blob: Buffer.concat(parts) };
}

function sampleEntry(
  block: BlockSpec,
  capacity: number,
  lengths: { readonly uncompressed: number; readonly stored: number },
  offset: number,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(49));
  view.setBigUint64(0, BigInt(block.channelId), true);
  view.setBigInt64(8, block.startTs, true);
  view.setBigInt64(16, block.startTs + BigInt(capacity) * intervalOf(block) - 1n, true);
  view.setUint8(24, block.plain ? 0 : 1);
  view.setBigUint64(25, BigInt(countOf(block)), true);
  view.setUint32(33, lengths.uncompressed, true);
  view.setUint32(37, lengths.stored, true);
  view.setBigUint64(41, BigInt(offset), true);
  return new Uint8Array(view.buffer);
}

function timingEntry(block: BlockSpec, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(41));
  view.setBigUint64(0, BigInt(block.channelId), true);
  view.setBigInt64(8, block.startTs, true);
  view.setBigInt64(16, block.startTs, true);
  view.setUint32(25, 49, true);
  view.setUint32(29, 49, true);
  view.setBigUint64(33, BigInt(offset), true);
  return new Uint8Array(view.buffer);
}

function timingBlock(block: BlockSpec): Uint8Array {
  const view = new DataView(new ArrayBuffer(49));
  view.setUint32(0, 1, true);
  view.setUint32(4, block.channelId, true);
  view.setBigInt64(8, intervalOf(block), true);
  view.setUint32(16, 29, true);
  view.setBigInt64(20, block.startTs, true);
  view.setBigInt64(28, intervalOf(block), true);
  view.setUint32(44, countOf(block), true);
  view.setUint8(48, 1);
  return new Uint8Array(view.buffer);
}

function withCount(entries: readonly Uint8Array[]): Uint8Array {
  const count = new Uint8Array(new Uint32Array([entries.length]).buffer);
  return Buffer.concat([count, ...entries]);
}

function intervalOf(block: BlockSpec): bigint {
  return block.interval ?? 10n * MILLISECOND;
}

function countOf(block: BlockSpec): number {
  return block.bytes.length / (block.width ?? 4);
}

function lastOf(block: BlockSpec): bigint {
  return block.startTs + BigInt(countOf(block) - 1) * intervalOf(block);
}

function itemTables(family: string, more: string): Record<string, string> {
  const types = {
    Bigint: 'integer',
    Bit: 'bit',
    Datetime2: 'datetime',
    Float: 'float',
    NVarchar: 'nvarchar',
  };
  return Object.fromEntries(
    Object.entries(types).map(([kind, type]) => [
      `${family}Attribute${kind}Value`,
      `SessionId integer, AttributeId integer, AdditionalSelectorId integer,
       AttributeValue ${type}${more}`,
    ]),
  );
}
