import DataLoader from 'dataloader';
import { type BoundSet, listBoundSets } from '../configuration-sets/bound-sets.service.ts';
import { type Constant, listConstants } from '../constants/constant.service.ts';
import { type Lap, listLaps } from '../laps/lap.service.ts';
import type { LoaderSettings, MakeLoader } from '../lazy-loaders.ts';
import { alignByKey, groupByKey } from '../lib/group-by-key.ts';
import type { Runtime } from '../runtime.ts';
import { listSessionChannels, type SessionChannel } from '../samples/session-channel.service.ts';
import { type DataBinding, listDataBindings } from './data-binding.service.ts';
import { listRefs, listRelatedSessions, type Relation } from './related-session.service.ts';
import { listSessionsById, type Session } from './session.service.ts';
import { listDetails, listLabels, type SessionDetail } from './session-detail.service.ts';
import type { RefKind } from './update-refs.ts';

/** Loaders of what belongs to sessions, by the key of their row. */
export const sessionLoaders = {
  boundSetsOfSession: ({ db }, settings) =>
    new DataLoader<number, BoundSet[]>((ids) => listBoundSets(db.read, ids), settings),
  sessionById: (runtime, settings) =>
    new DataLoader<number, Session | null>(
      async (ids) => alignByKey(ids, await listSessionsById(runtime, ids), ({ id }) => id),
      settings,
    ),
  lapsOfSession: (runtime, settings) =>
    new DataLoader<Session, Lap[], number>((sessions) => listLaps(runtime, sessions), {
      ...settings,
      cacheKeyFn: ({ id }) => id,
    }),
  detailsOfSession: (runtime, settings) =>
    new DataLoader<number, SessionDetail[]>(
      async (ids) => groupByKey(ids, await listDetails(runtime, ids), (row) => row.sessionId),
      settings,
    ),
  labelsOfSession: (runtime, settings) =>
    new DataLoader<number, string[]>(
      async (ids) =>
        groupByKey(ids, await listLabels(runtime, ids), (row) => row.sessionId).map((rows) =>
          rows.map(({ label }) => label),
        ),
      settings,
    ),
  refAnchorsOfSession: refsLoader('ANCHOR'),
  childOfRefsOfSession: refsLoader('CHILD_OF'),
  alternateOfRefsOfSession: refsLoader('ALTERNATE_OF'),
  childrenOfSession: relatedLoader('children'),
  parentsOfSession: relatedLoader('parents'),
  alternatesOfSession: relatedLoader('alternates'),
  originalsOfSession: relatedLoader('alternateOf'),
  dataBindingsOfSession: (runtime, settings) =>
    new DataLoader<number, DataBinding[]>((ids) => listDataBindings(runtime, ids), settings),
  constantsOfSession: (runtime, settings) =>
    new DataLoader<number, Constant[]>(
      async (ids) => groupByKey(ids, await listConstants(runtime, ids), (row) => row.sessionId),
      settings,
    ),
  channelsOfSession: (runtime, settings, { boundSetsOfSession }: BoundSetsOfSession) =>
    new DataLoader<number, SessionChannel[]>(
      async (ids) => listSessionChannels(runtime, ids, await boundSetsOfSession.loadMany(ids)),
      settings,
    ),
} satisfies Record<string, MakeLoader>;

interface BoundSetsOfSession {
  readonly boundSetsOfSession: DataLoader<number, BoundSet[]>;
}

function refsLoader(kind: RefKind) {
  return (runtime: Runtime, settings: LoaderSettings) =>
    new DataLoader<number, string[]>(
      async (ids) =>
        groupByKey(ids, await listRefs(runtime, ids, kind), (row) => row.sessionId).map((rows) =>
          rows.map(({ uri }) => uri),
        ),
      settings,
    );
}

function relatedLoader(relation: Relation) {
  return (runtime: Runtime, settings: LoaderSettings) =>
    new DataLoader<number, Session[]>(
      (ids) => listRelatedSessions(runtime, ids, relation),
      settings,
    );
}
