import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { inspectSsn2 } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import type { Ssn2Block, Ssn2Recording } from '../../../src/importers/ssn2/ssn2-recording.ts';
import {
  type BlockSpec,
  floats,
  identity,
  lapRow,
  MILLISECOND,
  ramp,
  SESSION_GUID,
  type SetSpec,
  type SqlRow,
  STREAM_GUID,
  sampleBlocks,
  simpleSpec,
  TEN_O_CLOCK,
} from '../../support/ssn2-builder.ts';
import {
  built,
  codes,
  editBytes,
  editEntry,
  freshPath,
  inspect,
  inspectError,
  sql,
} from './edit-ssn2.ts';

const MIDNIGHT = BigInt(Date.UTC(2025, 5, 15)) * 1_000_000n;

describe('inspectSsn2', () => {
  it('reads a small recording without a warning', async () => {
    const recording = await inspect(built());
    expect(recording.warnings).toEqual([]);
    expect(recording).toMatchObject({ blocks: 6, sampleCount: 375, leftOut: { blocks: 0 } });
    expect(recording.session).toMatchObject({
      guid: SESSION_GUID,
      epochMidnight: MIDNIGHT,
      startTs: TEN_O_CLOCK,
      endTs: TEN_O_CLOCK + 249n * 10n * MILLISECOND,
    });
  });

  it('gives the blocks by channel and time, without their padding', async () => {
    const blocks = await readAll(built());
    expect(blocks.map(({ channelId, sampleCount }) => [channelId, sampleCount])).toEqual([
      [101, 100],
      [101, 100],
      [101, 50],
      [102, 50],
      [102, 50],
      [102, 25],
    ]);
    expect(blocks.map(({ bytes }) => bytes)).toEqual(sampleBlocks().map(({ bytes }) => bytes));
    expect(blocks.map(({ startTs }) => startTs)).toEqual(
      sampleBlocks().map(({ startTs }) => startTs),
    );
  });

  it.each([
    ['plain 32-bit floats', { plain: true, bytes: floats(1.5, Number.NaN, -Infinity) }],
    ['a block of one sample', { bytes: floats(7) }],
    ['a part-filled plain block', { plain: true, capacity: 10, bytes: floats(1, 2) }],
  ])('reads %s', async (_title, block) => {
    const { bytes } = block;
    const [read] = await readAll(built(oneBlock(block)));
    expect(read).toMatchObject({ bytes, dataType: 'FLOATING_POINT_32BIT' });
  });

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

  it('adds the offset of a configuration set to its channels', async () => {
    const sets: SetSpec[] = [
      {
        id: 1,
        channels: [{ ChannelId: 1 }],
        parameters: [{ row: { ParameterId: 1 }, channels: [1] }],
      },
      {
        id: 2,
        offset: 1000,
        channels: [{ ChannelId: 1, Interval: 20_000_000 }],
        parameters: [{ row: { ParameterId: 2 }, channels: [1] }],
      },
    ];
    const blocks: BlockSpec[] = [
      { channelId: 1, startTs: TEN_O_CLOCK, bytes: ramp(3) },
      { channelId: 1001, startTs: TEN_O_CLOCK, bytes: ramp(2), interval: 20n * MILLISECOND },
    ];
    const path = built({ sets, streams: [{ guid: STREAM_GUID, blocks }] });
    const recording = await inspect(path);
    expect(recording.warnings).toEqual([]);
    expect(recording.configurationSets.map(({ channelOffset }) => channelOffset)).toEqual([
      0, 1000,
    ]);
    expect(recording.configurationSets[1]!.channels[0]).toMatchObject({ channelId: 1 });
    expect(recording.configurationSets[1]!.parameters[0]).toMatchObject({ channelIds: [1] });
    expect(recording.channels.map(({ channelId }) => channelId)).toEqual([1, 1001]);
    expect((await readAll(path)).map(({ channelId }) => channelId)).toEqual([1, 1001]);
  });

  it('merges several streams into one order, whatever the form of their keys', async () => {
    const block = (channelId: number, second: number): BlockSpec => ({
      channelId,
      startTs: TEN_O_CLOCK + BigInt(second) * 1000n * MILLISECOND,
      bytes: ramp(100),
    });
    const path = built({
      streams: [
        { guid: 'FFFFFFFF-BBBB-CCCC-DDDD-EEEEEEEEEEEE', blocks: [block(2, 0), block(1, 1)] },
        { guid: Uint8Array.from({ length: 16 }, (_, i) => i), blocks: [block(1, 2), block(1, 0)] },
        { guid: STREAM_GUID, blocks: [block(2, 1)] },
      ],
    });
    const order = (await readAll(path)).map(({ channelId, startTs }) => [
      channelId,
      Number((startTs - TEN_O_CLOCK) / (1000n * MILLISECOND)),
    ]);
    expect(order).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
    ]);
  });

  it('finds the data of a stream by a key in another form', async () => {
    const path = built();
    sql(path, "UPDATE DataBlobs SET DataBlobGUID = x'aaaaaaaabbbbccccddddeeeeeeeeeeee'");
    sql(path, `UPDATE Session SET SessionGUID = x'11111111222233334444555555555555'`);
    const recording = await inspect(path);
    expect(recording.session.guid).toBe(SESSION_GUID);
    expect(recording.sampleCount).toBe(375);
  });

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

  it('names the causes when no block is left', async () => {
    const path = built();
    sql(path, 'UPDATE ConfigurationSetChannel SET DataTypeId = 2 WHERE ChannelId = 101');
    sql(path, 'UPDATE ConfigurationSetChannel SET Interval = 0 WHERE ChannelId = 102');
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

  it('tells how far it is, ending with all', async () => {
    const seen: [number, number][] = [];
    const recording = await inspectSsn2(built(), {}, (done, total) => seen.push([done, total]));
    recording.close();
    expect(seen.at(-1)).toEqual([6, 6]);
  });
});

