import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { DecodeError } from '../core/decode-error.ts';
import { AppError, badInput } from '../errors.ts';
import type { DataMessage } from '../samples/data-messages.ts';
import { toDeltaTimes } from './delta-times.ts';
import {
  expectEnd,
  expectType,
  readBytes,
  readEnd,
  readInstant,
  readInt32,
  readInt64,
  readRepeated,
  readSpan,
  readText,
  readUint32,
  toText,
} from './protobuf-fields.ts';

/** What one frame of a data stream carries: data, or a marker. */
export interface FrameContent {
  /** Bursts, rows or events, in their order: one, or those of a list. */
  readonly messages: readonly DataMessage[];
  /** Told back once everything before it is stored; null when the frame carries data. */
  readonly flushMarker: string | null;
}

/** Reads one message that ends at a position of the bytes. */
type ReadMessage = (reader: BinaryReader, end: number, bytes: Uint8Array) => DataMessage;

interface Kind {
  /** Its name in `DataMessage`. */
  readonly name: string;
  readonly isList: boolean;
  readonly read: ReadMessage;
}

const FLUSH_MARKER = 9;
const MAX_MARKER_BYTES = 200;

/** The data messages by their field in the envelope. */
const KINDS: Readonly<Record<number, Kind>> = {
  1: { name: 'timestamped', isList: false, read: readTimestamped },
  2: { name: 'periodic', isList: false, read: readPeriodic },
  3: { name: 'row', isList: false, read: readRow },
  4: { name: 'event', isList: false, read: readEvent },
  5: { name: 'timestamped', isList: true, read: readTimestamped },
  6: { name: 'periodic', isList: true, read: readPeriodic },
  7: { name: 'row', isList: true, read: readRow },
  8: { name: 'event', isList: true, read: readEvent },
};

const EMPTY = new Uint8Array();

/**
 * Decode one `paddock.data.DataMessage`, without the length before it. Buffers share the memory of
 * `bytes`. Fields that are not known are passed over, as protobuf has it.
 *
 * @param maxMessages Messages that a list may hold.
 * @throws {AppError} BAD_USER_INPUT with the argument `input.messages[i]...`, where i counts within
 *   the frame; PAYLOAD_TOO_LARGE for a longer list.
 */
export function decodeMessage(bytes: Uint8Array, maxMessages: number): FrameContent {
  const reader = new BinaryReader(bytes);
  const messages: DataMessage[] = [];
  let argument = '';
  let flushMarker: string | null = null;
  let found: number | null = null;
  try {
    while (reader.pos < bytes.length) {
      const [field, wireType] = reader.tag();
      const kind = KINDS[field];
      if (!kind && field !== FLUSH_MARKER) {
        reader.skip(wireType, field);
        continue;
      }
      if (found !== null) {
        throw new DecodeError(
          `Expected one message in a frame, got the fields ${found} and ${field}.`,
        );
      }
      found = field;
      expectType(wireType, WireType.LengthDelimited, `Field ${field}`);
      argument = kind ? `.${kind.name}` : '.flushMarker';
      if (!kind) flushMarker = readMarker(reader);
      else if (kind.isList) readList(reader, kind.read, messages, maxMessages, bytes);
      else messages.push(readOne(reader, kind.read, bytes));
    }
    if (found === null) throw new DecodeError('Expected one of the fields 1 to 9, got none.');
  } catch (error) {
    throw toBadInput(error, reader.pos, `input.messages[${messages.length}]${argument}`);
  }
  return { messages, flushMarker };
}

function toBadInput(error: unknown, at: number, argument: string): unknown {
  if (error instanceof AppError) {
    return error.details.argument === undefined && error.code === 'BAD_USER_INPUT'
      ? badInput(argument, error.message)
      : error;
  }
  if (error instanceof DecodeError) {
    return badInput(argument, `${error.message} (Byte ${error.offset ?? at} of its message.)`);
  }
  // The reader throws RangeError past the end, and plain errors for what no tag or varint is.
  const isMalformed =
    error instanceof RangeError || (error instanceof Error && error.constructor === Error);
  if (!isMalformed) return error;
  return badInput(argument, `Expected a protobuf message; its bytes end or fail at byte ${at}.`);
}

