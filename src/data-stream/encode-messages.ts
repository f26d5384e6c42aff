import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { EventArgument } from '../events/event.service.ts';
import type {
  DataMessage,
  PeriodicData,
  RowData,
  TimestampedData,
} from '../samples/data-messages.ts';

/** What a frame can be made of: a message, messages of one kind as a list, or a flush marker. */
export type FrameInput = DataMessage | readonly DataMessage[] | { readonly flushMarker: string };

/** Bytes of the length before a message. */
export const PREFIX_BYTES = 4;

const FIELDS = { timestamped: 1, periodic: 2, row: 3, event: 4 } as const;
const LIST_FIELDS = { timestamped: 5, periodic: 6, row: 7, event: 8 } as const;
const FLUSH_MARKER = 9;

/** A frame of a data stream: the length as 4 bytes, signed and little-endian, then the message. */
export function encodeFrame(input: FrameInput): Uint8Array {
  const message = encodeMessage(input);
  const frame = new Uint8Array(PREFIX_BYTES + message.length);
  new DataView(frame.buffer).setInt32(0, message.length, true);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

/**
 * A `paddock.data.DataMessage`. As in proto3, fields of the value 0 are left out, save in lists.
 *
 * @throws {Error} for a list that is empty or of several kinds, and for timestamped data without
 *   `times`.
 */
export function encodeMessage(input: FrameInput): Uint8Array {
  const writer = new BinaryWriter();
  if ('flushMarker' in input) {
    writer.tag(FLUSH_MARKER, WireType.LengthDelimited).string(input.flushMarker);
  } else if (Array.isArray(input)) {
    const messages: readonly DataMessage[] = input;
    const kind = kindOf(messages[0]);
    writer.tag(LIST_FIELDS[kind], WireType.LengthDelimited).fork();
    for (const message of messages) {
      if (kindOf(message) !== kind) throw new Error('Expected a list of one kind.');
      writer.tag(1, WireType.LengthDelimited).bytes(encodeData(message));
    }
    writer.join();
  } else {
    const message = input as DataMessage;
    writer.tag(FIELDS[kindOf(message)], WireType.LengthDelimited).bytes(encodeData(message));
  }
  return writer.finish();
}

/** The message of `rta.model.data` that a burst, row or event is. */
export function encodeData({ timestamped, periodic, row, event }: DataMessage): Uint8Array {
  if (timestamped) return encodeTimestamped(timestamped);
  if (periodic) return encodePeriodic(periodic);
  if (row) return encodeRow(row);
  if (event) return encodeEvent(event);
  throw new Error('Expected a burst, a row or an event.');
}

function kindOf(message: DataMessage | undefined): keyof typeof FIELDS {
  const kinds = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
  const kind = message && kinds.find((name) => message[name]);
  if (!kind) throw new Error('Expected a burst, a row or an event.');
  return kind;
}

function encodeTimestamped({ channelId, times, buffer }: TimestampedData): Uint8Array {
  if (!times) throw new Error('Expected `times`.');
  const writer = new BinaryWriter();
  writeUint32(writer, 1, channelId);
  writeInstant(writer, 2, times[0] ?? 0n);
  const deltas = Array.from(times, (time, i) => (i === 0 ? 0n : time - times[i - 1]!));
  const scale = deltas.reduce(greatestCommonDivisor, 0n);
  writeInt64(writer, 3, scale);
  writer.tag(4, WireType.LengthDelimited).fork();
  for (const delta of deltas) writer.int64(scale === 0n ? 0n : delta / scale);
  writer.join();
  writeBytes(writer, 5, buffer);
  return writer.finish();
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function encodePeriodic(data: PeriodicData): Uint8Array {
  const writer = new BinaryWriter();
  writeUint32(writer, 1, data.channelId);
  writeInstant(writer, 2, data.startTimestamp);
  writeInt64(writer, 3, data.interval);
  if (data.samples !== 0) writer.tag(4, WireType.Varint).int32(data.samples);
  writeBytes(writer, 5, data.buffer);
  return writer.finish();
}

function encodeRow({ channelIds, timestamp, buffer }: RowData): Uint8Array {
  const writer = new BinaryWriter();
  if (channelIds.length > 0) {
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const id of channelIds) writer.uint32(id);
    writer.join();
  }
  writeInstant(writer, 2, timestamp);
  writeBytes(writer, 3, buffer);
  return writer.finish();
}

function encodeEvent(event: EventArgument): Uint8Array {
  const { eventDefinitionId, groupName, timestamp, statusText, values = [] } = event;
  const writer = new BinaryWriter();
  if (eventDefinitionId !== 0) writer.tag(1, WireType.Varint).int32(eventDefinitionId);
  if (groupName) writer.tag(2, WireType.LengthDelimited).string(groupName);
  writeInstant(writer, 3, timestamp);
  if (statusText) writer.tag(4, WireType.LengthDelimited).string(statusText);
  if (values && values.length > 0) {
    writer.tag(5, WireType.LengthDelimited).fork();
    for (const value of values) writer.double(value);
    writer.join();
  }
  return writer.finish();
}

function writeUint32(writer: BinaryWriter, field: number, value: number): void {
  if (value !== 0) writer.tag(field, WireType.Varint).uint32(value);
}

function writeInt64(writer: BinaryWriter, field: number, value: bigint): void {
  if (value !== 0n) writer.tag(field, WireType.Varint).int64(value);
}

function writeInstant(writer: BinaryWriter, field: number, value: bigint): void {
  if (value !== 0n) writer.tag(field, WireType.Bit64).sfixed64(value);
}

function writeBytes(writer: BinaryWriter, field: number, value: Uint8Array): void {
  if (value.length > 0) writer.tag(field, WireType.LengthDelimited).bytes(value);
}
