import { type DataType, sampleWidth } from '../../src/core/data-type.ts';
import type { DataMessage } from '../../src/samples/data-messages.ts';
import { START, type TestChannel } from '../support/sample-session.ts';

/** Nanoseconds of a slot: writes of different slots never hold the same instant. */
const SLOT = 1_000_000n;
const INTERVAL = 1_000n;

/** Channels of mutations are even, those of streams odd. */
export const CHANNELS = (
  [
    { channelId: 0, dataSource: 'PERIODIC', dataType: 'SIGNED_16BIT', interval: INTERVAL },
    { channelId: 1, dataSource: 'PERIODIC', dataType: 'UNSIGNED_8BIT', interval: INTERVAL },
    { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' },
    { channelId: 3, dataSource: 'TIMESTAMPED', dataType: 'FLOATING_POINT_32BIT' },
    { channelId: 4, dataSource: 'ROW_DATA', dataType: 'UNSIGNED_32BIT' },
    { channelId: 5, dataSource: 'ROW_DATA', dataType: 'SIGNED_8BIT' },
    { channelId: 6, dataSource: 'ROW_DATA', dataType: 'TRIPLE_FLOATING_POINT_32BIT' },
    { channelId: 7, dataSource: 'ROW_DATA', dataType: 'DOUBLE_64BIT' },
  ] as const
).map((channel): TestChannel => channel);

export const DATA_TYPE_OF: ReadonlyMap<number, DataType> = new Map(
  CHANNELS.map(({ channelId, dataType }) => [channelId, dataType ?? 'DOUBLE_64BIT']),
);

/** Random messages within a slot: bursts of all kinds, rows and events, of one half of the channels. */
export function anyMessages(slot: number, isStream: boolean, random: () => number): DataMessage[] {
  const start = START + BigInt(slot) * SLOT;
  const odd = isStream ? 1 : 0;
  const upTo = (limit: number) => Math.floor(random() * limit);
  const bytesOf = (channelId: number, samples: number) =>
    Uint8Array.from(
      { length: samples * sampleWidth(DATA_TYPE_OF.get(channelId) as DataType) },
      () => upTo(random() < 0.5 ? 3 : 256),
    );
  const messages: DataMessage[] = [];
  if (random() < 0.8) {
    const samples = 1 + upTo(random() < 0.1 ? 900 : 60);
    messages.push({
      periodic: {
        channelId: odd,
        startTimestamp: start + BigInt(random() < 0.5 ? 0 : upTo(90_000)),
        interval: INTERVAL,
        samples,
        buffer: bytesOf(odd, samples),
      },
    });
  }
  if (random() < 0.6) {
    const timestamps: bigint[] = [];
    for (let time = upTo(500); timestamps.length < 40 && time < Number(SLOT); ) {
      timestamps.push(start + BigInt(time));
      time += 1 + upTo(100_000);
    }
    const buffer = bytesOf(2 + odd, timestamps.length);
    const times = BigInt64Array.from(timestamps);
    messages.push({ timestamped: { channelId: 2 + odd, timestamps, times, buffer } });
  }
  const rows = random() < 0.5 ? 1 + upTo(5) : 0;
  for (let row = 0; row < rows; row++) {
    const channelIds = [4 + odd, 6 + odd].slice(upTo(2));
    const buffer = Buffer.concat(channelIds.map((channelId) => bytesOf(channelId, 1)));
    messages.push({ row: { channelIds, timestamp: start + BigInt(row * 7), buffer } });
  }
  if (messages.length === 0 || random() < 0.3) {
    const event = { eventDefinitionId: odd, groupName: 'g', timestamp: start + BigInt(odd) };
    messages.push({ event: { ...event, values: [slot] } });
  }
  return messages;
}

/** The same bursts and rows with other values; without events, which would come again. */
export function withOtherValues(
  messages: readonly DataMessage[],
  random: () => number,
): DataMessage[] {
  const change = (buffer: Uint8Array) => buffer.map(() => Math.floor(random() * 256));
  return messages.flatMap(({ periodic, timestamped, row }): DataMessage[] => {
    if (periodic) return [{ periodic: { ...periodic, buffer: change(periodic.buffer) } }];
    if (timestamped) {
      return [{ timestamped: { ...timestamped, buffer: change(timestamped.buffer) } }];
    }
    return row ? [{ row: { ...row, buffer: change(row.buffer) } }] : [];
  });
}

/** A message as the variables of `writeData` have it. */
export function toVariables({ periodic, timestamped, row, event }: DataMessage) {
  const toText = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  if (periodic) {
    const { startTimestamp, interval, buffer, ...rest } = periodic;
    return {
      periodic: {
        ...rest,
        startTimestamp: String(startTimestamp),
        interval: String(interval),
        buffer: toText(buffer),
      },
    };
  }
  if (timestamped) {
    const { channelId, timestamps, buffer } = timestamped;
    return {
      timestamped: { channelId, timestamps: timestamps?.map(String), buffer: toText(buffer) },
    };
  }
  if (row) {
    return { row: { ...row, timestamp: String(row.timestamp), buffer: toText(row.buffer) } };
  }
  return { event: { ...event, timestamp: String(event?.timestamp) } };
}
