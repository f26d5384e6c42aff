import { describe, expect, it } from 'vitest';
import {
  floats,
  MILLISECOND,
  oneBlock,
  ramp,
  STREAM_GUID,
  sampleBlocks,
  simpleSpec,
  TEN_O_CLOCK,
} from '../../support/ssn2-builder.ts';
import {
  built,
  codes,
  editBlob,
  editEntry,
  inspect,
  inspectError,
  readAll,
  sql,
} from './edit-ssn2.ts';

describe('the data type of a channel', () => {
  it.each([
    ['DOUBLE_64BIT', 8, new Uint8Array(Float64Array.of(0.1, -2).buffer)],
    ['TRIPLE_FLOATING_POINT_32BIT', 12, floats(1, 2, 3, 4, 5, 6)],
  ])('takes an unnamed data type for %s by its width', async (dataType, width, bytes) => {
    const path = built(oneBlock({ width, bytes }, { DataTypeId: 7 }));
    const [block] = await readAll(path);
    expect(block).toMatchObject({ dataType, bytes, sampleCount: 2 });
    const recording = await inspect(path);
    expect(recording.configurationSets[0]!.channels[0]).toMatchObject({ dataType, dataTypeId: 7 });
    expect(recording.channels[0]).toMatchObject({ dataType, sampleCount: 2 });
  });

  it.each([
    ['Unsigned8Bit', 1, 'UNSIGNED_8BIT'],
    ['Signed8Bit', 1, 'SIGNED_8BIT'],
    ['Unsigned16Bit', 2, 'UNSIGNED_16BIT'],
    ['Signed 16 bit', 2, 'SIGNED_16BIT'],
    ['uint32', 4, 'UNSIGNED_32BIT'],
    ['Signed32Bit', 4, 'SIGNED_32BIT'],
    ['FloatingPoint32Bit', 4, 'FLOATING_POINT_32BIT'],
    ['TripleFloatingPoint32Bit', 12, 'TRIPLE_FLOATING_POINT_32BIT'],
    ['Double64Bit', 8, 'DOUBLE_64BIT'],
  ])('prefers the name %s in the file to a rule', async (DataTypeName, width, dataType) => {
    const spec = oneBlock({ width, bytes: new Uint8Array(2 * width) }, { DataTypeId: 1 });
    const row = { DataTypeId: 1, DataTypeName, NumberOfBits: 8 * width, NumberOfBytes: width };
    const [block] = await readAll(built({ ...spec, rows: { DataType: [row] } }));
    expect(block).toMatchObject({ dataType, sampleCount: 2 });
  });

  it.each([
    ['a name of another size', { DataTypeName: 'Signed16Bit', NumberOfBits: 32, NumberOfBytes: 4 }],
    [
      'bits that are not the bytes',
      { DataTypeName: 'Signed32Bit', NumberOfBits: 30, NumberOfBytes: 4 },
    ],
    ['an unknown name', { DataTypeName: 'Fixed', NumberOfBits: 64, NumberOfBytes: 8 }],
  ])('does not trust a data type with %s', async (_title, row) => {
    const spec = oneBlock({}, { DataTypeId: 1 });
    const DataType = [{ DataTypeId: 1, ...row }];
    const error = await inspectError(built({ ...spec, rows: { DataType } }));
    expect(error.code).toBe('SSN2_NO_DATA');
    expect(error.detail.causes).toEqual({ SSN2_DATATYPE_UNKNOWN: 1 });
  });
});

