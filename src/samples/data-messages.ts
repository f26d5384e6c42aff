import type { ChannelDataSource } from '../configuration-sets/configuration-content.ts';
import { type DataType, sampleWidth } from '../core/data-type.ts';
import { INT64_MAX } from '../core/time/nanoseconds.ts';
import { badInput } from '../errors.ts';
import type { EventArgument } from '../events/event.service.ts';
import {
  type Burst,
  continues,
  joinBursts,
  periodicBurst,
  timestampedBurst,
} from './blocks/burst.ts';
import type { ConfiguredChannel } from './blocks/configured-channel.store.ts';

export interface PeriodicData {
  readonly channelId: number;
  readonly startTimestamp: bigint;
  readonly interval: bigint;
  readonly samples: number;
  readonly buffer: Uint8Array;
}

export interface TimestampedData {
  readonly channelId: number;
  readonly timestamps?: readonly bigint[] | null | undefined;
  /** int64 little-endian. */
  readonly timestampsBase64?: Uint8Array | null | undefined;
  /** The same as numbers, from streams; the API does not have it. */
  readonly times?: BigInt64Array | undefined;
  readonly buffer: Uint8Array;
}

export interface RowData {
  readonly channelIds: readonly number[];
  readonly timestamp: bigint;
  readonly buffer: Uint8Array;
}

/** One message of a write: exactly one field is set. */
export interface DataMessage {
  readonly periodic?: PeriodicData | null | undefined;
  readonly timestamped?: TimestampedData | null | undefined;
  readonly row?: RowData | null | undefined;
  readonly event?: EventArgument | null | undefined;
}

/** The channels that messages name. */
export function channelIdsOf(messages: readonly DataMessage[]): Set<number> {
  const ids = new Set<number>();
  for (const { periodic, timestamped, row } of messages) {
    if (periodic) ids.add(periodic.channelId);
    if (timestamped) ids.add(timestamped.channelId);
    for (const id of row?.channelIds ?? []) ids.add(id);
  }
  return ids;
}

/**
 * The samples of messages as bursts, in order, rows joined to one burst a channel.
 *
 * @param channels Those that the messages name.
 * @throws {AppError} BAD_USER_INPUT with the path of the message at fault.
 */
export function toBursts(
  messages: readonly DataMessage[],
  channels: ReadonlyMap<number, ConfiguredChannel>,
): Burst[] {
  return joinRows(messages.flatMap((message, i) => burstsOf(message, i, channels)));
}

function burstsOf(
  { periodic, timestamped, row }: DataMessage,
  index: number,
  channels: ReadonlyMap<number, ConfiguredChannel>,
): Burst[] {
  const path = `input.messages[${index}]`;
  if (periodic) return [toPeriodic(periodic, `${path}.periodic`, channels)];
  if (timestamped) return [toTimestamped(timestamped, `${path}.timestamped`, channels)];
  return row ? toRow(row, `${path}.row`, channels) : [];
}

function channelFor(
  channelId: number,
  sources: readonly ChannelDataSource[],
  path: string,
  channels: ReadonlyMap<number, ConfiguredChannel>,
): { dataType: DataType; width: number; intervalNs: bigint } {
  const channel = channels.get(channelId);
  if (!channel) {
    throw new Error(`Channel ${channelId} at ${path} was not looked up.`);
  }
  if (!sources.includes(channel.dataSource)) {
    throw badInput(
      path,
      `Expected a ${sources.join(' or ')} channel, got channel ${channelId}, which is ${channel.dataSource}.`,
    );
  }
  const { dataType } = channel;
  return { dataType, width: sampleWidth(dataType), intervalNs: channel.intervalNs };
}

function checkLength(bytes: Uint8Array, samples: number, width: number, path: string) {
  if (bytes.byteLength !== samples * width) {
    throw badInput(
      path,
      `Expected ${samples} samples of ${width} bytes (${samples * width} bytes), got ${bytes.byteLength} bytes.`,
    );
  }
}

