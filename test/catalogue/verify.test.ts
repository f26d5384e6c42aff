import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifySamples } from '../../src/samples/blocks/verify-samples.service.ts';
import { createRandom } from '../samples/long-recording.ts';
import {
  count,
  createSession,
  periodic,
  START,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const BLOCK = 4_096;
const EVEN = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'UNSIGNED_8BIT',
  interval: 10n,
} as const;
const TIMED = { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'SIGNED_16BIT' } as const;
const OF_SESSION = '"sessionId" = (SELECT "id" FROM "Session" WHERE "identity" = ?)';

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

/** Start of a block of channel 1. */
const blockAt = (block: number) => START + BigInt(block * BLOCK) * 10n;

/** A session with blocks in channel 1, of 140 all but one in a rollup, and one in channel 2. */
async function newSession(blocks = 140): Promise<string> {
  const id = `verify-${++made}`;
  await createSession(app, id, { channels: [EVEN, TIMED] });
  const random = createRandom(5);
  const values = count(blocks * BLOCK).map(() => Math.floor(random() * 5));
  const times = count(500).map((i) => START + BigInt(i * i));
  await write(
    app,
    id,
    periodic(START, values, EVEN),
    timestamped(
      2,
      times,
      times.map((_, i) => i % 7),
      'SIGNED_16BIT',
    ),
  );
  return id;
}

async function verify(...identities: string[]) {
  const problems: string[] = [];
  const verified = await verifySamples(app.runtime.db, identities, (one) => problems.push(one));
  expect(verified.problems).toBe(problems.length);
  return { problems, verified };
}

/** Change what one statement says, and give what is found then. */
async function findAfter(
  id: string,
  statement: string,
  ...values: (bigint | number | string | Uint8Array)[]
) {
  const changed = await app.runtime.db.write(({ sql }) => sql.run(statement, values));
  expect(changed).toBe(1);
  return (await verify(id)).problems;
}

/** Flip one bit of a column of a row of a channel. */
async function flipBit(
  id: string,
  table: string,
  column: string,
  channel: number,
  start: bigint,
  byte: number,
) {
  const where = `"channelId" = ${channel} AND "startNs" = ${start} AND ${OF_SESSION}`;
  const [row] = await app.runtime.db.read.sql.all<{ bytes: Uint8Array }>(
    `SELECT "${column}" AS "bytes" FROM "${table}" WHERE ${where}`,
    [id],
  );
  const bytes = Uint8Array.from(row!.bytes);
  bytes[(byte + bytes.length) % bytes.length]! ^= 4;
  return findAfter(id, `UPDATE "${table}" SET "${column}" = ? WHERE ${where}`, bytes, id);
}