function readMarker(reader: BinaryReader): string {
  const bytes = reader.bytes();
  if (bytes.length > MAX_MARKER_BYTES) {
    throw new DecodeError(
      `Expected a flush marker of at most ${MAX_MARKER_BYTES} bytes, got ${bytes.length}.`,
    );
  }
  return toText(bytes);
}

function readOne(reader: BinaryReader, read: ReadMessage, bytes: Uint8Array): DataMessage {
  const end = readEnd(reader);
  const message = read(reader, end, bytes);
  expectEnd(reader, end);
  return message;
}

function readList(
  reader: BinaryReader,
  read: ReadMessage,
  messages: DataMessage[],
  maxMessages: number,
  bytes: Uint8Array,
): void {
  const end = readEnd(reader);
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field !== 1) {
      reader.skip(wireType, field);
      continue;
    }
    expectType(wireType, WireType.LengthDelimited, 'Field 1 of a list');
    if (messages.length >= maxMessages) {
      throw new AppError(
        'PAYLOAD_TOO_LARGE',
        `Expected at most ${maxMessages} messages in one frame, got more. Send several frames.`,
        { argument: `input.messages[${messages.length}]` },
      );
    }
    messages.push(readOne(reader, read, bytes));
  }
  expectEnd(reader, end);
}

function readTimestamped(reader: BinaryReader, end: number, bytes: Uint8Array): DataMessage {
  let channelId = 0;
  let start = 0n;
  let scale = 0n;
  const spans: number[] = [];
  let buffer: Uint8Array = EMPTY;
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field === 1) channelId = readUint32(reader, wireType, 'channel_id');
    else if (field === 2) start = readInstant(reader, wireType, 'start_timestamp');
    else if (field === 3) scale = readInt64(reader, wireType, 'timestamp_deltas_scale');
    else if (field === 4) readSpan(reader, wireType, spans);
    else if (field === 5) buffer = readBytes(reader, wireType, 'buffer');
    else reader.skip(wireType, field);
  }
  const times = toDeltaTimes(bytes, spans, start, scale);
  return { timestamped: { channelId, times, buffer } };
}

function readPeriodic(reader: BinaryReader, end: number): DataMessage {
  let channelId = 0;
  let startTimestamp = 0n;
  let interval = 0n;
  let samples = 0;
  let buffer: Uint8Array = EMPTY;
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field === 1) channelId = readUint32(reader, wireType, 'channel_id');
    else if (field === 2) startTimestamp = readInstant(reader, wireType, 'start_timestamp');
    else if (field === 3) interval = readInt64(reader, wireType, 'interval');
    else if (field === 4) samples = readInt32(reader, wireType, 'samples');
    else if (field === 5) buffer = readBytes(reader, wireType, 'buffer');
    else reader.skip(wireType, field);
  }
  return { periodic: { channelId, startTimestamp, interval, samples, buffer } };
}

function readRow(reader: BinaryReader, end: number): DataMessage {
  const channelIds: number[] = [];
  let timestamp = 0n;
  let buffer: Uint8Array = EMPTY;
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field === 1) {
      readRepeated(reader, wireType, WireType.Varint, 'channel_ids', () => {
        channelIds.push(reader.uint32());
      });
    } else if (field === 2) timestamp = readInstant(reader, wireType, 'timestamp');
    else if (field === 3) buffer = readBytes(reader, wireType, 'buffer');
    else reader.skip(wireType, field);
  }
  return { row: { channelIds, timestamp, buffer } };
}

function readEvent(reader: BinaryReader, end: number): DataMessage {
  let eventDefinitionId = 0;
  let groupName = '';
  let timestamp = 0n;
  let statusText: string | null = null;
  const values: number[] = [];
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field === 1) eventDefinitionId = readInt32(reader, wireType, 'event_definition_id');
    else if (field === 2) groupName = readText(reader, wireType, 'app_name');
    else if (field === 3) timestamp = readInstant(reader, wireType, 'timestamp');
    // Absent and empty are the same in proto3: the values are shown then.
    else if (field === 4) statusText = readText(reader, wireType, 'status_text') || null;
    else if (field === 5) {
      readRepeated(reader, wireType, WireType.Bit64, 'raw_data', () => {
        values.push(reader.double());
      });
    } else reader.skip(wireType, field);
  }
  return { event: { eventDefinitionId, groupName, timestamp, values, statusText } };
}