describe('the time of a session', () => {
  it('starts at the epoch date when there is one', async () => {
    const { session, warnings } = await inspect(
      built({
        ...simpleSpec(),
        session: { EpochDate: '2025-06-14', SessionStartDateTime: '2025-06-14 10:00:00' },
      }),
    );
    expect(warnings).toEqual([]);
    expect(session).toMatchObject({
      epochDate: '2025-06-14',
      epochMidnight: MIDNIGHT - 86_400_000n * MILLISECOND,
    });
  });

  it('is anchored on the start where its two columns disagree', async () => {
    const { session, warnings } = await inspect(
      built({ ...simpleSpec(), session: { SessionStartDateTime: '2025-06-15 10:30:00' } }),
    );
    expect(session.epochMidnight).toBe(MIDNIGHT + 1_800_000n * MILLISECOND);
    expect(warnings.map(({ code }) => code)).toEqual(['SSN2_START_MISMATCH']);
  });

  it('may have a fraction the text of the start does not show', async () => {
    const startTs = TEN_O_CLOCK + 500n * MILLISECOND;
    const blocks = [{ channelId: 1, startTs, bytes: ramp(3) }];
    const { session, warnings } = await inspect(
      built({ streams: [{ guid: STREAM_GUID, blocks }] }),
    );
    expect(warnings).toEqual([]);
    expect(session).toMatchObject({ epochMidnight: MIDNIGHT, startTs });
  });
});

