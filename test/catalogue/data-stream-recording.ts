import { randomUUID } from 'node:crypto';
import type { DataMessage } from '../../src/samples/data-messages.ts';
import { createSession, MS, START, toBytes } from '../support/sample-session.ts';
import type { TestApp } from '../support/test-app.ts';

const CHANNELS = [
  { channelId: 1, dataSource: 'PERIODIC', dataType: 'SIGNED_16BIT', interval: 10n * MS },
  { channelId: 2, dataSource: 'TIMESTAMPED', dataType: 'DOUBLE_64BIT' },
  { channelId: 3, dataSource: 'ROW_DATA', dataType: 'SIGNED_16BIT' },
  { channelId: 4, dataSource: 'ROW_DATA', dataType: 'UNSIGNED_8BIT' },
] as const;

/** An open session with the channels of these tests. */
export async function createRecording(on: TestApp): Promise<string> {
  const identity = randomUUID();
  await createSession(on, identity, { channels: CHANNELS });
  return identity;
}

/** A burst of channel 1 that begins at the i-th sample. */
export function burst(i: number, ...values: number[]): DataMessage {
  const buffer = toBytes(values, 'SIGNED_16BIT');
  const startTimestamp = START + BigInt(i) * 10n * MS;
  return {
    periodic: { channelId: 1, startTimestamp, interval: 10n * MS, samples: values.length, buffer },
  };
}

/** An event at the i-th nanosecond. */
export function event(i: number): DataMessage {
  return {
    event: { eventDefinitionId: i, groupName: 'App0', timestamp: START + BigInt(i), values: [i] },
  };
}
