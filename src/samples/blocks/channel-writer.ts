import { sampleWidth } from '../../core/data-type.ts';
import { INT64_MIN } from '../../core/time/nanoseconds.ts';
import type { Writer } from '../../db/db.ts';
import { AppError } from '../../errors.ts';
import {
  BLOCK_CAPACITY,
  type Burst,
  continues,
  cutBurst,
  indexAtOrAfter,
  joinBursts,
  MAX_BLOCK_SPAN,
  sliceBurst,
} from './burst.ts';
import { mergeBursts, toBlocks } from './merge-bursts.ts';
import {
  deleteBlock,
  putBlock,
  readBlockAfter,
  readBlockBefore,
  readBlocks,
  readLastBlock,
} from './sample-block.store.ts';
import { renewRollups, rollUp } from './sample-rollup.store.ts';
import { addToChannel } from './session-channel.store.ts';
import { nameBlock, packBlock, type StoredBlock, unpackBlock } from './stored-block.ts';

/** What writing bursts did. */
export interface WriteCounts {
  /** Samples stored now. */
  stored: number;
  /** Samples that were stored already, bit for bit, and were left as they are. */
  duplicates: number;
  /** Samples that were stored with other values and gave way to these. */
  replaced: number;
}

/** Writes the bursts of one channel within a transaction; `finish` writes what is still held back. */
export interface ChannelWriter {
  append(burst: Burst): Promise<void>;
  finish(): Promise<void>;
}

/**
 * Make a writer for one channel of one session.
 *
 * Bursts that go on where the last block ends are merged into it until it is full, so that many
 * small bursts do not stay many small blocks. A burst that reaches back is merged with what is
 * stored: late data fills in, the same data again changes nothing, other values of the same times
 * take their place.
 *
 * `append` throws CONFLICT when the channel holds samples of another type.
 */
