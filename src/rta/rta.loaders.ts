import DataLoader from 'dataloader';
import type { MakeLoader } from '../lazy-loaders.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import type { Session } from '../sessions/session.service.ts';
import { listRtaSessions } from './rta-session.service.ts';

/** A session's document, with the extended details that are asked for; null asks for all. */
export interface RtaSessionKey {
  readonly session: Session;
  readonly properties: readonly string[] | null;
}

/** Loaders of RTA's documents. */
export const rtaLoaders = {
  rtaSession: (runtime, settings) =>
    new DataLoader<RtaSessionKey, Record<string, unknown>, string>(
      async (keys) => {
        const documents = new Map<string, Record<string, unknown>>();
        const named = keys.map((key) => ({ ...key, name: JSON.stringify(key.properties) }));
        const asked = mapOfLists(
          named,
          ({ name }) => name,
          (key) => key,
        );
        for (const [name, some] of asked) {
          const sessions = some.map(({ session }) => session);
          const made = await listRtaSessions(runtime, sessions, some[0]?.properties ?? null);
          sessions.forEach(({ id }, i) => {
            documents.set(`${id} ${name}`, made[i] ?? {});
          });
        }
        return named.map(({ session, name }) => documents.get(`${session.id} ${name}`) ?? {});
      },
      { ...settings, cacheKeyFn: nameOf },
    ),
} satisfies Record<string, MakeLoader>;

function nameOf({ session, properties }: RtaSessionKey): string {
  return `${session.id} ${JSON.stringify(properties)}`;
}
