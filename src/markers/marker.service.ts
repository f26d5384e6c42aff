import type { Marker } from '../db/generated/sqlite/client.ts';
import type { PageRequest } from '../lib/connection.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { Runtime } from '../runtime.ts';

/** A labelled point or range of a session, in a category. */
export type { Marker };

export interface MarkerFilter {
  readonly category?: string | null | undefined;
  readonly type?: string | null | undefined;
}

/** One page of a session's markers, in the order they were added. */
export function pageMarkers(
  { db }: Pick<Runtime, 'db'>,
  sessionId: number,
  { category, type }: MarkerFilter,
  window: TimeRange | null,
  { take, after, before, backwards }: PageRequest,
): Promise<Marker[]> {
  return db.read.prisma.marker.findMany({
    where: {
      sessionId,
      AND: [
        typeof category === 'string' ? { category } : {},
        typeof type === 'string' ? { type } : {},
        window
          ? {
              AND: [
                { OR: [{ startNs: null }, { startNs: { lte: window.endTime } }] },
                { OR: [{ endNs: null }, { endNs: { gte: window.startTime } }] },
              ],
            }
          : {},
        after ? { ordinal: { gt: Number(after[0]) } } : {},
        before ? { ordinal: { lt: Number(before[0]) } } : {},
      ],
    },
    orderBy: { ordinal: backwards ? 'desc' : 'asc' },
    take,
  });
}
