import { createHash } from 'node:crypto';
import { listBoundSets } from '../configuration-sets/bound-sets.service.ts';
import type { Runtime } from '../runtime.ts';
import type { BulkFormat } from './bulk-format.ts';
import type { BulkTable } from './bulk-table.service.ts';

/** Goes up when the same table is written in other bytes. */
const LAYOUT = 1;

/**
 * A strong entity tag: another one when the session or its configuration sets change, another
 * selection is asked for, or another format. A committed set never changes, so its hash is its
 * content; a set that is published later changes no session, but what its samples mean.
 */
export async function tagOf(
  { db }: Pick<Runtime, 'db'>,
  { session, request, window }: BulkTable,
  format: BulkFormat,
): Promise<string> {
  const [boundSets = []] = await listBoundSets(db.read, [session.id]);
  const content = [
    LAYOUT,
    session.id,
    session.identity,
    session.createdNs,
    session.revision,
    boundSets.map(({ identifier, channelOffset, configurationSet }) => [
      identifier,
      channelOffset,
      configurationSet?.hash ?? null,
    ]),
    window && [window.startTime, window.endTime],
    request,
    format,
  ];
  const text = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return `"${createHash('sha256').update(text).digest('base64url')}"`;
}
