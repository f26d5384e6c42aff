import type { BlockSummaries } from '../../core/blocks/block-summaries.ts';
import type { DataType } from '../../core/data-type.ts';
import { inList } from '../../db/in-list.ts';
import type { Sql, SqlValue } from '../../db/sql.ts';
import type { PageRequest } from '../../lib/connection.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import {
  checkBlock,
  nameBlock,
  type StoredBlock,
  summariseStored,
  unpackInstants,
  unpackSummary,
} from './stored-block.ts';

const COLUMNS = `"channelId", "startNs", "endNs", "sampleCount", "intervalNs", "dataType",
  "encoding", "checksum", "timestamps", "data"`;

interface BlockRow {
  channelId: bigint;
  startNs: bigint;
  endNs: bigint;
  sampleCount: number | bigint;
  intervalNs: bigint;
  dataType: string;
  encoding: string;
  checksum: bigint;
  summary?: Uint8Array | null;
  timestamps: Uint8Array | null;
  data: Uint8Array;
}

/**
 * Blocks of a channel that hold any time from `startNs` to `endNs`, by start.
 *
 * @param limit Most blocks to return: a reader pages by the start of the last block it got.
 * @throws {AppError} CORRUPT_DATA when a checksum does not match.
 */
export async function readBlocks(
  sql: Sql,
  sessionId: number,
  channelId: number,
  startNs: bigint,
  endNs: bigint,
  limit: number,
): Promise<StoredBlock[]> {
  const rows = await sql.all<BlockRow>(
    `SELECT ${COLUMNS} FROM "SampleBlock" WHERE ${IN_RANGE} ORDER BY "startNs" LIMIT ?`,
    [...inRange(sessionId, channelId, startNs, endNs), limit],
  );
  return rows.map((row) => toBlock(row, sessionId));
}

/** Blocks of a channel that start after an instant, by start, whether they are in order or not. */
export async function readUncheckedBlocks(
  sql: Sql,
  sessionId: number,
  channelId: number,
  instant: bigint | null,
  limit: number,
): Promise<StoredBlock[]> {
  const after = instant === null ? '' : 'AND "startNs" > ?';
  const rows = await sql.all<BlockRow>(
    `SELECT ${COLUMNS}, "summary" FROM "SampleBlock"
      WHERE "sessionId" = ? AND "channelId" = ? ${after} ORDER BY "startNs" LIMIT ?`,
    [sessionId, channelId, ...(instant === null ? [] : [instant]), limit],
  );
  return rows.map(fromRow);
}

/** The blocks of a channel that start at these instants, with their summaries, in no order. */
export async function readBlocksAt(
  sql: Sql,
  sessionId: number,
  channelId: number,
  starts: readonly bigint[],
): Promise<StoredBlock[]> {
  const { marks, values } = inList(starts);
  const rows = await sql.all<BlockRow>(
    `SELECT ${COLUMNS}, "summary" FROM "SampleBlock"
      WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" IN (${marks})`,
    [sessionId, channelId, ...values],
  );
  return rows.map((row) => toBlock(row, sessionId));
}

/** Summaries of the blocks that hold any time from `startNs` to `endNs`, by start. */
export async function readBlockSummaries(
  sql: Sql,
  sessionId: number,
  channelId: number,
  startNs: bigint,
  endNs: bigint,
): Promise<BlockSummaries[]> {
  const rows = await sql.all<Pick<BlockRow, 'startNs' | 'summary'>>(
    `SELECT "startNs", "summary" FROM "SampleBlock" WHERE ${IN_RANGE} ORDER BY "startNs"`,
    inRange(sessionId, channelId, startNs, endNs),
  );
  return toSummaries(sql, sessionId, channelId, rows);
}

/** Summaries of the blocks that start after an instant, by start. */
export async function readSummariesAfter(
  sql: Sql,
  sessionId: number,
  channelId: number,
  instant: bigint | null,
  limit: number,
): Promise<BlockSummaries[]> {
  const after = instant === null ? '' : 'AND "startNs" > ?';
  const rows = await sql.all<Pick<BlockRow, 'startNs' | 'summary'>>(
    `SELECT "startNs", "summary" FROM "SampleBlock"
      WHERE "sessionId" = ? AND "channelId" = ? ${after} ORDER BY "startNs" LIMIT ?`,
    [sessionId, channelId, ...(instant === null ? [] : [instant]), limit],
  );
  return toSummaries(sql, sessionId, channelId, rows);
}

async function toSummaries(
  sql: Sql,
  sessionId: number,
  channelId: number,
  rows: readonly Pick<BlockRow, 'startNs' | 'summary'>[],
): Promise<BlockSummaries[]> {
  const all: BlockSummaries[] = [];
  for (const { startNs, summary } of rows) {
    const name = nameBlock(sessionId, channelId, startNs);
    if (summary) {
      all.push(unpackSummary(startNs, summary, name));
      continue;
    }
    for (const block of await readBlocksAt(sql, sessionId, channelId, [startNs])) {
      all.push(summariseStored(block, name));
    }
  }
  return all;
}

/** The instants of a block's samples; null when they follow the interval, or it is not there. */
export async function readBlockTimes(
  sql: Sql,
  sessionId: number,
  channelId: number,
  startNs: bigint,
): Promise<BigInt64Array | null> {
  const [row] = await sql.all<Pick<BlockRow, 'encoding' | 'sampleCount' | 'timestamps'>>(
    `SELECT "encoding", "sampleCount", "timestamps" FROM "SampleBlock"
      WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" = ?`,
    [sessionId, channelId, startNs],
  );
  if (!row?.timestamps) return null;
  return unpackInstants(
    { encoding: row.encoding, sampleCount: Number(row.sampleCount) },
    row.timestamps,
  );
}

