import type { DemoClient } from './demo-client.ts';
import { DEMO_CONFIGURATION } from './demo-configuration.ts';
import type { LapInput, SessionUpdateInput } from './demo-inputs.ts';
import { DEMO_CONSTANTS, describeSession, nameLap } from './demo-metadata.ts';
import type { Occurrence } from './occurrence.ts';
import { createSampler } from './sampler.ts';
import { createSimulation } from './simulation.ts';

/** Key of the recording that every demo holds. */
export const DEMO_RECORDING = 'demo-race';

/** When its first sample was taken. */
export const DEMO_TIMESTAMP = '2025-06-14T14:00:00+02:00';
/** What its simulation starts from. */
export const DEMO_SEED = 7;

/** The lap out of the pits and three more. */
const LAPS = 4;
/** A write holds so much of the recording; all of it at once would be one very large request. */
const PORTION_MS = 60_000;

/**
 * Write the recording of the demo, unless it is there: a lap out of the pits and three timed ones,
 * closed. What a start that was cut short has left open is completed.
 *
 * @param signal Once aborted nothing more is written, and the recording stays open.
 * @returns whether anything was written.
 * @throws {RefusedError}
 */
export async function writeRecording(client: DemoClient, signal: AbortSignal): Promise<boolean> {
  if ((await client.findIsLive(DEMO_RECORDING)) === false) return false;
  await client.publish(DEMO_CONFIGURATION);
  const session = { identity: DEMO_RECORDING, identifier: 'Demo race', timestamp: DEMO_TIMESTAMP };
  await client.open(describeSession(session, 'recorded'));

  const simulation = createSimulation(DEMO_SEED);
  const sampler = createSampler(BigInt(Date.parse(DEMO_TIMESTAMP)) * 1_000_000n);
  const { state } = simulation;
  const laps: LapInput[] = [];
  const markers: MarkerInput[] = [];
  while (state.lap < LAPS) {
    if (signal.aborted) return true;
    for (let i = 0; i < PORTION_MS && state.lap < LAPS; i++) {
      sampler.sample(state);
      for (const occurrence of simulation.step()) note(occurrence);
    }
    await client.write(DEMO_RECORDING, sampler.take());
  }
  await client.addLaps(DEMO_RECORDING, laps);
  await client.putConstants(DEMO_RECORDING, DEMO_CONSTANTS);
  await client.update(DEMO_RECORDING, [setSectors(markers)]);
  await client.end(DEMO_RECORDING, 'CLOSED');
  return true;

  function note(occurrence: Occurrence): void {
    switch (occurrence.kind) {
      case 'lap': {
        const { number, time } = occurrence;
        // The recording ends at the finish line: no lap begins there.
        if (number < LAPS)
          laps.push({ number, name: nameLap(number), startTime: sampler.instantOf(time) });
        return;
      }
      case 'sector': {
        const { lap, sector, start, time } = occurrence;
        markers.push({
          markerId: `lap-${lap}-sector-${sector}`,
          label: `${nameLap(lap)}, sector ${sector}`,
          startTime: sampler.instantOf(start),
          endTime: sampler.instantOf(time - 1),
        });
        return;
      }
      case 'event':
        sampler.note(occurrence);
    }
  }
}

interface MarkerInput {
  readonly markerId: string;
  readonly label: string;
  readonly startTime: string;
  readonly endTime: string;
}

function setSectors(markers: readonly MarkerInput[]): SessionUpdateInput {
  return { setMarkers: [{ category: 'Sector', markers }] };
}
