import type { Session } from '../session.ts';
import { toSessionState } from '../session-state.ts';

/** A row of `"Session" s` as the driver of either database gives it. */
export interface SessionSqlRow {
  readonly id: number | bigint;
  readonly identity: string;
  readonly identifier: string;
  readonly state: number | bigint;
  readonly timestampText: string;
  readonly timestampNs: bigint;
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
  readonly type: string | null;
  readonly quality: number | null;
  readonly group: string | null;
  readonly version: string | null;
  readonly clientSessionGroupId: string | null;
  readonly sequence: bigint | null;
  readonly heartbeatNs: bigint | null;
  readonly createdNs: bigint;
  readonly updatedNs: bigint;
  readonly revision: bigint;
  readonly metadataRevision: bigint;
  readonly subSession: number | bigint;
  readonly folderSetId: number | bigint;
}

const COLUMNS: readonly (keyof SessionSqlRow)[] = [
  'id',
  'identity',
  'identifier',
  'state',
  'timestampText',
  'timestampNs',
  'startNs',
  'endNs',
  'type',
  'quality',
  'group',
  'version',
  'clientSessionGroupId',
  'sequence',
  'heartbeatNs',
  'createdNs',
  'updatedNs',
  'revision',
  'metadataRevision',
  'subSession',
  'folderSetId',
];

/** The columns of a session, of `"Session" s`. */
export const SESSION_COLUMNS = COLUMNS.map((column) => `s."${column}"`).join(', ');

export function fromSessionRow(row: SessionSqlRow): Session {
  const { startNs, endNs } = row;
  return {
    id: Number(row.id),
    identity: row.identity,
    identifier: row.identifier,
    state: toSessionState(Number(row.state)),
    timestamp: { instantNs: row.timestampNs, text: row.timestampText },
    timeRange: startNs === null || endNs === null ? null : { startTime: startNs, endTime: endNs },
    type: row.type,
    quality: row.quality,
    group: row.group,
    version: row.version,
    clientSessionGroupId: row.clientSessionGroupId,
    sequence: row.sequence,
    heartbeatNs: row.heartbeatNs,
    createdNs: row.createdNs,
    updatedNs: row.updatedNs,
    revision: row.revision,
    metadataRevision: row.metadataRevision,
    isSubSession: Number(row.subSession) !== 0,
    folderSetId: Number(row.folderSetId),
  };
}
