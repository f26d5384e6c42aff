-- AlterTable
ALTER TABLE "SampleBlock" ADD COLUMN     "summary" BYTEA;

-- CreateTable
CREATE TABLE "SampleRollup" (
    "sessionId" INTEGER NOT NULL,
    "channelId" BIGINT NOT NULL,
    "startNs" BIGINT NOT NULL,
    "endNs" BIGINT NOT NULL,
    "blockCount" INTEGER NOT NULL,
    "checksum" BIGINT NOT NULL,
    "summaries" BYTEA NOT NULL,

    CONSTRAINT "SampleRollup_pkey" PRIMARY KEY ("sessionId","channelId","startNs")
);

-- CreateTable
CREATE TABLE "DataStream" (
    "sessionId" INTEGER NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "position" BIGINT NOT NULL,
    "messages" BIGINT NOT NULL,
    "updatedNs" BIGINT NOT NULL,

    CONSTRAINT "DataStream_pkey" PRIMARY KEY ("sessionId","name")
);

-- AddForeignKey
ALTER TABLE "SampleRollup" ADD CONSTRAINT "SampleRollup_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DataStream" ADD CONSTRAINT "DataStream_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: these are compressed already, and are read in pieces.
ALTER TABLE "SampleBlock" ALTER COLUMN "timestamps" SET STORAGE EXTERNAL;
ALTER TABLE "SampleBlock" ALTER COLUMN "data" SET STORAGE EXTERNAL;
ALTER TABLE "SampleRollup" ALTER COLUMN "summaries" SET STORAGE EXTERNAL;
