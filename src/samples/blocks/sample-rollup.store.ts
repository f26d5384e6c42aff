import { crc32 } from 'node:zlib';
import {
  type BlockSummaries,
  joinSummaries,
  packSummaries,
  unpackSummaries,
} from '../../core/blocks/block-summaries.ts';
import { INT64_MIN } from '../../core/time/nanoseconds.ts';
import { inList } from '../../db/in-list.ts';
import type { Sql } from '../../db/sql.ts';
import { AppError } from '../../errors.ts';
import { type BoundedCache, createBoundedCache } from '../../lib/bounded-cache.ts';
import { chunks } from '../../lib/chunks.ts';
import { MAX_BLOCK_SPAN } from './burst.ts';
import { readSummariesAfter } from './sample-block.store.ts';
import { orCorrupt } from './stored-block.ts';

// A rollup holds the summaries of consecutive blocks in one row. The rollups of a channel cover its
// blocks from the first one on, without leaving any out, so that only what lies behind the last
// rollup is read block by block. The last block of a channel is in none: it may still grow.

/** Blocks that a rollup holds as a rule; one that was made anew may hold up to twice as many. */
export const ROLLUP_BLOCKS = 128;

/** Blocks that are read at a time while rollups are made. */
const BLOCKS_A_READ = 4 * ROLLUP_BLOCKS;

/** What the row of a rollup says of it. */
interface RollupHead {
  startNs: bigint;
  endNs: bigint;
  blockCount: number | bigint;
  checksum: bigint;
}

/** A rollup as its row has it. */
export interface RollupRow extends RollupHead {
  summaries: Uint8Array;
}

/**
 * Rollups of a channel that hold any time from `startNs` to `endNs`, by start. Those that were read
 * lately are taken from memory, as long as the row still says the same of them.
 */
export async function readRollups(
  sql: Sql,
  sessionId: number,
  channelId: number,
  startNs: bigint,
  endNs: bigint,
): Promise<BlockSummaries[]> {
  const rows = await sql.all<RollupHead>(
    `SELECT "startNs", "endNs", "blockCount", "checksum" FROM "SampleRollup"
      WHERE "sessionId" = ? AND "channelId" = ?
        AND "startNs" >= COALESCE((SELECT MAX(r."startNs") FROM "SampleRollup" r
              WHERE r."sessionId" = ? AND r."channelId" = ? AND r."startNs" <= ?), ?)
        AND "startNs" <= ? AND "endNs" >= ? ORDER BY "startNs"`,
    [sessionId, channelId, sessionId, channelId, startNs, startNs, endNs, startNs],
  );
  const kept = keptRollups(sql);
  const byName = new Map<string, BlockSummaries>();
  const missing: bigint[] = [];
  for (const row of rows) {
    const name = nameRollup(sessionId, channelId, row);
    const rollup = kept.get(name);
    if (rollup) byName.set(name, rollup);
    else missing.push(row.startNs);
  }
  for (const starts of chunks(missing, ROLLUPS_A_READ)) {
    for (const row of await readRollupsAt(sql, sessionId, channelId, starts)) {
      const name = nameRollup(sessionId, channelId, row);
      const rollup = unpackRollup(row, sessionId, channelId);
      kept.set(name, rollup, row.summaries.byteLength);
      byName.set(name, rollup);
    }
  }
  const rollups = rows.flatMap((row) => byName.get(nameRollup(sessionId, channelId, row)) ?? []);
  // Written anew between the two queries: what was read belongs to two states of the channel.
  if (rollups.length < rows.length) return readRollups(sql, sessionId, channelId, startNs, endNs);
  return rollups;
}

async function readRollupsAt(
  sql: Sql,
  sessionId: number,
  channelId: number,
  starts: readonly bigint[],
): Promise<RollupRow[]> {
  const { marks, values } = inList(starts);
  return sql.all<RollupRow>(
    `SELECT "startNs", "endNs", "blockCount", "checksum", "summaries" FROM "SampleRollup"
      WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" IN (${marks})`,
    [sessionId, channelId, ...values],
  );
}

/** Rollups whose summaries are read at a time. */
const ROLLUPS_A_READ = 64;

/** Bytes of the rollups that are kept for each database: those of 1.2 thousand million samples. */
const MAX_KEPT_BYTES = 32 * 2 ** 20;

const keptOf = new WeakMap<Sql, BoundedCache<BlockSummaries>>();

function keptRollups(sql: Sql): BoundedCache<BlockSummaries> {
  let kept = keptOf.get(sql);
  if (!kept) {
    kept = createBoundedCache(MAX_KEPT_BYTES);
    keptOf.set(sql, kept);
  }
  return kept;
}

/** A rollup by everything its row says of it: another content has another name. */
function nameRollup(
  sessionId: number,
  channelId: number,
  { startNs, endNs, blockCount, checksum }: RollupHead,
): string {
  return `${sessionId} ${channelId} ${startNs} ${endNs} ${blockCount} ${checksum}`;
}

/** Every rollup of a channel with what its row says of it, by start. */
export function listRollups(sql: Sql, sessionId: number, channelId: number): Promise<RollupRow[]> {
  return sql.all<RollupRow>(
    `SELECT "startNs", "endNs", "blockCount", "checksum", "summaries" FROM "SampleRollup"
      WHERE "sessionId" = ? AND "channelId" = ? ORDER BY "startNs"`,
    [sessionId, channelId],
  );
}

