import type { IndexView, TimingEntry } from './sample-index.ts';

/** Finds the timing entry of a sample block. */
export interface TimingLookup {
  /** The entry of block `i`, or null when it has none. */
  find(i: number, channelId: number, startTs: bigint): TimingEntry | null;
}

/** Entries stand in the order of the blocks; where one does not, all are searched by their key. */
export function createTimingLookup(timings: IndexView<TimingEntry> | null): TimingLookup {
  let positions: Map<string, number> | null = null;
  const keyOf = (channelId: bigint | number, startTs: bigint) => `${channelId}/${startTs}`;
  const search = (view: IndexView<TimingEntry>, key: string) => {
    if (positions === null) {
      positions = new Map();
      for (let i = view.count - 1; i >= 0; i--) {
        const entry = view.at(i);
        positions.set(keyOf(entry.channelId, entry.startTs), i);
      }
    }
    const position = positions.get(key);
    return position === undefined ? null : view.at(position);
  };
  return {
    find(i, channelId, startTs) {
      const next = timings !== null && i < timings.count ? timings.at(i) : null;
      if (next !== null && next.channelId === BigInt(channelId) && next.startTs === startTs) {
        return next;
      }
      return timings === null ? null : search(timings, keyOf(channelId, startTs));
    },
  };
}