describe('inspectSsn2 of a recording with bad blocks', () => {
  it('leaves a bad block out and keeps the rest', async () => {
    const path = built();
    editEntry(path, 1, (entry) => entry.writeUInt8(9, 24));
    const recording = await inspect(path);
    expect(recording.warnings).toEqual([
      {
        code: 'SSN2_BLOCK_ENCODING',
        message:
          'test.ssn2: a block of channel 101 is neither plain nor Snappy. 100 samples from 36001000000000 to 36001999999999 ns were left out.',
        detail: expect.objectContaining({
          channelId: '101',
          startTs: '36001000000000',
          endTs: '36001999999999',
          sampleCount: '100',
        }),
      },
      expect.objectContaining({ code: 'SSN2_COUNT_MISMATCH' }),
    ]);
    expect(recording).toMatchObject({
      blocks: 5,
      sampleCount: 275,
      leftOut: { blocks: 1, sampleCount: 100 },
    });
    expect(recording.channels[0]).toMatchObject({ sampleCount: 150, blocks: 2, leftOutBlocks: 1 });
  });

  it('matches timing blocks by channel and time, in whatever order they are listed', async () => {
    const path = built();
    editBlob(path, 'DeltasIndex', (all) => {
      const entries = Array.from({ length: 6 }, (_, i) => all.subarray(4 + 41 * i, 45 + 41 * i));
      return Buffer.concat([all.subarray(0, 4), ...entries.reverse()]);
    });
    const recording = await inspect(path);
    expect(recording.warnings).toEqual([]);
    expect(recording.sampleCount).toBe(375);
  });

  it('uses the timing of the index where there is no timing block', async () => {
    const blocks = sampleBlocks().map((block) => ({ ...block, untimed: true }));
    const recording = await inspect(
      built({ ...simpleSpec(), streams: [{ guid: STREAM_GUID, blocks }] }),
    );
    expect(recording.sampleCount).toBe(375);
    expect(
      recording.warnings.map(({ code, detail }) => [code, detail?.channelId, detail?.blocks]),
    ).toEqual([
      ['SSN2_DELTA_MISSING', 101, 3],
      ['SSN2_DELTA_MISSING', 102, 3],
    ]);
  });

  it('keeps the good streams beside one it cannot read', async () => {
    const [first, ...rest] = sampleBlocks();
    const other = '99999999-9999-9999-9999-999999999999';
    const path = built({
      ...simpleSpec(),
      streams: [
        { guid: STREAM_GUID, blocks: rest },
        { guid: other, blocks: [first!] },
      ],
    });
    sql(path, `UPDATE DataStream SET IndexData = x'FF' WHERE DataStreamGUID = '${other}'`);
    const recording = await inspect(path);
    expect(recording.sampleCount).toBe(275);
    expect(codes(recording)).toEqual([
      'SSN2_INDEX_LENGTH',
      'SSN2_COUNT_MISMATCH',
      'SSN2_TS_MISMATCH',
    ]);
    sql(path, `DELETE FROM DataBlobs WHERE DataBlobGUID = '${STREAM_GUID}'`);
    const error = await inspectError(path);
    expect(error.code).toBe('SSN2_NO_DATA');
    expect(error.detail.causes).toEqual({ SSN2_BLOB_MISSING: 1, SSN2_INDEX_LENGTH: 1 });
  });

  it('names the causes when no block is left', async () => {
    const path = built();
    sql(path, 'UPDATE ConfigurationSetChannel SET DataTypeId = 2 WHERE ChannelId = 101');
    sql(path, 'UPDATE ConfigurationSetChannel SET Interval = 0 WHERE ChannelId = 102');
    sql(path, 'UPDATE Session SET State = 1');
    const error = await inspectError(path);
    expect(error.code).toBe('SSN2_NO_DATA');
    expect(error.detail.causes).toEqual({ SSN2_DATATYPE_UNKNOWN: 3, SSN2_INTERVAL_INVALID: 3 });
  });

  it('lists no more than 200 warnings and counts the others', async () => {
    const blocks = Array.from({ length: 500 }, (_, i) => ({
      channelId: 101,
      startTs: TEN_O_CLOCK + BigInt(i) * 20n * MILLISECOND,
      bytes: ramp(2),
    }));
    const path = built({ streams: [{ guid: STREAM_GUID, blocks }] });
    for (let i = 0; i < 40; i++) editEntry(path, i, (entry) => entry.writeUInt8(9, 24));
    const { warnings, leftOut } = await inspect(path);
    const bad = warnings.filter(({ code }) => code === 'SSN2_BLOCK_ENCODING');
    expect(leftOut.blocks).toBe(40);
    expect(bad).toHaveLength(21);
    expect(bad.at(-1)).toEqual({
      code: 'SSN2_BLOCK_ENCODING',
      message: 'test.ssn2: and 20 more of SSN2_BLOCK_ENCODING.',
      detail: { more: 20, total: 40 },
    });
  });
});
