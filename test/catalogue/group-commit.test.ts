import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Writer } from '../../src/db/db.ts';
import { openDb } from '../../src/db/open-db.ts';
import { AppError } from '../../src/errors.ts';
import { closeRuntime, createRuntime } from '../../src/runtime.ts';
import type { DataMessage } from '../../src/samples/data-messages.ts';
import { writeData } from '../../src/samples/write-data.service.ts';
import {
  askWrite,
  count,
  createSession,
  MS,
  PERIODIC_S16,
  periodic,
  read,
  START,
  toBytes,
  write,
} from '../support/sample-session.ts';
import { createTestApp, startTestApp, type TestApp } from '../support/test-app.ts';

const STEP = 10n * MS;

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

const CHANNELS = [PERIODIC_S16, { ...PERIODIC_S16, channelId: 2 }];

async function newSession(): Promise<string> {
  const id = `group-${++made}`;
  await createSession(app, id, { channels: CHANNELS });
  return id;
}

/** Time of the sample at a place of the grid. */
const at = (index: number) => START + BigInt(index) * STEP;

/** One burst, as `writeData` takes it. */
function burst(index: number, values: readonly number[], channelId = 1): DataMessage {
  const buffer = toBytes(values, 'SIGNED_16BIT');
  const startTimestamp = at(index);
  return {
    periodic: { channelId, startTimestamp, interval: STEP, samples: values.length, buffer },
  };
}

const isCommit = (sql: string) => /^\s*COMMIT/i.test(sql);

/** Damage the last block of channel 2, so that no write to it succeeds. */
async function damage(id: string): Promise<void> {
  await app.runtime.db.write(({ sql }) =>
    sql.run(
      `UPDATE "SampleBlock" SET "checksum" = "checksum" + 1 WHERE "channelId" = 2
        AND "sessionId" = (SELECT "id" FROM "Session" WHERE "identity" = ?)`,
      [id],
    ),
  );
}

describe('writes that come together', () => {
  it('share transactions', async () => {
    const id = await newSession();
    app.takeStatements();

    await Promise.all(count(100).map((i) => write(app, id, periodic(at(i), [i]))));

    const statements = app.takeStatements();
    const commits = statements.filter(isCommit).length;
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThanOrEqual(10);
    expect((await read(app, id, 'c1')).values).toEqual(count(100));
  });

  it('each have an answer of their own', async () => {
    const id = await newSession();
    await write(app, id, periodic(at(0), [0, 1, 2, 3]));

    const payloads = await Promise.all(
      count(8).map((i) => write(app, id, periodic(at(i), [i < 2 ? -1 : i]))),
    );

    expect(
      payloads.map(({ sampleCount, duplicates, replaced }) => [sampleCount, duplicates, replaced]),
    ).toEqual([[1, 0, 1], [1, 0, 1], [0, 1, 0], [0, 1, 0], ...count(4).map(() => [1, 0, 0])]);
    expect(payloads.map(({ timeRange }) => timeRange.startTime)).toEqual(
      count(8).map((i) => String(at(i))),
    );
  });

  it('take effect in the order in which they came', async () => {
    const id = await newSession();

    const results = await Promise.all(
      count(150).map((i) => writeData(app.runtime, id, [burst(0, [i, -i]), burst(2 + i, [i])])),
    );

    expect(results.map(({ replaced }) => replaced)).toEqual(count(150).map((i) => (i > 0 ? 2 : 0)));
    expect((await read(app, id, 'c1')).values).toEqual([149, -149, ...count(150)]);
  });

  it('of several sessions are each in their own', async () => {
    const ids = await Promise.all(count(6).map(newSession));

    await Promise.all(count(60).map((i) => write(app, ids[i % 6]!, periodic(at(i), [i]))));

    for (const [k, id] of ids.entries()) {
      expect((await read(app, id, 'c1')).values).toEqual(count(10).map((i) => 6 * i + k));
    }
  });
});

