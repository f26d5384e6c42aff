import type { BulkTable } from './bulk-table.service.ts';

/** What a file says of the table in it: texts by name; instants in nanoseconds since the epoch. */
export function describeTable({ session, window }: BulkTable): Record<string, string> {
  return {
    session: session.identity,
    identifier: session.identifier,
    // Absent when the session holds no data there.
    ...(window && { startTime: String(window.startTime), endTime: String(window.endTime) }),
  };
}
