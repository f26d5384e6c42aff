import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifySamples } from '../../src/samples/blocks/verify-samples.service.ts';
import { createRandom } from '../samples/long-recording.ts';
import { count, createSession, type Message, START, write } from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const BLOCK = 4_096;
const INTERVAL = 10n;
/** Blocks that may be in no rollup: fewer than make one, and the last, which may grow. */
const LOOSE = 128;

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp({
    PADDOCK_MAX_POINTS_PER_SERIES: '10000000',
    PADDOCK_MAX_REQUEST_BYTES: '100000000',
  }));
});
afterAll(() => stop());

/** A session with channels that hold bytes, every 10 ns. */
async function newSession(channels = 1): Promise<string> {
  const id = `rollups-${++made}`;
  await createSession(app, id, {
    channels: count(channels).map((i) => ({
      channelId: i,
      dataSource: 'PERIODIC',
      dataType: 'UNSIGNED_8BIT',
      interval: INTERVAL,
    })),
  });
  return id;
}

/** What a channel holds, by ticks of 5 ns: those of the grid are even. */
class Model {
  static readonly TICKS = 5_000_000;
  static readonly ORIGIN = 1_000_000;
  /** -1 where no sample is. */
  readonly values = new Int16Array(Model.TICKS).fill(-1);

  /** Bytes from a tick on, one every second tick. */
  put(tick: number, bytes: Uint8Array): void {
    for (const [i, byte] of bytes.entries()) this.values[Model.ORIGIN + tick + 2 * i] = byte;
  }

  samples(): { times: BigInt64Array; values: Float64Array } {
    const ticks = [...this.values.keys()].filter((i) => this.values[i]! >= 0);
    return {
      times: BigInt64Array.from(ticks, (i) => timeOf(i - Model.ORIGIN)),
      values: Float64Array.from(ticks, (i) => this.values[i]!),
    };
  }
}

function timeOf(tick: number): bigint {
  return START + BigInt(tick) * (INTERVAL / 2n);
}

function toMessage(channelId: number, tick: number, bytes: Uint8Array): Message {
  return {
    periodic: {
      channelId,
      startTimestamp: String(timeOf(tick)),
      interval: String(INTERVAL),
      samples: bytes.length,
      buffer: Buffer.from(bytes).toString('base64'),
    },
  };
}

async function findProblems(id: string): Promise<string[]> {
  const problems: string[] = [];
  await verifySamples(app.runtime.db, [id], (problem) => problems.push(problem));
  return problems;
}

const OF_SESSION = '"sessionId" = (SELECT "id" FROM "Session" WHERE "identity" = ?)';

/** Blocks of a channel, and how many of them are in rollups. */
async function countBlocks(id: string, channelId = 0): Promise<{ blocks: number; rolled: number }> {
  const [row] = await app.runtime.db.read.sql.all<{ blocks: bigint; rolled: bigint | null }>(
    `SELECT (SELECT COUNT(*) FROM "SampleBlock" WHERE "channelId" = ? AND ${OF_SESSION}) AS "blocks",
            (SELECT SUM("blockCount") FROM "SampleRollup" WHERE "channelId" = ? AND ${OF_SESSION}) AS "rolled"`,
    [channelId, id, channelId, id],
  );
  return { blocks: Number(row?.blocks), rolled: Number(row?.rolled ?? 0) };
}

/** Read every sample of a channel, and hold them against what was written. */
async function expectSame(id: string, model: Model, channelId = 0): Promise<void> {
  const { session } = await app.askData(
    `query ($id: String!, $parameters: [String!]!) { session(identity: $id) {
      samples(parameters: $parameters) { timestampsBase64 valuesBase64 }
    } }`,
    { id, parameters: [`c${channelId}`] },
  );
  const [{ timestampsBase64, valuesBase64 }] = session.samples;
  const { times, values } = model.samples();
  expect(toBytes(times).equals(Buffer.from(timestampsBase64, 'base64'))).toBe(true);
  expect(toBytes(values).equals(Buffer.from(valuesBase64, 'base64'))).toBe(true);
}

function toBytes({ buffer }: BigInt64Array | Float64Array): Buffer {
  return Buffer.from(buffer);
}

/** A write into a channel that has more than 300 blocks, places in blocks. */
type Step =
  | { readonly kind: 'behind' | 'before'; readonly distance: number; readonly blocks: number }
  | { readonly kind: 'within'; readonly place: number; readonly blocks: number }
  | { readonly kind: 'between'; readonly place: number; readonly blocks: number };

const someBlocks = fc.oneof(
  fc.constantFrom(1 / BLOCK, 0.5, 1, 3, 8),
  fc.nat(8_000).map((part) => (part + 1) / 4_000),
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('behind', 'before'),
    distance: fc.constantFrom(0, 1, 50, 5_000),
    blocks: someBlocks,
  }),
  fc.record({
    kind: fc.constantFrom('within', 'between'),
    place: fc.oneof(
      fc.nat(320_000).map((part) => part / 1_000),
      fc.nat(320),
    ),
    blocks: someBlocks,
  }),
);