/** The last block of a channel that starts before an instant; null when there is none. */
export async function readBlockBefore(
  sql: Sql,
  sessionId: number,
  channelId: number,
  instant: bigint,
): Promise<StoredBlock | null> {
  const [row] = await sql.all<BlockRow>(
    `SELECT ${COLUMNS} FROM "SampleBlock"
      WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" < ?
      ORDER BY "startNs" DESC LIMIT 1`,
    [sessionId, channelId, instant],
  );
  return row ? toBlock(row, sessionId) : null;
}

/** The first block of a channel that starts after an instant; null when there is none. */
export async function readBlockAfter(
  sql: Sql,
  sessionId: number,
  channelId: number,
  instant: bigint,
): Promise<StoredBlock | null> {
  const [row] = await sql.all<BlockRow>(
    `SELECT ${COLUMNS} FROM "SampleBlock"
      WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" > ?
      ORDER BY "startNs" LIMIT 1`,
    [sessionId, channelId, instant],
  );
  return row ? toBlock(row, sessionId) : null;
}

// Blocks do not overlap, so the one that starts last at or before the range is the first that can
// reach into it: with that the primary key alone finds the range.
const IN_RANGE = `"sessionId" = ? AND "channelId" = ?
  AND "startNs" >= COALESCE((SELECT MAX(b."startNs") FROM "SampleBlock" b
        WHERE b."sessionId" = ? AND b."channelId" = ? AND b."startNs" <= ?), ?)
  AND "startNs" <= ? AND "endNs" >= ?`;

function inRange(sessionId: number, channelId: number, startNs: bigint, endNs: bigint) {
  return [sessionId, channelId, sessionId, channelId, startNs, startNs, endNs, startNs];
}

/** One page of the blocks of a session that touch a range, by channel and start. */
export async function pageBlocks(
  sql: Sql,
  sessionId: number,
  channelIds: readonly number[] | null,
  window: TimeRange,
  { take, after, before, backwards }: PageRequest,
): Promise<StoredBlock[]> {
  const conditions = [`"sessionId" = ?`, `"startNs" <= ?`, `"endNs" >= ?`];
  const values: SqlValue[] = [sessionId, window.endTime, window.startTime];
  if (channelIds) {
    const marks = channelIds.map(() => '?').join(', ');
    conditions.push(channelIds.length > 0 ? `"channelId" IN (${marks})` : '1 = 0');
    values.push(...channelIds);
  }
  for (const [key, beyond] of [
    [after, '>'],
    [before, '<'],
  ] as const) {
    if (!key) continue;
    conditions.push(`("channelId", "startNs") ${beyond} (?, ?)`);
    values.push(BigInt(key[0] ?? 0), BigInt(key[1] ?? 0));
  }
  const direction = backwards ? 'DESC' : 'ASC';
  const rows = await sql.all<BlockRow>(
    `SELECT ${COLUMNS} FROM "SampleBlock" WHERE ${conditions.join(' AND ')}
      ORDER BY "channelId" ${direction}, "startNs" ${direction} LIMIT ?`,
    [...values, take],
  );
  return rows.map((row) => toBlock(row, sessionId));
}

/** The block of a channel with the latest samples; null when there is none. */
export async function readLastBlock(
  sql: Sql,
  sessionId: number,
  channelId: number,
): Promise<StoredBlock | null> {
  const [row] = await sql.all<BlockRow>(
    `SELECT ${COLUMNS} FROM "SampleBlock" WHERE "sessionId" = ? AND "channelId" = ?
      ORDER BY "startNs" DESC LIMIT 1`,
    [sessionId, channelId],
  );
  return row ? toBlock(row, sessionId) : null;
}

/** Store a block, in place of one of the same channel and start. */
export async function putBlock(sql: Sql, sessionId: number, block: StoredBlock): Promise<void> {
  await sql.run(
    `INSERT INTO "SampleBlock" ("sessionId", "channelId", "startNs", "endNs", "sampleCount",
       "intervalNs", "dataType", "encoding", "checksum", "summary", "timestamps", "data")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT ("sessionId", "channelId", "startNs") DO UPDATE SET
       "endNs" = excluded."endNs", "sampleCount" = excluded."sampleCount",
       "intervalNs" = excluded."intervalNs", "dataType" = excluded."dataType",
       "encoding" = excluded."encoding", "checksum" = excluded."checksum",
       "summary" = excluded."summary", "timestamps" = excluded."timestamps",
       "data" = excluded."data"`,
    [
      sessionId,
      block.channelId,
      block.startNs,
      block.endNs,
      block.sampleCount,
      block.intervalNs,
      block.dataType,
      block.encoding,
      BigInt(block.checksum),
      block.summary,
      block.timestamps,
      block.data,
    ],
  );
}

export async function deleteBlock(
  sql: Sql,
  sessionId: number,
  { channelId, startNs }: Pick<StoredBlock, 'channelId' | 'startNs'>,
): Promise<void> {
  await sql.run(
    `DELETE FROM "SampleBlock" WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" = ?`,
    [sessionId, channelId, startNs],
  );
}

function toBlock(row: BlockRow, sessionId: number): StoredBlock {
  const block = fromRow(row);
  checkBlock(block, nameBlock(sessionId, block.channelId, block.startNs));
  return block;
}

function fromRow(row: BlockRow): StoredBlock {
  const { channelId, startNs, endNs, intervalNs, encoding, summary, timestamps, data } = row;
  return {
    channelId: Number(channelId),
    startNs,
    endNs,
    sampleCount: Number(row.sampleCount),
    intervalNs,
    dataType: row.dataType as DataType,
    encoding,
    checksum: Number(row.checksum),
    summary: summary ?? null,
    timestamps,
    data,
  };
}
