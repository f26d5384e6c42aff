import { describe, expect, it } from 'vitest';
import { createCarState } from '../../src/demo/car-state.ts';
import { channelIdOf, DEMO_CHANNELS } from '../../src/demo/demo-channels.ts';
import { createSampler } from '../../src/demo/sampler.ts';

const START = 1_700_000_000_000_000_000n;

/** Sample so many milliseconds of a car that stands, without telemetry in those of `lost`. */
function sample(milliseconds: number, lost: readonly number[] = []) {
  const sampler = createSampler(START);
  const state = createCarState(40);
  for (; state.time < milliseconds; state.time++) {
    state.telemetryLost = lost.includes(state.time);
    sampler.sample(state);
  }
  return { sampler, state };
}

const bursts = (messages: ReturnType<ReturnType<typeof createSampler>['take']>, name: string) =>
  messages.flatMap(({ periodic }) => (periodic?.channelId === channelIdOf(name) ? [periodic] : []));

describe('createSampler', () => {
  it.each(
    DEMO_CHANNELS.filter(({ dataSource }) => dataSource === 'PERIODIC').map(
      ({ name, every }) => [name, every] as const,
    ),
  )('takes %s every %i ms, in one burst', (name, every) => {
    const messages = sample(1000).sampler.take();
    expect(bursts(messages, name)).toMatchObject([
      {
        startTimestamp: String(START),
        interval: String(every * 1_000_000),
        samples: 1000 / every,
      },
    ]);
  });

  it('takes four tyres in one row', () => {
    const rows = sample(400)
      .sampler.take()
      .flatMap(({ row }) => (row ? [row] : []));
    expect(rows.map(({ timestamp }) => timestamp)).toEqual([
      String(START),
      String(START + 200_000_000n),
    ]);
    expect([...Buffer.from(rows[0]!.buffer, 'base64')]).toEqual(
      [720, 720, 680, 680].flatMap((raw) => [raw & 255, raw >> 8]),
    );
  });

  it('gives positions times of their own, some milliseconds late, the same for both', () => {
    const messages = sample(1000).sampler.take();
    const times = messages.flatMap(({ timestamped }) => timestamped?.timestampsBase64 ?? []);
    expect(times).toHaveLength(2);
    expect(times[0]).toBe(times[1]);
    const bytes = Buffer.from(times[0]!, 'base64');
    const late = Array.from(
      { length: 10 },
      (_, i) => bytes.readBigInt64LE(i * 8) - START - BigInt(i) * 100_000_000n,
    );
    for (const nanoseconds of late) {
      expect(nanoseconds).toBeGreaterThanOrEqual(0n);
      expect(nanoseconds).toBeLessThan(8_000_000n);
    }
    expect(new Set(late).size).toBe(10);
  });

  it('breaks a burst where telemetry is lost, and keeps what needs no radio', () => {
    const lost = Array.from({ length: 300 }, (_, i) => 400 + i);
    const messages = sample(1000, lost).sampler.take();
    expect(bursts(messages, 'speed')).toMatchObject([
      { startTimestamp: String(START), samples: 40 },
      { startTimestamp: String(START + 700_000_000n), samples: 30 },
    ]);
    expect(bursts(messages, 'rpm')).toMatchObject([{ samples: 50 }]);
  });

  it('gives nothing out twice', () => {
    const { sampler } = sample(100);
    expect(sampler.take()).not.toEqual([]);
    expect(sampler.take()).toEqual([]);
  });

  it('goes on later after time was left out', () => {
    const { sampler, state } = sample(100);
    sampler.skip(5_000);
    sampler.sample(state);
    expect(bursts(sampler.take(), 'gVert')).toMatchObject([
      { startTimestamp: String(START), samples: 100 },
      { startTimestamp: String(START + 5_100_000_000n), samples: 1 },
    ]);
  });
});
