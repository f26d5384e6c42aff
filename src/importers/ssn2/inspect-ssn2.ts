import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { ImportError } from '../import-error.ts';
import { type BlobSpool, createBlobSpool } from './blob-spool.ts';
import { checkCoverage } from './check-coverage.ts';
import { cleanText } from './clean-text.ts';
import { createFindingLog, type FindingLog } from './finding-log.ts';
import { copyPrivately } from './private-copy.ts';
import { readBlocks } from './read-blocks.ts';
import { readConfiguration } from './read-configuration.ts';
import { readAssociates, readItems } from './read-items.ts';
import { readLaps, readMarkers } from './read-laps-and-markers.ts';
import { readSession } from './read-session.ts';
import { hasRows, type TableContext } from './read-table.ts';
import { type GoodBlock, scanStreams } from './scan-streams.ts';
import { openSsn2Database } from './ssn2-database.ts';
import { DEFAULT_SSN2_LIMITS, type Ssn2Limits } from './ssn2-limits.ts';
import type { Ssn2Recording } from './ssn2-recording.ts';
import { createTimeSlice } from './time-slice.ts';

const SLICE_MS = 10;
const MARKS = ['Session', 'DataStream', 'DataBlobs'];
const REQUIRED = [
  ...MARKS,
  'SessionConfigurationSet',
  'ConfigurationSet',
  'ConfigurationSetChannel',
  'ConfigurationSetParameter',
  'ConfigurationSetChannelParameter',
];
/** Tables of records that are not imported, and what they hold. */
const NOT_IMPORTED = {
  Map: 'maps',
  RowDataDefinition: 'row data',
  ScalarDataDefinition: 'scalar data',
  BinaryDataStoreStream: 'binary streams',
  ConfigurationSetErrorDefinition: 'error definitions',
};

