import {
  type BlockSummaries,
  joinSummaries,
  packSummaries,
} from '../../core/blocks/block-summaries.ts';
import { DATA_TYPES, type DataType, sampleWidth } from '../../core/data-type.ts';
import type { Db } from '../../db/db.ts';
import { AppError } from '../../errors.ts';
import { timeAt } from './burst.ts';
import { readUncheckedBlocks } from './sample-block.store.ts';
import { listRollups, unpackRollup } from './sample-rollup.store.ts';
import {
  checkBlock,
  isWellSummarised,
  nameBlock,
  type StoredBlock,
  summariseStored,
  unpackBlock,
  unpackSummary,
} from './stored-block.ts';

/** Blocks that are read at a time. */
const BLOCKS_PER_READ = 64;

/** Channels that are read at a time. */
const CHANNELS_PER_READ = 500;

const STRAYS_REPORTED = 1_000;

/** What was looked at. */
export interface Verified {
  channels: number;
  blocks: number;
  samples: number;
  /** Bytes of the stored blocks, as they are packed. */
  bytes: number;
  problems: number;
}

/** A block of a channel, as far as rollups regard it. */
interface FoundBlock {
  readonly startNs: bigint;
  /** Null when nothing of the block can be read. */
  readonly summary: BlockSummaries | null;
}

/** Told of each problem, in words that name the session, the channel and the block. */
export type OnProblem = (problem: string) => void;

/** A channel of a session as the table of channels has it. */
interface ChannelRow {
  sessionId: number | bigint;
  identity: string;
  channelId: bigint;
  dataType: DataType;
  sampleCount: bigint;
  byteLength: bigint;
  startNs: bigint;
  endNs: bigint;
}

/**
 * Look at every stored sample: whether the bytes of its block are those that were written, can be
 * read, and agree with what is kept beside them: order, extremes, counts, rollups, totals. Nothing
 * is changed. Sessions that are written to meanwhile may be reported without cause.
 *
 * @param identities Only these sessions; all when there are none.
 */
export async function verifySamples(
  { read }: Pick<Db, 'read'>,
  identities: readonly string[],
  onProblem: OnProblem,
): Promise<Verified> {
  const verified: Verified = { channels: 0, blocks: 0, samples: 0, bytes: 0, problems: 0 };
  const report: OnProblem = (problem) => {
    verified.problems++;
    onProblem(problem);
  };
  for (const identity of identities.length === 0 ? [null] : identities) {
    await findStrays(read.sql, identity, report);
    for await (const channel of channelsOf(read.sql, identity)) {
      await verifyChannel(read.sql, channel, verified, report);
    }
  }
  return verified;
}

type Sql = Db['read']['sql'];

async function* channelsOf(sql: Sql, identity: string | null): AsyncGenerator<ChannelRow> {
  let after: readonly [bigint, bigint] = [-1n, -1n];
  for (;;) {
    const rows = await sql.all<ChannelRow>(
      `SELECT c."sessionId", s."identity", c."channelId", c."dataType", c."sampleCount",
              c."byteLength", c."startNs", c."endNs"
         FROM "SessionChannel" c JOIN "Session" s ON s."id" = c."sessionId"
        WHERE (c."sessionId", c."channelId") > (?, ?) ${identity === null ? '' : 'AND s."identity" = ?'}
        ORDER BY c."sessionId", c."channelId" LIMIT ${CHANNELS_PER_READ}`,
      [...after, ...(identity === null ? [] : [identity])],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < CHANNELS_PER_READ) return;
    after = [BigInt(last.sessionId), last.channelId];
  }
}

/** Blocks and rollups of channels that the table of channels does not know. */
async function findStrays(sql: Sql, identity: string | null, onProblem: OnProblem): Promise<void> {
  for (const [table, what] of [
    ['SampleBlock', 'blocks'],
    ['SampleRollup', 'rollups'],
  ]) {
    const rows = await sql.all<{ identity: string; channelId: bigint }>(
      `SELECT DISTINCT s."identity", b."channelId" FROM "${table}" b
         JOIN "Session" s ON s."id" = b."sessionId"
        WHERE NOT EXISTS (SELECT 1 FROM "SessionChannel" c
          WHERE c."sessionId" = b."sessionId" AND c."channelId" = b."channelId")
          ${identity === null ? '' : 'AND s."identity" = ?'} LIMIT ${STRAYS_REPORTED}`,
      identity === null ? [] : [identity],
    );
    for (const row of rows) {
      onProblem(
        `Session "${row.identity}", channel ${row.channelId}: it has ${what}, but no totals.`,
      );
    }
  }
}

