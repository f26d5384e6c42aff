import fc from 'fast-check';
import {
  createSession,
  periodic,
  read,
  START,
  type TestChannel,
  timestamped,
  write,
} from './sample-session.ts';
import type { TestApp } from './test-app.ts';

/** A sample as a test wrote it. */
export interface RecordedSample {
  /** Nanoseconds after `START`. */
  readonly time: number;
  readonly value: number;
  /** Whether samples are missing between the one before and this one. */
  readonly isAfterGap: boolean;
}

/** Nanoseconds between the samples of `PERIODIC_DOUBLES`. */
export const INTERVAL = 10;

export const PERIODIC_DOUBLES = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'DOUBLE_64BIT',
  interval: BigInt(INTERVAL),
} as const satisfies TestChannel;

export const TIMED_DOUBLES = {
  channelId: 2,
  dataSource: 'TIMESTAMPED',
  dataType: 'DOUBLE_64BIT',
} as const satisfies TestChannel;

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

/** A burst: nanoseconds since the end of the one before, from 1, and its values. */
type Burst = readonly [number, readonly number[]];

/** Some distances are gaps, some only late, as bursts with a clock of their own are. */
function anyBursts(values: fc.Arbitrary<number>): fc.Arbitrary<readonly Burst[]> {
  const distance = fc.oneof(
    fc.constant(INTERVAL),
    fc.integer({ min: 1, max: INTERVAL + 6 }),
    fc.integer({ min: INTERVAL * 2, max: INTERVAL * 30 }),
  );
  const burst = fc.tuple(distance, fc.array(values, { minLength: 1, maxLength: 20 }));
  return fc.array(burst, { minLength: 1, maxLength: 8 });
}

/** Samples at any times. */
const anyTimed = fc.array(fc.tuple(fc.integer({ min: 1, max: 80 }), value), {
  minLength: 1,
  maxLength: 60,
});

/** What a random session records in its two channels. */
export interface AnyRecording {
  readonly bursts: readonly Burst[];
  readonly timed: readonly (readonly [number, number])[];
}

export const anyRecording: fc.Arbitrary<AnyRecording> = fc.record({
  bursts: anyBursts(value),
  timed: anyTimed,
});

/** A session of the parameters `c1`, periodic, and `c2`, with times of its own. */
export interface RecordedSession {
  readonly id: string;
  readonly c1: readonly RecordedSample[];
  readonly c2: readonly RecordedSample[];
  /** Last sample of both, in nanoseconds after `START`, where the first of both is. */
  readonly end: number;
}

/** Write a random recording into a new session. */
export async function recordSession(
  app: TestApp,
  id: string,
  { bursts, timed }: AnyRecording,
): Promise<RecordedSession> {
  await createSession(app, id, { channels: [PERIODIC_DOUBLES, TIMED_DOUBLES] });
  const c1: RecordedSample[] = [];
  const messages = [];
  for (const [distance, values] of bursts) {
    const last = c1.at(-1)?.time;
    const start = last === undefined ? 0 : last + distance;
    values.forEach((one, i) => {
      const isAfterGap = i === 0 && last !== undefined && distance * 2 > INTERVAL * 3;
      c1.push({ time: start + i * INTERVAL, value: one, isAfterGap });
    });
    messages.push(periodic(START + BigInt(start), values, PERIODIC_DOUBLES));
  }
  const c2: RecordedSample[] = [];
  for (const [distance, one] of timed) {
    const time = (c2.at(-1)?.time ?? 0) + distance;
    c2.push({ time, value: one, isAfterGap: false });
  }
  const instants = c2.map(({ time }) => START + BigInt(time));
  messages.push(
    timestamped(
      2,
      instants,
      c2.map((sample) => sample.value),
    ),
  );
  await write(app, id, ...messages);
  return { id, c1, c2, end: Math.max(c1.at(-1)!.time, c2.at(-1)!.time) };
}

const COARSE_DOUBLES = { ...PERIODIC_DOUBLES, channelId: 2, interval: 40n } as const;

/** Bursts of two channels that one parameter joins. */
export interface TwoChannels {
  readonly fine: readonly Burst[];
  readonly coarse: readonly Burst[];
}

/** Every sample has a number, so that null stands for gaps alone. */
export const anyTwoChannels: fc.Arbitrary<TwoChannels> = fc.record({
  fine: anyBursts(fc.integer({ min: -5, max: 5 })),
  coarse: anyBursts(fc.integer({ min: 100, max: 110 })),
});

/**
 * Write two channels of one parameter `p` into a new session.
 *
 * @returns its samples as reading the whole session shows them, which other tests judge.
 */
export async function recordTwoChannels(app: TestApp, id: string, { fine, coarse }: TwoChannels) {
  const channels = [COARSE_DOUBLES, PERIODIC_DOUBLES];
  const parameters = [{ identifier: 'p', name: 'p', channels: [2, 1] }];
  await createSession(app, id, { channels, parameters });
  for (const [bursts, channel] of [
    [fine, PERIODIC_DOUBLES],
    [coarse, COARSE_DOUBLES],
  ] as const) {
    let end = START;
    for (const [distance, values] of bursts) {
      const start = end + BigInt(distance);
      await write(app, id, periodic(start, values, channel));
      end = start + BigInt(values.length - 1) * channel.interval;
    }
  }
  const whole = await read(app, id, 'p', { resolution: { maxPoints: 10_000 } });
  const samples: RecordedSample[] = [];
  whole.times.forEach((time, i) => {
    const isAfterGap = i > 0 && Number.isNaN(whole.values[i - 1]!);
    const one = whole.values[i]!;
    if (!Number.isNaN(one)) samples.push({ time: Number(time - START), value: one, isAfterGap });
  });
  return { samples, start: samples[0]!.time, end: samples.at(-1)!.time };
}

/** A range in a session as a window of a request. */
export function offsetWindow(from: number, to: number) {
  return { offset: { startTime: String(from), endTime: String(to) } };
}

/** The samples from one time to another. */
export function samplesWithin(
  samples: readonly RecordedSample[],
  from: number,
  to: number,
): RecordedSample[] {
  return samples.filter(({ time }) => time >= from && time <= to);
}

/** NaN as the API gives it. */
export function orNull(one: number): number | null {
  return Number.isFinite(one) ? one : null;
}
