-- CreateTable
CREATE TABLE "ConfigurationSet" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "identifier" TEXT NOT NULL,
    "description" TEXT,
    "state" TEXT NOT NULL,
    "hash" TEXT,
    "createdNs" BIGINT NOT NULL,
    "committedNs" BIGINT
);

-- CreateTable
CREATE TABLE "ConfigurationDraft" (
    "configurationSetId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "content" TEXT NOT NULL,
    CONSTRAINT "ConfigurationDraft_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Application" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "configurationSetId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "applicationId" BIGINT,
    "commsPath" TEXT,
    "versionId" TEXT,
    "rdaOwnerId" BIGINT,
    "rdaSupported" BOOLEAN,
    CONSTRAINT "Application_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ParameterGroup" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "parentId" INTEGER,
    "ordinal" INTEGER NOT NULL,
    "identifier" TEXT NOT NULL,
    "description" TEXT,
    CONSTRAINT "ParameterGroup_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ParameterGroup_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ParameterGroup_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "ParameterGroup" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ParameterGroupParameter" (
    "groupId" INTEGER NOT NULL,
    "parameterId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,

    PRIMARY KEY ("groupId", "parameterId"),
    CONSTRAINT "ParameterGroupParameter_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "ParameterGroup" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ParameterGroupParameter_parameterId_fkey" FOREIGN KEY ("parameterId") REFERENCES "Parameter" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Parameter" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "identifier" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "minimum" REAL NOT NULL,
    "maximum" REAL NOT NULL,
    "warningMinimum" REAL,
    "warningMaximum" REAL,
    "unit" TEXT,
    "format" TEXT,
    "byteOrder" TEXT NOT NULL,
    "bitShift" INTEGER NOT NULL,
    "dataBitMask" BIGINT NOT NULL,
    "errorBitMask" BIGINT NOT NULL,
    "offset" REAL NOT NULL,
    "conversionId" INTEGER,
    "functionLanguage" TEXT,
    "functionCode" TEXT,
    "nameSource" TEXT,
    "searchName" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    CONSTRAINT "Parameter_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Parameter_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Parameter_conversionId_fkey" FOREIGN KEY ("conversionId") REFERENCES "Conversion" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ParameterChannel" (
    "parameterId" INTEGER NOT NULL,
    "channelId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,

    PRIMARY KEY ("parameterId", "channelId"),
    CONSTRAINT "ParameterChannel_parameterId_fkey" FOREIGN KEY ("parameterId") REFERENCES "Parameter" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ParameterChannel_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "Channel" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Channel" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "name" TEXT,
    "dataType" TEXT NOT NULL,
    "dataSource" TEXT NOT NULL,
    "intervalNs" BIGINT NOT NULL,
    CONSTRAINT "Channel_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Channel_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Conversion" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    CONSTRAINT "Conversion_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Conversion_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "EventDefinition" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "eventDefinitionId" INTEGER NOT NULL,
    "groupName" TEXT NOT NULL,
    "code" TEXT,
    "description" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "conversions" TEXT NOT NULL,
    CONSTRAINT "EventDefinition_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "EventDefinition_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ErrorDefinition" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "group" TEXT NOT NULL,
    "currentParameter" TEXT NOT NULL,
    "loggedParameter" TEXT NOT NULL,
    "bit" INTEGER NOT NULL,
    CONSTRAINT "ErrorDefinition_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ErrorDefinition_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SessionChannel" (
    "sessionId" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "dataType" TEXT NOT NULL,
    "sampleCount" BIGINT NOT NULL,
    "byteLength" BIGINT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,

    PRIMARY KEY ("sessionId", "channelId"),
    CONSTRAINT "SessionChannel_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SampleBlock" (
    "sessionId" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,
    "sampleCount" INTEGER NOT NULL,
    "intervalNs" BIGINT NOT NULL,
    "dataType" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "checksum" BIGINT NOT NULL,
    "timestamps" BLOB,
    "data" BLOB NOT NULL,

    PRIMARY KEY ("sessionId", "channelId", "startNs"),
    CONSTRAINT "SampleBlock_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Lap" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT,
    "storedEndNs" BIGINT,
    "triggerSource" INTEGER NOT NULL,
    "countForFastestLap" BOOLEAN NOT NULL,
    CONSTRAINT "Lap_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Marker" (
    "sessionId" INTEGER NOT NULL,
    "markerId" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "description" TEXT,
    "startNs" BIGINT,
    "endNs" BIGINT,
    "details" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,

    PRIMARY KEY ("sessionId", "markerId"),
    CONSTRAINT "Marker_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Constant" (
    "sessionId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "value" REAL NOT NULL,
    "description" TEXT,
    "unit" TEXT,
    "format" TEXT,

    PRIMARY KEY ("sessionId", "name"),
    CONSTRAINT "Constant_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" INTEGER NOT NULL,
    "eventDefinitionId" INTEGER NOT NULL,
    "groupName" TEXT NOT NULL,
    "timestampNs" BIGINT NOT NULL,
    "rawValues" BLOB NOT NULL,
    "statusText" TEXT,
    "isDefault" BOOLEAN NOT NULL,
    CONSTRAINT "Event_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CanFrameBlock" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" INTEGER NOT NULL,
    "busId" INTEGER NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,
    "frameCount" INTEGER NOT NULL,
    "encoding" TEXT NOT NULL,
    "checksum" BIGINT NOT NULL,
    "data" BLOB NOT NULL,
    CONSTRAINT "CanFrameBlock_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Session" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "identity" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "timestampText" TEXT NOT NULL,
    "timestampNs" BIGINT NOT NULL,
    "startNs" BIGINT,
    "endNs" BIGINT,
    "type" TEXT,
    "quality" REAL,
    "group" TEXT,
    "version" TEXT,
    "clientSessionGroupId" TEXT,
    "sequence" BIGINT,
    "heartbeatNs" BIGINT,
    "createdNs" BIGINT NOT NULL,
    "updatedNs" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 1
);

-- CreateTable
CREATE TABLE "SessionDetail" (
    "sessionId" INTEGER NOT NULL,
    "category" TEXT NOT NULL DEFAULT '',
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "text" TEXT,
    "textKey" TEXT,
    "number" REAL,
    "long" BIGINT,
    "boolean" BOOLEAN,
    "instantNs" BIGINT,
    "bytes" BLOB,

    PRIMARY KEY ("sessionId", "category", "key"),
    CONSTRAINT "SessionDetail_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SessionLabel" (
    "sessionId" INTEGER NOT NULL,
    "label" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "label"),
    CONSTRAINT "SessionLabel_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Folder" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "identity" TEXT NOT NULL,
    "parentIdentity" TEXT,
    "label" TEXT NOT NULL,
    "description" TEXT,
    CONSTRAINT "Folder_parentIdentity_fkey" FOREIGN KEY ("parentIdentity") REFERENCES "Folder" ("identity") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SessionFolder" (
    "sessionId" INTEGER NOT NULL,
    "folderIdentity" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "folderIdentity"),
    CONSTRAINT "SessionFolder_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "SessionFolder_folderIdentity_fkey" FOREIGN KEY ("folderIdentity") REFERENCES "Folder" ("identity") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SessionRef" (
    "sessionId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "uri" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "kind", "uri"),
    CONSTRAINT "SessionRef_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ConfigBinding" (
    "sessionId" INTEGER NOT NULL,
    "identifier" TEXT NOT NULL,
    "channelOffset" BIGINT NOT NULL DEFAULT 0,
    "ordinal" INTEGER NOT NULL,

    PRIMARY KEY ("sessionId", "identifier"),
    CONSTRAINT "ConfigBinding_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DataBinding" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "identity" TEXT NOT NULL,
    "timeRef" BIGINT NOT NULL DEFAULT 0,
    "sessionStartNs" BIGINT,
    "sessionEndNs" BIGINT,
    "sessionTimeOffsetNs" BIGINT NOT NULL DEFAULT 0,
    "ordinal" INTEGER NOT NULL,
    CONSTRAINT "DataBinding_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DataChannelBinding" (
    "dataBindingId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "firstDataChannel" BIGINT NOT NULL,
    "firstSessionChannel" BIGINT NOT NULL,
    "lastSessionChannel" BIGINT NOT NULL,

    PRIMARY KEY ("dataBindingId", "ordinal"),
    CONSTRAINT "DataChannelBinding_dataBindingId_fkey" FOREIGN KEY ("dataBindingId") REFERENCES "DataBinding" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ImportRecord" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "importedNs" BIGINT NOT NULL,
    CONSTRAINT "ImportRecord_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SessionChange" (
    "sessionId" INTEGER NOT NULL,
    "revision" BIGINT NOT NULL,
    "changedNs" BIGINT NOT NULL,
    "changed" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "revision"),
    CONSTRAINT "SessionChange_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "ConfigurationSet_identifier_key" ON "ConfigurationSet"("identifier");

-- CreateIndex
CREATE INDEX "ConfigurationSet_hash_idx" ON "ConfigurationSet"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "Application_configurationSetId_name_key" ON "Application"("configurationSetId", "name");

-- CreateIndex
CREATE INDEX "ParameterGroup_applicationId_idx" ON "ParameterGroup"("applicationId");

-- CreateIndex
CREATE INDEX "ParameterGroup_parentId_idx" ON "ParameterGroup"("parentId");

-- CreateIndex
CREATE UNIQUE INDEX "ParameterGroup_configurationSetId_identifier_key" ON "ParameterGroup"("configurationSetId", "identifier");

-- CreateIndex
CREATE INDEX "ParameterGroupParameter_parameterId_idx" ON "ParameterGroupParameter"("parameterId");

-- CreateIndex
CREATE INDEX "Parameter_applicationId_idx" ON "Parameter"("applicationId");

-- CreateIndex
CREATE INDEX "Parameter_conversionId_idx" ON "Parameter"("conversionId");

-- CreateIndex
CREATE UNIQUE INDEX "Parameter_configurationSetId_identifier_key" ON "Parameter"("configurationSetId", "identifier");

-- CreateIndex
CREATE INDEX "ParameterChannel_channelId_idx" ON "ParameterChannel"("channelId");

-- CreateIndex
CREATE INDEX "Channel_applicationId_idx" ON "Channel"("applicationId");

-- CreateIndex
CREATE UNIQUE INDEX "Channel_configurationSetId_channelId_key" ON "Channel"("configurationSetId", "channelId");

-- CreateIndex
CREATE INDEX "Conversion_applicationId_idx" ON "Conversion"("applicationId");

-- CreateIndex
CREATE UNIQUE INDEX "Conversion_configurationSetId_name_key" ON "Conversion"("configurationSetId", "name");

-- CreateIndex
CREATE INDEX "EventDefinition_applicationId_idx" ON "EventDefinition"("applicationId");

-- CreateIndex
CREATE UNIQUE INDEX "EventDefinition_configurationSetId_eventDefinitionId_groupName_key" ON "EventDefinition"("configurationSetId", "eventDefinitionId", "groupName");

-- CreateIndex
CREATE INDEX "ErrorDefinition_applicationId_idx" ON "ErrorDefinition"("applicationId");

-- CreateIndex
CREATE UNIQUE INDEX "ErrorDefinition_configurationSetId_name_key" ON "ErrorDefinition"("configurationSetId", "name");

-- CreateIndex
CREATE INDEX "Lap_sessionId_startNs_idx" ON "Lap"("sessionId", "startNs");

-- CreateIndex
CREATE UNIQUE INDEX "Lap_sessionId_number_startNs_triggerSource_key" ON "Lap"("sessionId", "number", "startNs", "triggerSource");

-- CreateIndex
CREATE INDEX "Marker_sessionId_category_ordinal_idx" ON "Marker"("sessionId", "category", "ordinal");

-- CreateIndex
CREATE INDEX "Event_sessionId_timestampNs_id_idx" ON "Event"("sessionId", "timestampNs", "id");

-- CreateIndex
CREATE INDEX "Event_sessionId_eventDefinitionId_groupName_timestampNs_idx" ON "Event"("sessionId", "eventDefinitionId", "groupName", "timestampNs");

-- CreateIndex
CREATE INDEX "CanFrameBlock_sessionId_busId_startNs_idx" ON "CanFrameBlock"("sessionId", "busId", "startNs");

-- CreateIndex
CREATE UNIQUE INDEX "Session_identity_key" ON "Session"("identity");

-- CreateIndex
CREATE INDEX "Session_timestampNs_id_idx" ON "Session"("timestampNs", "id");

-- CreateIndex
CREATE INDEX "Session_state_timestampNs_idx" ON "Session"("state", "timestampNs");

-- CreateIndex
CREATE INDEX "Session_identifier_idx" ON "Session"("identifier");

-- CreateIndex
CREATE INDEX "Session_type_idx" ON "Session"("type");

-- CreateIndex
CREATE INDEX "Session_group_idx" ON "Session"("group");

-- CreateIndex
CREATE INDEX "Session_clientSessionGroupId_idx" ON "Session"("clientSessionGroupId");

-- CreateIndex
CREATE INDEX "Session_startNs_idx" ON "Session"("startNs");

-- CreateIndex
CREATE INDEX "SessionDetail_category_key_textKey_sessionId_idx" ON "SessionDetail"("category", "key", "textKey", "sessionId");

-- CreateIndex
CREATE INDEX "SessionDetail_category_key_number_sessionId_idx" ON "SessionDetail"("category", "key", "number", "sessionId");

-- CreateIndex
CREATE INDEX "SessionDetail_category_key_instantNs_sessionId_idx" ON "SessionDetail"("category", "key", "instantNs", "sessionId");

-- CreateIndex
CREATE INDEX "SessionLabel_label_idx" ON "SessionLabel"("label");

-- CreateIndex
CREATE UNIQUE INDEX "Folder_identity_key" ON "Folder"("identity");

-- CreateIndex
CREATE INDEX "Folder_parentIdentity_idx" ON "Folder"("parentIdentity");

-- CreateIndex
CREATE INDEX "SessionFolder_folderIdentity_idx" ON "SessionFolder"("folderIdentity");

-- CreateIndex
CREATE INDEX "SessionRef_kind_uri_idx" ON "SessionRef"("kind", "uri");

-- CreateIndex
CREATE INDEX "ConfigBinding_identifier_idx" ON "ConfigBinding"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "DataBinding_sessionId_source_identity_timeRef_key" ON "DataBinding"("sessionId", "source", "identity", "timeRef");

-- CreateIndex
CREATE INDEX "ImportRecord_sessionId_idx" ON "ImportRecord"("sessionId");

-- CreateIndex
CREATE INDEX "ImportRecord_sha256_idx" ON "ImportRecord"("sha256");

-- The root folder always exists.
INSERT INTO "Folder" ("identity", "label") VALUES ('', 'Sessions');