/** How to read a recording; all may be left out. */
export interface Ssn2Options {
  /** Name shown in messages. Default: the last part of the path. */
  readonly fileName?: string;
  /** Those left out are as in `DEFAULT_SSN2_LIMITS`. */
  readonly limits?: Partial<Ssn2Limits>;
  /** The user is entitled to data with access restrictions and has said so. Default: false. */
  readonly allowRestricted?: boolean;
  /** Try a schema newer than 1.57. Default: false. */
  readonly allowNewerVersion?: boolean;
  /** Where the private copy is made. Default: the system's directory for temporary files. */
  readonly temporaryDirectory?: string;
  /** Stops the work; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Check and decode a whole `.ssn2` file without storing anything but a private copy, which
 * `close` deletes. The user's file is only read. Progress is told in blocks.
 *
 * @throws {ImportError} with one of the codes of `SSN2_CODES`; nothing is left behind then.
 */
export async function inspectSsn2(
  path: string,
  options: Ssn2Options = {},
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Ssn2Recording> {
  const log = createFindingLog(cleanText(options.fileName ?? basename(path), 200));
  const limits = { ...DEFAULT_SSN2_LIMITS, ...options.limits };
  const { temporaryDirectory, signal } = options;
  const copy = await copyPrivately(path, limits.fileBytes, log, temporaryDirectory, signal);
  const close = () => rmSync(copy.directory, { recursive: true, force: true });
  try {
    if (copy.walMode) {
      log.warn(
        'SSN2_WAL_MODE',
        'the database is in write-ahead mode. What was only in the -wal file beside it was not imported.',
      );
    }
    const spool = createBlobSpool(copy.directory);
    return await inspectCopy(copy.path, spool, log, limits, options, onProgress, close);
  } catch (error) {
    close();
    throw translate(error, log);
  }
}

async function inspectCopy(
  path: string,
  spool: BlobSpool,
  log: FindingLog,
  limits: Ssn2Limits,
  options: Ssn2Options,
  onProgress: (done: number, total: number) => void,
  close: () => void,
): Promise<Ssn2Recording> {
  const database = openSsn2Database(path, log);
  try {
    const slice = createTimeSlice(SLICE_MS, options.signal);
    const context: TableContext = { database, log, slice };
    checkTables(context);
    const { allowRestricted = false, allowNewerVersion = false } = options;
    const { configurationRows, recordRows, itemBytes } = limits;
    const { sessionId, session } = await readSession(context, {
      allowRestricted,
      allowNewerVersion,
    });
    const configuration = await readConfiguration(
      context,
      sessionId,
      allowNewerVersion,
      configurationRows,
    );
    const laps = await readLaps(context, sessionId, session, recordRows);
    const markers = await readMarkers(context, sessionId, recordRows);
    const lapNumbers = new Set(laps.map(({ number }) => number));
    const itemOptions = { sessionId, lapNumbers, itemBytes, maxRows: recordRows };
    const items = await readItems(context, 'Session', itemOptions);
    const constants = await readItems(context, 'Constant', itemOptions);
    const associates = await readAssociates(context, recordRows);
    warnOfOthers(context);
    const { channels } = configuration;
    const { epochMidnight } = session;
    const scan = await scanStreams(context, {
      sessionId,
      epochMidnight,
      channels,
      limits,
      spool,
      onProgress,
    });
    const coverage = await checkCoverage(
      context,
      sessionId,
      session,
      channels,
      scan,
      configurationRows,
    );
    const typeOf = new Map(coverage.map(({ channelId, dataType }) => [channelId, dataType]));
    const blocks: GoodBlock[] = coverage.flatMap(
      ({ channelId }) => scan.blocks.get(channelId) ?? [],
    );
    return {
      session,
      configurationSets: configuration.finish((channelId) => typeOf.get(channelId) ?? null),
      laps,
      markers,
      constants,
      items,
      associates,
      channels: coverage,
      warnings: log.warnings(),
      blocks: blocks.length,
      sampleCount: coverage.reduce((sum, { sampleCount }) => sum + sampleCount, 0),
      leftOut: scan.leftOut,
      readBlocks: () => readBlocks(blocks, spool, log),
      close,
    };
  } finally {
    database.connection.close();
    // The data of the streams is spooled, so the copy is not needed any more.
    rmSync(path, { force: true });
  }
}

function checkTables({ database, log }: TableContext): void {
  if (!MARKS.some((table) => database.has(table))) {
    throw log.fatal(
      'SSN2_NOT_SSN2',
      'this is a SQLite database, but not a recording. Nothing was imported.',
    );
  }
  const missing = REQUIRED.filter((table) => !database.has(table));
  if (missing.length === 0) return;
  throw log.fatal(
    'SSN2_MISSING_TABLE',
    `the recording has no table ${missing.join(', ')}. Nothing was imported.`,
    { tables: missing },
  );
}

function warnOfOthers(context: TableContext): void {
  const views = listViews(context);
  if (views.length > 0) {
    context.log.warn(
      'SSN2_NOT_IMPORTED',
      `the recording has views or virtual tables, which are never read: ${views.join(', ')}. What they show is left out.`,
      { views },
    );
  }
  for (const [table, content] of Object.entries(NOT_IMPORTED)) {
    if (!hasRows(context, table)) continue;
    context.log.warn(
      'SSN2_NOT_IMPORTED',
      `the recording holds ${content}, which this importer does not read. They are left out.`,
      { table },
    );
  }
}

const DAMAGED = 'SQLite cannot read the database, it is damaged. Nothing was imported.';

/** An error of SQLite as a documented one; anything else as it is. */
function translate(error: unknown, log: FindingLog): unknown {
  if (error instanceof ImportError || !(error instanceof Database.SqliteError)) return error;
  const { code, message } = error;
  const detail = { sqlite: code, reason: message };
  if (/^SQLITE_(IOERR|CANTOPEN|FULL|NOMEM|PERM|AUTH|BUSY|LOCKED)/.test(code)) {
    const text = `SQLite cannot read the private copy (${code}). Nothing was imported.`;
    return log.fatal('SSN2_FILE_UNREADABLE', text, detail, error);
  }
  return log.fatal('SSN2_SQLITE_CORRUPT', DAMAGED, detail, error);
}

/** Names of what looks like a table and is none; the library that writes recordings makes none. */
function listViews({ database }: TableContext): string[] {
  return database.connection
    .prepare<[], unknown>(
      `SELECT name FROM sqlite_master
        WHERE type = 'view' OR (type = 'table' AND rootpage = 0) ORDER BY name LIMIT 20`,
    )
    .pluck()
    .all()
    .map((name) => cleanText(String(name), 100));
}
