import { crc32 } from 'node:zlib';
import { DATA_TYPES, type DataType, sampleWidth } from '../core/data-type.ts';
import type { Sql, SqlValue } from '../db/sql.ts';
import { AppError } from '../errors.ts';
import type { PageRequest } from '../lib/connection.ts';
import type { TimeRange } from '../lib/time-range.ts';

/** How block bytes are encoded: as they came, values packed without padding, times int64 LE. */
export const RAW_ENCODING = 'raw';

/** Consecutive samples of one channel of one session. Blocks of a channel never overlap. */
export interface SampleBlock {
  readonly channelId: number;
  readonly startNs: bigint;
  /** Time of the last sample. */
  readonly endNs: bigint;
  readonly sampleCount: number;
  /** Spacing of the samples; 0 when `timestamps` holds their times. */
  readonly intervalNs: bigint;
  readonly dataType: DataType;
  /** One int64 little-endian a sample; null for evenly spaced ones. */
  readonly timestamps: Uint8Array | null;
  readonly data: Uint8Array;
}

/** What is known of a block without reading its samples. */
export type SampleBlockSummary = Omit<SampleBlock, 'timestamps' | 'data' | 'dataType'>;

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
): Promise<SampleBlock[]> {
  const rows = await sql.all<BlockRow>(
    `SELECT ${COLUMNS} FROM "SampleBlock" WHERE ${IN_RANGE} ORDER BY "startNs" LIMIT ?`,
    [...inRange(sessionId, channelId, startNs, endNs), limit],
  );
  return rows.map((row) => toBlock(row, sessionId));
}

/** The same without samples. */
export async function readBlockSummaries(
  sql: Sql,
  sessionId: number,
  channelId: number,
  startNs: bigint,
  endNs: bigint,
): Promise<SampleBlockSummary[]> {
  const rows = await sql.all<Omit<BlockRow, 'data' | 'timestamps'>>(
    `SELECT "channelId", "startNs", "endNs", "sampleCount", "intervalNs"
       FROM "SampleBlock" WHERE ${IN_RANGE} ORDER BY "startNs"`,
    inRange(sessionId, channelId, startNs, endNs),
  );
  return rows.map(({ startNs, endNs, intervalNs, ...row }) => ({
    channelId,
    startNs,
    endNs,
    intervalNs,
    sampleCount: Number(row.sampleCount),
  }));
}

/**
 * The instants of a block's samples, int64 little-endian, without the samples; null when it is
 * evenly spaced or not there any more.
 */
export async function readBlockTimes(
  sql: Sql,
  sessionId: number,
  { channelId, startNs }: Pick<SampleBlock, 'channelId' | 'startNs'>,
): Promise<Uint8Array | null> {
  const [row] = await sql.all<Pick<BlockRow, 'timestamps'>>(
    `SELECT "timestamps" FROM "SampleBlock"
      WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" = ?`,
    [sessionId, channelId, startNs],
  );
  return row?.timestamps ?? null;
}

/** The last block of a channel that starts before an instant; null when there is none. */
export async function readBlockBefore(
  sql: Sql,
  sessionId: number,
  channelId: number,
  instant: bigint,
): Promise<SampleBlock | null> {
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
): Promise<SampleBlock | null> {
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
): Promise<SampleBlock[]> {
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
): Promise<SampleBlock | null> {
  const [row] = await sql.all<BlockRow>(
    `SELECT ${COLUMNS} FROM "SampleBlock" WHERE "sessionId" = ? AND "channelId" = ?
      ORDER BY "startNs" DESC LIMIT 1`,
    [sessionId, channelId],
  );
  return row ? toBlock(row, sessionId) : null;
}

/** Store a block, in place of one of the same channel and start. */
export async function putBlock(sql: Sql, sessionId: number, block: SampleBlock): Promise<void> {
  await sql.run(
    `INSERT INTO "SampleBlock" ("sessionId", "channelId", "startNs", "endNs", "sampleCount",
       "intervalNs", "dataType", "encoding", "checksum", "timestamps", "data")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT ("sessionId", "channelId", "startNs") DO UPDATE SET
       "endNs" = excluded."endNs", "sampleCount" = excluded."sampleCount",
       "intervalNs" = excluded."intervalNs", "dataType" = excluded."dataType",
       "encoding" = excluded."encoding", "checksum" = excluded."checksum",
       "timestamps" = excluded."timestamps", "data" = excluded."data"`,
    [
      sessionId,
      block.channelId,
      block.startNs,
      block.endNs,
      block.sampleCount,
      block.intervalNs,
      block.dataType,
      RAW_ENCODING,
      BigInt(checksumOf(block.timestamps, block.data)),
      block.timestamps,
      block.data,
    ],
  );
}

export async function deleteBlock(
  sql: Sql,
  sessionId: number,
  { channelId, startNs }: Pick<SampleBlock, 'channelId' | 'startNs'>,
): Promise<void> {
  await sql.run(
    `DELETE FROM "SampleBlock" WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" = ?`,
    [sessionId, channelId, startNs],
  );
}

function checksumOf(timestamps: Uint8Array | null, data: Uint8Array): number {
  return crc32(data, timestamps ? crc32(timestamps) : 0);
}

function toBlock(row: BlockRow, sessionId: number): SampleBlock {
  const { startNs, endNs, intervalNs, timestamps, data, encoding } = row;
  const channelId = Number(row.channelId);
  const sampleCount = Number(row.sampleCount);
  const dataType = row.dataType as DataType;
  const name = `Block of channel ${channelId} at ${startNs} (session row ${sessionId})`;
  if (encoding !== RAW_ENCODING) {
    throw new AppError('CORRUPT_DATA', `${name}: unknown encoding "${encoding}".`);
  }
  if (BigInt(checksumOf(timestamps, data)) !== BigInt(row.checksum)) {
    throw new AppError('CORRUPT_DATA', `${name}: the checksum does not match.`);
  }
  // The checksum is over the bytes alone: the columns that say how to read them must fit them.
  if (
    !DATA_TYPES.includes(dataType) ||
    data.byteLength !== sampleCount * sampleWidth(dataType) ||
    (intervalNs === 0n ? timestamps?.byteLength !== sampleCount * 8 : timestamps !== null)
  ) {
    throw new AppError(
      'CORRUPT_DATA',
      `${name}: ${data.byteLength} bytes are not ${sampleCount} samples of ${dataType}.`,
    );
  }
  return {
    channelId,
    startNs,
    endNs,
    sampleCount,
    intervalNs,
    dataType,
    timestamps,
    data,
  };
}