describe('the configuration', () => {
  it('nests groups below their parents and breaks circles', async () => {
    const group = (ParameterGroupId: number, ParentParameterGroupId: number) => ({
      ParameterGroupId,
      ApplicationGroupId: 1,
      ParameterGroupName: `G${ParameterGroupId}`,
      ParentParameterGroupId,
      Depth: 9,
    });
    const { configurationSets, warnings } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ...simpleSpec().rows,
          ConfigurationSetApplicationGroup: [
            { ApplicationGroupId: 1, ConfigurationSetId: 1, ApplicationGroupName: 'Car' },
          ],
          ConfigurationSetParameterGroup: [
            group(1, 2),
            group(2, 0),
            group(3, 1),
            group(4, 5),
            group(5, 4),
            group(6, 77),
          ],
          ConfigurationSetParameterGroupParameter: [
            { ParameterId: 1, ParameterGroupId: 3 },
            { ParameterId: 1, ParameterGroupId: 1 },
          ],
        },
      }),
    );
    const [set] = configurationSets;
    expect(set!.groups.map(({ id, parentId, depth }) => [id, parentId, depth])).toEqual([
      [2, null, 0],
      [1, 2, 1],
      [3, 1, 2],
      [6, null, 0],
      [4, null, 0],
      [5, 4, 1],
    ]);
    expect(set!.applications).toEqual([
      { id: 1, name: 'Car', description: '', applicationId: null },
    ]);
    expect(set!.groups[0]).toMatchObject({ application: 'Car' });
    expect(set!.parameters[0]).toMatchObject({ groupIds: [1, 3], groups: ['G1', 'G3'] });
    expect(warnings.map(({ code }) => code)).toEqual(['SSN2_LINK_BROKEN', 'SSN2_LINK_BROKEN']);
  });

  it('keeps what it can of every kind of conversion', async () => {
    const named = { ConfigurationSetId: 1, ConversionName: 'x' };
    const rational = { ...identity('r'), Coefficient2: 2, Coefficient3: 1 };
    const recording = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ConfigurationSetRationalConversion: [
            identity('i'),
            rational,
            { ...identity('inf'), Coefficient1: Infinity },
            identity('twice'),
            identity('of another set', 9),
          ],
          ConfigurationSetFormulaConversion: [
            { ...named, ConversionName: 'f', Units: 'V', Format: '%f', Formula: '$x * 2' },
          ],
          ConfigurationSetTableConversion: [
            { ...named, ConversionName: 't', DefinitionValue: floats(1) },
            { ...named, ConversionName: 'twice', DefinitionValue: floats(1) },
          ],
          ConfigurationSetTextConversion: [
            { ...named, ConversionName: 's', DefinitionValue: floats(1) },
          ],
        },
      }),
    );
    const unavailable = { kind: 'unavailable', units: null, format: null };
    expect(recording.configurationSets[0]!.conversions).toEqual([
      {
        kind: 'rational',
        name: 'i',
        units: 'km/h',
        format: '%5.0f',
        coefficients: [0, 1, 0, 0, 0, 1],
        identity: true,
      },
      expect.objectContaining({ name: 'r', coefficients: [0, 2, 1, 0, 0, 1], identity: false }),
      { ...unavailable, name: 'inf', reason: 'not finite' },
      { ...unavailable, name: 'twice', reason: 'ambiguous' },
      { kind: 'formula', name: 'f', units: 'V', format: '%f', formula: '$x * 2' },
      { ...unavailable, name: 't', reason: 'table' },
      { ...unavailable, name: 's', reason: 'text' },
    ]);
    expect(codes(recording)).toEqual([
      'SSN2_RATIONAL_UNCONFIRMED',
      'SSN2_CONVERSION_UNAVAILABLE',
      'SSN2_CONVERSION_MISSING',
    ]);
  });

  it('takes units and format of the parameter before those of the conversion', async () => {
    const parameters: SetSpec['parameters'] = [
      { row: { ParameterId: 1, ConversionName: 'c', Units: 'mph', FormatOverride: '%.2f' } },
      { row: { ParameterId: 2, ConversionName: 'c' } },
      { row: { ParameterId: 3, ConversionName: null, BitMask: -1, ErrorMask: 2n ** 40n + 5n } },
    ];
    const spec = oneBlock({}, {}, parameters);
    const { configurationSets } = await inspect(
      built({ ...spec, rows: { ConfigurationSetRationalConversion: [identity('c')] } }),
    );
    expect(configurationSets[0]!.parameters).toMatchObject([
      { units: 'mph', format: '%.2f', unitsOverride: 'mph', formatOverride: '%.2f' },
      { units: 'km/h', format: '%5.0f', unitsOverride: null, formatOverride: null },
      { units: null, format: null, conversionName: null, bitMask: 0xffff_ffff, errorMask: 5 },
    ]);
  });

  it('imports a computed parameter as a definition', async () => {
    const row = { ParameterId: 9, FunctionCode: '$a:Car + 1', LanguageType: 1 };
    const recording = await inspect(built(oneBlock({}, {}, [{ row }])));
    expect(codes(recording)).toEqual(['SSN2_VIRTUAL_PARAMETER']);
    expect(recording.configurationSets[0]!.parameters[0]).toMatchObject({
      name: 'Parameter 9',
      nameSource: 'id',
      functionCode: '$a:Car + 1',
      languageType: 1,
      channelIds: [],
    });
  });

  it('reads event definitions with their conversions in order', async () => {
    const definition = { ConfigurationSetId: 1, Description: 'Pit', Priority: 2, GroupName: 'Car' };
    const conversion = (ConversionName: string, Index: number) => ({
      EventDefinitionId: 4,
      ConversionName,
      Index,
    });
    const { configurationSets } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ConfigurationSetEventDefinition: [
            { ...definition, EventDefinitionId: 4, EventDefinitionKey: 0x5001 },
          ],
          ConfigurationSetEventDefinitionConversion: [conversion('b', 1), conversion('a', 0)],
        },
      }),
    );
    expect(configurationSets[0]!.eventDefinitions).toEqual([
      { key: 0x5001, description: 'Pit', priority: 2, group: 'Car', conversionNames: ['a', 'b'] },
    ]);
  });
});

