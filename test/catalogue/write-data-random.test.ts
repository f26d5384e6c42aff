import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_TYPES, type DataType, sampleWidth } from '../../src/core/data-type.ts';
import {
  createSession,
  type Message,
  read,
  readBlocks,
  readChannel,
  START,
  samplesOf,
  toTimesBase64,
  write,
} from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let stop: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  ({ app, stop } = await startTestApp());
});
afterAll(() => stop());

const INTERVAL = 10n;

/** A burst of a channel: what it holds at a time is the same in every burst of one version. */
interface AnyBurst {
  readonly from: number;
  readonly length: number;
  /** Nanoseconds off the grid. */
  readonly skew: number;
  /** Bursts of version 1 tell other values of the same times. */
  readonly version: number;
  /** Whether it begins another write. */
  readonly begins: boolean;
}

const anyBursts: fc.Arbitrary<AnyBurst[]> = fc.array(
  fc.record({
    from: fc.nat(250),
    length: fc.integer({ min: 1, max: 60 }),
    skew: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constant(4)),
    version: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constant(1)),
    begins: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30, size: 'max' },
);

/** Bytes of a sample, from its time and version: every bit pattern, NaN and infinities too. */
function bytesAt(time: bigint, version: number, width: number): Buffer {
  let state = Number((time - START) & 0xffffffffn) * 2 + version + 12_345;
  return Buffer.from(
    Array.from({ length: width }, () => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
      return (state >>> 11) & 255;
    }),
  );
}

function decode(bytes: Buffer, dataType: DataType): number {
  switch (dataType) {
    case 'UNSIGNED_8BIT':
      return bytes.readUInt8();
    case 'SIGNED_8BIT':
      return bytes.readInt8();
    case 'UNSIGNED_16BIT':
      return bytes.readUInt16LE();
    case 'SIGNED_16BIT':
      return bytes.readInt16LE();
    case 'UNSIGNED_32BIT':
      return bytes.readUInt32LE();
    case 'SIGNED_32BIT':
      return bytes.readInt32LE();
    case 'FLOATING_POINT_32BIT':
    case 'TRIPLE_FLOATING_POINT_32BIT':
      return bytes.readFloatLE();
    case 'DOUBLE_64BIT':
      return bytes.readDoubleLE();
  }
}

function toMessage(times: readonly bigint[], buffer: string, isPeriodic: boolean): Message {
  return isPeriodic
    ? {
        periodic: {
          channelId: 1,
          startTimestamp: String(times[0]),
          interval: String(INTERVAL),
          samples: times.length,
          buffer,
        },
      }
    : { timestamped: { channelId: 1, timestampsBase64: toTimesBase64(times), buffer } };
}

describe('writeData, of any bursts in any order', () => {
  it.each([
    ['PERIODIC', 20],
    ['TIMESTAMPED', 10],
    ['ROW_DATA', 5],
  ])('keeps every bit of every sample of a %s channel', async (dataSource, numRuns) => {
    await fc.assert(
      fc.asyncProperty(anyBursts, fc.constantFrom(...DATA_TYPES), async (bursts, dataType) => {
        const id = `random-${++made}`;
        const width = sampleWidth(dataType);
        const isPeriodic = dataSource === 'PERIODIC';
        const interval = isPeriodic ? { interval: INTERVAL } : {};
        await createSession(app, id, {
          channels: [{ channelId: 1, dataSource, dataType, ...interval }],
        });

        // Sample by sample, as the mutation's description says.
        const model = new Map<bigint, Buffer>();
        const expected = { sampleCount: 0, duplicates: 0, replaced: 0 };
        const actual = { sampleCount: 0, duplicates: 0, replaced: 0 };
        let messages: Message[] = [];
        const send = async () => {
          const payload = await write(app, id, ...messages);
          expect(payload.accepted).toBe(messages.length);
          for (const key of ['sampleCount', 'duplicates', 'replaced'] as const) {
            actual[key] += payload[key];
          }
          messages = [];
        };
        for (const { from, length, skew, version, begins } of bursts) {
          if (begins) await send();
          const times = Array.from(
            { length },
            (_, i) => START + BigInt(from + i) * INTERVAL + BigInt(skew),
          );
          const samples = times.map((time) => bytesAt(time, version, width));
          times.forEach((time, i) => {
            const stored = model.get(time);
            if (stored?.equals(samples[i]!)) expected.duplicates++;
            else {
              expected.sampleCount++;
              if (stored) expected.replaced++;
            }
            model.set(time, samples[i]!);
          });
          messages.push(toMessage(times, Buffer.concat(samples).toString('base64'), isPeriodic));
        }
        await send();

        expect(actual).toEqual(expected);
        const times = [...model.keys()].sort((a, b) => (a < b ? -1 : 1));
        const bytes = times.map((time) => model.get(time)!);
        const stored = await readBlocks(app, id);
        expect(samplesOf(stored)).toEqual({ times, bytes: Buffer.concat(bytes) });
        for (const { startTime, endTime, sampleCount, ...block } of stored) {
          expect(block).toMatchObject({ channelId: 1, dataType });
          const one = samplesOf([{ startTime, endTime, sampleCount, ...block }]);
          expect([one.times[0], one.times.at(-1)].map(String)).toEqual([startTime, endTime]);
        }

        const values = bytes.map((one) => decode(one, dataType));
        const timeRange = { startTime: String(times[0]), endTime: String(times.at(-1)) };
        const series = await read(app, id, 'c1');
        expect(series).toEqual({
          sourceCount: times.length,
          count: times.length,
          method: null,
          buckets: null,
          window: timeRange,
          times,
          values,
          raw: values,
        });
        expect(await readChannel(app, id, 1)).toEqual({
          channelId: 1,
          sampleCount: times.length,
          byteLength: times.length * width,
          timeRange,
        });

        // With room for all of them, gaps and nothing else are added.
        const isGap = (i: number) => isPeriodic && (times[i]! - times[i - 1]!) * 2n > INTERVAL * 3n;
        const marked = await read(app, id, 'c1', { resolution: { maxPoints: 2_000 } });
        expect(marked.times).toEqual(
          times.flatMap((time, i) => (i > 0 && isGap(i) ? [times[i - 1]! + 1n, time] : [time])),
        );

        const { session } = await app.askData(
          `query ($id: String!) { session(identity: $id) {
            statistics(parameters: ["c1"]) { count nanCount minimum maximum first last }
          } }`,
          { id },
        );
        const numbers = values.filter((value) => !Number.isNaN(value));
        const finite = (value: number | undefined) => (Number.isFinite(value) ? value : null);
        expect(session.statistics[0]).toEqual({
          count: values.length,
          nanCount: values.length - numbers.length,
          minimum: finite(Math.min(...numbers)),
          maximum: finite(Math.max(...numbers)),
          first: finite(numbers[0]),
          last: finite(numbers.at(-1)),
        });
      }),
      { numRuns },
    );
  });
});