export function createChannelWriter(
  { sql }: Pick<Writer, 'sql'>,
  sessionId: number,
  channelId: number,
  counts: WriteCounts,
): ChannelWriter {
  /** The last block with the bursts that continue it; written when full, and at the end. */
  let tail: Burst[] = [];
  let tailCount = 0;
  /** Where the tail's block starts in the database; null when it is not there yet. */
  let tailStored: bigint | null = null;
  let blocksBegun = 0;
  let begun = false;
  let dataType: Burst['dataType'] | null = null;
  let added = 0;
  let startNs: bigint | null = null;
  let endNs: bigint | null = null;

  async function begin() {
    if (begun) return;
    begun = true;
    const last = await readLastBlock(sql, sessionId, channelId);
    if (!last) return;
    holdTail(unpack(last), last.startNs);
    endNs = last.endNs;
  }

  function unpack(block: StoredBlock): Burst {
    return unpackBlock(block, nameBlock(sessionId, channelId, block.startNs));
  }

  function holdTail(block: Burst, stored: bigint | null) {
    tail = [block];
    tailCount = block.sampleCount;
    tailStored = stored;
  }

  async function flush() {
    if (tail.length > 1 || (tail.length === 1 && tailStored === null)) {
      const block = joinBursts(tail);
      await putBlock(sql, sessionId, packBlock(block));
      if (tailStored === null) blocksBegun++;
      holdTail(block, block.startNs);
    }
  }

  async function appendAfter(burst: Burst) {
    const [first] = tail;
    const last = tail.at(-1);
    let rest: Burst | null = burst;
    if (first && last && continues(last, burst) && tailCount < BLOCK_CAPACITY) {
      const inSpan = indexAtOrAfter(burst, first.startNs + MAX_BLOCK_SPAN + 1n);
      const fits = Math.min(BLOCK_CAPACITY - tailCount, inSpan);
      if (fits > 0) tail.push(sliceBurst(burst, 0, fits));
      tailCount += fits;
      rest = fits < burst.sampleCount ? sliceBurst(burst, fits, burst.sampleCount) : null;
    }
    for (const block of rest ? cutBurst(rest) : []) {
      await flush();
      holdTail(block, null);
    }
  }

  /** Put a burst where samples may be already: of two samples of one time the new one stays. */
  async function merge(burst: Burst) {
    await flush();
    const overlapped = await readAll(burst);
    const before: Burst[] = [];
    const between: Burst[] = [];
    const after: Burst[] = [];
    for (const block of overlapped) {
      const from = indexAtOrAfter(block, burst.startNs);
      const to = indexAtOrAfter(block, burst.endNs + 1n);
      if (from > 0) before.push(sliceBurst(block, 0, from));
      if (to > from) between.push(sliceBurst(block, from, to));
      if (to < block.sampleCount) after.push(sliceBurst(block, to, block.sampleCount));
    }
    const { union, duplicates, replaced } = mergeBursts(between, burst);
    counts.duplicates += duplicates;
    if (duplicates === burst.sampleCount) return;
    const touched = [...before, union, ...after];
    const { earlier, later } = await readContinued(touched);
    const old = [...earlier, ...overlapped, ...later];
    for (const block of old) await deleteBlock(sql, sessionId, block);
    const blocks = toBlocks([...earlier, ...touched, ...later]);
    for (const block of blocks) await putBlock(sql, sessionId, packBlock(block));
    await renewRollups(
      sql,
      sessionId,
      channelId,
      blocks[0]?.startNs ?? burst.startNs,
      blocks.at(-1)?.endNs ?? burst.endNs,
    );
    counts.replaced += replaced;
    counts.stored += burst.sampleCount - duplicates;
    added += burst.sampleCount - duplicates - replaced;
    blocksBegun += Math.max(0, blocks.length - old.length);
    const last = await readLastBlock(sql, sessionId, channelId);
    if (last) holdTail(unpack(last), last.startNs);
  }

  /**
   * The blocks next to some bursts that make one block with them: without joining these, a
   * recorder that sends its newest samples first would leave a block a burst.
   */
  async function readContinued(bursts: readonly Burst[]) {
    const first = bursts[0];
    const last = bursts.at(-1);
    if (!first || !last) return { earlier: [], later: [] };
    const count = bursts.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
    const before = await readBlockBefore(sql, sessionId, channelId, first.startNs);
    const after = await readBlockAfter(sql, sessionId, channelId, last.endNs);
    const joinsBefore = before !== null && before.sampleCount + count <= BLOCK_CAPACITY;
    const whole = count + (joinsBefore ? before.sampleCount : 0);
    // What is more than a block is cut, and the piece that is left over has room.
    const joinsAfter =
      after !== null && (whole % BLOCK_CAPACITY) + after.sampleCount <= BLOCK_CAPACITY;
    return {
      earlier: joinsBefore ? [unpack(before)] : [],
      later: joinsAfter ? [unpack(after)] : [],
    };
  }

  async function readAll({ startNs, endNs }: Burst): Promise<Burst[]> {
    const blocks: Burst[] = [];
    for (let from = startNs; ; ) {
      const page = await readBlocks(sql, sessionId, channelId, from, endNs, 64);
      const known = blocks.at(-1)?.startNs ?? INT64_MIN;
      blocks.push(...page.filter((block) => block.startNs > known).map(unpack));
      const last = page.at(-1);
      if (!last || page.length < 64 || last.endNs >= endNs) return blocks;
      from = last.endNs + 1n;
    }
  }

  return {
    async append(burst) {
      await begin();
      const stored = tail[0]?.dataType ?? burst.dataType;
      if (stored !== burst.dataType) {
        throw new AppError(
          'CONFLICT',
          `Channel ${channelId} holds ${stored} samples of this session, and cannot take ${burst.dataType} ones.`,
          { argument: 'input.messages' },
        );
      }
      dataType = burst.dataType;
      if (endNs === null || burst.startNs > endNs) {
        await appendAfter(burst);
        counts.stored += burst.sampleCount;
        added += burst.sampleCount;
      } else {
        await merge(burst);
      }
      if (startNs === null || burst.startNs < startNs) startNs = burst.startNs;
      if (endNs === null || burst.endNs > endNs) endNs = burst.endNs;
    },

    async finish() {
      await flush();
      if (blocksBegun > 0) await rollUp(sql, sessionId, channelId);
      if (dataType === null || startNs === null || endNs === null) return;
      await addToChannel(sql, sessionId, channelId, {
        dataType,
        sampleCount: added,
        byteLength: added * sampleWidth(dataType),
        startNs,
        endNs,
      });
    },
  };
}
