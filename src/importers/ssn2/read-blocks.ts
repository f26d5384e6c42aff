import { sampleWidth } from '../../core/data-type.ts';
import type { BlobSpool } from './blob-spool.ts';
import { decodeSnappy } from './decode-block.ts';
import type { FindingLog } from './finding-log.ts';
import type { GoodBlock } from './scan-streams.ts';
import type { Ssn2Block } from './ssn2-recording.ts';
import { createTimeSlice } from './time-slice.ts';

const SLICE_MS = 10;

/**
 * Read blocks that were checked before, in the order given. The padding is left out.
 *
 * @throws {ImportError} SSN2_FILE_UNREADABLE when the private copy is gone or was changed.
 */
export async function* readBlocks(
  blocks: readonly GoodBlock[],
  spool: BlobSpool,
  log: FindingLog,
): AsyncGenerator<Ssn2Block, void, undefined> {
  const reader = spool.openReader();
  const slice = createTimeSlice(SLICE_MS);
  try {
    for (const block of blocks) {
      if (slice.due()) await slice.pause();
      const { channelId, startTs, interval, sampleCount, dataType } = block;
      const stored = readStored(block);
      const decoded = block.snappy
        ? decodeSnappy(stored, block.uncompressedLength, block.uncompressedLength)
        : stored;
      if ('code' in decoded) throw unreadable();
      const bytes = new Uint8Array(sampleCount * sampleWidth(dataType));
      bytes.set(decoded.subarray(0, bytes.length));
      yield { channelId, startTs, interval, sampleCount, dataType, bytes };
    }
  } finally {
    reader.close();
  }

  function readStored({ stream, offset, storedLength }: GoodBlock): Uint8Array {
    try {
      return reader.read(stream, offset, storedLength);
    } catch (error) {
      throw unreadable(error);
    }
  }

  function unreadable(cause?: unknown) {
    return log.fatal(
      'SSN2_FILE_UNREADABLE',
      'the private copy of the recording cannot be read any more. The import was not completed.',
      {},
      cause,
    );
  }
}
