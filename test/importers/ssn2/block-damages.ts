import { compressSync } from 'snappy';
import {
  type Damages,
  deltas,
  entry,
  firstChannel,
  index,
  OTHER,
  ofFirstChannel,
  raise,
  set,
  statements,
  stored,
  timing,
} from './damage.ts';
import { editBlob } from './edit-ssn2.ts';

const GIB = 2 ** 30;

/** Damage to streams and blocks, and samples that are not as declared. */
export const BLOCK_DAMAGES = {
  SSN2_STREAM_KIND_UNSUPPORTED: [
    {
      title: 'another stream of kind 3',
      edit: statements(
        `INSERT INTO DataStream (DataStreamGUID, SessionId, DataType, IndexData, DeltasIndex) VALUES (${OTHER}, 1, 3, x'00', x'00')`,
      ),
    },
  ],
  SSN2_BLOB_MISSING: [
    { title: 'no data', edit: statements('DELETE FROM DataBlobs') },
    set('DataBlobs', `DataBlobGUID = ${OTHER}`),
    set('DataBlobs', "DataBlobGUID = 'x'"),
    {
      title: 'no data for another stream',
      edit: statements(
        `INSERT INTO DataStream (DataStreamGUID, SessionId, DataType, IndexData, DeltasIndex) VALUES (${OTHER}, 1, 0, x'00000000', x'00000000')`,
      ),
      ends: 'warn',
    },
  ],
  SSN2_BLOB_TOO_LARGE: [
    { title: 'more data than allowed', edit: () => {}, options: { limits: { blobBytes: 100 } } },
  ],
  SSN2_INDEX_LENGTH: [
    { title: 'a raised count', edit: index((all) => all.writeUInt32LE(all.readUInt32LE() + 1)) },
    { title: 'a count of 2^32 - 1', edit: index((all) => all.writeUInt32LE(0xffff_ffff)) },
    { title: 'a byte less', edit: index((all) => all.subarray(0, -1)) },
    { title: 'no bytes', edit: index(() => Buffer.alloc(0)) },
  ],
  SSN2_DELTAS_LENGTH: [
    { title: 'a raised count', edit: deltas((all) => all.writeUInt32LE(all.readUInt32LE() + 1)) },
    { title: 'no bytes', edit: deltas(() => Buffer.alloc(0)) },
  ],
  SSN2_BLOCK_OUT_OF_RANGE: [
    { title: 'an offset of 2^63', edit: entry(0, (e) => e.writeBigUInt64LE(2n ** 63n, 41)) },
    {
      title: 'a blob cut by 10 bytes',
      edit: (path) => editBlob(path, 'Data', (all) => all.subarray(0, -10)),
    },
    { title: 'a stored length of 2^31', edit: entry(0, (e) => e.writeUInt32LE(2 * GIB, 37)) },
  ],
  SSN2_BLOCK_TOO_LARGE: [
    { title: '2^31 bytes in the index', edit: entry(0, (e) => e.writeUInt32LE(2 * GIB, 33)) },
    {
      title: '2^31 bytes in the Snappy preamble',
      edit: stored(0, (block) => block.set([0x80, 0x80, 0x80, 0x80, 0x08])),
    },
  ],
  SSN2_BLOCK_ENCODING: [
    { title: 'flag 2', edit: entry(0, (e) => e.writeUInt8(2, 24)) },
    { title: 'plain with two lengths', edit: entry(0, (e) => e.writeUInt8(0, 24)) },
  ],
  SSN2_UNKNOWN_CHANNEL: [
    { title: 'no such channel', edit: entry(0, (e) => e.writeUInt32LE(7, 0)) },
    { title: 'an upper half', edit: entry(0, (e) => e.writeUInt32LE(1, 4)) },
  ],
  SSN2_DATATYPE_UNKNOWN: [
    { ...ofFirstChannel('DataTypeId = 4'), blocks: Number.NaN },
    {
      title: 'a type the file names and we do not know',
      edit: statements(
        "INSERT INTO DataType (DataTypeId, DataTypeName, NumberOfBits, NumberOfBytes) VALUES (9, 'Decimal', 32, 4)",
        firstChannel('DataTypeId = 9'),
      ),
      blocks: Number.NaN,
    },
  ],
  SSN2_BYTE_ORDER_UNSUPPORTED: [
    {
      ...set('ConfigurationSetParameter', 'ByteOrder = 0 WHERE ParameterId = 1'),
      blocks: Number.NaN,
    },
  ],
  SSN2_INTERVAL_INVALID: [
    { ...ofFirstChannel('Interval = 0'), blocks: Number.NaN },
    { ...ofFirstChannel('Interval = -5'), blocks: Number.NaN },
  ],
  SSN2_BLOCK_INCONSISTENT: [
    { title: 'no samples', edit: entry(0, (e) => e.writeBigUInt64LE(0n, 25)) },
    { title: 'a sample too many', edit: entry(0, (e) => raise(e, 25, 1n)) },
    { title: '2^63 samples', edit: entry(0, (e) => e.writeBigUInt64LE(2n ** 63n, 25)) },
    { title: 'a span of no whole slots', edit: entry(0, (e) => raise(e, 16, 1n)) },
    { title: 'an end before the start', edit: entry(0, (e) => e.writeBigInt64LE(0n, 16)) },
    { title: 'a slot too many', edit: entry(0, (e) => raise(e, 16, 20_000_000n)) },
    { title: 'a length that is not the span', edit: entry(0, (e) => e.writeUInt32LE(8, 33)) },
    { ...ofFirstChannel('Interval = Interval * 2'), blocks: Number.NaN },
  ],
  SSN2_DELTA_MISSING: [
    { title: 'no timing entries', edit: deltas(() => Buffer.alloc(4)) },
    { title: 'a timing entry of no block', edit: deltas((all) => raise(all, 4 + 8, 1n)) },
  ],
  SSN2_DELTA_UNSUPPORTED: [
    { title: 'two records', edit: timing(0, (block) => block.writeUInt32LE(2, 0)) },
    { title: 'two runs', edit: timing(0, (block) => block.writeUInt32LE(58, 16)) },
    { title: 'a position', edit: timing(0, (block) => block.writeBigInt64LE(4n, 36)) },
    { title: 'another status', edit: timing(0, (block) => block.writeUInt8(0, 48)) },
    { title: 'another length', edit: deltas((all) => all.writeUInt32LE(78, 4 + 29)) },
    { title: 'a compressed timing block', edit: deltas((all) => all.writeUInt8(1, 4 + 24)) },
  ],
  SSN2_DELTA_MISMATCH: [
    { title: 'another channel', edit: timing(0, (block) => block.writeUInt32LE(7, 4)) },
    { title: 'another interval', edit: timing(0, (block) => raise(block, 8, 1n)) },
    { title: 'another start', edit: timing(0, (block) => raise(block, 20, 1n)) },
    { title: 'another spacing', edit: timing(0, (block) => raise(block, 28, 1n)) },
    { title: 'another count', edit: timing(0, (block) => block.writeUInt32LE(9, 44)) },
    { title: 'two starts in its entry', edit: deltas((all) => raise(all, 4 + 16, 1n)) },
  ],
  SSN2_SNAPPY_CORRUPT: [
    { title: 'a preamble that does not end', edit: stored(0, (block) => block.fill(0xff, 0, 5)) },
    {
      title: 'a copy from before the start',
      edit: stored(0, (block) => block.set([0b1111_1110, 0xff, 0xff], 2)),
    },
    { title: 'bytes cut off', edit: entry(0, (e) => e.writeUInt32LE(e.readUInt32LE(37) - 9, 37)) },
    { title: 'no bytes at all', edit: entry(0, (e) => e.writeUInt32LE(0, 37)) },
  ],
  SSN2_SNAPPY_LENGTH: [
    {
      title: 'another length in the preamble',
      edit: stored(0, (block) => block.writeUInt8(block[0]! ^ 1, 0)),
    },
    {
      title: 'more than Snappy can expand',
      edit: (path) => {
        stored(0, (block) => compressSync(Buffer.alloc(4)).copy(block))(path);
      },
    },
  ],
  SSN2_BLOCK_OVERLAP: [
    {
      title: 'the second block where the first is',
      edit: (path) => {
        editBlob(path, 'DeltasIndex', () => Buffer.alloc(4));
        editBlob(path, 'IndexData', (all) => {
          all.copy(all, 4 + 49 + 8, 4 + 8, 4 + 24);
          return undefined;
        });
      },
    },
  ],
  SSN2_COUNT_MISMATCH: [
    set('ConfigurationSetSessionChannel', 'SampleCount = SampleCount + 1'),
    {
      title: 'a channel without a block',
      edit: statements(
        'INSERT INTO ConfigurationSetSessionChannel (SessionId, ChannelId, FirstTS, LastTS, SampleCount) VALUES (1, 5, 0, 0, 1)',
      ),
    },
  ],
  SSN2_TS_MISMATCH: [
    set('ConfigurationSetSessionChannel', 'FirstTS = FirstTS - 1'),
    set('ConfigurationSetSessionChannel', 'LastTS = LastTS + 1'),
    set('ConfigurationSetSessionChannel', 'FirstTS = NULL, LastTS = 7'),
  ],
  SSN2_SESSION_RANGE: [
    set('Session', 'SessionEndTS = SessionEndTS + 1'),
    set('Session', 'SessionEndTS = 0'),
  ],
  SSN2_NO_DATA: [
    { title: 'an empty index', edit: index(() => Buffer.alloc(4)) },
    { title: 'no stream', edit: statements('DELETE FROM DataStream') },
    set('DataStream', 'DataType = 2'),
    { title: 'no channels', edit: statements('DELETE FROM ConfigurationSetChannel') },
    { title: 'no configuration', edit: statements('DELETE FROM SessionConfigurationSet') },
    { title: 'an empty blob', edit: (path) => editBlob(path, 'Data', () => Buffer.alloc(0)) },
  ],
} satisfies Partial<Damages>;
