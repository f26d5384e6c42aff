import fc from 'fast-check';
import { INT64_MAX, INT64_MIN } from '../../src/core/time/nanoseconds.ts';
import type { DataMessage } from '../../src/samples/data-messages.ts';

const anyInstant = fc.bigInt({ min: INT64_MIN, max: INT64_MAX });
const anyChannel = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyBuffer = fc.uint8Array({ maxLength: 40 });

const anyPeriodic: fc.Arbitrary<DataMessage> = fc
  .record({
    channelId: anyChannel,
    startTimestamp: anyInstant,
    interval: anyInstant,
    samples: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    buffer: anyBuffer,
  })
  .map((periodic) => ({ periodic }));

const anyTimestamped: fc.Arbitrary<DataMessage> = fc
  .record({
    channelId: anyChannel,
    times: fc
      .uniqueArray(anyInstant, { maxLength: 6 })
      .map((times) => BigInt64Array.from(times).sort())
      // A difference of 64 bits has a sign.
      .filter((times) => times.every((time, i) => i === 0 || time - times[i - 1]! <= INT64_MAX)),
    buffer: anyBuffer,
  })
  .map((timestamped) => ({ timestamped }));

const anyRow: fc.Arbitrary<DataMessage> = fc
  .record({
    channelIds: fc.array(anyChannel, { maxLength: 5 }),
    timestamp: anyInstant,
    buffer: anyBuffer,
  })
  .map((row) => ({ row }));

const anyUsableText = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => !text.includes('\0'));

const anyEvent: fc.Arbitrary<DataMessage> = fc
  .record({
    eventDefinitionId: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    groupName: anyUsableText,
    timestamp: anyInstant,
    values: fc.array(fc.double(), { maxLength: 4 }),
    statusText: anyUsableText.map((text) => text || null),
  })
  .map((event) => ({ event }));

const kinds = [anyPeriodic, anyTimestamped, anyRow, anyEvent];

/** Any burst, row or event, of any values that its fields can have. */
export const anyMessage: fc.Arbitrary<DataMessage> = fc.oneof(...kinds);

/** Several of one kind. */
export const anyMessages: fc.Arbitrary<DataMessage[]> = fc.oneof(
  ...kinds.map((one) => fc.array(one, { minLength: 1, maxLength: 4 })),
);
