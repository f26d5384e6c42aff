import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { compressSync } from 'snappy';
import { describe, expect, it } from 'vitest';
import type { Ssn2Options } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import { SSN2_CODES, type Ssn2Code } from '../../../src/importers/ssn2/ssn2-codes.ts';
import {
  blockOffsets,
  built,
  codes,
  copyOf,
  editBlob,
  editBytes,
  editEntry,
  hasSamples,
  inspect,
  inspectError,
  samplePath,
  sql,
} from './edit-ssn2.ts';

/** A way to damage a file, and what has to come of it. */
interface Damage {
  readonly title: string;
  readonly edit: (path: string) => void;
  readonly options?: Ssn2Options;
  /** Default: as the code is classified; a stream at fault is fatal, for there is only one. */
  readonly ends?: 'fatal' | 'warn' | 'block';
  /** Blocks left out, for damage of more or less than one. */
  readonly blocks?: number;
}

const GIB = 2 ** 30;
const BIG = { limits: { itemBytes: 4 } };
const OTHER = "'99999999-9999-9999-9999-999999999999'";

const DAMAGES: Readonly<Record<Ssn2Code, readonly Damage[]>> = {
  SSN2_FILE_UNREADABLE: [
    { title: 'no file of that name', edit: (path) => rmSync(path) },
    {
      title: 'a directory',
      edit: (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    },
    {
      title: 'no room for the private copy',
      edit: () => {},
      options: { temporaryDirectory: '/nowhere/at/all' },
    },
  ],
  SSN2_FILE_TOO_LARGE: [
    { title: 'more bytes than allowed', edit: () => {}, options: { limits: { fileBytes: 4096 } } },
  ],
  SSN2_EMPTY_FILE: [{ title: 'no bytes', edit: (path) => truncateSync(path, 0) }],
  SSN2_NOT_SQLITE: [
    { title: '99 bytes', edit: (path) => truncateSync(path, 99) },
    { title: 'text', edit: (path) => writeFileSync(path, 'time,speed\n'.repeat(1000)) },
    { title: 'other magic', edit: bytes((file) => file.write('X', 0)) },
  ],
  SSN2_FILE_TRUNCATED: [
    { title: 'half a page less', edit: bytes((file) => file.subarray(0, file.length - 2048)) },
    { title: 'a page less', edit: bytes((file) => file.subarray(0, file.length - 4096)) },
    { title: 'the first 100 bytes', edit: (path) => truncateSync(path, 100) },
  ],
  SSN2_WAL_MODE: [{ title: 'a header in WAL mode', edit: bytes((file) => file.fill(2, 18, 20)) }],
  SSN2_SQLITE_CORRUPT: [
    { title: 'no such page size', edit: bytes((file) => file.writeUInt16BE(1000, 16)) },
    { title: 'a root page of zeros', edit: bytes((file) => file.fill(0, 100, 4096)) },
    { title: 'pages of noise', edit: bytes((file) => file.fill(0xa5, 4096)) },
    {
      title: 'a schema that is no SQL',
      edit: unsafe("UPDATE sqlite_master SET sql = 'CREATE TABLE (' WHERE name = 'Lap'"),
    },
    {
      title: 'a table whose root page does not exist',
      edit: unsafe("UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'DataStream'"),
    },
  ],
  SSN2_NOT_SSN2: [
    {
      title: 'none of the three tables',
      edit: statements('DROP TABLE Session', 'DROP TABLE DataStream', 'DROP TABLE DataBlobs'),
    },
  ],
  SSN2_MISSING_TABLE: [
    ...[
      'Session',
      'DataStream',
      'DataBlobs',
      'SessionConfigurationSet',
      'ConfigurationSet',
      'ConfigurationSetChannel',
      'ConfigurationSetParameter',
      'ConfigurationSetChannelParameter',
    ].map((table) => ({ title: `no ${table}`, edit: statements(`DROP TABLE ${table}`) })),
    {
      title: 'a view instead of DataBlobs',
      edit: statements(
        'ALTER TABLE DataBlobs RENAME TO Hidden',
        'CREATE VIEW DataBlobs AS SELECT * FROM Hidden',
      ),
    },
    {
      title: 'a virtual table instead of Session',
      edit: statements(
        'DROP TABLE Session',
        'CREATE VIRTUAL TABLE Session USING fts5(SessionId, SessionGUID)',
      ),
    },
  ],
  SSN2_MISSING_COLUMN: [
    ...[
      ['DataStream', 'IndexData'],
      ['Session', 'SessionStartTS'],
      ['ConfigurationSetChannel', 'Interval'],
      ['DataBlobs', 'Data'],
      ['Lap', 'LapStartTS'],
    ].map(([table, column]) => ({
      title: `no ${table}.${column}`,
      edit: statements(`ALTER TABLE ${table} RENAME COLUMN ${column} TO Other`),
    })),
    {
      title: 'a generated column',
      edit: statements(
        'ALTER TABLE ConfigurationSetChannel RENAME COLUMN Interval TO Other',
        'ALTER TABLE ConfigurationSetChannel ADD COLUMN Interval integer AS (Other + 1)',
      ),
    },
  ],
  SSN2_BAD_VALUE: [
    set('Session', "SessionGUID = 'not a guid'"),
    set('Session', "SessionGUID = x'0011'"),
    set('Session', "SessionStartTS = 'ten'"),
    set('Session', 'SessionEndTS = 1.5'),
    set('Session', 'SessionEndTS = 9223372036854775807'),
    set('Session', "SessionIdentifier = x'00'"),
    set('Session', "SessionStartDateTime = '2025-02-30 10:00:00'"),
    set('Session', "SessionStartDateTime = 'yesterday'"),
    set('Session', "State = 'done'"),
    set('Session', "EpochDate = 'never'"),
    set('SessionConfigurationSet', 'ConfigurationSetId = 77'),
    set('SessionConfigurationSet', 'ChannelOffset = 4294967295'),
    set('SessionConfigurationSet', 'ChannelOffset = -1'),
    set('ConfigurationSetChannel', "Interval = 'fast'"),
    set('ConfigurationSetParameter', "LowerLimit = 'low'"),
    set('DataStream', "IndexData = 'text'"),
    set('DataStream', "DeltasIndex = 'text'"),
    set('DataStream', "DataStreamGUID = 'x'"),
    set('DataBlobs', "Data = 'text'"),
    set('Lap', "LapStartTS = x'00'"),
  ],
  SSN2_LIMIT_EXCEEDED: [
    { title: 'too many blocks', edit: () => {}, options: { limits: { blocks: 3 } } },
    { title: 'too many parameters', edit: () => {}, options: { limits: { configurationRows: 1 } } },
    { title: 'too many laps', edit: () => {}, options: { limits: { recordRows: 0 } } },
    { title: 'too many streams', edit: () => {}, options: { limits: { streams: 0 } } },
    { title: 'too many samples', edit: () => {}, options: { limits: { decodedBytes: 500 } } },
  ],
  SSN2_NO_SESSION: [{ title: 'no row', edit: statements('DELETE FROM Session') }],
  SSN2_MULTIPLE_SESSIONS: [
    {
      title: 'two rows',
      edit: statements(
        'CREATE TEMP TABLE t AS SELECT * FROM Session',
        'UPDATE t SET SessionId = 2',
        `UPDATE t SET SessionGUID = ${OTHER}`,
        'INSERT INTO Session SELECT * FROM t',
      ),
    },
  ],
  SSN2_VERSION_TOO_NEW: [
    set('Session', "MinimumVersionToRead = '1.58'"),
    set('Session', "MinimumVersionToRead = '1.100'"),
    set('Session', "MinimumVersionToRead = '2.0'"),
    set('Session', "MinimumVersionToRead = 'latest'"),
    set('Session', "MinimumVersionToRead = ''"),
    set('ConfigurationSet', "MinimumDBVersionToRead = '1.58'"),
    {
      ...set('Session', "MinimumVersionToRead = '1.58'"),
      options: { allowNewerVersion: true },
      ends: 'warn',
    },
  ],
  SSN2_RESTRICTED: [
    { title: 'a row of Licence', edit: addLicence },
    {
      title: 'and the user agreed',
      edit: addLicence,
      options: { allowRestricted: true },
      ends: 'warn',
    },
  ],
  SSN2_CONFIG_UNSUPPORTED: [set('ConfigurationSet', "FastConfigurationHash = '00ff'")],
  SSN2_SESSION_NOT_FINISHED: [set('Session', 'State = 1'), set('Session', 'State = NULL')],
  SSN2_SESSION_DELETED: [set('Session', 'Deleted = 1')],
  SSN2_START_MISMATCH: [
    set('Session', "SessionStartDateTime = '2025-06-15 11:22:33'"),
    set('Session', "EpochDate = '2020-01-01'"),
  ],
  SSN2_LAP_OUTSIDE: [set('Lap', 'LapStartTS = 1')],
  SSN2_LINK_BROKEN: [
    set('ConfigurationSetChannelParameter', 'ChannelId = 7 WHERE ParameterId = 1'),
    {
      title: 'a group of no application',
      edit: statements(
        "INSERT INTO ConfigurationSetParameterGroup (ParameterGroupId, ApplicationGroupId, ParameterGroupName, Depth) VALUES (900, 900, 'g', 0)",
      ),
    },
    {
      title: 'a stream of another session',
      edit: statements(
        `INSERT INTO DataStream (DataStreamGUID, SessionId, DataType, IndexData, DeltasIndex) VALUES (${OTHER}, 2, 0, x'00000000', x'00000000')`,
      ),
    },
  ],
  SSN2_CHANNEL_CLASH: [
    {
      title: 'another set with a channel of that number',
      edit: statements(
        'CREATE TEMP TABLE s AS SELECT * FROM ConfigurationSet',
        'UPDATE s SET ConfigurationSetId = 2',
        'INSERT INTO ConfigurationSet SELECT * FROM s',
        'INSERT INTO SessionConfigurationSet (SessionId, ConfigurationSetId, ChannelOffset) VALUES (1, 2, 0)',
        'INSERT INTO ConfigurationSetChannel (ConfigurationSetId, ChannelId, ChannelName, DataTypeId, ChannelSourceId, Interval) SELECT 2, min(ChannelId), ChannelName, 6, 0, 77 FROM ConfigurationSetChannel',
      ),
    },
  ],
  SSN2_CONVERSION_MISSING: [
    {
      title: 'no conversions',
      edit: statements('DELETE FROM ConfigurationSetRationalConversion'),
    },
  ],
  SSN2_CONVERSION_UNAVAILABLE: [
    {
      title: 'a table',
      edit: statements(
        "INSERT INTO ConfigurationSetTableConversion (ConfigurationSetId, ConversionName, DefinitionValue) VALUES (1, 't', x'00')",
      ),
    },
    {
      title: 'a name used twice',
      edit: statements(
        'INSERT INTO ConfigurationSetTextConversion (ConfigurationSetId, ConversionName, DefinitionValue) SELECT 1, ConversionName, 0 FROM ConfigurationSetRationalConversion',
      ),
    },
  ],
  SSN2_RATIONAL_UNCONFIRMED: [set('ConfigurationSetRationalConversion', 'Coefficient2 = 2')],
  SSN2_VIRTUAL_PARAMETER: [set('ConfigurationSetParameter', "FunctionCode = 'a + b'")],
  SSN2_ITEM_UNPLACED: [
    {
      title: 'no attribute of that number',
      edit: statements(
        'INSERT INTO SessionAttributeFloatValue (SessionId, AttributeId, AdditionalSelectorId, AttributeValue) VALUES (1, 5, 1, 1.5)',
      ),
    },
    { title: 'no lap of that number', edit: statements(...itemOfLap('-1')) },
    {
      title: 'a large binary value',
      edit: statements(
        "INSERT INTO SessionDataItem (DataItemGUID, SessionId, AttributeName, AttributeValue) VALUES ('g', 1, 'b', zeroblob(5))",
      ),
      options: BIG,
    },
  ],
  SSN2_NOT_IMPORTED: [
    {
      title: 'a map',
      edit: (path) =>
        sql(
          path,
          'DROP TABLE Map',
          'CREATE TABLE Map (MapId integer)',
          'INSERT INTO Map VALUES (1)',
        ),
    },
  ],
  SSN2_TEXT_TRUNCATED: [
    { ...set('Session', "SessionIdentifier = printf('%.*c', 1000, 'x')"), title: 'a long name' },
  ],
  SSN2_STREAM_KIND_UNSUPPORTED: [
    {
      title: 'another stream of kind 3',
      edit: statements(
        `INSERT INTO DataStream (DataStreamGUID, SessionId, DataType, IndexData, DeltasIndex) VALUES (${OTHER}, 1, 3, x'00', x'00')`,
      ),
    },
  ],
  SSN2_BLOB_MISSING: [
    { title: 'no data', edit: statements('DELETE FROM DataBlobs') },
    set('DataBlobs', `DataBlobGUID = ${OTHER}`),
    set('DataBlobs', "DataBlobGUID = 'x'"),
    {
      title: 'no data for another stream',
      edit: statements(
        `INSERT INTO DataStream (DataStreamGUID, SessionId, DataType, IndexData, DeltasIndex) VALUES (${OTHER}, 1, 0, x'00000000', x'00000000')`,
      ),
      ends: 'warn',
    },
  ],
  SSN2_BLOB_TOO_LARGE: [
    { title: 'more data than allowed', edit: () => {}, options: { limits: { blobBytes: 100 } } },
  ],
  SSN2_INDEX_LENGTH: [
    { title: 'a raised count', edit: index((all) => all.writeUInt32LE(all.readUInt32LE() + 1)) },
    { title: 'a count of 2^32 - 1', edit: index((all) => all.writeUInt32LE(0xffff_ffff)) },
    { title: 'a byte less', edit: index((all) => all.subarray(0, -1)) },
    { title: 'no bytes', edit: index(() => Buffer.alloc(0)) },
  ],
  SSN2_DELTAS_LENGTH: [
    { title: 'a raised count', edit: deltas((all) => all.writeUInt32LE(all.readUInt32LE() + 1)) },
    { title: 'no bytes', edit: deltas(() => Buffer.alloc(0)) },
  ],
  SSN2_BLOCK_OUT_OF_RANGE: [
    { title: 'an offset of 2^63', edit: entry(0, (e) => e.writeBigUInt64LE(2n ** 63n, 41)) },
    {
      title: 'a blob cut by 10 bytes',
      edit: (path) => editBlob(path, 'Data', (all) => all.subarray(0, -10)),
    },
    { title: 'a stored length of 2^31', edit: entry(0, (e) => e.writeUInt32LE(2 * GIB, 37)) },
  ],
  SSN2_BLOCK_TOO_LARGE: [
    { title: '2^31 bytes in the index', edit: entry(0, (e) => e.writeUInt32LE(2 * GIB, 33)) },
    {
      title: '2^31 bytes in the Snappy preamble',
      edit: stored(0, (block) => block.set([0x80, 0x80, 0x80, 0x80, 0x08])),
    },
  ],
  SSN2_BLOCK_ENCODING: [
    { title: 'flag 2', edit: entry(0, (e) => e.writeUInt8(2, 24)) },
    { title: 'plain with two lengths', edit: entry(0, (e) => e.writeUInt8(0, 24)) },
  ],
  SSN2_UNKNOWN_CHANNEL: [
    { title: 'no such channel', edit: entry(0, (e) => e.writeUInt32LE(7, 0)) },
    { title: 'an upper half', edit: entry(0, (e) => e.writeUInt32LE(1, 4)) },
  ],
  SSN2_DATATYPE_UNKNOWN: [
    { ...ofFirstChannel('DataTypeId = 4'), blocks: Number.NaN },
    {
      title: 'a type the file names and we do not know',
      edit: statements(
        "INSERT INTO DataType (DataTypeId, DataTypeName, NumberOfBits, NumberOfBytes) VALUES (9, 'Decimal', 32, 4)",
        firstChannel('DataTypeId = 9'),
      ),
      blocks: Number.NaN,
    },
  ],
  SSN2_BYTE_ORDER_UNSUPPORTED: [
    {
      ...set('ConfigurationSetParameter', 'ByteOrder = 0 WHERE ParameterId = 1'),
      blocks: Number.NaN,
    },
  ],
  SSN2_INTERVAL_INVALID: [
    { ...ofFirstChannel('Interval = 0'), blocks: Number.NaN },
    { ...ofFirstChannel('Interval = -5'), blocks: Number.NaN },
  ],
  SSN2_BLOCK_INCONSISTENT: [
    { title: 'no samples', edit: entry(0, (e) => e.writeBigUInt64LE(0n, 25)) },
    { title: 'a sample too many', edit: entry(0, (e) => raise(e, 25, 1n)) },
    { title: '2^63 samples', edit: entry(0, (e) => e.writeBigUInt64LE(2n ** 63n, 25)) },
    { title: 'a span of no whole slots', edit: entry(0, (e) => raise(e, 16, 1n)) },
    { title: 'an end before the start', edit: entry(0, (e) => e.writeBigInt64LE(0n, 16)) },
    { title: 'a slot too many', edit: entry(0, (e) => raise(e, 16, 20_000_000n)) },
    { title: 'a length that is not the span', edit: entry(0, (e) => e.writeUInt32LE(8, 33)) },
    { ...ofFirstChannel('Interval = Interval * 2'), blocks: Number.NaN },
  ],
  SSN2_DELTA_MISSING: [
    { title: 'no timing entries', edit: deltas(() => Buffer.alloc(4)) },
    { title: 'a timing entry of no block', edit: deltas((all) => raise(all, 4 + 8, 1n)) },
  ],
  SSN2_DELTA_UNSUPPORTED: [
    { title: 'two records', edit: timing(0, (block) => block.writeUInt32LE(2, 0)) },
    { title: 'two runs', edit: timing(0, (block) => block.writeUInt32LE(58, 16)) },
    { title: 'a position', edit: timing(0, (block) => block.writeBigInt64LE(4n, 36)) },
    { title: 'another status', edit: timing(0, (block) => block.writeUInt8(0, 48)) },
    { title: 'another length', edit: deltas((all) => all.writeUInt32LE(78, 4 + 29)) },
    { title: 'a compressed timing block', edit: deltas((all) => all.writeUInt8(1, 4 + 24)) },
  ],
  SSN2_DELTA_MISMATCH: [
    { title: 'another channel', edit: timing(0, (block) => block.writeUInt32LE(7, 4)) },
    { title: 'another interval', edit: timing(0, (block) => raise(block, 8, 1n)) },
    { title: 'another start', edit: timing(0, (block) => raise(block, 20, 1n)) },
    { title: 'another spacing', edit: timing(0, (block) => raise(block, 28, 1n)) },
    { title: 'another count', edit: timing(0, (block) => block.writeUInt32LE(9, 44)) },
    { title: 'two starts in its entry', edit: deltas((all) => raise(all, 4 + 16, 1n)) },
  ],
  SSN2_SNAPPY_CORRUPT: [
    { title: 'a preamble that does not end', edit: stored(0, (block) => block.fill(0xff, 0, 5)) },
    {
      title: 'a copy from before the start',
      edit: stored(0, (block) => block.set([0b1111_1110, 0xff, 0xff], 2)),
    },
    { title: 'bytes cut off', edit: entry(0, (e) => e.writeUInt32LE(e.readUInt32LE(37) - 9, 37)) },
    { title: 'no bytes at all', edit: entry(0, (e) => e.writeUInt32LE(0, 37)) },
  ],
  SSN2_SNAPPY_LENGTH: [
    {
      title: 'another length in the preamble',
      edit: stored(0, (block) => block.writeUInt8(block[0]! ^ 1, 0)),
    },
    {
      title: 'more than Snappy can expand',
      edit: (path) => {
        stored(0, (block) => compressSync(Buffer.alloc(4)).copy(block))(path);
      },
    },
  ],
  SSN2_BLOCK_OVERLAP: [
    {
      title: 'the second block where the first is',
      edit: (path) => {
        editBlob(path, 'DeltasIndex', () => Buffer.alloc(4));
        editBlob(path, 'IndexData', (all) => {
          all.copy(all, 4 + 49 + 8, 4 + 8, 4 + 24);
          return undefined;
        });
      },
    },
  ],
  SSN2_COUNT_MISMATCH: [
    set('ConfigurationSetSessionChannel', 'SampleCount = SampleCount + 1'),
    {
      title: 'a channel without a block',
      edit: statements(
        'INSERT INTO ConfigurationSetSessionChannel (SessionId, ChannelId, FirstTS, LastTS, SampleCount) VALUES (1, 5, 0, 0, 1)',
      ),
    },
  ],
  SSN2_TS_MISMATCH: [
    set('ConfigurationSetSessionChannel', 'FirstTS = FirstTS - 1'),
    set('ConfigurationSetSessionChannel', 'LastTS = LastTS + 1'),
    set('ConfigurationSetSessionChannel', 'FirstTS = NULL, LastTS = 7'),
  ],
  SSN2_SESSION_RANGE: [
    set('Session', 'SessionEndTS = SessionEndTS + 1'),
    set('Session', 'SessionEndTS = 0'),
  ],
  SSN2_NO_DATA: [
    { title: 'an empty index', edit: index(() => Buffer.alloc(4)) },
    { title: 'no stream', edit: statements('DELETE FROM DataStream') },
    set('DataStream', 'DataType = 2'),
    { title: 'no channels', edit: statements('DELETE FROM ConfigurationSetChannel') },
    { title: 'no configuration', edit: statements('DELETE FROM SessionConfigurationSet') },
    { title: 'an empty blob', edit: (path) => editBlob(path, 'Data', () => Buffer.alloc(0)) },
  ],
};

const pristine = built();
const BASES = [
  { base: 'a built recording', make: () => copyOf(pristine), skip: false },
  {
    base: 'a sample recording (skipped without ../shared/data/ssn2)',
    make: () => copyOf(samplePath('motorsport-lap-analysis.ssn2')),
    skip: !hasSamples,
  },
];

for (const { base, make, skip } of BASES) {
  describe.skipIf(skip)(`inspectSsn2 of ${base} with`, () => {
    for (const [code, damages] of Object.entries(DAMAGES) as [Ssn2Code, readonly Damage[]][]) {
      it.each(damages)(`$title reports ${code}`, async ({ edit, options, ends, blocks = 1 }) => {
        const path = make();
        edit(path);
        const classified = SSN2_CODES[code].class;
        const end = ends ?? (classified === 'stream' ? 'fatal' : classified);
        if (end === 'fatal') {
          const error = await inspectError(path, options);
          expect(error.code).toBe(code);
          expect(error.message).toMatch(/^test\.ssn2: .*\.$/s);
          expect(() => JSON.stringify(error.detail)).not.toThrow();
          return;
        }
        const recording = await inspect(path, options);
        expect(codes(recording)).toContain(code);
        const warning = recording.warnings.find((found) => found.code === code)!;
        expect(warning.message).toMatch(/^test\.ssn2: .*\.$/s);
        expect(() => JSON.stringify(recording.warnings)).not.toThrow();
        const left = recording.leftOut.blocks;
        if (end === 'warn') expect(left > 0).toBe(code === 'SSN2_CHANNEL_CLASH');
        else if (Number.isNaN(blocks)) expect(left).toBeGreaterThan(0);
        else expect(left).toBe(blocks);
      });
    }
  });
}

/** Change the bytes of the file. */
function bytes(edit: (file: Buffer) => unknown): Damage['edit'] {
  return (path) => editBytes(path, (file) => asBytes(edit(file)));
}

function statements(...list: string[]): Damage['edit'] {
  return (path) => sql(path, ...list);
}

function unsafe(statement: string): Damage['edit'] {
  return (path) =>
    sql(path, 'PRAGMA writable_schema = ON', statement, 'PRAGMA writable_schema = OFF');
}

function set(table: string, assignment: string): Damage {
  return {
    title: `${table} with ${assignment}`,
    edit: statements(`UPDATE ${table} SET ${assignment}`),
  };
}

function firstChannel(assignment: string): string {
  return `UPDATE ConfigurationSetChannel SET ${assignment}
    WHERE ChannelId = (SELECT min(ChannelId) FROM ConfigurationSetChannel)`;
}

function ofFirstChannel(assignment: string): Damage {
  return { title: `a channel with ${assignment}`, edit: statements(firstChannel(assignment)) };
}

function index(edit: (all: Buffer) => unknown): Damage['edit'] {
  return (path) => editBlob(path, 'IndexData', (all) => asBytes(edit(all)));
}

function deltas(edit: (all: Buffer) => unknown): Damage['edit'] {
  return (path) => editBlob(path, 'DeltasIndex', (all) => asBytes(edit(all)));
}

function entry(i: number, edit: (entry: Buffer) => unknown): Damage['edit'] {
  return (path) => editEntry(path, i, (bytesOfEntry) => void edit(bytesOfEntry));
}

/** Change the stored bytes of block `i`. */
function stored(i: number, edit: (block: Buffer) => unknown): Damage['edit'] {
  return (path) => {
    const { block } = blockOffsets(path, i);
    editBlob(path, 'Data', (all) => void edit(all.subarray(block)) as undefined);
  };
}

/** Change the timing block of block `i`. */
function timing(i: number, edit: (block: Buffer) => unknown): Damage['edit'] {
  return (path) => {
    const offsets = blockOffsets(path, i);
    editBlob(path, 'Data', (all) => void edit(all.subarray(offsets.timing)) as undefined);
  };
}

function raise(buffer: Buffer, at: number, by: bigint): undefined {
  buffer.writeBigInt64LE(buffer.readBigInt64LE(at) + by, at);
}

function asBytes(result: unknown): Uint8Array | undefined {
  return result instanceof Uint8Array ? result : undefined;
}

function addLicence(path: string): void {
  sql(
    path,
    'DROP TABLE Licence',
    'CREATE TABLE Licence (LicenceId integer)',
    'INSERT INTO Licence VALUES (1)',
  );
}

function itemOfLap(selector: string): string[] {
  return [
    "INSERT INTO Attribute (AttributeId, AttributeName) VALUES (5, 'Driver')",
    `INSERT INTO SessionAttributeFloatValue (SessionId, AttributeId, AdditionalSelectorId, AttributeValue) VALUES (1, 5, ${selector}, 1.5)`,
  ];
}
