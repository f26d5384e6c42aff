import Database from 'better-sqlite3';
import { countOf, encodeStream, intervalOf, lastOf } from './ssn2-encode.ts';
import { SSN2_SCHEMA } from './ssn2-schema.ts';

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

/** Build a recording. Declared counts and session bounds follow from the samples. */
export function buildSsn2(path: string, spec: Ssn2Spec): void {
  const db = new Database(path);
  try {
    db.pragma('synchronous = OFF');
    db.exec('BEGIN');
    for (const [table, columns] of Object.entries(SSN2_SCHEMA)) {
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

/** A recording of one block of channel 1, two samples by default. */
export function oneBlock(
  block: Partial<BlockSpec>,
  channel: SqlRow = {},
  parameters: SetSpec['parameters'] = [],
): Ssn2Spec {
  const blocks = [{ channelId: 1, startTs: TEN_O_CLOCK, bytes: ramp(2), ...block }];
  const sets = [{ id: 1, channels: [{ ChannelId: 1, ...channel }], parameters }];
  return { sets, streams: [{ guid: STREAM_GUID, blocks }] };
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
