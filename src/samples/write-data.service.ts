import type { Writer } from '../db/db.ts';
import { AppError, badInput } from '../errors.ts';
import { checkEvent, insertEvents } from '../events/event.service.ts';
import { extendRange, type TimeRange } from '../lib/time-range.ts';
import type { Runtime } from '../runtime.ts';
import {
  lockSession,
  noteData,
  type Session,
  saveSession,
  type Writing,
} from '../sessions/session.service.ts';
import { isEnded } from '../sessions/session-state.ts';
import type { Burst } from './blocks/burst.ts';
import {
  type ChannelWriter,
  createChannelWriter,
  type WriteCounts,
} from './blocks/channel-writer.ts';
import {
  type ConfiguredChannel,
  describeBindings,
  findConfiguredChannels,
} from './blocks/configured-channel.store.ts';
import { channelIdsOf, type DataMessage, toBursts } from './data-messages.ts';

export interface WriteOptions {
  /** Runs in the same transaction, before the data; where it throws nothing is written. */
  readonly within?: (tx: Writer, session: Session) => Promise<void>;
}

export interface WriteResult extends WriteCounts {
  readonly session: Session;
  /** Messages taken. */
  readonly accepted: number;
  /** Time range of the samples and events of this write; null when there were none. */
  readonly timeRange: TimeRange | null;
}

/**
 * Write bursts, rows and events of a session, in order, all or nothing, and extend its time range.
 *
 * The same messages again change nothing. Other samples at the time of stored ones take their
 * place, which the result counts.
 *
 * @throws {AppError} NOT_FOUND; CONFLICT when the session has ended; PAYLOAD_TOO_LARGE;
 *   BAD_USER_INPUT with the path of the message at fault.
 */
export async function writeData(
  {
    db,
    signals,
    limits,
    now,
    author,
  }: Pick<Runtime, 'db' | 'signals' | 'limits' | 'now' | 'author'>,
  identity: string,
  messages: readonly DataMessage[],
  { within }: WriteOptions = {},
): Promise<WriteResult> {
  if (messages.length > limits.maxBatchMessages) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Expected at most ${limits.maxBatchMessages} messages in one write, got ${messages.length}. Send several writes.`,
      { argument: 'input.messages' },
    );
  }
  const result = await db.writeTogether(identity, async (tx) => {
    const session = await lockSession(tx, identity);
    checkTakesData(session, 'input.session');
    await within?.(tx, session);
    return writeMessages(tx, session, messages, { now: now(), author });
  });
  signals.session.raise(identity);
  return result;
}

/** @throws {AppError} CONFLICT when a session has ended. */
export function checkTakesData(
  { identity, state }: Pick<Session, 'identity' | 'state'>,
  argument: string,
): void {
  if (!isEnded(state)) return;
  throw new AppError('CONFLICT', `Session "${identity}" is ${state} and takes no more data.`, {
    argument,
    state,
  });
}

async function writeMessages(
  tx: Writer,
  session: Session,
  messages: readonly DataMessage[],
  writing: Writing,
): Promise<WriteResult> {
  const channels = await findConfiguredChannels(tx.sql, session.id, channelIdsOf(messages));
  await checkChannels(tx, session.id, messages, channels);
  const events = messages.flatMap(({ event }) => (event ? [event] : []));
  messages.forEach(({ event }, i) => {
    if (event) checkEvent(event, `input.messages[${i}].event`);
  });
  const bursts = toBursts(messages, channels);

  const counts: WriteCounts = { stored: 0, duplicates: 0, replaced: 0 };
  await writeBursts(tx, session.id, bursts, counts);
  await insertEvents(tx, session.id, events);

  let timeRange: TimeRange | null = null;
  for (const { startNs, endNs } of bursts) {
    timeRange = extendRange(timeRange, { startTime: startNs, endTime: endNs });
  }
  for (const { timestamp } of events) {
    timeRange = extendRange(timeRange, { startTime: timestamp, endTime: timestamp });
  }
  const whole = timeRange ? extendRange(session.timeRange, timeRange) : session.timeRange;
  const { now } = writing;
  const saved =
    events.length === 0
      ? await noteData(tx, session, { timeRange: whole, now })
      : await saveSession(
          tx,
          session,
          { startNs: whole?.startTime ?? null, endNs: whole?.endTime ?? null, heartbeatNs: now },
          ['events'],
          writing,
        );
  return { session: saved, accepted: messages.length, timeRange, ...counts };
}

/** Write bursts of a session whose channels and lengths have been checked. */
export async function writeBursts(
  tx: Writer,
  sessionId: number,
  bursts: Iterable<Burst> | AsyncIterable<Burst>,
  counts: WriteCounts,
): Promise<void> {
  const writers = new Map<number, ChannelWriter>();
  for await (const burst of bursts) {
    let writer = writers.get(burst.channelId);
    if (!writer) {
      writer = createChannelWriter(tx, sessionId, burst.channelId, counts);
      writers.set(burst.channelId, writer);
    }
    await writer.append(burst);
  }
  for (const writer of writers.values()) await writer.finish();
}

/** Refuse a message of a channel that nothing defines, and say what there is. */
async function checkChannels(
  { sql }: Writer,
  sessionId: number,
  messages: readonly DataMessage[],
  channels: ReadonlyMap<number, ConfiguredChannel>,
): Promise<void> {
  for (const [i, { periodic, timestamped, row }] of messages.entries()) {
    const named: [string, number][] = [];
    if (periodic) named.push(['periodic.channelId', periodic.channelId]);
    if (timestamped) named.push(['timestamped.channelId', timestamped.channelId]);
    row?.channelIds.forEach((id, c) => {
      named.push([`row.channelIds[${c}]`, id]);
    });
    const missing = named.find(([, id]) => !channels.has(id));
    if (!missing) continue;
    const [path, id] = missing;
    throw badInput(
      `input.messages[${i}].${path}`,
      `No configuration set that the session uses defines channel ${id}. ${await describeBindings(sql, sessionId)}`,
    );
  }
}
