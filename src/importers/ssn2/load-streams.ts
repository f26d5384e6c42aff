import type { FindingLog } from './finding-log.ts';
import { readTable, requireUnique, type TableContext } from './read-table.ts';
import {
  INDEX_COUNT_BYTES,
  type IndexView,
  SAMPLE_ENTRY_BYTES,
  type SampleEntry,
  TIMING_ENTRY_BYTES,
  type TimingEntry,
  viewSampleIndex,
  viewTimingIndex,
} from './sample-index.ts';
import type { Ssn2Code } from './ssn2-codes.ts';
import { toGuid } from './ssn2-guid.ts';
import type { Ssn2Limits } from './ssn2-limits.ts';
import { BadValue, blobLength, type Column, guid, int64, integer } from './table-columns.ts';

const CHANNEL_SAMPLES = 0;

/** A key as stored, to ask for its row again, and normalised, to compare; null when it is none. */
interface StoredKey {
  readonly stored: unknown;
  readonly guid: string | null;
}

const storedKey: Column<StoredKey> = {
  ...guid,
  read(value) {
    const isKey = typeof value === 'string' || value instanceof Uint8Array;
    return { stored: value, guid: isKey ? toGuid(value) : null };
  },
};

/** The same where it has to be a GUID. */
const usableKey: Column<StoredKey & { readonly guid: string }> = {
  ...guid,
  read(value) {
    const key = storedKey.read(value, () => {});
    if (key instanceof BadValue || key.guid === null) return new BadValue('a GUID');
    return { stored: key.stored, guid: key.guid };
  },
};

/** Length of a blob; null for null; `false` for any other class of value. */
const lengthOrClass: Column<number | null | false> = {
  sql: (name) =>
    `CASE typeof(${name}) WHEN 'blob' THEN length(${name}) WHEN 'null' THEN NULL ELSE -1 END`,
  read: (value) => (value === null ? null : value === -1n ? false : Number(value)),
  mayLack: false,
};

const STREAM = {
  // Key and all in one query: another could give the rows in another order.
  DataStreamGUID: usableKey,
  SessionId: int64,
  DataType: integer(),
  IndexData: blobLength,
  DeltasIndex: lengthOrClass,
};
const BLOB = { DataBlobGUID: storedKey, Data: lengthOrClass };

/** A stream of channel samples, before its blobs are loaded. */
export interface ListedStream {
  readonly guid: string;
  /** Blocks its index has room for. */
  readonly blocks: number;
  /** Load its index and data, or say why the stream is left out. */
  load(): LoadedStream | StreamFault;
}

/** A stream whose blobs are in memory. */
export interface LoadedStream {
  readonly blob: Uint8Array;
  readonly samples: IndexView<SampleEntry>;
  /** Null when it does not have the length its count demands. */
  readonly timings: IndexView<TimingEntry> | null;
}

