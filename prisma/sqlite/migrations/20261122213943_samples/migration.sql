-- By hand: the summary stands before the long columns, so that it is read without them.
CREATE TABLE "new_SampleBlock" (
    "sessionId" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,
    "sampleCount" INTEGER NOT NULL,
    "intervalNs" BIGINT NOT NULL,
    "dataType" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "checksum" BIGINT NOT NULL,
    "summary" BLOB,
    "timestamps" BLOB,
    "data" BLOB NOT NULL,

    PRIMARY KEY ("sessionId", "channelId", "startNs"),
    CONSTRAINT "SampleBlock_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_SampleBlock" ("sessionId", "channelId", "startNs", "endNs", "sampleCount",
    "intervalNs", "dataType", "encoding", "checksum", "timestamps", "data")
  SELECT "sessionId", "channelId", "startNs", "endNs", "sampleCount",
    "intervalNs", "dataType", "encoding", "checksum", "timestamps", "data" FROM "SampleBlock";
DROP TABLE "SampleBlock";
ALTER TABLE "new_SampleBlock" RENAME TO "SampleBlock";

-- CreateTable
CREATE TABLE "SampleRollup" (
    "sessionId" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,
    "blockCount" INTEGER NOT NULL,
    "checksum" BIGINT NOT NULL,
    "summaries" BLOB NOT NULL,

    PRIMARY KEY ("sessionId", "channelId", "startNs"),
    CONSTRAINT "SampleRollup_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DataStream" (
    "sessionId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "messages" BIGINT NOT NULL,
    "updatedNs" BIGINT NOT NULL,

    PRIMARY KEY ("sessionId", "name"),
    CONSTRAINT "DataStream_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
