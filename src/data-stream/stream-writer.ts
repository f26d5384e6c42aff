import { AppError, badInput } from '../errors.ts';
import type { DataMessage } from '../samples/data-messages.ts';
import { type StreamKey, type StreamRuntime, writeStream } from './data-stream.service.ts';
import type { StreamPosition } from './data-stream.store.ts';
import { decodeMessage, type FrameContent } from './decode-messages.ts';
import { framesOf } from './frame-queue.ts';

/** What was stored by a commit, or by several. */
export interface StoredCounts {
  /** Bursts, rows and events taken. */
  readonly messages: number;
  /** Samples stored now. */
  readonly samples: number;
  /** Samples that were stored already, bit for bit. */
  readonly duplicates: number;
  /** Samples that took the place of others. */
  readonly replaced: number;
  /** Events taken. */
  readonly events: number;
}

/** What was stored, and up to where. */
export interface Stored extends StoredCounts {
  /** Bytes of the stream that are stored. */
  readonly position: number;
  /** Flush markers that were passed. */
  readonly flushed: readonly string[];
}

/** Writes the frames of one body to its stream. */
export interface StreamWriter {
  /**
   * Write whole frames, in as many commits as they need.
   *
   * What comes before a frame at fault is stored, however the frames came in, so the position is
   * then where that frame begins.
   *
   * @throws {AppError} what `writeStream` throws, with the message's number in the stream in
   *   `argument` and its frame's first byte in `frame`.
   */
  write(frames: Uint8Array): Promise<void>;
  /** Position of the byte after the frames that were given. */
  readonly next: number;
  /** Bytes of the stream that are stored, as far as this writer knows. */
  readonly stored: number;
}

/** A frame that is to be written, with the messages it has. */
interface PendingFrame extends FrameContent {
  readonly start: number;
  readonly end: number;
}

/**
 * Make a writer of a body.
 *
 * @param start Position of the body's first byte. What is stored of the body is passed over.
 * @param onStored Told of each commit; the next one waits for it.
 */
export function createStreamWriter(
  runtime: StreamRuntime,
  key: StreamKey,
  { start, stored }: { readonly start: number; readonly stored: StreamPosition },
  onStored: (stored: Stored) => Promise<void> | void,
): StreamWriter {
  const { maxBatchMessages } = runtime.limits;
  let next = start;
  let position = Number(stored.position);
  let messageCount = Number(stored.messages);

  async function write(bytes: Uint8Array): Promise<void> {
    const base = next;
    let pending: PendingFrame[] = [];
    let size = 0;
    for (const { start, end, message } of framesOf(bytes)) {
      const frame = { start: base + start, end: base + end };
      if (frame.end <= position) {
        next = frame.end;
        continue;
      }
      let content: FrameContent;
      try {
        checkBoundary(frame.start);
        content = decodeMessage(message, maxBatchMessages);
      } catch (error) {
        await commit(pending);
        throw inStream(error, frame.start, messageCount);
      }
      if (size + content.messages.length > maxBatchMessages) {
        await commit(pending);
        pending = [];
        size = 0;
      }
      pending.push({ ...frame, ...content });
      size += content.messages.length;
      next = frame.end;
    }
    await commit(pending);
  }

  function checkBoundary(start: number): void {
    if (start >= position) return;
    throw badInput(
      'position',
      `Expected frames that begin where stored ones do, got one at byte ${start} that lies across byte ${position}, where the stored ones end.`,
    );
  }

  async function commit(frames: readonly PendingFrame[]): Promise<void> {
    const last = frames.at(-1);
    if (!last) return;
    const messages = frames.length === 1 ? last.messages : frames.flatMap((one) => one.messages);
    const range = { from: BigInt(position), to: BigInt(last.end) };
    try {
      const result = await writeStream(runtime, key, messages, range);
      position = last.end;
      messageCount += messages.length;
      await onStored({
        position,
        messages: messages.length,
        samples: result.stored,
        duplicates: result.duplicates,
        replaced: result.replaced,
        events: countEvents(messages),
        flushed: frames.flatMap(({ flushMarker }) => (flushMarker === null ? [] : [flushMarker])),
      });
    } catch (error) {
      const index = indexOfFault(error);
      if (index === null) throw error;
      const at = frameOf(frames, index);
      // The service names one message at fault; there may be an earlier one.
      await commit(frames.slice(0, at.frame));
      throw inStream(error, frames[at.frame]?.start ?? position, messageCount - at.before);
    }
  }

  return {
    write,
    get next() {
      return next;
    },
    get stored() {
      return position;
    },
  };
}

function countEvents(messages: readonly DataMessage[]): number {
  return messages.reduce((count, { event }) => count + (event ? 1 : 0), 0);
}

const MESSAGE_PATH = /^input\.messages\[(\d+)\]/;

/** Which message of a write is at fault; null when none is. */
function indexOfFault(error: unknown): number | null {
  if (!(error instanceof AppError)) return null;
  const [, index] = MESSAGE_PATH.exec(String(error.details.argument)) ?? [];
  return index === undefined ? null : Number(index);
}

/** The frame that holds a message, and the number of messages before that frame. */
function frameOf(
  frames: readonly PendingFrame[],
  index: number,
): { frame: number; before: number } {
  let before = 0;
  const frame = frames.findIndex(({ messages }) => {
    if (index < before + messages.length) return true;
    before += messages.length;
    return false;
  });
  return { frame: Math.max(frame, 0), before };
}

/**
 * The same error with places in the stream.
 *
 * @param first Number in the stream of the message that the error calls 0.
 */
function inStream(error: unknown, frame: number, first: number): unknown {
  if (!(error instanceof AppError)) return error;
  const argument = String(error.details.argument ?? '').replace(
    MESSAGE_PATH,
    (_path, index: string) => `messages[${first + Number(index)}]`,
  );
  const details = { ...error.details, ...(argument ? { argument } : {}), frame: String(frame) };
  return new AppError(error.code, error.message, details, { cause: error });
}
