import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspectSsn2 } from '../../src/importers/ssn2/inspect-ssn2.ts';
import type { Ssn2Block, Ssn2Recording } from '../../src/importers/ssn2/ssn2-recording.ts';
import { periodicBurst } from '../../src/samples/blocks/burst.ts';
import type { SizeSignal } from './size-signals.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/data/ssn2/', import.meta.url));

/** Every channel of the public recordings, one signal each; null when they are not there. */
export async function recordedSignals(): Promise<SizeSignal[] | null> {
  if (!existsSync(FOLDER)) return null;
  const signals: SizeSignal[] = [];
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.ssn2'))) {
    const recording = await inspectSsn2(`${FOLDER}${file}`);
    signals.push(...(await signalsOf(recording, file)));
    recording.close();
  }
  return signals;
}

async function signalsOf(recording: Ssn2Recording, file: string): Promise<SizeSignal[]> {
  const blocks: Ssn2Block[] = [];
  for await (const block of recording.readBlocks()) blocks.push(block);
  const { epochMidnight } = recording.session;
  return recording.channels.flatMap(({ channelId: recorded, dataType, interval }) => {
    const own = blocks.filter((block) => block.channelId === recorded);
    if (!dataType || own.length === 0) return [];
    return {
      name: `${file.slice(0, 18)}… ${nameOf(recording, recorded)}`,
      dataType,
      intervalNs: interval,
      bursts: (channelId) =>
        own.map(({ startTs, bytes }) =>
          periodicBurst(channelId, dataType, epochMidnight + startTs, interval, bytes),
        ),
    };
  });
}

function nameOf({ configurationSets }: Ssn2Recording, channelId: number): string {
  for (const { channels, channelOffset } of configurationSets) {
    const channel = channels.find((one) => one.channelId + channelOffset === channelId);
    if (channel) return channel.name;
  }
  return `channel ${channelId}`;
}