describe('writeData, into a channel of more than 300 blocks', () => {
  it('keeps rollups of all blocks but the last ones, whatever is written where', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 6, maxLength: 9 }),
        fc.integer(),
        async (steps, seed) => {
          const id = await newSession();
          const model = new Model();
          const random = createRandom(seed);
          let [first, end] = [0, 0];
          const send = async (tick: number, samples: number) => {
            const bytes = Uint8Array.from({ length: samples }, () => Math.floor(random() * 4));
            model.put(tick, bytes);
            first = Math.min(first, tick);
            end = Math.max(end, tick + 2 * samples);
            return toMessage(0, tick, bytes);
          };
          // With holes of some blocks, and of a few samples.
          const begin: Message[] = [];
          for (let block = 0; block < 330; ) {
            const length = 1 + Math.floor(random() * 30);
            begin.push(await send(2 * BLOCK * block, length * BLOCK - Math.floor(random() * 9)));
            block += length + (random() < 0.3 ? Math.ceil(random() * 3) : 0);
          }
          await write(app, id, ...begin);

          for (const [i, step] of steps.entries()) {
            const samples = Math.max(1, Math.round(step.blocks * BLOCK));
            const place = 'place' in step ? 2 * Math.floor(step.place * BLOCK) : 0;
            const distance = 'distance' in step ? 2 * step.distance : 0;
            const tick = {
              behind: end + distance,
              before: first - distance - 2 * samples,
              within: place,
              // Off the grid.
              between: place + 1,
            }[step.kind];
            await write(app, id, await send(tick, samples));
            if (i % 4 === 0) expect(await findProblems(id)).toEqual([]);
          }

          expect(await findProblems(id)).toEqual([]);
          const { blocks, rolled } = await countBlocks(id);
          expect(blocks).toBeGreaterThan(300);
          expect(rolled).toBeLessThan(blocks);
          expect(rolled).toBeGreaterThanOrEqual(blocks - LOOSE);
          await expectSame(id, model);
        },
      ),
      { numRuns: 1, endOnFailure: true },
    );
  });

  it('keeps rollups of channels whose bursts come the newest first', async () => {
    const id = await newSession();
    const model = new Model();
    const samples = 2 * BLOCK + 100;
    for (let i = 150; i >= 0; i -= 10) {
      const messages = count(10).map((k) => {
        const bytes = Uint8Array.from({ length: samples }, (_, at) => (at + i + k) % 251);
        const tick = 2 * samples * (i + 9 - k);
        model.put(tick, bytes);
        return toMessage(0, tick, bytes);
      });
      await write(app, id, ...messages);
      if (i % 40 === 0) expect(await findProblems(id)).toEqual([]);
    }

    const { blocks, rolled } = await countBlocks(id);
    expect(blocks).toBeGreaterThan(300);
    expect(rolled).toBeGreaterThanOrEqual(blocks - LOOSE);
    await expectSame(id, model);
  });

  it('keeps those of every channel by themselves', async () => {
    const id = await newSession(3);
    const models = count(3).map(() => new Model());
    const random = createRandom(3);
    for (let from = 0; from < 140; from += 10) {
      const messages = models.map((model, channelId) => {
        const bytes = Uint8Array.from({ length: 10 * BLOCK }, () => random() * 3);
        const tick = 2 * BLOCK * from + channelId;
        model.put(tick, bytes);
        return toMessage(channelId, tick, bytes);
      });
      await write(app, id, ...messages);
    }

    expect(await findProblems(id)).toEqual([]);
    for (const [channelId, model] of models.entries()) {
      expect(await countBlocks(id, channelId)).toEqual({ blocks: 140, rolled: 129 });
      await expectSame(id, model, channelId);
    }
  });
});

describe('writeData, of very many bursts', () => {
  const SAMPLES = 100;

  /** Write bursts of 100 samples, in this order; where each starts is told by its number. */
  async function writeBursts(order: readonly number[], tickOf: (i: number) => number) {
    const id = await newSession();
    const model = new Model();
    for (let from = 0; from < order.length; from += 500) {
      const messages = order.slice(from, from + 500).map((i) => {
        const bytes = Uint8Array.from({ length: SAMPLES }, (_, k) => (7 * i + k) % 200);
        model.put(tickOf(i), bytes);
        return toMessage(0, tickOf(i), bytes);
      });
      await write(app, id, ...messages);
    }
    expect(await findProblems(id)).toEqual([]);
    await expectSame(id, model);
    return (await countBlocks(id)).blocks;
  }

  it.each([
    ['that follow each other', (i: number) => 200 * i],
    ['whose starts jitter', (i: number) => 210 * i + ((i * 7919) % 7)],
    ['with a gap after each', (i: number) => 260 * i],
  ])('keeps 10,000 bursts %s in full blocks', async (_, tickOf) => {
    const blocks = await writeBursts(count(10_000), tickOf);

    expect(blocks).toBeLessThanOrEqual(Math.ceil((10_000 * SAMPLES) / BLOCK) + 1);
  });

  it.each([
    ['the newest first', (i: number) => 599 - i],
    ['in no order', (i: number) => (i * 367) % 600],
  ])('keeps 600 bursts that come %s in blocks at least half full', async (_, numberOf) => {
    const blocks = await writeBursts(count(600).map(numberOf), (i) => 210 * i + (i % 7));

    expect(blocks).toBeLessThanOrEqual(2 * Math.ceil((600 * SAMPLES) / BLOCK));
  });
});
