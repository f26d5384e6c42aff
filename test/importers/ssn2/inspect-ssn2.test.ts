import { describe, expect, it } from 'vitest';
import { inspectSsn2 } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import {
  type BlockSpec,
  floats,
  MILLISECOND,
  oneBlock,
  ramp,
  SESSION_GUID,
  type SetSpec,
  STREAM_GUID,
  sampleBlocks,
  simpleSpec,
  TEN_O_CLOCK,
} from '../../support/ssn2-builder.ts';
import { built, inspect, readAll, sql } from './edit-ssn2.ts';

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
