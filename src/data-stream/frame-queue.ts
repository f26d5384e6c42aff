import { AppError, badInput } from '../errors.ts';
import { PREFIX_BYTES } from './encode-messages.ts';

/** Gathers the bytes of a stream, and gives them out as whole frames. */
export interface FrameQueue {
  /** Bytes held. */
  readonly size: number;
  /** Bytes to wait for: of the first frame with its length, or of a length alone to judge it. */
  readonly wanted: number;
  append(chunk: Uint8Array): void;
  /**
   * Give out the whole frames that are held; the caller owns their memory.
   *
   * @returns no bytes while the first frame is not whole.
   * @throws {AppError} when the first frame's length is at fault: BAD_USER_INPUT, or
   *   PAYLOAD_TOO_LARGE beyond the limit.
   */
  take(): Uint8Array;
}

const SMALL = 16 * 1024;

/**
 * Make a queue of frames. It copies what it is given: a hostile client sends a byte a chunk, each of
 * which would cost a hundred to keep.
 *
 * @param maxFrameBytes Bytes of a frame without its length.
 */
export function createFrameQueue(maxFrameBytes: number): FrameQueue {
  let memory = new Uint8Array(SMALL);
  let size = 0;

  function append(chunk: Uint8Array): void {
    if (size + chunk.length > memory.length) {
      const larger = new Uint8Array(Math.max(memory.length * 2, size + chunk.length));
      larger.set(memory.subarray(0, size));
      memory = larger;
    }
    memory.set(chunk, size);
    size += chunk.length;
  }

  function take(): Uint8Array {
    const held = memory.subarray(0, size);
    checkFirst(held);
    let end = 0;
    for (let next = endOfFrame(held, end); next <= size; next = endOfFrame(held, next)) end = next;
    if (end === 0) return held.subarray(0, 0);
    const rest = held.subarray(end);
    // What comes next is likely to be as long as what came.
    memory = new Uint8Array(Math.max(SMALL, rest.length, Math.min(end, 2 ** 20)));
    memory.set(rest);
    size = rest.length;
    return held.subarray(0, end);
  }

  /** Where the frame at `start` ends; infinity while its length is not whole, or is at fault. */
  function endOfFrame(bytes: Uint8Array, start: number): number {
    if (start + PREFIX_BYTES > bytes.length) return Number.POSITIVE_INFINITY;
    const length = readLength(bytes, start);
    return length > 0 && length <= maxFrameBytes
      ? start + PREFIX_BYTES + length
      : Number.POSITIVE_INFINITY;
  }

  function checkFirst(bytes: Uint8Array): void {
    if (bytes.length < PREFIX_BYTES) return;
    const length = readLength(bytes, 0);
    if (length < 1) {
      throw badInput('body', `Expected a frame of at least 1 byte, got the length ${length}.`);
    }
    if (length > maxFrameBytes) {
      throw new AppError(
        'PAYLOAD_TOO_LARGE',
        `Expected a frame of at most ${maxFrameBytes} bytes, got the length ${length}. Send several frames, or raise PADDOCK_MAX_FRAME_BYTES.`,
        { argument: 'body' },
      );
    }
  }

  return {
    append,
    take,
    get size() {
      return size;
    },
    get wanted() {
      const end = endOfFrame(memory.subarray(0, size), 0);
      return Number.isFinite(end) ? end : PREFIX_BYTES;
    },
  };
}

/** One frame within bytes that hold whole frames. */
export interface Frame {
  /** Where its length begins. */
  readonly start: number;
  /** The byte after it. */
  readonly end: number;
  /** Without its length; the memory is shared. */
  readonly message: Uint8Array;
}

/** Walk over bytes that a queue gave out. */
export function* framesOf(bytes: Uint8Array): Generator<Frame> {
  for (let start = 0; start < bytes.length; ) {
    const from = start + PREFIX_BYTES;
    const end = from + readLength(bytes, start);
    yield { start, end, message: bytes.subarray(from, end) };
    start = end;
  }
}

function readLength(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