async function verifyChannel(
  sql: Sql,
  row: ChannelRow,
  verified: Verified,
  onProblem: OnProblem,
): Promise<void> {
  const sessionId = Number(row.sessionId);
  const channelId = Number(row.channelId);
  const report = (problem: string) =>
    onProblem(`Session "${row.identity}", channel ${channelId}: ${problem}`);
  const found: FoundBlock[] = [];
  let samples = 0;
  let last: StoredBlock | null = null;
  let first: bigint | null = null;
  for (;;) {
    const after = last ? (last as StoredBlock).startNs : null;
    const blocks = await readUncheckedBlocks(sql, sessionId, channelId, after, BLOCKS_PER_READ);
    for (const block of blocks) {
      if (last && block.startNs <= last.endNs) {
        report(`the block at ${block.startNs} begins before the one at ${last.startNs} ends.`);
      }
      if (block.dataType !== row.dataType) {
        report(`the block at ${block.startNs} holds ${block.dataType}, not ${row.dataType}.`);
      }
      const made = attempt(report, () => verifyBlock(block, sessionId, report));
      found.push({ startNs: block.startNs, summary: made ?? storedSummary(block) });
      samples += block.sampleCount;
      first ??= block.startNs;
      last = block;
      verified.blocks++;
      verified.bytes += block.data.byteLength + (block.timestamps?.byteLength ?? 0);
    }
    if (blocks.length < BLOCKS_PER_READ) break;
  }
  verified.channels++;
  verified.samples += samples;
  if (BigInt(samples) !== row.sampleCount) {
    report(`its blocks hold ${samples} samples, its total says ${row.sampleCount}.`);
  }
  const width = DATA_TYPES.includes(row.dataType) ? sampleWidth(row.dataType) : null;
  if (width === null) {
    report(`there is no data type ${row.dataType}.`);
  } else if (row.byteLength !== row.sampleCount * BigInt(width)) {
    report(`${row.sampleCount} samples of ${width} bytes are not ${row.byteLength} bytes.`);
  }
  if (first !== row.startNs || last?.endNs !== row.endNs) {
    report(
      `its blocks go from ${first} to ${last?.endNs}, its range from ${row.startNs} to ${row.endNs}.`,
    );
  }
  await verifyRollups(sql, sessionId, channelId, found, report);
}

/** The summary of a block, made from its samples. */
function verifyBlock(block: StoredBlock, sessionId: number, report: OnProblem): BlockSummaries {
  const name = nameBlock(sessionId, block.channelId, block.startNs);
  checkBlock(block, name);
  const burst = unpackBlock(block, name);
  const { sampleCount, startNs, endNs } = block;
  if (timeAt(burst, 0) !== startNs || timeAt(burst, sampleCount - 1) !== endNs) {
    report(`the samples of the block at ${startNs} do not begin and end where its row says.`);
  }
  for (let i = 1; i < (burst.times?.length ?? 0); i++) {
    if (timeAt(burst, i) > timeAt(burst, i - 1)) continue;
    report(`the times of the block at ${startNs} do not ascend at sample ${i}.`);
    break;
  }
  if (!isWellSummarised(block, name)) {
    report(`the summary of the block at ${startNs} is not that of its samples.`);
  }
  return summariseStored(block, name);
}

/** The summary that a block has, for one whose samples cannot be read; null when it is damaged, too. */
function storedSummary({ startNs, summary }: StoredBlock): BlockSummaries | null {
  return attempt(
    () => {},
    () => summary && unpackSummary(startNs, summary, ''),
  );
}

/** Rollups are to cover the blocks from the first, without leaving any out, up to one before the last. */
async function verifyRollups(
  sql: Sql,
  sessionId: number,
  channelId: number,
  blocks: readonly FoundBlock[],
  report: OnProblem,
): Promise<void> {
  let next = 0;
  for (const row of await listRollups(sql, sessionId, channelId)) {
    const rollup = attempt(report, () => unpackRollup(row, sessionId, channelId));
    if (blocks[next]?.startNs !== row.startNs) {
      report(
        `the rollup at ${row.startNs} does not begin with the block at ${blocks[next]?.startNs}.`,
      );
    }
    const covered = blocks.filter(({ startNs }) => startNs >= row.startNs && startNs <= row.endNs);
    if (covered.length > 0) next = blocks.indexOf(covered.at(-1) as FoundBlock) + 1;
    const summaries = covered.flatMap(({ summary }) => summary ?? []);
    // Where a block is damaged altogether there is nothing to compare with.
    if (!rollup || summaries.length < covered.length) continue;
    const made = joinSummaries(row.startNs, summaries);
    const end = made.origin + BigInt(made.endOffsets.at(-1) ?? 0);
    if (
      !isSame(rollup, made) ||
      end !== row.endNs ||
      made.count !== Number(row.blockCount) ||
      next >= blocks.length
    ) {
      report(`the rollup at ${row.startNs} is not that of its blocks.`);
    }
  }
}

function isSame(a: BlockSummaries, b: BlockSummaries): boolean {
  return Buffer.compare(packSummaries(a), packSummaries(b)) === 0;
}

function attempt<T>(report: OnProblem, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    report(error.message);
    return null;
  }
}