/** @throws {AppError} CORRUPT_DATA. */
export function unpackRollup(
  row: Omit<RollupRow, 'blockCount'>,
  sessionId: number,
  channelId: number,
): BlockSummaries {
  const name = `Rollup of channel ${channelId} at ${row.startNs} (session row ${sessionId})`;
  if (BigInt(crc32(row.summaries)) !== BigInt(row.checksum)) {
    throw new AppError('CORRUPT_DATA', `${name}: the checksum does not match.`);
  }
  return orCorrupt(name, () => unpackSummaries(row.startNs, row.summaries));
}

/** Where the last rollup of a channel ends; null when it has none. */
export async function readRolledEnd(
  sql: Sql,
  sessionId: number,
  channelId: number,
): Promise<bigint | null> {
  const [row] = await sql.all<Pick<RollupRow, 'endNs'>>(
    `SELECT "endNs" FROM "SampleRollup" WHERE "sessionId" = ? AND "channelId" = ?
      ORDER BY "startNs" DESC LIMIT 1`,
    [sessionId, channelId],
  );
  return row?.endNs ?? null;
}

/** Make rollups of the full groups of blocks behind the last rollup. */
export async function rollUp(sql: Sql, sessionId: number, channelId: number): Promise<void> {
  for (;;) {
    const end = await readRolledEnd(sql, sessionId, channelId);
    const blocks = await readSummariesAfter(sql, sessionId, channelId, end, BLOCKS_A_READ + 1);
    const groups = toGroups(blocks.slice(0, -1));
    // The last group may get more blocks.
    if ((groups.at(-1)?.length ?? 0) < ROLLUP_BLOCKS) groups.pop();
    for (const group of groups) await putRollup(sql, sessionId, channelId, group);
    if (groups.length === 0 || blocks.length <= BLOCKS_A_READ) return;
  }
}

/**
 * Make the rollups anew that a change of blocks between two instants touches. Does nothing where
 * no rollup reaches.
 */
export async function renewRollups(
  sql: Sql,
  sessionId: number,
  channelId: number,
  startNs: bigint,
  endNs: bigint,
): Promise<void> {
  // Also a rollup before or after that touches nothing: without it, blocks in between would be in
  // no rollup, though a later one is.
  const touched = await sql.all<Pick<RollupRow, 'startNs' | 'endNs'>>(
    `SELECT "startNs", "endNs" FROM "SampleRollup"
      WHERE "sessionId" = ? AND "channelId" = ? AND "endNs" >= ? AND "startNs" <= ?
      ORDER BY "startNs"`,
    [sessionId, channelId, startNs, endNs],
  );
  const [next] =
    touched.length > 0
      ? []
      : await sql.all<Pick<RollupRow, 'startNs' | 'endNs'>>(
          `SELECT "startNs", "endNs" FROM "SampleRollup"
            WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" > ?
            ORDER BY "startNs" LIMIT 1`,
          [sessionId, channelId, endNs],
        );
  const old = next ? [next] : touched;
  const [first] = old;
  const last = old.at(-1);
  if (!first || !last) return;
  const from = first.startNs < startNs ? first.startNs : startNs;
  const to = last.endNs > endNs ? last.endNs : endNs;
  for (const { startNs: start } of old) {
    await sql.run(
      `DELETE FROM "SampleRollup" WHERE "sessionId" = ? AND "channelId" = ? AND "startNs" = ?`,
      [sessionId, channelId, start],
    );
  }
  const blocks: BlockSummaries[] = [];
  // No sample is before the first instant there is.
  for (let after = from === INT64_MIN ? null : from - 1n; ; ) {
    const page = await readSummariesAfter(sql, sessionId, channelId, after, BLOCKS_A_READ);
    const within = page.filter(({ origin }) => origin <= to);
    blocks.push(...within);
    const end = within.at(-1);
    if (!end || page.length < BLOCKS_A_READ || within.length < page.length) {
      const isLast = page.length < BLOCKS_A_READ && within.length === page.length;
      if (isLast) blocks.pop();
      break;
    }
    after = end.origin;
  }
  for (const group of toGroups(blocks)) await putRollup(sql, sessionId, channelId, group);
}

/** Groups of blocks that one rollup may hold; the last takes up to twice as many. */
function toGroups(blocks: readonly BlockSummaries[]): BlockSummaries[][] {
  const groups: BlockSummaries[][] = [];
  for (let from = 0; from < blocks.length; ) {
    const rest = blocks.length - from;
    const wanted = rest < 2 * ROLLUP_BLOCKS ? rest : ROLLUP_BLOCKS;
    const start = blocks[from]?.origin ?? 0n;
    let to = from + 1;
    while (to < from + wanted && endOf(blocks[to]) - start <= MAX_BLOCK_SPAN) to++;
    groups.push(blocks.slice(from, to));
    from = to;
  }
  return groups;
}

async function putRollup(
  sql: Sql,
  sessionId: number,
  channelId: number,
  group: readonly BlockSummaries[],
): Promise<void> {
  const [first] = group;
  if (!first) return;
  const summaries = packSummaries(joinSummaries(first.origin, group));
  await sql.run(
    `INSERT INTO "SampleRollup" ("sessionId", "channelId", "startNs", "endNs", "blockCount",
       "checksum", "summaries") VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      sessionId,
      channelId,
      first.origin,
      endOf(group.at(-1)),
      group.length,
      BigInt(crc32(summaries)),
      summaries,
    ],
  );
}

function endOf(block: BlockSummaries | undefined): bigint {
  return block ? block.origin + BigInt(block.endOffsets[0] ?? 0) : 0n;
}
