import { type BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { DecodeError } from '../core/decode-error.ts';
import { checkUsableText } from '../lib/usable-text.ts';

// Each reads one field of a protobuf message, and throws DecodeError where its bytes are not of the
// field's type. Past the end of the bytes the reader itself throws a RangeError.

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Read a uint32. */
export function readUint32(reader: BinaryReader, wireType: WireType, name: string): number {
  expectType(wireType, WireType.Varint, name);
  return reader.uint32();
}

/** Read an int32. */
export function readInt32(reader: BinaryReader, wireType: WireType, name: string): number {
  expectType(wireType, WireType.Varint, name);
  return reader.int32();
}

/** Read an int64. */
export function readInt64(reader: BinaryReader, wireType: WireType, name: string): bigint {
  expectType(wireType, WireType.Varint, name);
  return BigInt(reader.int64());
}

/** Read an sfixed64. */
export function readInstant(reader: BinaryReader, wireType: WireType, name: string): bigint {
  expectType(wireType, WireType.Bit64, name);
  return BigInt(reader.sfixed64());
}

/** Read bytes, whose memory is shared. */
export function readBytes(reader: BinaryReader, wireType: WireType, name: string): Uint8Array {
  expectType(wireType, WireType.LengthDelimited, name);
  return reader.bytes();
}

/** Read a string that a database can hold. */
export function readText(reader: BinaryReader, wireType: WireType, name: string): string {
  const text = toText(readBytes(reader, wireType, name));
  checkUsableText(text, name);
  return text;
}

/** Bytes of UTF-8 as text. */
export function toText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new DecodeError('Expected text of UTF-8, got other bytes.');
  }
}

/** Note where differences of time stand: in one part, or each with a tag of its own. */
export function readSpan(reader: BinaryReader, wireType: WireType, spans: number[]): void {
  if (wireType === WireType.Varint) {
    const from = reader.pos;
    reader.skip(wireType);
    spans.push(from, reader.pos);
    return;
  }
  const part = readBytes(reader, wireType, 'timestamp_deltas');
  if (part.length === 0) return;
  if (part.at(-1)! >= 0x80) {
    throw new DecodeError('Expected whole numbers in timestamp_deltas, got half of the last.');
  }
  spans.push(reader.pos - part.length, reader.pos);
}

/** Read a list of numbers, packed or each with a tag of its own. */
export function readRepeated(
  reader: BinaryReader,
  wireType: WireType,
  single: WireType,
  name: string,
  readNumber: () => void,
): void {
  if (wireType === single) {
    readNumber();
    return;
  }
  expectType(wireType, WireType.LengthDelimited, name);
  const end = readEnd(reader);
  while (reader.pos < end) readNumber();
  expectEnd(reader, end);
}

/** Read a length, and give the position where what it counts ends. */
export function readEnd(reader: BinaryReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) {
    throw new DecodeError(`Expected ${length} more bytes, got ${reader.len - reader.pos}.`);
  }
  return end;
}

/** Check that fields ended where their message does. */
export function expectEnd(reader: BinaryReader, end: number): void {
  if (reader.pos !== end) {
    throw new DecodeError('Expected fields to end with the message that holds them.');
  }
}

/** Check the wire type of a field. */
export function expectType(actual: WireType, expected: WireType, name: string): void {
  if (actual !== expected) {
    throw new DecodeError(`${name}: Expected wire type ${expected}, got ${actual}.`);
  }
}