describe('the records of a session', () => {
  it('are items and constants of every type, of the session and of laps', async () => {
    const attribute = (AttributeId: number, AttributeName: string) => ({
      AttributeId,
      AttributeName,
    });
    const value = (AttributeId: number, AttributeValue: SqlRow[string], lap: number | null) => ({
      SessionId: 1,
      AttributeId,
      AdditionalSelectorId: lap,
      AttributeValue,
    });
    const { items, constants, warnings } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ...simpleSpec().rows,
          Attribute: [attribute(1, 'Driver'), attribute(2, 'Fuel'), attribute(3, 'When')],
          SessionAttributeNVarcharValue: [value(1, 'Ann\u0000\nB.', null)],
          SessionAttributeFloatValue: [value(2, 12.5, 1)],
          SessionAttributeBigintValue: [value(2, 2n ** 60n, 1)],
          SessionAttributeBitValue: [value(2, 1, null)],
          SessionAttributeDatetime2Value: [value(3, '2025-06-15 10:00:00.5', null)],
          SessionDataItem: [
            { DataItemGUID: 'x', SessionId: 1, AttributeName: 'Raw', AttributeValue: floats(1) },
          ],
          ConstantAttributeFloatValue: [
            { ...value(2, 0.5, null), Description: 'Tank', Units: 'l', Format: '%f' },
          ],
        },
      }),
    );
    const none = { description: '', units: '', format: '' };
    expect(warnings).toEqual([]);
    expect(items).toEqual([
      { type: 'LONG', value: 2n ** 60n, name: 'Fuel', lapNumber: 1, ...none },
      { type: 'BOOLEAN', value: true, name: 'Fuel', lapNumber: null, ...none },
      { type: 'DOUBLE', value: 12.5, name: 'Fuel', lapNumber: 1, ...none },
      { type: 'TEXT', value: 'Ann B.', name: 'Driver', lapNumber: null, ...none },
      {
        type: 'DATETIME',
        value: '2025-06-15 10:00:00.5',
        instant: MIDNIGHT + TEN_O_CLOCK + 500n * MILLISECOND,
        name: 'When',
        lapNumber: null,
        ...none,
      },
      { type: 'BINARY', value: floats(1), name: 'Raw', lapNumber: null, ...none },
    ]);
    expect(constants).toEqual([
      {
        type: 'DOUBLE',
        value: 0.5,
        name: 'Fuel',
        lapNumber: null,
        description: 'Tank',
        units: 'l',
        format: '%f',
      },
    ]);
  });

  it('are markers with labels, and associates', async () => {
    const { markers, associates } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          Marker: [
            { MarkerId: 2, SessionId: 1, Text: 'b', Timestamp: 9, EndTimestamp: null },
            {
              MarkerId: 1,
              SessionId: 1,
              Text: 'a',
              Timestamp: 9,
              EndTimestamp: 12,
              MarkerType: 'Turn',
              StatusText: 'slow',
              MarkerGuid: STREAM_GUID.toUpperCase(),
            },
          ],
          MarkerLabel: [{ MarkerId: 1, Name: 'n', Label: 'l', Value: '1' }],
          SessionAssociate: [
            {
              ParentSessionKey: SESSION_GUID,
              ChildSessionKey: STREAM_GUID,
              AssociateName: 'Rig',
              AssociateGroup: 'Lab',
              VersionNumber: 2,
            },
          ],
        },
      }),
    );
    const label = { name: 'n', label: 'l', value: '1', format: '', description: '', unit: '' };
    expect(markers).toEqual([
      {
        markerId: 1,
        label: 'a',
        type: 'Turn',
        description: 'slow',
        startTs: 9n,
        endTs: 12n,
        guid: STREAM_GUID,
        labels: [label],
      },
      expect.objectContaining({ markerId: 2, endTs: null, guid: null, labels: [] }),
    ]);
    expect(associates).toEqual([
      { parentGuid: SESSION_GUID, childGuid: STREAM_GUID, name: 'Rig', group: 'Lab', version: 2 },
    ]);
  });

  it('are laps in order of start, also with an old schema', async () => {
    const path = built({
      ...simpleSpec(),
      rows: { Lap: [lapRow(2, TEN_O_CLOCK + MILLISECOND), lapRow(1, TEN_O_CLOCK)] },
    });
    sql(path, 'DROP TABLE MarkerLabel', 'ALTER TABLE Marker DROP COLUMN EndTimestamp');
    sql(path, 'DROP TABLE ConfigurationSetSessionChannel', 'DROP TABLE Attribute');
    const { laps } = await inspect(path);
    expect(laps.map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe('the file of the user', () => {
  it('is not changed and gets no companions; the private copy is deleted', async () => {
    const directory = mkdtempSync(join(dirname(freshPath()), 'own-'));
    const temporaryDirectory = join(directory, 'temporary');
    mkdirSync(temporaryDirectory);
    const path = join(directory, 'mine.ssn2');
    writeFileSync(path, readFileSync(built()));
    // A journal beside the file must not be rolled back into it.
    writeFileSync(`${path}-journal`, 'not a journal');
    editBytes(path, (bytes) => bytes.fill(2, 18, 20));
    const before = readFileSync(path);

    const recording = await inspectSsn2(path, { temporaryDirectory });
    expect(readdirSync(temporaryDirectory)).toHaveLength(1);
    recording.close();
    recording.close();

    expect(codes(recording)).toEqual(['SSN2_WAL_MODE']);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(directory).sort()).toEqual(['mine.ssn2', 'mine.ssn2-journal', 'temporary']);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    await expect(recording.readBlocks().next()).rejects.toMatchObject({
      code: 'SSN2_FILE_UNREADABLE',
    });
  });

  it('leaves nothing behind when it is refused', async () => {
    const temporaryDirectory = mkdtempSync(join(dirname(freshPath()), 'own-'));
    const path = built();
    sql(path, 'DELETE FROM Session');
    await inspectError(path, { temporaryDirectory });
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('can be given up with a signal', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(inspectSsn2(built(), { signal })).rejects.toBe(reason);
  });

  it('is never shown by its path', async () => {
    const path = built();
    sql(path, 'DELETE FROM Session');
    const error = await inspectSsn2(path).then(
      () => null,
      (caught) => caught,
    );
    expect(error.message).not.toContain(dirname(path));
    expect(JSON.stringify(error.detail)).not.toContain(dirname(path));
  });

  it('does not give away what its owner encrypted', async () => {
    const token = 'c2VjcmV0bmFtZQ==';
    const path = built();
    sql(path, `UPDATE Session SET TeamId = '${token}'`);
    sql(
      path,
      `UPDATE ConfigurationSetParameter SET ParameterIdentifier = '${token}' || ParameterId,
      ParameterName = '${token}', ParameterDescription = '${token}' || char(10)`,
    );
    sql(path, 'CREATE TABLE Audit (UserName text)', "INSERT INTO Audit VALUES ('somebody')");
    const text = show(await inspect(path));
    expect(text).not.toContain(token);
    expect(text).not.toContain('somebody');
  });

  it('is not evaluated: generated columns and checks do not run', async () => {
    const path = built();
    const slow = 'length(hex(zeroblob(400000000)))';
    sql(path, `ALTER TABLE Lap ADD COLUMN Slow integer AS (${slow})`);
    sql(path, `ALTER TABLE Marker ADD COLUMN Slow integer CHECK (Slow > ${slow})`);
    const started = performance.now();
    await inspect(path);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is damaged when a page of a table it needs is', async () => {
    const path = built();
    const db = new Database(path, { readonly: true });
    const page = db
      .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'ConfigurationSetParameter'")
      .pluck()
      .get() as number;
    db.close();
    // One cell fewer: reading the page raises no error, it only lacks a row.
    editBytes(path, (bytes) => {
      const at = (page - 1) * 4096 + 3;
      bytes.writeUInt16BE(bytes.readUInt16BE(at) - 1, at);
      return undefined;
    });
    expect(await inspectError(path)).toMatchObject({
      code: 'SSN2_SQLITE_CORRUPT',
      message:
        'test.ssn2: the database is damaged in table configurationsetparameter. Nothing was imported.',
    });
  });

  it('is refused when it cannot be read', async () => {
    const path = freshPath();
    writeFileSync(path, '');
    rmSync(path);
    expect(await inspectError(path)).toMatchObject({
      code: 'SSN2_FILE_UNREADABLE',
      detail: { reason: 'ENOENT' },
    });
  });
});

/** A recording of one block of channel 1, two samples by default. */
function oneBlock(
  block: Partial<BlockSpec>,
  channel: SqlRow = {},
  parameters: SetSpec['parameters'] = [],
) {
  const blocks = [{ channelId: 1, startTs: TEN_O_CLOCK, bytes: ramp(2), ...block }];
  const sets = [{ id: 1, channels: [{ ChannelId: 1, ...channel }], parameters }];
  return { sets, streams: [{ guid: STREAM_GUID, blocks }] };
}

async function readAll(path: string): Promise<Ssn2Block[]> {
  const recording = await inspectSsn2(path);
  try {
    const blocks: Ssn2Block[] = [];
    for await (const block of recording.readBlocks()) blocks.push(block);
    return blocks;
  } finally {
    recording.close();
  }
}

function show(recording: Ssn2Recording): string {
  return JSON.stringify(recording, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
