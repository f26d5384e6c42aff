import type { Reader } from '../db/db.ts';
import type { ConfigBinding, ConfigurationSet } from '../db/generated/sqlite/client.ts';
import { groupByKey } from '../lib/group-by-key.ts';
import { listConfigurationSets } from './configuration-set.service.ts';

/** A configuration set as a session uses it. */
export interface BoundSet {
  readonly identifier: string;
  /** Added to every channel id of the set. */
  readonly channelOffset: number;
  /** Null while the set is not published. */
  readonly configurationSet: ConfigurationSet | null;
}

/** The bound sets of each session, in the order of their binding: of two definitions the first counts. */
export async function listBoundSets(
  reader: Pick<Reader, 'prisma'>,
  sessionIds: readonly number[],
): Promise<BoundSet[][]> {
  const bindings = await reader.prisma.configBinding.findMany({
    where: { sessionId: { in: [...sessionIds] } },
    orderBy: { ordinal: 'asc' },
  });
  const identifiers = [...new Set(bindings.map(({ identifier }) => identifier))];
  const sets = identifiers.length > 0 ? await listConfigurationSets(reader, identifiers) : [];
  // A draft is not published: nothing of it is seen before it is committed.
  const published = sets.filter(({ state }) => state === 'COMMITTED');
  const setOf = new Map(published.map((set) => [set.identifier, set]));
  const toBoundSet = ({ identifier, channelOffset }: ConfigBinding): BoundSet => ({
    identifier,
    channelOffset: Number(channelOffset),
    configurationSet: setOf.get(identifier) ?? null,
  });
  return groupByKey(sessionIds, bindings, ({ sessionId }) => sessionId).map((rows) =>
    rows.map(toBoundSet),
  );
}
