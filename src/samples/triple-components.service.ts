import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Runtime } from '../runtime.ts';
import { readBlocks } from './blocks/sample-block.store.ts';
import { decodeInstants, decodeValues, nameBlock, orCorrupt } from './blocks/stored-block.ts';
import { type ReadableChannel, readableChannels } from './reading/read-chunks.ts';
import type { SampleSeries } from './samples.service.ts';

/** Numbers of a triple. */
const COMPONENTS = [0, 1, 2] as const;

/** Blocks read at a time. */
const BLOCKS_PER_READ = 16;

/**
 * The three raw numbers of each point of a series of triples; NaN for separators of gaps, and for
 * means, which are no samples.
 *
 * @returns Three arrays of one entry a point; null unless the parameter has one channel, and that
 *   stores triples.
 * @throws {AppError} CORRUPT_DATA.
 */
export async function readComponents(
  runtime: Pick<Runtime, 'db'>,
  { source, window, times, method }: Pick<SampleSeries, 'source' | 'window' | 'times' | 'method'>,
): Promise<Float64Array[] | null> {
  const [channel] = source.channels;
  if (source.channels.length !== 1 || channel?.dataType !== 'TRIPLE_FLOATING_POINT_32BIT') {
    return null;
  }
  const planes = COMPONENTS.map(() => new Float64Array(times.length).fill(Number.NaN));
  const [readable] = readableChannels(source);
  if (!window || !readable || method === 'MEAN' || times.length === 0) return planes;
  await fillPlanes(runtime, readable, window.startTime, times, planes);
  return planes;
}

async function fillPlanes(
  { db }: Pick<Runtime, 'db'>,
  { sessionId, channelId, byteOrder }: ReadableChannel,
  origin: bigint,
  times: Float64Array,
  planes: readonly Float64Array[],
): Promise<void> {
  const end = origin + BigInt(times.at(-1)!);
  let from = origin + BigInt(times[0]!);
  let point = 0;
  while (point < times.length) {
    const { sql } = db.read;
    const blocks = await readBlocks(sql, sessionId, channelId, from, end, BLOCKS_PER_READ);
    for (const block of blocks) {
      const all = { from: 0, to: block.sampleCount };
      const [own, numbers] = orCorrupt(nameBlock(sessionId, channelId, block.startNs), () => [
        decodeInstants(block, origin, all),
        COMPONENTS.map((component) => decodeValues(block, { byteOrder, component, ...all })),
      ]);
      let at = 0;
      for (; point < times.length && times[point]! <= own.at(-1)!; point++) {
        while (own[at]! < times[point]!) at++;
        if (own[at] !== times[point]) continue;
        for (const component of COMPONENTS) planes[component]![point] = numbers[component]![at]!;
      }
    }
    const last = blocks.at(-1);
    if (!last || blocks.length < BLOCKS_PER_READ) return;
    from = last.endNs + 1n;
    await yieldToOthers();
  }
}
