-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "ConfigurationSet" (
    "id" SERIAL NOT NULL,
    "identifier" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",
    "state" TEXT COLLATE "C" NOT NULL,
    "hash" TEXT COLLATE "C",
    "createdNs" BIGINT NOT NULL,
    "committedNs" BIGINT,

    CONSTRAINT "ConfigurationSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConfigurationDraft" (
    "configurationSetId" INTEGER NOT NULL,
    "content" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "ConfigurationDraft_pkey" PRIMARY KEY ("configurationSetId")
);

-- CreateTable
CREATE TABLE "Application" (
    "id" SERIAL NOT NULL,
    "configurationSetId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",
    "applicationId" BIGINT,
    "commsPath" TEXT COLLATE "C",
    "versionId" TEXT COLLATE "C",
    "rdaOwnerId" BIGINT,
    "rdaSupported" BOOLEAN,

    CONSTRAINT "Application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ParameterGroup" (
    "id" SERIAL NOT NULL,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "parentId" INTEGER,
    "ordinal" INTEGER NOT NULL,
    "identifier" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",

    CONSTRAINT "ParameterGroup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ParameterGroupParameter" (
    "groupId" INTEGER NOT NULL,
    "parameterId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,

    CONSTRAINT "ParameterGroupParameter_pkey" PRIMARY KEY ("groupId","parameterId")
);

-- CreateTable
CREATE TABLE "Parameter" (
    "id" SERIAL NOT NULL,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "identifier" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",
    "minimum" DOUBLE PRECISION NOT NULL,
    "maximum" DOUBLE PRECISION NOT NULL,
    "warningMinimum" DOUBLE PRECISION,
    "warningMaximum" DOUBLE PRECISION,
    "unit" TEXT COLLATE "C",
    "format" TEXT COLLATE "C",
    "byteOrder" TEXT COLLATE "C" NOT NULL,
    "bitShift" INTEGER NOT NULL,
    "dataBitMask" BIGINT NOT NULL,
    "errorBitMask" BIGINT NOT NULL,
    "offset" DOUBLE PRECISION NOT NULL,
    "conversionId" INTEGER,
    "functionLanguage" TEXT COLLATE "C",
    "functionCode" TEXT COLLATE "C",
    "nameSource" TEXT COLLATE "C",
    "searchName" TEXT COLLATE "C" NOT NULL,
    "searchText" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "Parameter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ParameterChannel" (
    "parameterId" INTEGER NOT NULL,
    "channelId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,

    CONSTRAINT "ParameterChannel_pkey" PRIMARY KEY ("parameterId","channelId")
);

-- CreateTable
CREATE TABLE "Channel" (
    "id" SERIAL NOT NULL,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "name" TEXT COLLATE "C",
    "dataType" TEXT COLLATE "C" NOT NULL,
    "dataSource" TEXT COLLATE "C" NOT NULL,
    "intervalNs" BIGINT NOT NULL,

    CONSTRAINT "Channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conversion" (
    "id" SERIAL NOT NULL,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "unit" TEXT COLLATE "C" NOT NULL,
    "format" TEXT COLLATE "C" NOT NULL,
    "content" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "Conversion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EventDefinition" (
    "id" SERIAL NOT NULL,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "eventDefinitionId" INTEGER NOT NULL,
    "groupName" TEXT COLLATE "C" NOT NULL,
    "code" TEXT COLLATE "C",
    "description" TEXT COLLATE "C" NOT NULL,
    "priority" TEXT COLLATE "C" NOT NULL,
    "conversions" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "EventDefinition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ErrorDefinition" (
    "id" SERIAL NOT NULL,
    "configurationSetId" INTEGER NOT NULL,
    "applicationId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",
    "group" TEXT COLLATE "C" NOT NULL,
    "currentParameter" TEXT COLLATE "C" NOT NULL,
    "loggedParameter" TEXT COLLATE "C" NOT NULL,
    "bit" INTEGER NOT NULL,

    CONSTRAINT "ErrorDefinition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SessionChannel" (
    "sessionId" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "dataType" TEXT COLLATE "C" NOT NULL,
    "sampleCount" BIGINT NOT NULL,
    "byteLength" BIGINT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,

    CONSTRAINT "SessionChannel_pkey" PRIMARY KEY ("sessionId","channelId")
);

-- CreateTable
CREATE TABLE "SampleBlock" (
    "sessionId" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,
    "sampleCount" INTEGER NOT NULL,
    "intervalNs" BIGINT NOT NULL,
    "dataType" TEXT COLLATE "C" NOT NULL,
    "encoding" TEXT COLLATE "C" NOT NULL,
    "checksum" BIGINT NOT NULL,
    "timestamps" BYTEA,
    "data" BYTEA NOT NULL,

    CONSTRAINT "SampleBlock_pkey" PRIMARY KEY ("sessionId","channelId","startNs")
);

-- CreateTable
CREATE TABLE "Lap" (
    "id" SERIAL NOT NULL,
    "sessionId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT,
    "storedEndNs" BIGINT,
    "triggerSource" INTEGER NOT NULL,
    "countForFastestLap" BOOLEAN NOT NULL,

    CONSTRAINT "Lap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Marker" (
    "sessionId" INTEGER NOT NULL,
    "markerId" TEXT COLLATE "C" NOT NULL,
    "category" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "label" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",
    "startNs" BIGINT,
    "endNs" BIGINT,
    "details" TEXT COLLATE "C" NOT NULL,
    "ordinal" INTEGER NOT NULL,

    CONSTRAINT "Marker_pkey" PRIMARY KEY ("sessionId","markerId")
);

-- CreateTable
CREATE TABLE "Constant" (
    "sessionId" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "description" TEXT COLLATE "C",
    "unit" TEXT COLLATE "C",
    "format" TEXT COLLATE "C",

    CONSTRAINT "Constant_pkey" PRIMARY KEY ("sessionId","name")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" BIGSERIAL NOT NULL,
    "sessionId" INTEGER NOT NULL,
    "eventDefinitionId" INTEGER NOT NULL,
    "groupName" TEXT COLLATE "C" NOT NULL,
    "timestampNs" BIGINT NOT NULL,
    "rawValues" BYTEA NOT NULL,
    "statusText" TEXT COLLATE "C",
    "isDefault" BOOLEAN NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CanFrameBlock" (
    "id" BIGSERIAL NOT NULL,
    "sessionId" INTEGER NOT NULL,
    "busId" INTEGER NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,
    "frameCount" INTEGER NOT NULL,
    "encoding" TEXT COLLATE "C" NOT NULL,
    "checksum" BIGINT NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "CanFrameBlock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" SERIAL NOT NULL,
    "identity" TEXT COLLATE "C" NOT NULL,
    "identifier" TEXT COLLATE "C" NOT NULL,
    "state" INTEGER NOT NULL,
    "timestampText" TEXT COLLATE "C" NOT NULL,
    "timestampNs" BIGINT NOT NULL,
    "startNs" BIGINT,
    "endNs" BIGINT,
    "type" TEXT COLLATE "C",
    "quality" DOUBLE PRECISION,
    "group" TEXT COLLATE "C",
    "version" TEXT COLLATE "C",
    "clientSessionGroupId" TEXT COLLATE "C",
    "sequence" BIGINT,
    "heartbeatNs" BIGINT,
    "createdNs" BIGINT NOT NULL,
    "updatedNs" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SessionDetail" (
    "sessionId" INTEGER NOT NULL,
    "category" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "key" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "text" TEXT COLLATE "C",
    "textKey" TEXT COLLATE "C",
    "number" DOUBLE PRECISION,
    "long" BIGINT,
    "boolean" BOOLEAN,
    "instantNs" BIGINT,
    "bytes" BYTEA,

    CONSTRAINT "SessionDetail_pkey" PRIMARY KEY ("sessionId","category","key")
);

-- CreateTable
CREATE TABLE "SessionLabel" (
    "sessionId" INTEGER NOT NULL,
    "label" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "SessionLabel_pkey" PRIMARY KEY ("sessionId","label")
);

-- CreateTable
CREATE TABLE "Folder" (
    "id" SERIAL NOT NULL,
    "identity" TEXT COLLATE "C" NOT NULL,
    "parentIdentity" TEXT COLLATE "C",
    "label" TEXT COLLATE "C" NOT NULL,
    "description" TEXT COLLATE "C",

    CONSTRAINT "Folder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SessionFolder" (
    "sessionId" INTEGER NOT NULL,
    "folderIdentity" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "SessionFolder_pkey" PRIMARY KEY ("sessionId","folderIdentity")
);

-- CreateTable
CREATE TABLE "SessionRef" (
    "sessionId" INTEGER NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "uri" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "SessionRef_pkey" PRIMARY KEY ("sessionId","kind","uri")
);

-- CreateTable
CREATE TABLE "ConfigBinding" (
    "sessionId" INTEGER NOT NULL,
    "identifier" TEXT COLLATE "C" NOT NULL,
    "channelOffset" BIGINT NOT NULL DEFAULT 0,
    "ordinal" INTEGER NOT NULL,

    CONSTRAINT "ConfigBinding_pkey" PRIMARY KEY ("sessionId","identifier")
);

-- CreateTable
CREATE TABLE "DataBinding" (
    "id" SERIAL NOT NULL,
    "sessionId" INTEGER NOT NULL,
    "source" TEXT COLLATE "C" NOT NULL,
    "identity" TEXT COLLATE "C" NOT NULL,
    "timeRef" BIGINT NOT NULL DEFAULT 0,
    "sessionStartNs" BIGINT,
    "sessionEndNs" BIGINT,
    "sessionTimeOffsetNs" BIGINT NOT NULL DEFAULT 0,
    "ordinal" INTEGER NOT NULL,

    CONSTRAINT "DataBinding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DataChannelBinding" (
    "dataBindingId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "firstDataChannel" BIGINT NOT NULL,
    "firstSessionChannel" BIGINT NOT NULL,
    "lastSessionChannel" BIGINT NOT NULL,

    CONSTRAINT "DataChannelBinding_pkey" PRIMARY KEY ("dataBindingId","ordinal")
);

-- CreateTable
CREATE TABLE "ImportRecord" (
    "id" SERIAL NOT NULL,
    "sessionId" INTEGER NOT NULL,
    "format" TEXT COLLATE "C" NOT NULL,
    "fileName" TEXT COLLATE "C" NOT NULL,
    "sha256" TEXT COLLATE "C" NOT NULL,
    "importedNs" BIGINT NOT NULL,

    CONSTRAINT "ImportRecord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SessionChange" (
    "sessionId" INTEGER NOT NULL,
    "revision" BIGINT NOT NULL,
    "changedNs" BIGINT NOT NULL,
    "changed" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "SessionChange_pkey" PRIMARY KEY ("sessionId","revision")
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
CREATE UNIQUE INDEX "EventDefinition_configurationSetId_eventDefinitionId_groupN_key" ON "EventDefinition"("configurationSetId", "eventDefinitionId", "groupName");

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

-- AddForeignKey
ALTER TABLE "ConfigurationDraft" ADD CONSTRAINT "ConfigurationDraft_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParameterGroup" ADD CONSTRAINT "ParameterGroup_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParameterGroup" ADD CONSTRAINT "ParameterGroup_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParameterGroup" ADD CONSTRAINT "ParameterGroup_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "ParameterGroup"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParameterGroupParameter" ADD CONSTRAINT "ParameterGroupParameter_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "ParameterGroup"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParameterGroupParameter" ADD CONSTRAINT "ParameterGroupParameter_parameterId_fkey" FOREIGN KEY ("parameterId") REFERENCES "Parameter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Parameter" ADD CONSTRAINT "Parameter_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Parameter" ADD CONSTRAINT "Parameter_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Parameter" ADD CONSTRAINT "Parameter_conversionId_fkey" FOREIGN KEY ("conversionId") REFERENCES "Conversion"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParameterChannel" ADD CONSTRAINT "ParameterChannel_parameterId_fkey" FOREIGN KEY ("parameterId") REFERENCES "Parameter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParameterChannel" ADD CONSTRAINT "ParameterChannel_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "Channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Channel" ADD CONSTRAINT "Channel_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Channel" ADD CONSTRAINT "Channel_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversion" ADD CONSTRAINT "Conversion_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversion" ADD CONSTRAINT "Conversion_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EventDefinition" ADD CONSTRAINT "EventDefinition_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EventDefinition" ADD CONSTRAINT "EventDefinition_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ErrorDefinition" ADD CONSTRAINT "ErrorDefinition_configurationSetId_fkey" FOREIGN KEY ("configurationSetId") REFERENCES "ConfigurationSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ErrorDefinition" ADD CONSTRAINT "ErrorDefinition_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionChannel" ADD CONSTRAINT "SessionChannel_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleBlock" ADD CONSTRAINT "SampleBlock_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Lap" ADD CONSTRAINT "Lap_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Marker" ADD CONSTRAINT "Marker_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Constant" ADD CONSTRAINT "Constant_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CanFrameBlock" ADD CONSTRAINT "CanFrameBlock_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionDetail" ADD CONSTRAINT "SessionDetail_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionLabel" ADD CONSTRAINT "SessionLabel_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Folder" ADD CONSTRAINT "Folder_parentIdentity_fkey" FOREIGN KEY ("parentIdentity") REFERENCES "Folder"("identity") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionFolder" ADD CONSTRAINT "SessionFolder_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionFolder" ADD CONSTRAINT "SessionFolder_folderIdentity_fkey" FOREIGN KEY ("folderIdentity") REFERENCES "Folder"("identity") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionRef" ADD CONSTRAINT "SessionRef_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConfigBinding" ADD CONSTRAINT "ConfigBinding_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DataBinding" ADD CONSTRAINT "DataBinding_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DataChannelBinding" ADD CONSTRAINT "DataChannelBinding_dataBindingId_fkey" FOREIGN KEY ("dataBindingId") REFERENCES "DataBinding"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportRecord" ADD CONSTRAINT "ImportRecord_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionChange" ADD CONSTRAINT "SessionChange_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The root folder always exists.
INSERT INTO "Folder" ("identity", "label") VALUES ('', 'Sessions');
