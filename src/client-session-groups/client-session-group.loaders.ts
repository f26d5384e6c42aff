import DataLoader from 'dataloader';
import type { MakeLoader } from '../lazy-loaders.ts';
import type { TimeRange } from '../lib/time-range.ts';
import {
  type GroupSummary,
  listGroupSummaries,
  listGroupTimeRanges,
} from './client-session-group.service.ts';

/** Loaders of what is known of groups of sessions, by their ids. */
export const clientSessionGroupLoaders = {
  clientSessionGroup: (runtime, settings) =>
    new DataLoader<string, GroupSummary>((ids) => listGroupSummaries(runtime, ids), settings),
  timeRangeOfClientSessionGroup: (runtime, settings, { clientSessionGroup }: Summaries) =>
    new DataLoader<string, TimeRange | null>(
      async (ids) =>
        listGroupTimeRanges(
          runtime,
          await Promise.all(ids.map((id) => clientSessionGroup.load(id))),
        ),
      settings,
    ),
} satisfies Record<string, MakeLoader>;

interface Summaries {
  readonly clientSessionGroup: DataLoader<string, GroupSummary>;
}
