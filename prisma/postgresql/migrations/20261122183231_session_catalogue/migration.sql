-- DropIndex
DROP INDEX "Session_timestampNs_id_idx";

-- DropIndex
DROP INDEX "Session_state_timestampNs_idx";

-- DropIndex
DROP INDEX "Session_identifier_idx";

-- DropIndex
DROP INDEX "Session_type_idx";

-- DropIndex
DROP INDEX "Session_group_idx";

-- DropIndex
DROP INDEX "Session_clientSessionGroupId_idx";

-- DropIndex
DROP INDEX "Session_startNs_idx";

-- DropIndex
DROP INDEX "SessionDetail_category_key_textKey_sessionId_idx";

-- DropIndex
DROP INDEX "SessionDetail_category_key_number_sessionId_idx";

-- DropIndex
DROP INDEX "SessionDetail_category_key_instantNs_sessionId_idx";

-- DropIndex
DROP INDEX "SessionLabel_label_idx";

-- DropIndex
DROP INDEX "SessionFolder_folderIdentity_idx";

-- DropIndex
DROP INDEX "ConfigBinding_identifier_idx";

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "durationNs" BIGINT,
ADD COLUMN     "folderSetId" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "metadataRevision" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "subSession" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "versionKey" TEXT COLLATE "C";

-- AlterTable
ALTER TABLE "SessionDetail" DROP COLUMN "textKey",
ADD COLUMN     "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "valueKey" TEXT COLLATE "C" NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "SessionLabel" ADD COLUMN     "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "SessionFolder" ADD COLUMN     "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "ConfigBinding" ADD COLUMN     "sessionTimestampNs" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "SessionChange" ADD COLUMN     "author" TEXT COLLATE "C",
ADD COLUMN     "operations" TEXT COLLATE "C";

-- CreateTable
CREATE TABLE "FolderSet" (
    "id" SERIAL NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "FolderSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FolderSetMember" (
    "folderSetId" INTEGER NOT NULL,
    "folderIdentity" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "FolderSetMember_pkey" PRIMARY KEY ("folderSetId","folderIdentity")
);

-- CreateTable
CREATE TABLE "PropertyCount" (
    "folderSetId" INTEGER NOT NULL,
    "category" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "valueKey" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "count" BIGINT NOT NULL,
    "valueCount" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "PropertyCount_pkey" PRIMARY KEY ("folderSetId","category","key","valueKey","type")
);

-- CreateTable
CREATE TABLE "PropertyCountChange" (
    "id" BIGSERIAL NOT NULL,
    "category" TEXT COLLATE "C" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "valueKey" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "folderSetId" INTEGER NOT NULL,
    "change" INTEGER NOT NULL,

    CONSTRAINT "PropertyCountChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SessionSearch" (
    "sessionId" INTEGER NOT NULL,
    "words" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "SessionSearch_pkey" PRIMARY KEY ("sessionId")
);

-- CreateTable
CREATE TABLE "DerivedData" (
    "name" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "DerivedData_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "FolderSet_key_key" ON "FolderSet"("key");

-- CreateIndex
CREATE INDEX "FolderSetMember_folderIdentity_idx" ON "FolderSetMember"("folderIdentity");

-- CreateIndex
CREATE INDEX "Session_timestampNs_identity_idx" ON "Session"("timestampNs" DESC, "identity");

-- CreateIndex
CREATE INDEX "Session_subSession_timestampNs_identity_idx" ON "Session"("subSession", "timestampNs" DESC, "identity");

-- CreateIndex
CREATE INDEX "Session_state_timestampNs_idx" ON "Session"("state", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_identifier_timestampNs_idx" ON "Session"("identifier", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_type_timestampNs_idx" ON "Session"("type", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_group_timestampNs_idx" ON "Session"("group", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_versionKey_timestampNs_idx" ON "Session"("versionKey", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_quality_timestampNs_idx" ON "Session"("quality", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_clientSessionGroupId_timestampNs_idx" ON "Session"("clientSessionGroupId", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_startNs_timestampNs_idx" ON "Session"("startNs", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_endNs_timestampNs_idx" ON "Session"("endNs", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_durationNs_timestampNs_idx" ON "Session"("durationNs", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_createdNs_timestampNs_idx" ON "Session"("createdNs", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_updatedNs_timestampNs_idx" ON "Session"("updatedNs", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "Session_folderSetId_timestampNs_idx" ON "Session"("folderSetId", "timestampNs" DESC);

-- CreateIndex
CREATE INDEX "SessionDetail_category_key_valueKey_sessionTimestampNs_sess_idx" ON "SessionDetail"("category", "key", "valueKey", "sessionTimestampNs" DESC, "sessionId");

-- CreateIndex
CREATE INDEX "SessionLabel_label_sessionTimestampNs_sessionId_idx" ON "SessionLabel"("label", "sessionTimestampNs" DESC, "sessionId");

-- CreateIndex
CREATE INDEX "SessionFolder_folderIdentity_sessionTimestampNs_sessionId_idx" ON "SessionFolder"("folderIdentity", "sessionTimestampNs" DESC, "sessionId");

-- CreateIndex
CREATE INDEX "ConfigBinding_identifier_sessionTimestampNs_sessionId_idx" ON "ConfigBinding"("identifier", "sessionTimestampNs" DESC, "sessionId");

-- AddForeignKey
ALTER TABLE "FolderSetMember" ADD CONSTRAINT "FolderSetMember_folderSetId_fkey" FOREIGN KEY ("folderSetId") REFERENCES "FolderSet"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionSearch" ADD CONSTRAINT "SessionSearch_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the models cannot say.

-- The set of the root folder alone, in which every session begins.
INSERT INTO "FolderSet" ("id", "key") VALUES (1, '[""]');
SELECT setval(pg_get_serial_sequence('"FolderSet"', 'id'), 1);
INSERT INTO "FolderSetMember" ("folderSetId", "folderIdentity") VALUES (1, '');

-- The totals of properties, which are few among their values.
CREATE INDEX "PropertyCount_totals_idx" ON "PropertyCount"("folderSetId", "category", "key")
    WHERE "valueKey" = '';

-- The index of the search. The words come ready, with a space between them.
CREATE INDEX "SessionSearch_words_idx" ON "SessionSearch"
    USING gin (array_to_tsvector(string_to_array(trim("words"), ' ')));
