-- AlterTable
ALTER TABLE "SessionChange" ADD COLUMN "author" TEXT;
ALTER TABLE "SessionChange" ADD COLUMN "operations" TEXT;

-- CreateTable
CREATE TABLE "FolderSet" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "FolderSetMember" (
    "folderSetId" INTEGER NOT NULL,
    "folderIdentity" TEXT NOT NULL,

    PRIMARY KEY ("folderSetId", "folderIdentity"),
    CONSTRAINT "FolderSetMember_folderSetId_fkey" FOREIGN KEY ("folderSetId") REFERENCES "FolderSet" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "PropertyCount" (
    "folderSetId" INTEGER NOT NULL,
    "category" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "valueKey" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "valueCount" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("folderSetId", "category", "key", "valueKey", "type")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "PropertyCountChange" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "category" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "valueKey" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "folderSetId" INTEGER NOT NULL,
    "change" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "SessionSearch" (
    "sessionId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "words" TEXT NOT NULL,
    CONSTRAINT "SessionSearch_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DerivedData" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "version" INTEGER NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Session" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "identity" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "state" INTEGER NOT NULL,
    "timestampText" TEXT NOT NULL,
    "timestampNs" BIGINT NOT NULL,
    "startNs" BIGINT,
    "endNs" BIGINT,
    "durationNs" BIGINT,
    "type" TEXT,
    "quality" REAL,
    "group" TEXT,
    "version" TEXT,
    "versionKey" TEXT,
    "clientSessionGroupId" TEXT,
    "sequence" BIGINT,
    "heartbeatNs" BIGINT,
    "createdNs" BIGINT NOT NULL,
    "updatedNs" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 1,
    "metadataRevision" BIGINT NOT NULL DEFAULT 0,
    "subSession" INTEGER NOT NULL DEFAULT 0,
    "folderSetId" INTEGER NOT NULL DEFAULT 1
);
INSERT INTO "new_Session" ("clientSessionGroupId", "createdNs", "endNs", "group", "heartbeatNs", "id", "identifier", "identity", "quality", "revision", "sequence", "startNs", "state", "timestampNs", "timestampText", "type", "updatedNs", "version") SELECT "clientSessionGroupId", "createdNs", "endNs", "group", "heartbeatNs", "id", "identifier", "identity", "quality", "revision", "sequence", "startNs", "state", "timestampNs", "timestampText", "type", "updatedNs", "version" FROM "Session";
DROP TABLE "Session";
ALTER TABLE "new_Session" RENAME TO "Session";
CREATE UNIQUE INDEX "Session_identity_key" ON "Session"("identity");
CREATE INDEX "Session_timestampNs_identity_idx" ON "Session"("timestampNs" DESC, "identity");
CREATE INDEX "Session_subSession_timestampNs_identity_idx" ON "Session"("subSession", "timestampNs" DESC, "identity");
CREATE INDEX "Session_state_timestampNs_idx" ON "Session"("state", "timestampNs" DESC);
CREATE INDEX "Session_identifier_timestampNs_idx" ON "Session"("identifier", "timestampNs" DESC);
CREATE INDEX "Session_type_timestampNs_idx" ON "Session"("type", "timestampNs" DESC);
CREATE INDEX "Session_group_timestampNs_idx" ON "Session"("group", "timestampNs" DESC);
CREATE INDEX "Session_versionKey_timestampNs_idx" ON "Session"("versionKey", "timestampNs" DESC);
CREATE INDEX "Session_quality_timestampNs_idx" ON "Session"("quality", "timestampNs" DESC);
CREATE INDEX "Session_clientSessionGroupId_timestampNs_idx" ON "Session"("clientSessionGroupId", "timestampNs" DESC);
CREATE INDEX "Session_startNs_timestampNs_idx" ON "Session"("startNs", "timestampNs" DESC);
CREATE INDEX "Session_endNs_timestampNs_idx" ON "Session"("endNs", "timestampNs" DESC);
CREATE INDEX "Session_durationNs_timestampNs_idx" ON "Session"("durationNs", "timestampNs" DESC);
CREATE INDEX "Session_createdNs_timestampNs_idx" ON "Session"("createdNs", "timestampNs" DESC);
CREATE INDEX "Session_updatedNs_timestampNs_idx" ON "Session"("updatedNs", "timestampNs" DESC);
CREATE INDEX "Session_folderSetId_timestampNs_idx" ON "Session"("folderSetId", "timestampNs" DESC);
CREATE TABLE "new_SessionDetail" (
    "sessionId" INTEGER NOT NULL,
    "category" TEXT NOT NULL DEFAULT '',
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "text" TEXT,
    "number" REAL,
    "long" BIGINT,
    "boolean" BOOLEAN,
    "instantNs" BIGINT,
    "bytes" BLOB,
    "valueKey" TEXT NOT NULL DEFAULT '',
    "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("sessionId", "category", "key"),
    CONSTRAINT "SessionDetail_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;
INSERT INTO "new_SessionDetail" ("boolean", "bytes", "category", "instantNs", "key", "long", "number", "sessionId", "text", "type") SELECT "boolean", "bytes", "category", "instantNs", "key", "long", "number", "sessionId", "text", "type" FROM "SessionDetail";
DROP TABLE "SessionDetail";
ALTER TABLE "new_SessionDetail" RENAME TO "SessionDetail";
CREATE INDEX "SessionDetail_category_key_valueKey_sessionTimestampNs_sessionId_idx" ON "SessionDetail"("category", "key", "valueKey", "sessionTimestampNs" DESC, "sessionId");
CREATE TABLE "new_SessionLabel" (
    "sessionId" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("sessionId", "label"),
    CONSTRAINT "SessionLabel_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;
INSERT INTO "new_SessionLabel" ("label", "sessionId") SELECT "label", "sessionId" FROM "SessionLabel";
DROP TABLE "SessionLabel";
ALTER TABLE "new_SessionLabel" RENAME TO "SessionLabel";
CREATE INDEX "SessionLabel_label_sessionTimestampNs_sessionId_idx" ON "SessionLabel"("label", "sessionTimestampNs" DESC, "sessionId");
CREATE TABLE "new_SessionFolder" (
    "sessionId" INTEGER NOT NULL,
    "folderIdentity" TEXT NOT NULL,
    "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("sessionId", "folderIdentity"),
    CONSTRAINT "SessionFolder_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "SessionFolder_folderIdentity_fkey" FOREIGN KEY ("folderIdentity") REFERENCES "Folder" ("identity") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;
INSERT INTO "new_SessionFolder" ("folderIdentity", "sessionId") SELECT "folderIdentity", "sessionId" FROM "SessionFolder";
DROP TABLE "SessionFolder";
ALTER TABLE "new_SessionFolder" RENAME TO "SessionFolder";
CREATE INDEX "SessionFolder_folderIdentity_sessionTimestampNs_sessionId_idx" ON "SessionFolder"("folderIdentity", "sessionTimestampNs" DESC, "sessionId");
CREATE TABLE "new_ConfigBinding" (
    "sessionId" INTEGER NOT NULL,
    "identifier" TEXT NOT NULL,
    "channelOffset" BIGINT NOT NULL DEFAULT 0,
    "ordinal" INTEGER NOT NULL,
    "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("sessionId", "identifier"),
    CONSTRAINT "ConfigBinding_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
) WITHOUT ROWID;
INSERT INTO "new_ConfigBinding" ("channelOffset", "identifier", "ordinal", "sessionId") SELECT "channelOffset", "identifier", "ordinal", "sessionId" FROM "ConfigBinding";
DROP TABLE "ConfigBinding";
ALTER TABLE "new_ConfigBinding" RENAME TO "ConfigBinding";
CREATE INDEX "ConfigBinding_identifier_sessionTimestampNs_sessionId_idx" ON "ConfigBinding"("identifier", "sessionTimestampNs" DESC, "sessionId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "FolderSet_key_key" ON "FolderSet"("key");

-- CreateIndex
CREATE INDEX "FolderSetMember_folderIdentity_idx" ON "FolderSetMember"("folderIdentity");

-- What the models cannot say. Tables whose keys have several columns are WITHOUT ROWID above: rows of
-- one session lie together, and an index less is kept.

-- The set of the root folder alone, in which every session begins.
INSERT INTO "FolderSet" ("id", "key") VALUES (1, '[""]');
INSERT INTO "FolderSetMember" ("folderSetId", "folderIdentity") VALUES (1, '');

-- The totals of properties, which are few among their values.
CREATE INDEX "PropertyCount_totals_idx" ON "PropertyCount"("folderSetId", "category", "key")
    WHERE "valueKey" = '';

-- The index of the search: kept by triggers, so that the code writes one table on both databases.
-- Its words come ready; the tokenizer only splits them at spaces.
CREATE VIRTUAL TABLE "SessionSearchIndex" USING fts5(
    "words", content='', contentless_delete=1, detail=none, prefix='3 4 5 6 7 8 9 10 11 12', tokenize='ascii'
);
CREATE TRIGGER "SessionSearch_insert" AFTER INSERT ON "SessionSearch" BEGIN
    INSERT INTO "SessionSearchIndex" (rowid, "words") VALUES (new."sessionId", new."words");
END;
CREATE TRIGGER "SessionSearch_delete" AFTER DELETE ON "SessionSearch" BEGIN
    DELETE FROM "SessionSearchIndex" WHERE rowid = old."sessionId";
END;
CREATE TRIGGER "SessionSearch_update" AFTER UPDATE ON "SessionSearch" BEGIN
    DELETE FROM "SessionSearchIndex" WHERE rowid = old."sessionId";
    INSERT INTO "SessionSearchIndex" (rowid, "words") VALUES (new."sessionId", new."words");
END;
