import { type DataType, sampleWidth } from '../../src/core/data-type.ts';
import type { DataMessage } from '../../src/samples/data-messages.ts';

/** One write: all of it is stored, or nothing. */
export interface SentWrite {
  readonly messages: readonly DataMessage[];
  /** The bytes of each sample as hexadecimal text, by channel and instant: see `sampleKey`. */
  readonly samples: ReadonlyMap<string, string>;
  /** Instants of its events. */
  readonly events: readonly bigint[];
}

/** What may be at one place of a session, where writes follow each other. */
interface Slot {
  /** The write that is known to be stored; null for none. */
  stored: SentWrite | null;
  /** A write that was sent and not acknowledged; null for none. */
  pending: SentWrite | null;
}

/** Everything that a session holds. */
export interface FoundData {
  /** By `sampleKey`. */
  readonly samples: ReadonlyMap<string, string>;
  /** How many events there are of an instant. */
  readonly events: ReadonlyMap<bigint, number>;
}

/** Names a sample of a session. */
export function sampleKey(channelId: number, instant: bigint): string {
  return `${channelId}@${instant}`;
}

/** Describe a write. */
export function toSentWrite(
  messages: readonly DataMessage[],
  dataTypes: ReadonlyMap<number, DataType>,
): SentWrite {
  const samples = new Map<string, string>();
  const events: bigint[] = [];
  const put = (channelId: number, times: readonly bigint[], buffer: Uint8Array) => {
    const width = sampleWidth(dataTypes.get(channelId) as DataType);
    times.forEach((time, i) => {
      const bytes = Buffer.from(buffer.subarray(i * width, (i + 1) * width));
      samples.set(sampleKey(channelId, time), bytes.toString('hex'));
    });
  };
  for (const { periodic, timestamped, row, event } of messages) {
    if (periodic) {
      const { channelId, startTimestamp, interval, samples: length, buffer } = periodic;
      const times = Array.from({ length }, (_, i) => startTimestamp + BigInt(i) * interval);
      put(channelId, times, buffer);
    }
    if (timestamped)
      put(timestamped.channelId, [...(timestamped.timestamps ?? [])], timestamped.buffer);
    if (event) events.push(event.timestamp);
    let at = 0;
    for (const channelId of row?.channelIds ?? []) {
      const width = sampleWidth(dataTypes.get(channelId) as DataType);
      put(
        channelId,
        [row?.timestamp ?? 0n],
        row?.buffer.subarray(at, at + width) ?? new Uint8Array(),
      );
      at += width;
    }
  }
  return { messages, samples, events };
}

/** What a session may hold, by what was sent and what was acknowledged. */
export class ExpectedData {
  readonly #slots = new Map<number, Slot>();

  sent(slot: number, write: SentWrite): void {
    const { stored } = this.#slots.get(slot) ?? { stored: null };
    this.#slots.set(slot, { stored, pending: write });
  }

  acknowledged(slot: number): void {
    const { pending } = this.#slots.get(slot) ?? { pending: null };
    this.#slots.set(slot, { stored: pending, pending: null });
  }

  /**
   * Hold what is stored against what may be, and take it for what is stored from now on.
   *
   * @returns what is wrong, in words.
   */
  settle({ samples, events }: FoundData): string[] {
    const problems: string[] = [];
    let knownSamples = 0;
    let knownEvents = 0;
    for (const [number, slot] of this.#slots) {
      const candidates = [slot.pending, slot.stored];
      const found = candidates.find((one) => one && isThere(one, { samples, events }));
      if (!found && slot.stored) {
        problems.push(`The acknowledged write ${number} is not there as it was sent.`);
      }
      knownSamples += found?.samples.size ?? 0;
      knownEvents += found?.events.length ?? 0;
      this.#slots.set(number, { stored: found ?? null, pending: null });
    }
    if (knownSamples !== samples.size) {
      problems.push(
        `${samples.size} samples are there, of which ${knownSamples} are of whole writes.`,
      );
    }
    const foundEvents = [...events.values()].reduce((sum, one) => sum + one, 0);
    if (knownEvents !== foundEvents) {
      problems.push(
        `${foundEvents} events are there, of which ${knownEvents} are of whole writes.`,
      );
    }
    return problems;
  }
}

function isThere(write: SentWrite, found: FoundData): boolean {
  for (const [key, bytes] of write.samples) if (found.samples.get(key) !== bytes) return false;
  return write.events.every((instant) => found.events.get(instant) === 1);
}
