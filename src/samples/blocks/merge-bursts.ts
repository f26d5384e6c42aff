import { sampleWidth } from '../../core/data-type.ts';
import {
  type Burst,
  continues,
  cutBurst,
  joinBursts,
  periodicBurst,
  timeAt,
  timestampedBurst,
} from './burst.ts';

export interface Merged {
  /** The samples of both, by time. */
  readonly union: Burst;
  /** Samples of the new burst that were there already, bit for bit. */
  readonly duplicates: number;
  /** Stored samples that gave way to new ones of the same time. */
  readonly replaced: number;
}

/**
 * Merge a burst with the stored samples between its first and its last: the union by time, and of
 * two samples of one time the new one.
 *
 * @param stored By time, none before the burst's start or after its end.
 */
export function mergeBursts(stored: readonly Burst[], burst: Burst): Merged {
  const width = sampleWidth(burst.dataType);
  const total = stored.reduce((sum, { sampleCount }) => sum + sampleCount, burst.sampleCount);
  const times = new BigInt64Array(total);
  const data = new Uint8Array(total * width);
  let count = 0;
  let duplicates = 0;
  let replaced = 0;
  const put = (from: Burst, index: number, time: bigint) => {
    times[count] = time;
    data.set(from.data.subarray(index * width, (index + 1) * width), count * width);
    count++;
  };

  let next = 0;
  for (const old of stored) {
    for (let i = 0; i < old.sampleCount; i++) {
      const time = timeAt(old, i);
      while (next < burst.sampleCount && timeAt(burst, next) < time) {
        put(burst, next, timeAt(burst, next));
        next++;
      }
      if (next < burst.sampleCount && timeAt(burst, next) === time) {
        if (sameBytes(old, i, burst, next, width)) duplicates++;
        else replaced++;
        put(burst, next, time);
        next++;
      } else {
        put(old, i, time);
      }
    }
  }
  for (; next < burst.sampleCount; next++) put(burst, next, timeAt(burst, next));

  const union = timestampedBurst(
    burst.channelId,
    burst.dataType,
    times.subarray(0, count),
    data.subarray(0, count * width),
    burst.intervalNs,
  );
  return { union: withoutTimes(union), duplicates, replaced };
}

function sameBytes(a: Burst, i: number, b: Burst, j: number, width: number): boolean {
  for (let k = 0; k < width; k++) {
    if (a.data[i * width + k] !== b.data[j * width + k]) return false;
  }
  return true;
}

/** The same burst, evenly spaced when it is. */
function withoutTimes(burst: Burst): Burst {
  const { times, intervalNs, startNs } = burst;
  if (!times || intervalNs === 0n) return burst;
  for (let i = 0; i < times.length; i++) {
    if (times[i] !== startNs + BigInt(i) * intervalNs) return burst;
  }
  return periodicBurst(burst.channelId, burst.dataType, startNs, intervalNs, burst.data);
}

/** Join neighbours of one kind, into blocks of at most the capacity. */
export function toBlocks(bursts: readonly Burst[]): Burst[] {
  const groups: Burst[][] = [];
  for (const burst of bursts) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && continues(last, burst)) group.push(burst);
    else groups.push([burst]);
  }
  return groups.flatMap((group) => cutBurst(withoutTimes(joinBursts(group))));
}
