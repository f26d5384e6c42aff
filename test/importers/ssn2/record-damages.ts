import { type Damages, OTHER, set, statements } from './damage.ts';
import { sql } from './edit-ssn2.ts';

/** Damage to the session, its configuration and its records. */
export const RECORD_DAMAGES = {
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
      options: { limits: { itemBytes: 4 } },
    },
  ],
  SSN2_NOT_IMPORTED: [
    {
      title: 'a view in place of the laps',
      edit: (path) =>
        sql(path, 'ALTER TABLE Lap RENAME TO Laps', 'CREATE VIEW Lap AS SELECT * FROM Laps'),
    },
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
} satisfies Partial<Damages>;

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