describe('verifySamples', () => {
  it('finds nothing in a healthy database, and says what it has looked at', async () => {
    const id = await newSession();

    const { problems, verified } = await verify(id);

    expect(problems).toEqual([]);
    expect(verified).toMatchObject({ channels: 2, blocks: 141, samples: 140 * BLOCK + 500 });
    expect(verified.bytes).toBeGreaterThan(10_000);
    expect((await verify()).problems).toEqual([]);
  });

  it.each([
    ['the values', 'data', 1, 3, 20],
    ['the values', 'data', 1, 70, 0],
    ['the values', 'data', 1, 139, -1],
    ['the times', 'timestamps', 2, 0, 3],
    ['the times', 'timestamps', 2, 0, -1],
  ])('reports a flipped bit in %s of a block (%#)', async (_, column, channel, block, byte) => {
    const id = await newSession();
    const start = blockAt(block);

    expect(await flipBit(id, 'SampleBlock', column, channel, start, byte)).toEqual([
      expect.stringMatching(
        `^Session "${id}", channel ${channel}: Block of channel ${channel} at ${start} .*: the checksum does not match.$`,
      ),
    ]);
  });

  it.each([0, 60, -1])('reports a flipped bit in a summary (byte %i)', async (byte) => {
    const id = await newSession();

    expect(await flipBit(id, 'SampleBlock', 'summary', 1, blockAt(7), byte)).toEqual([
      `Session "${id}", channel 1: the summary of the block at ${blockAt(7)} is not that of its samples.`,
    ]);
  });

  it('reports the summary of another block', async () => {
    const id = await newSession();
    const other = `SELECT "summary" FROM "SampleBlock" WHERE "startNs" = ${blockAt(139)} AND "channelId" = 1 AND ${OF_SESSION}`;

    expect(
      await findAfter(
        id,
        `UPDATE "SampleBlock" SET "summary" = (${other}) WHERE "channelId" = 1 AND "startNs" = ${blockAt(9)} AND ${OF_SESSION}`,
        id,
        id,
      ),
    ).toEqual([
      `Session "${id}", channel 1: the summary of the block at ${blockAt(9)} is not that of its samples.`,
    ]);
  });

  it.each([0, 5_000, -1])('reports a flipped bit in a rollup (byte %i)', async (byte) => {
    const id = await newSession();

    expect(await flipBit(id, 'SampleRollup', 'summaries', 1, START, byte)).toEqual([
      expect.stringMatching(
        `^Session "${id}", channel 1: Rollup of channel 1 at ${START} .*: the checksum does not match.$`,
      ),
    ]);
  });

  it.each([
    ['blockCount', '"blockCount" + 1'],
    ['endNs', '"endNs" + 1'],
    ['startNs', '"startNs" + 10'],
  ])('reports another %s of a rollup', async (column, value) => {
    const id = await newSession();

    const problems = await findAfter(
      id,
      `UPDATE "SampleRollup" SET "${column}" = ${value} WHERE "channelId" = 1 AND ${OF_SESSION}`,
      id,
    );

    expect(problems).toContain(
      `Session "${id}", channel 1: the rollup at ${column === 'startNs' ? START + 10n : START} is not that of its blocks.`,
    );
  });

  it.each([
    ['sampleCount', '"sampleCount" - 1'],
    ['intervalNs', '11'],
    ['dataType', `'SIGNED_8BIT'`],
    ['dataType', `'X'`],
    ['encoding', `'zip'`],
    ['endNs', '"endNs" - 10'],
    ['startNs', '"startNs" + 1'],
    ['checksum', '"checksum" + 1'],
    ['timestamps', `NULL`],
  ])('reports another %s of a block (%s)', async (column, value) => {
    const id = await newSession(1);

    const problems = await findAfter(
      id,
      `UPDATE "SampleBlock" SET "${column}" = ${value} WHERE "channelId" = 2 AND ${OF_SESSION}`,
      id,
    );

    const start = column === 'startNs' ? START + 1n : START;
    expect(problems).toContainEqual(
      expect.stringMatching(`^Session "${id}", channel 2: Block of channel 2 at ${start} .*: `),
    );
    for (const one of problems) expect(one).toMatch(`Session "${id}", channel 2: `);
  });

  it('reports a block that is missing', async () => {
    const id = await newSession();

    expect(
      await findAfter(
        id,
        `DELETE FROM "SampleBlock" WHERE "channelId" = 1 AND "startNs" = ${blockAt(20)} AND ${OF_SESSION}`,
        id,
      ),
    ).toEqual([
      `Session "${id}", channel 1: its blocks hold ${139 * BLOCK} samples, its total says ${140 * BLOCK}.`,
      `Session "${id}", channel 1: the rollup at ${START} is not that of its blocks.`,
    ]);
  });

  it('reports blocks that overlap', async () => {
    const id = await newSession();
    const columns =
      '"sampleCount", "intervalNs", "dataType", "encoding", "checksum", "summary", "timestamps", "data"';

    const problems = await findAfter(
      id,
      `INSERT INTO "SampleBlock" ("sessionId", "channelId", "startNs", "endNs", ${columns})
        SELECT "sessionId", "channelId", "startNs" + 1, "endNs" + 1, ${columns} FROM "SampleBlock"
         WHERE "channelId" = 1 AND "startNs" = ${blockAt(139)} AND ${OF_SESSION}`,
      id,
    );

    expect(problems).toContain(
      `Session "${id}", channel 1: the block at ${blockAt(139) + 1n} begins before the one at ${blockAt(139)} ends.`,
    );
    expect(problems).toContain(
      `Session "${id}", channel 1: its blocks hold ${141 * BLOCK} samples, its total says ${140 * BLOCK}.`,
    );
  });

  it.each([
    ['sampleCount', '"sampleCount" + 1', 'its blocks hold 500 samples, its total says 501.'],
    ['byteLength', '"byteLength" - 2', '500 samples of 2 bytes are not 998 bytes.'],
    ['startNs', '"startNs" - 1', 'its range from'],
    ['endNs', '"endNs" + 1', 'its range from'],
    ['dataType', `'DOUBLE_64BIT'`, `the block at ${START} holds SIGNED_16BIT, not DOUBLE_64BIT.`],
    ['dataType', `'X'`, 'there is no data type X.'],
  ])('reports another %s of a channel (%s)', async (column, value, problem) => {
    const id = await newSession(1);

    const problems = await findAfter(
      id,
      `UPDATE "SessionChannel" SET "${column}" = ${value} WHERE "channelId" = 2 AND ${OF_SESSION}`,
      id,
    );

    const all = problems.join('\n');
    expect(all).toContain(`Session "${id}", channel 2: `);
    expect(all).toContain(problem);
  });

  it('reports blocks and rollups of a channel that has no totals', async () => {
    const id = await newSession();

    expect(
      await findAfter(
        id,
        `DELETE FROM "SessionChannel" WHERE "channelId" = 1 AND ${OF_SESSION}`,
        id,
      ),
    ).toEqual([
      `Session "${id}", channel 1: it has blocks, but no totals.`,
      `Session "${id}", channel 1: it has rollups, but no totals.`,
    ]);
  });

  it('reports a channel that has totals, but no blocks', async () => {
    const id = await newSession(1);

    expect(
      await findAfter(id, `DELETE FROM "SampleBlock" WHERE "channelId" = 2 AND ${OF_SESSION}`, id),
    ).toEqual([
      `Session "${id}", channel 2: its blocks hold 0 samples, its total says 500.`,
      expect.stringContaining(`Session "${id}", channel 2: its blocks go from`),
    ]);
  });

  it('reports blocks that are left out before a rollup', async () => {
    const id = await newSession();
    await write(
      app,
      id,
      periodic(
        blockAt(140),
        count(200 * BLOCK).map((i) => i % 3),
        EVEN,
      ),
    );
    expect((await verify(id)).problems).toEqual([]);

    const problems = await findAfter(
      id,
      `DELETE FROM "SampleRollup" WHERE "channelId" = 1 AND "startNs" = ${START} AND ${OF_SESSION}`,
      id,
    );
    expect(problems).toEqual([
      expect.stringMatching(
        `^Session "${id}", channel 1: the rollup at \\d+ does not begin with the block at ${START}.$`,
      ),
    ]);
  });

  it('reports a rollup of the last block, which may still grow', async () => {
    const id = await newSession();
    await findAfter(
      id,
      `UPDATE "SessionChannel" SET "sampleCount" = ${139 * BLOCK}, "byteLength" = ${139 * BLOCK},
          "endNs" = ${blockAt(139) - 10n} WHERE "channelId" = 1 AND ${OF_SESSION}`,
      id,
    );
    await app.runtime.db.write(({ sql }) =>
      sql.run(
        `DELETE FROM "SampleBlock" WHERE "channelId" = 1 AND "startNs" >= ? AND ${OF_SESSION}`,
        [blockAt(139), id],
      ),
    );
    const [rollup] = await app.runtime.db.read.sql.all<{ blockCount: number | bigint }>(
      `SELECT "blockCount" FROM "SampleRollup" WHERE ${OF_SESSION}`,
      [id],
    );

    expect(Number(rollup?.blockCount)).toBe(139);
    expect((await verify(id)).problems).toEqual([
      `Session "${id}", channel 1: the rollup at ${START} is not that of its blocks.`,
    ]);
  });

  it('looks at the sessions it is told only', async () => {
    const [one, other] = [await newSession(1), await newSession(1)];
    await findAfter(
      one,
      `UPDATE "SessionChannel" SET "sampleCount" = 0 WHERE "channelId" = 2 AND ${OF_SESSION}`,
      one,
    );

    expect((await verify(other)).problems).toEqual([]);
    expect((await verify(one, other)).problems).not.toEqual([]);
  });
});
