import { type DemoClient, RefusedError } from './demo-client.ts';
import { DEMO_CONFIGURATION } from './demo-configuration.ts';
import type { LapInput, MessageInput } from './demo-inputs.ts';
import { DEMO_CONSTANTS, describeSession, nameLap } from './demo-metadata.ts';
import { createSampler } from './sampler.ts';
import { createSimulation } from './simulation.ts';

/** What the key of every live session of a demo begins with. */
export const LIVE_PREFIX = 'demo-live-';

/** A session that grows as time goes on. Its methods throw {@link RefusedError}, and may be called again. */
export interface LiveSession {
  readonly identity: string;
  /**
   * Record up to an instant, in milliseconds since the Unix epoch, in one burst. What was not taken
   * the last time is sent again first. A time much longer than a burst is left out: the computer slept.
   */
  readonly advanceTo: (instant: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const LONGEST_BURST_MS = 5_000;

/**
 * Begin a live session.
 *
 * @param start Milliseconds since the Unix epoch.
 */
export async function beginLiveSession(client: DemoClient, start: number): Promise<LiveSession> {
  const timestamp = new Date(start).toISOString();
  const identity = `${LIVE_PREFIX}${timestamp.replaceAll(/[-:.]/g, '')}`;
  const identifier = `Demo live ${timestamp.slice(0, 19).replace('T', ' ')}`;
  await client.publish(DEMO_CONFIGURATION);
  await client.open(describeSession({ identity, identifier, timestamp }, 'live'));
  await client.putConstants(identity, DEMO_CONSTANTS);

  const simulation = createSimulation(start % 2 ** 32);
  const sampler = createSampler(BigInt(start) * 1_000_000n);
  const { state } = simulation;
  let origin = start;
  let messages: MessageInput[] = [];
  let laps: LapInput[] = [];

  return {
    identity,
    async advanceTo(instant) {
      await send();
      const due = leaveOut(instant - origin - state.time);
      if (due <= 0) return;
      for (let i = 0; i < due; i++) record();
      messages = sampler.take();
      await send();
    },
    close: () => client.end(identity, 'CLOSED'),
  };

  function leaveOut(due: number): number {
    if (due <= LONGEST_BURST_MS) return due;
    // Whole seconds, so that no channel gets out of step with the others.
    const left = Math.ceil((due - LONGEST_BURST_MS) / 1000) * 1000;
    sampler.skip(left);
    origin += left;
    return due - left;
  }

  function record(): void {
    sampler.sample(state);
    for (const occurrence of simulation.step()) {
      if (occurrence.kind === 'event') sampler.note(occurrence);
      if (occurrence.kind !== 'lap') continue;
      const { number, time } = occurrence;
      laps.push({ number, name: nameLap(number), startTime: sampler.instantOf(time) });
    }
  }

  async function send(): Promise<void> {
    if (messages.length > 0) await client.write(identity, messages);
    messages = [];
    if (laps.length > 0) await client.addLaps(identity, laps);
    laps = [];
  }
}

/** Whether a session can be written to no more, because a client has ended or deleted it. */
export function isOver(error: unknown): boolean {
  return error instanceof RefusedError && (error.code === 'CONFLICT' || error.code === 'NOT_FOUND');
}