/** Why a whole stream is left out. */
export interface StreamFault {
  readonly code: Ssn2Code;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * List the streams of channel samples of the session; other kinds are reported and skipped.
 * Nothing large is loaded: the lengths are checked against the limits first.
 *
 * @throws {ImportError} SSN2_LIMIT_EXCEEDED for too many streams or blocks; SSN2_BAD_VALUE.
 */
export async function listStreams(
  context: TableContext,
  sessionId: bigint,
  limits: Ssn2Limits,
): Promise<ListedStream[]> {
  const { log } = context;
  const rows = await readTable(context, 'DataStream', STREAM, limits.streams);
  requireUnique(log, 'DataStream', rows, (row) => row.DataStreamGUID.guid);
  const blobs = await readTable(context, 'DataBlobs', BLOB, limits.streams);
  const blobOf = new Map(blobs.map((row) => [row.DataBlobGUID.guid, row]));
  let room = limits.blocks;
  return rows.flatMap((row): ListedStream[] => {
    const { guid: stream, stored: key } = row.DataStreamGUID;
    if (row.SessionId !== sessionId) {
      log.warn('SSN2_LINK_BROKEN', `stream ${stream} belongs to another session. It is left out.`, {
        table: 'DataStream',
        stream,
      });
      return [];
    }
    if (row.DataType !== CHANNEL_SAMPLES) {
      log.warn(
        'SSN2_STREAM_KIND_UNSUPPORTED',
        `stream ${stream} holds records of kind ${row.DataType}, not channel samples. It is left out.`,
        { stream, kind: row.DataType },
      );
      return [];
    }
    const { IndexData: indexBytes, DeltasIndex: timingBytes } = row;
    if (timingBytes === false) {
      throw log.fatal(
        'SSN2_BAD_VALUE',
        'DataStream.DeltasIndex is not a blob. Nothing was imported.',
        { table: 'DataStream', column: 'DeltasIndex', stream },
      );
    }
    const blocks = Math.floor(Math.max(0, indexBytes - INDEX_COUNT_BYTES) / SAMPLE_ENTRY_BYTES);
    const timingRoom = INDEX_COUNT_BYTES + limits.blocks * TIMING_ENTRY_BYTES;
    if (blocks > room || (timingBytes ?? 0) > timingRoom) {
      throw log.fatal(
        'SSN2_LIMIT_EXCEEDED',
        `the recording has more than ${limits.blocks} blocks. Nothing was imported.`,
        { stream, limit: limits.blocks },
      );
    }
    room -= blocks;
    const blob = blobOf.get(stream);
    return [{ guid: stream, blocks, load: () => loadStream(context, stream, key, blob, limits) }];
  });
}

function loadStream(
  context: TableContext,
  stream: string,
  key: unknown,
  blobRow: { DataBlobGUID: StoredKey; Data: number | null | false } | undefined,
  limits: Ssn2Limits,
): LoadedStream | StreamFault {
  const detail = { stream };
  if (blobRow === undefined) {
    return {
      code: 'SSN2_BLOB_MISSING',
      message: `the data of stream ${stream} is missing`,
      detail,
    };
  }
  if (blobRow.Data === null || blobRow.Data === false) {
    throw context.log.fatal(
      'SSN2_BAD_VALUE',
      'DataBlobs.Data is not a blob. Nothing was imported.',
      { table: 'DataBlobs', column: 'Data', stream },
    );
  }
  if (blobRow.Data > limits.blobBytes) {
    return {
      code: 'SSN2_BLOB_TOO_LARGE',
      message: `stream ${stream} has ${blobRow.Data} bytes, the limit is ${limits.blobBytes}`,
      detail: { ...detail, bytes: blobRow.Data, limit: limits.blobBytes },
    };
  }
  const index = loadBlob(context, 'DataStream', 'IndexData', 'DataStreamGUID', key);
  const samples = viewSampleIndex(index);
  if (samples === null) {
    return {
      code: 'SSN2_INDEX_LENGTH',
      message: `the index of stream ${stream} has ${index.length} bytes, which does not fit its count`,
      detail: { ...detail, bytes: index.length },
    };
  }
  const timingIndex = loadBlob(context, 'DataStream', 'DeltasIndex', 'DataStreamGUID', key);
  const timings = viewTimingIndex(timingIndex);
  if (timings === null) warnOfTimings(context.log, stream, timingIndex.length);
  const blobKey = blobRow.DataBlobGUID.stored;
  const blob = loadBlob(context, 'DataBlobs', 'Data', 'DataBlobGUID', blobKey);
  return { blob, samples, timings };
}

function warnOfTimings(log: FindingLog, stream: string, bytes: number): void {
  log.warn(
    'SSN2_DELTAS_LENGTH',
    `the timing index of stream ${stream} has ${bytes} bytes, which does not fit its count. The timing of the sample index is used.`,
    { stream, bytes },
  );
}

function loadBlob(
  { database, log }: TableContext,
  table: string,
  column: string,
  keyColumn: string,
  key: unknown,
): Uint8Array {
  const value = database.connection
    .prepare<[unknown], unknown>(
      `SELECT "${column}" FROM "${table}" NOT INDEXED WHERE "${keyColumn}" = ?`,
    )
    .pluck()
    .get(key);
  if (value instanceof Uint8Array) return value;
  // Null where a timing index may be; any other row was there when the table was listed.
  if (value === null) return new Uint8Array(0);
  throw log.fatal(
    'SSN2_SQLITE_CORRUPT',
    `the database is damaged in table ${table}. Nothing was imported.`,
    { table },
  );
}
