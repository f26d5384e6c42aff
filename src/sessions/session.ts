import type { TimeRange } from '../lib/time-range.ts';
import type { ZonedInstant } from '../lib/zoned-instant.ts';
import type { SessionState } from './session-state.ts';

/** One bounded recording: its metadata. */
export interface Session {
  /** The key of its rows; never shown. */
  readonly id: number;
  /** Unique key, in any format. */
  readonly identity: string;
  /** Name for people; not unique. */
  readonly identifier: string;
  readonly state: SessionState;
  /** The official time, with the offset it was given in; need not match the data. */
  readonly timestamp: ZonedInstant;
  /** Null when the session holds no data. */
  readonly timeRange: TimeRange | null;
  readonly type: string | null;
  /** From 0, worst, to 1, best; null when nobody judged it. */
  readonly quality: number | null;
  readonly group: string | null;
  readonly version: string | null;
  readonly clientSessionGroupId: string | null;
  /** Last applied sequence number; null before the first. */
  readonly sequence: bigint | null;
  readonly heartbeatNs: bigint | null;
  readonly createdNs: bigint;
  readonly updatedNs: bigint;
  /** Counts the changes of this session, of its data too. */
  readonly revision: bigint;
  /** The revision of the last change of its metadata, which a writer may expect. */
  readonly metadataRevision: bigint;
  /** Whether another session holds it as child or alternate, so that lists leave it out. */
  readonly isSubSession: boolean;
  /** The folders it is in, as one number. */
  readonly folderSetId: number;
}
