import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { bytes, type Damages, set, statements, unsafe } from './damage.ts';

/** Damage to the file, the database and its tables. */
export const FILE_DAMAGES = {
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
} satisfies Partial<Damages>;
