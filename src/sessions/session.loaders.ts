import DataLoader from 'dataloader';
import { type BoundSet, listBoundSets } from '../configuration-sets/bound-sets.service.ts';
import { type Constant, listConstants } from '../constants/constant.service.ts';
import type { SessionDetail } from '../db/generated/sqlite/client.ts';
import { type Lap, listLaps } from '../laps/lap.service.ts';
import { alignByKey, groupByKey } from '../lib/group-by-key.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import type { Runtime } from '../runtime.ts';
import { listSessionChannels, type SessionChannel } from '../samples/session-channel.service.ts';
import { listSessionsById, type Session } from './session.service.ts';
import { listDetails, listLabels } from './session-detail.service.ts';

/** Loaders of what belongs to sessions, by the key of their row. */
export function createSessionLoaders(
  runtime: Pick<Runtime, 'db'>,
  { cache }: { readonly cache: boolean },
) {
  const options = { cache, maxBatchSize: MAX_KEYS };
  const boundSetsOfSession = new DataLoader<number, BoundSet[]>(
    (ids) => listBoundSets(runtime.db.read, ids),
    options,
  );
  return {
    boundSetsOfSession,
    sessionById: new DataLoader<number, Session | null>(
      async (ids) => alignByKey(ids, await listSessionsById(runtime, ids), ({ id }) => id),
      options,
    ),
    lapsOfSession: new DataLoader<Session, Lap[], number>(
      (sessions) => listLaps(runtime, sessions),
      { ...options, cacheKeyFn: ({ id }) => id },
    ),
    detailsOfSession: new DataLoader<number, SessionDetail[]>(
      async (ids) => groupByKey(ids, await listDetails(runtime, ids), (row) => row.sessionId),
      options,
    ),
    labelsOfSession: new DataLoader<number, string[]>(
      async (ids) =>
        groupByKey(ids, await listLabels(runtime, ids), (row) => row.sessionId).map((rows) =>
          rows.map(({ label }) => label),
        ),
      options,
    ),
    constantsOfSession: new DataLoader<number, Constant[]>(
      async (ids) => groupByKey(ids, await listConstants(runtime, ids), (row) => row.sessionId),
      options,
    ),
    channelsOfSession: new DataLoader<number, SessionChannel[]>(
      async (ids) => listSessionChannels(runtime, ids, await boundSetsOfSession.loadMany(ids)),
      options,
    ),
  };
}
