import { describe, expect, it } from 'vitest';
import { readableParameters } from '../../../src/parameters/parameter.service.ts';
import {
  measure,
  readableChannels,
  readChunks,
  readNeighbours,
} from '../../../src/samples/reading/read-chunks.ts';
import {
  count,
  createSession,
  periodic,
  START,
  timestamped,
  write,
} from '../../support/sample-session.ts';
import { createTestApp } from '../../support/test-app.ts';

const CHANNEL = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'SIGNED_16BIT',
  interval: 10n,
} as const;
const TIMED = { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'SIGNED_16BIT' } as const;

/** What 16 bits keep of a whole number. */
const toInt16 = (value: number) => (value << 16) >> 16;

async function open() {
  const app = await createTestApp();
  await createSession(app, 's', { channels: [CHANNEL, TIMED] });
  const { sql, prisma } = app.runtime.db.read;
  const session = await prisma.session.findUniqueOrThrow({ where: { identity: 's' } });
  const sources = await readableParameters(app.runtime, session.id, ['c1', 'c2']);
  const [even, timed] = sources.map((source) => readableChannels(source)[0]!);
  /** Samples from one place of the grid on, telling their places. */
  const burst = (from: number, length: number) =>
    periodic(
      START + BigInt(from) * 10n,
      count(length).map((i) => from + i),
      CHANNEL,
    );
  const range = (from: number, to: number) => ({
    startTime: START + BigInt(from),
    endTime: START + BigInt(to),
  });
  return { app, sql, even: even!, timed: timed!, burst, range };
}

describe('readChunks', () => {
  it('gives each sample once when a block grows between two pages', async () => {
    const { app, sql, even, burst, range } = await open();
    // As many blocks as one page holds, the last with room for more.
    const first = 63 * 4_096 + 5;
    await write(app, 's', burst(0, first));
    const values: number[] = [];

    for await (const chunk of readChunks(sql, even, range(0, 10_000_000))) {
      for (const value of chunk.raw) values.push(value);
      if (values.length === first) await write(app, 's', burst(first, 5), burst(first + 20, 5_000));
    }

    // The last page is full, so another is read: it begins where the block ended before.
    const expected = [...count(first + 5), ...count(5_000).map((i) => first + 20 + i)];
    expect(values).toEqual(expected.map(toInt16));
  });
});

describe('measure', () => {
  it.each([
    [0, 1_000, 7, 2],
    [0, 0, 1, 0],
    [1, 9, 0, 0],
    [10, 50, 3, 1],
    [15, 49, 1, 0],
  ])('counts samples and gaps from %i to %i ns', async (from, to, sampleCount, gapCount) => {
    const { app, sql, even, burst, range } = await open();
    await write(app, 's', burst(0, 3), burst(5, 2), burst(10, 2));

    expect(await measure(sql, even, range(from, to))).toEqual({ sampleCount, gapCount });
  });

  it('counts samples with their own times exactly where a window cuts their block', async () => {
    const { app, sql, timed, range } = await open();
    const times = [0, 1, 5, 90].map((time) => START + BigInt(time));
    await write(app, 's', timestamped(2, times, [1, 2, 3, 4], 'SIGNED_16BIT'));

    expect(await measure(sql, timed, range(1, 5))).toEqual({ sampleCount: 2, gapCount: 0 });
    expect(await measure(sql, timed, range(6, 89))).toEqual({ sampleCount: 0, gapCount: 0 });
  });
});

describe('readNeighbours', () => {
  it.each([
    [0, 20, null, 50],
    [10, 10, -10, 10],
    [21, 49, -1, 29],
    [50, 60, -30, null],
    [-9, -1, null, 9],
    [70, 80, -10, null],
  ])('finds the samples next to a window from %i to %i ns', async (from, to, before, after) => {
    const { app, sql, even, burst, range } = await open();
    await write(app, 's', burst(0, 3), burst(5, 2));

    expect(await readNeighbours(sql, even, range(from, to))).toEqual({ before, after });
  });
});
