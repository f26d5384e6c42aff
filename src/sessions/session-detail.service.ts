import type { SessionDetail } from '../db/generated/sqlite/client.ts';
import type { Runtime } from '../runtime.ts';

export type { SessionDetail };

/** Details of these sessions, by category and key. */
export function listDetails(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
): Promise<SessionDetail[]> {
  return db.read.prisma.sessionDetail.findMany({
    where: { sessionId: { in: [...sessionIds] } },
    orderBy: [{ category: 'asc' }, { key: 'asc' }],
  });
}

/** Labels of these sessions, in alphabetical order. */
export function listLabels(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
): Promise<{ sessionId: number; label: string }[]> {
  return db.read.prisma.sessionLabel.findMany({
    where: { sessionId: { in: [...sessionIds] } },
    orderBy: { label: 'asc' },
  });
}