describe('a write that fails among others', () => {
  it('alone is refused, with its own error', async () => {
    const id = await newSession();

    const answers = await Promise.all(
      count(40).map((i) => {
        const message = periodic(at(i), [i]);
        const unknown = periodic(at(i), [i], { ...PERIODIC_S16, channelId: 70 + i });
        return askWrite(app, id, i % 10 === 3 ? [message, unknown] : [message]);
      }),
    );

    answers.forEach(({ errors, data }, i) => {
      if (i % 10 !== 3) expect(data.writeData).toMatchObject({ sampleCount: 1 });
      else {
        expect(errors).toMatchObject([
          {
            message: expect.stringContaining(`channel ${70 + i}.`),
            extensions: {
              code: 'BAD_USER_INPUT',
              argument: 'input.messages[1].periodic.channelId',
            },
          },
        ]);
      }
    });
    const kept = count(40).filter((i) => i % 10 !== 3);
    expect((await read(app, id, 'c1')).values).toEqual(kept);
  });

  it('leaves nothing of what it had written behind', async () => {
    const id = await newSession();
    await write(app, id, periodic(at(0), [0], CHANNELS[1]));
    await damage(id);

    const outcomes = await Promise.allSettled(
      count(20).map((i) =>
        writeData(app.runtime, id, i === 7 ? [burst(i, [i]), burst(1, [1], 2)] : [burst(i, [i])]),
      ),
    );

    const failed = outcomes.flatMap((outcome, i) => (outcome.status === 'rejected' ? [i] : []));
    expect(failed).toEqual([7]);
    expect(outcomes[7]).toMatchObject({ reason: { code: 'CORRUPT_DATA' } });
    expect((await read(app, id, 'c1')).values).toEqual(count(20).filter((i) => i !== 7));
  });

  it.each([
    ['a refusal', () => Promise.reject(new AppError('CONFLICT', 'Not this one.')), 'Not this one.'],
    [
      'an unexpected error',
      () => Promise.reject(new Error('Out of the blue.')),
      'Out of the blue.',
    ],
    [
      'a statement that breaks the transaction',
      (tx: Writer) => tx.sql.run('INSERT INTO "Nothing" VALUES (1)').then(() => {}),
      'Nothing',
    ],
  ])('loses no other by %s', async (_, fail, message) => {
    const id = await newSession();
    const other = await newSession();
    const within = async (tx: Writer) => {
      await tx.sql.run(`UPDATE "Session" SET "type" = 'spoilt' WHERE "identity" = ?`, [id]);
      await fail(tx);
    };

    const outcomes = await Promise.allSettled([
      ...count(20).map((i) =>
        writeData(app.runtime, id, [burst(i, [i])], i === 11 ? { within } : {}),
      ),
      ...count(20).map((i) => writeData(app.runtime, other, [burst(i, [i])])),
    ]);

    const failed = outcomes.flatMap((outcome, i) => (outcome.status === 'rejected' ? [i] : []));
    expect(failed).toEqual([11]);
    expect(outcomes[11]).toMatchObject({ reason: { message: expect.stringContaining(message) } });
    expect((await read(app, id, 'c1')).values).toEqual(count(20).filter((i) => i !== 11));
    expect((await read(app, other, 'c1')).values).toEqual(count(20));
    const { session } = await app.askData(`{ session(identity: "${id}") { type } }`);
    expect(session.type).toBeNull();
  });

  it('lets those that come later succeed', async () => {
    const id = await newSession();
    const within = () => Promise.reject(new Error('Out of the blue.'));

    for (let i = 0; i < 5; i++) {
      const outcomes = await Promise.allSettled([
        writeData(app.runtime, id, [burst(100, [1])], { within }),
        writeData(app.runtime, id, [burst(i, [i])]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    }

    expect((await read(app, id, 'c1')).values).toEqual(count(5));
  });
});

describe('closing the database while writes come', () => {
  it.each([0, 1, 5, 20])(
    'answers each, and loses none that was acknowledged (after %i)',
    async (acknowledgedBefore) => {
      const own = await createTestApp();
      await createSession(own, 'closed', { channels: CHANNELS });
      const { limits } = readConfig({});
      const db = await openDb(own.databaseUrl);
      onTestFinished(() => db.close().catch(() => {}));
      const runtime = createRuntime(db, limits);
      const acknowledged: number[] = [];
      let isClosed = false;
      let reached = () => {};
      const enough = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const writers = count(8).map(async (writer) => {
        for (let i = 0; !isClosed; i++) {
          const index = 8 * i + writer;
          try {
            await writeData(runtime, 'closed', [burst(index, [index])]);
          } catch {
            return;
          }
          acknowledged.push(index);
          if (acknowledged.length >= acknowledgedBefore) reached();
        }
      });

      if (acknowledgedBefore > 0) await enough;
      await closeRuntime(runtime);
      isClosed = true;
      await Promise.all(writers);

      expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgedBefore);
      const { values } = await read(own, 'closed', 'c1');
      expect(values).toEqual(expect.arrayContaining(acknowledged));
      expect(values.length - acknowledged.length).toBeLessThanOrEqual(8);
    },
  );
});
