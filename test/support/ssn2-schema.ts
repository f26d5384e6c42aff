/** Tables by their columns, as far as the importer may look at them. Types are as in real files. */
export const SSN2_SCHEMA: Readonly<Record<string, string>> = {
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
