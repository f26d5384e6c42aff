import { encodeSamples } from '../core/blocks/encode-samples.ts';
import type { CarState } from './car-state.ts';
import { DEMO_CHANNELS, type DemoChannel } from './demo-channels.ts';
import type { MessageInput } from './demo-inputs.ts';
import type { CarEvent } from './occurrence.ts';
import { createRandom } from './random.ts';

/** Takes samples of a simulated car, and makes bursts of them. */
export interface Sampler {
  /** Take what is due at this millisecond. */
  readonly sample: (state: Readonly<CarState>) => void;
  readonly note: (event: CarEvent) => void;
  /** Give out what was taken since the last call, so that it is held no longer. */
  readonly take: () => MessageInput[];
  /** The instant of a time of the simulation in nanoseconds, since the Unix epoch. */
  readonly instantOf: (time: number) => string;
  /** Leave time out: what comes now comes so many milliseconds later. */
  readonly skip: (milliseconds: number) => void;
}

/** Samples of a channel without a gap. */
interface Run {
  /** Milliseconds of the simulation. */
  readonly start: number;
  readonly values: number[];
  /** Nanoseconds of the simulation; empty for evenly spaced samples. */
  readonly times: number[];
}

const NANOSECONDS_A_MILLISECOND = 1_000_000;
const GPS_JITTER_NS = 8_000_000;

/** Channels of one row, which are sampled together. */
const ROW = [...DEMO_CHANNELS.entries()].filter(([, { dataSource }]) => dataSource === 'ROW_DATA');
const SINGLE = [...DEMO_CHANNELS.entries()].filter(
  ([, { dataSource }]) => dataSource !== 'ROW_DATA',
);

/**
 * Make a sampler of all demo channels.
 *
 * @param start Where the time of the simulation begins, in nanoseconds since the Unix epoch.
 */
export function createSampler(start: bigint): Sampler {
  let origin = start;
  let messages: MessageInput[] = [];
  const runs = new Map<number, Run>();

  const instantAt = (time: number) => origin + BigInt(time);
  const instantOf = (time: number) => String(instantAt(time));

  return {
    instantOf,
    sample(state) {
      for (const [channelId, channel] of SINGLE) {
        if (state.time % channel.every === 0) takeSample(channelId, channel, state);
      }
      if (state.time % ROW[0]![1].every === 0 && !state.telemetryLost) takeRow(state);
    },
    note({ definition: { id, group }, values, statusText, time }) {
      const event = { eventDefinitionId: id, groupName: group, timestamp: instantOf(time), values };
      messages.push({ event: statusText ? { ...event, statusText } : event });
    },
    take() {
      for (const [channelId, run] of runs) messages.push(toMessage(channelId, run));
      runs.clear();
      const taken = messages;
      messages = [];
      return taken;
    },
    skip(milliseconds) {
      for (const [channelId, run] of runs) messages.push(toMessage(channelId, run));
      runs.clear();
      origin += BigInt(milliseconds) * BigInt(NANOSECONDS_A_MILLISECOND);
    },
  };

  function takeSample(channelId: number, channel: DemoChannel, state: Readonly<CarState>): void {
    let run = runs.get(channelId);
    if (channel.radio && state.telemetryLost) {
      if (run) messages.push(toMessage(channelId, run));
      runs.delete(channelId);
      return;
    }
    if (!run) {
      run = { start: state.time, values: [], times: [] };
      runs.set(channelId, run);
    }
    run.values.push(channel.raw(state));
    if (channel.dataSource === 'TIMESTAMPED') run.times.push(jittered(state.time));
  }

  function takeRow(state: Readonly<CarState>): void {
    const samples = ROW.map(([, { dataType, raw }]) => encodeSamples([raw(state)], dataType));
    messages.push({
      row: {
        channelIds: ROW.map(([channelId]) => channelId),
        timestamp: instantOf(state.time * NANOSECONDS_A_MILLISECOND),
        buffer: Buffer.concat(samples).toString('base64'),
      },
    });
  }

  function toMessage(channelId: number, { start: from, values, times }: Run): MessageInput {
    const { dataSource, dataType, every } = DEMO_CHANNELS[channelId]!;
    const buffer = Buffer.from(encodeSamples(values, dataType)).toString('base64');
    if (dataSource === 'TIMESTAMPED') {
      return { timestamped: { channelId, timestampsBase64: encodeTimes(times), buffer } };
    }
    return {
      periodic: {
        channelId,
        startTimestamp: instantOf(from * NANOSECONDS_A_MILLISECOND),
        interval: String(every * NANOSECONDS_A_MILLISECOND),
        samples: values.length,
        buffer,
      },
    };
  }

  function encodeTimes(times: readonly number[]): string {
    const bytes = Buffer.alloc(times.length * 8);
    times.forEach((time, i) => {
      bytes.writeBigInt64LE(instantAt(time), i * 8);
    });
    return bytes.toString('base64');
  }
}

/** A receiver answers when it can: some milliseconds late, the same at the same time for all channels. */
function jittered(milliseconds: number): number {
  const late = Math.floor(createRandom(milliseconds).uniform() * GPS_JITTER_NS);
  return milliseconds * NANOSECONDS_A_MILLISECOND + late;
}
