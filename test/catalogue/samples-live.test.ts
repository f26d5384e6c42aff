import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askRead,
  askWrite,
  count,
  createSession,
  MS,
  periodic,
  read,
  START,
  timestamped,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const CHANNEL = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'SIGNED_32BIT',
  interval: MS,
} as const;

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

/** A session whose samples tell their places. */
async function newSession(): Promise<string> {
  const id = `live-${++made}`;
  await createSession(app, id, {
    channels: [CHANNEL, { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' }],
  });
  return id;
}

function burst(from: number, length: number) {
  const start = START + BigInt(from) * MS;
  return periodic(
    start,
    count(length).map((i) => from + i),
    CHANNEL,
  );
}

describe('samples, while they are written', () => {
  it.each([
    ['all of them', {}],
    ['their extremes', { resolution: { maxPoints: 40 } }],
    ['some of them', { resolution: { maxPoints: 40, method: 'LTTB' } }],
  ])('gives a reader of %s what was written so far', async (_, request) => {
    const id = await newSession();
    let isWriting = true;
    const writeAll = async () => {
      for (let i = 0; i < 15; i++) await write(app, id, burst(i * 300, 300));
      isWriting = false;
    };
    const counts: number[] = [];
    const readAll = async () => {
      while (isWriting) {
        const { times, values, sourceCount } = await read(app, id, 'c1', request);
        counts.push(sourceCount);
        expect(sourceCount % 300).toBe(0);
        expect(values[0] ?? 0).toBe(0);
        expect(values.at(-1) ?? -1).toBe(sourceCount - 1);
        expect(times.every((time, i) => time === START + BigInt(values[i]!) * MS)).toBe(true);
      }
    };

    await Promise.all([writeAll(), readAll()]);

    expect(counts.length).toBeGreaterThan(1);
    const { sourceCount } = await read(app, id, 'c1', request);
    expect(sourceCount).toBe(4_500);
  });

  it('never counts fewer samples than before, and never fails, while gaps open and close', async () => {
    const id = await newSession();
    let isWriting = true;
    const writeAll = async () => {
      for (let i = 0; i < 20; i++) await write(app, id, burst(i * 400 + 200, 200));
      for (let i = 19; i >= 0; i--) await write(app, id, burst(i * 400, 200));
      isWriting = false;
    };
    const readAll = async () => {
      let before = 0;
      while (isWriting) {
        const series = await read(app, id, 'c1', { resolution: { maxPoints: 300 } });
        expect(series.sourceCount).toBeGreaterThanOrEqual(before);
        before = series.sourceCount;
        expect(series.times.every((time, i, all) => i === 0 || time > all[i - 1]!)).toBe(true);
      }
    };

    await Promise.all([writeAll(), readAll(), readAll()]);

    expect(await read(app, id, 'c1', { resolution: { maxPoints: 300 } })).toMatchObject({
      sourceCount: 8_000,
    });
  });

  it('stores what several clients write at once', async () => {
    const id = await newSession();
    const client = async (which: number) => {
      for (let i = 0; i < 10; i++) await write(app, id, burst((i * 4 + which) * 50, 50));
    };

    await Promise.all(count(4).map(client));

    expect((await read(app, id, 'c1')).values).toEqual(count(2_000));
  });
});

describe('samples, of damaged blocks', () => {
  const OF_SESSION = '"sessionId" = (SELECT "id" FROM "Session" WHERE "identity" = ?)';

  /** Damage the first block of a channel by one statement. */
  async function damage(id: string, set: string, channelId: number): Promise<void> {
    const changed = await app.runtime.db.write(({ sql }) =>
      sql.run(`UPDATE "SampleBlock" SET ${set} WHERE "channelId" = ? AND ${OF_SESSION}`, [
        channelId,
        id,
      ]),
    );
    expect(changed).toBe(1);
  }

  const FIELDS = [
    ['samples', 'samples(parameters: ["c1"]) { count }'],
    ['reduced samples', 'samples(parameters: ["c1"], resolution: { maxPoints: 4 }) { count }'],
    [
      'statistics',
      `statistics(parameters: ["c1"], window: { offset: { startTime: "1", endTime: "${5n * MS}" } }) { count }`,
    ],
    ['blocks', 'sampleBlocks(channels: [1]) { nodes { values } }'],
  ] as const;

  /** Flip the last bit of a column of the first row of channel 1. */
  async function flipBit(id: string, table: string, column: string): Promise<void> {
    const ofFirst = `"channelId" = 1 AND ${OF_SESSION}
      AND "startNs" = (SELECT MIN("startNs") FROM "${table}" WHERE "channelId" = 1 AND ${OF_SESSION})`;
    const [row] = await app.runtime.db.read.sql.all<{ bytes: Uint8Array }>(
      `SELECT "${column}" AS "bytes" FROM "${table}" WHERE ${ofFirst}`,
      [id, id],
    );
    const bytes = Uint8Array.from(row!.bytes);
    bytes[bytes.length - 1]! ^= 1;
    const changed = await app.runtime.db.write(({ sql }) =>
      sql.run(`UPDATE "${table}" SET "${column}" = ? WHERE ${ofFirst}`, [bytes, id, id]),
    );
    expect(changed).toBe(1);
  }

  it.each(FIELDS)('answers CORRUPT_DATA for %s, and goes on', async (_, field) => {
    const id = await newSession();
    await write(app, id, burst(0, 10), timestamped(2, [START], [5]));
    await flipBit(id, 'SampleBlock', 'data');

    const { errors } = await app.ask(`{ session(identity: "${id}") { ${field} } }`);

    expect(errors).toMatchObject([{ extensions: { code: 'CORRUPT_DATA' } }]);
    expect(errors?.[0]?.message).toContain(`Block of channel 1 at ${START}`);
    expect((await read(app, id, 'c2')).values).toEqual([5]);
  });

  const FROM_SUMMARIES = [
    ['reduced samples', 'samples(parameters: ["c1"], resolution: { maxPoints: 4 }) { count }'],
    ['statistics', 'statistics(parameters: ["c1"]) { count }'],
  ] as const;

  it.each(FROM_SUMMARIES)('answers CORRUPT_DATA for %s of a damaged summary', async (_, field) => {
    const id = await newSession();
    await write(app, id, burst(0, 10), timestamped(2, [START], [5]));
    await flipBit(id, 'SampleBlock', 'summary');

    const { errors } = await app.ask(`{ session(identity: "${id}") { ${field} } }`);

    expect(errors).toMatchObject([{ extensions: { code: 'CORRUPT_DATA' } }]);
    expect(errors?.[0]?.message).toContain(`Block of channel 1 at ${START}`);
  });

  it.each(FROM_SUMMARIES)('answers CORRUPT_DATA for %s of a damaged rollup', async (_, field) => {
    const id = await newSession();
    await write(app, id, burst(0, 130 * 4_096));
    await flipBit(id, 'SampleRollup', 'summaries');

    const { errors } = await app.ask(`{ session(identity: "${id}") { ${field} } }`);

    expect(errors).toMatchObject([{ extensions: { code: 'CORRUPT_DATA' } }]);
    expect(errors?.[0]?.message).toContain(`Rollup of channel 1 at ${START}`);
  });

  it.each([
    ['an encoding that is not known', `"encoding" = 'zip'`, 1],
    ['a count that does not fit the bytes', '"sampleCount" = 9', 1],
    ['a type that does not fit the bytes', `"dataType" = 'DOUBLE_64BIT'`, 1],
    ['a type that is not known', `"dataType" = 'X'`, 1],
    ['another checksum', '"checksum" = "checksum" + 1', 1],
    ['a spacing that does not fit the times', '"intervalNs" = 5', 2],
    ['no spacing and no times', '"intervalNs" = 0', 1],
  ])('answers CORRUPT_DATA for %s', async (_, set, channelId) => {
    const id = await newSession();
    await write(app, id, burst(0, 10), timestamped(2, [START, START + 7n], [5, 6]));
    await damage(id, set, channelId);

    for (const request of [{}, { resolution: { maxPoints: 4 } }]) {
      const { errors } = await askRead(app, id, [`c${channelId}`], request);
      expect(errors).toMatchObject([{ extensions: { code: 'CORRUPT_DATA' } }]);
    }
    expect((await read(app, id, channelId === 1 ? 'c2' : 'c1')).count).toBeGreaterThan(0);
  });

  it('writes nothing over damaged samples', async () => {
    const id = await newSession();
    await write(app, id, burst(0, 10));
    await damage(id, '"checksum" = "checksum" + 1', 1);

    const { errors } = await askWrite(app, id, [burst(10, 10)]);

    expect(errors).toMatchObject([{ extensions: { code: 'CORRUPT_DATA' } }]);
  });
});