function toPeriodic(
  { channelId, startTimestamp, interval, samples, buffer }: PeriodicData,
  path: string,
  channels: ReadonlyMap<number, ConfiguredChannel>,
): Burst {
  const sources = ['PERIODIC', 'SUB_SAMPLED_PERIODIC'] as const;
  const { dataType, width, intervalNs } = channelFor(
    channelId,
    sources,
    `${path}.channelId`,
    channels,
  );
  if (samples < 1) throw badInput(`${path}.samples`, `Expected at least 1 sample, got ${samples}.`);
  checkLength(buffer, samples, width, `${path}.buffer`);
  if (interval !== intervalNs) {
    throw badInput(
      `${path}.interval`,
      `Expected the interval of channel ${channelId}, ${intervalNs}, got ${interval}.`,
    );
  }
  if (startTimestamp + BigInt(samples - 1) * interval > INT64_MAX) {
    throw badInput(`${path}.startTimestamp`, 'The last sample lies beyond the range of time.');
  }
  return periodicBurst(channelId, dataType, startTimestamp, interval, buffer);
}

function toTimestamped(
  { channelId, timestamps, timestampsBase64, times: given, buffer }: TimestampedData,
  path: string,
  channels: ReadonlyMap<number, ConfiguredChannel>,
): Burst {
  const sources = ['TIMESTAMPED', 'SYNCHRO', 'ROW_DATA'] as const;
  const { dataType, width, intervalNs } = channelFor(
    channelId,
    sources,
    `${path}.channelId`,
    channels,
  );
  if (!given && !timestamps === !timestampsBase64) {
    throw badInput(path, 'Expected `timestamps` or `timestampsBase64`, one of the two.');
  }
  const name = given ? 'times' : timestamps ? 'timestamps' : 'timestampsBase64';
  const times =
    given ?? (timestamps ? BigInt64Array.from(timestamps) : toTimes(timestampsBase64, path));
  if (times.length === 0)
    throw badInput(`${path}.${name}`, 'Expected at least 1 timestamp, got 0.');
  for (let i = 1; i < times.length; i++) {
    if ((times[i] ?? 0n) <= (times[i - 1] ?? 0n)) {
      throw badInput(
        `${path}.${name}`,
        `Expected timestamps that ascend, got ${times[i]} after ${times[i - 1]} at position ${i}.`,
      );
    }
  }
  checkLength(buffer, times.length, width, `${path}.buffer`);
  return timestampedBurst(channelId, dataType, times, buffer, intervalNs);
}

function toTimes(bytes: Uint8Array | null | undefined, path: string): BigInt64Array {
  if (!bytes || bytes.byteLength % 8 !== 0) {
    throw badInput(
      `${path}.timestampsBase64`,
      `Expected 8 bytes a timestamp, got ${bytes?.byteLength ?? 0} bytes.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return BigInt64Array.from({ length: bytes.byteLength / 8 }, (_, i) =>
    view.getBigInt64(i * 8, true),
  );
}

function toRow(
  { channelIds, timestamp, buffer }: RowData,
  path: string,
  channels: ReadonlyMap<number, ConfiguredChannel>,
): Burst[] {
  const parts = channelIds.map((channelId, i) => ({
    channelId,
    ...channelFor(channelId, ['ROW_DATA'], `${path}.channelIds[${i}]`, channels),
  }));
  if (parts.length === 0)
    throw badInput(`${path}.channelIds`, 'Expected at least 1 channel, got 0.');
  if (new Set(channelIds).size !== channelIds.length) {
    throw badInput(`${path}.channelIds`, 'Expected each channel once in a row.');
  }
  const size = parts.reduce((sum, { width }) => sum + width, 0);
  if (buffer.byteLength !== size) {
    throw badInput(
      `${path}.buffer`,
      `Expected the ${parts.length} values of a row (${size} bytes), got ${buffer.byteLength} bytes.`,
    );
  }
  const times = BigInt64Array.of(timestamp);
  let offset = 0;
  return parts.map(({ channelId, dataType, width, intervalNs }) => {
    const data = buffer.subarray(offset, offset + width);
    offset += width;
    return timestampedBurst(channelId, dataType, times, data, intervalNs);
  });
}

/** Rows come a sample a channel: join consecutive ones, so that each channel gets one burst. */
function joinRows(bursts: readonly Burst[]): Burst[] {
  const runs: Burst[][] = [];
  const lastRun = new Map<number, Burst[]>();
  for (const burst of bursts) {
    const run = lastRun.get(burst.channelId);
    const last = run?.at(-1);
    if (run && last?.times && continues(last, burst)) {
      run.push(burst);
    } else {
      const next = [burst];
      runs.push(next);
      lastRun.set(burst.channelId, next);
    }
  }
  return runs.map(joinBursts);
}
