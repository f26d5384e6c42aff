import { INT64_MAX, INT64_MIN } from '../../core/time/nanoseconds.ts';
import type { FindingLog } from './finding-log.ts';
import { hasRows, type Row, readTable, type TableContext } from './read-table.ts';
import { judgeSchemaVersion } from './schema-version.ts';
import type { Ssn2Session } from './ssn2-recording.ts';
import { bool, guid, int64, integer, nullable, optional, text } from './table-columns.ts';
import { parseWallClock, type WallClock } from './wall-clock.ts';

const FINISHED = 2;
const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;

const COLUMNS = {
  SessionId: int64,
  SessionGUID: guid,
  SessionIdentifier: text(350),
  SessionStartDateTime: text(40),
  SessionStartTS: int64,
  SessionEndTS: int64,
  MinimumVersionToRead: text(80),
  VersionUsedToRecord: optional(text(80), ''),
  SessionType: optional(nullable(integer()), null),
  SessionTypeString: optional(nullable(text(32)), null),
  State: optional(nullable(integer()), null),
  Deleted: optional(bool, false),
  TimeZone: optional(nullable(integer()), null),
  TimeZoneId: optional(nullable(text(80)), null),
  EpochDate: optional(nullable(text(40)), null),
};

type SessionRow = Row<typeof COLUMNS>;

/** What the user has agreed to. */
export interface Ssn2Consent {
  readonly allowRestricted: boolean;
  readonly allowNewerVersion: boolean;
}

/** The session, and its key in the other tables. */
export interface SessionRecord {
  readonly sessionId: bigint;
  readonly session: Ssn2Session;
}

/**
 * Read the one session, and check its version, its state and access restrictions.
 *
 * @throws {ImportError} SSN2_NO_SESSION, SSN2_MULTIPLE_SESSIONS, SSN2_VERSION_TOO_NEW,
 *   SSN2_RESTRICTED, SSN2_BAD_VALUE.
 */
export async function readSession(
  context: TableContext,
  consent: Ssn2Consent,
): Promise<SessionRecord> {
  const { log } = context;
  const row = await readOnlyRow(context);
  checkVersion(log, row.MinimumVersionToRead, 'the recording', consent.allowNewerVersion);
  checkRestrictions(context, consent.allowRestricted);
  if (row.State !== FINISHED) {
    log.warn(
      'SSN2_SESSION_NOT_FINISHED',
      'the recording was not finished, so its end may be missing. What it holds was imported.',
      { state: row.State },
    );
  }
  if (row.Deleted) {
    log.warn(
      'SSN2_SESSION_DELETED',
      'the recording is marked as deleted. It was imported nevertheless.',
    );
  }
  const { epochMidnight, epochDate } = findEpoch(log, row);
  const session: Ssn2Session = {
    guid: row.SessionGUID,
    identifier: row.SessionIdentifier,
    startDateTime: row.SessionStartDateTime,
    epochMidnight,
    startTs: row.SessionStartTS,
    endTs: row.SessionEndTS,
    versionUsedToRecord: row.VersionUsedToRecord,
    minimumVersionToRead: row.MinimumVersionToRead,
    sessionType: row.SessionType,
    sessionTypeString: row.SessionTypeString,
    state: row.State,
    timeZone: row.TimeZone,
    timeZoneId: row.TimeZoneId,
    epochDate,
  };
  return { sessionId: row.SessionId, session };
}

/**
 * Check a schema version against the newest known.
 *
 * @throws {ImportError} SSN2_VERSION_TOO_NEW unless `allowed`, which makes it a warning.
 */
export function checkVersion(log: FindingLog, version: string, of: string, allowed: boolean): void {
  const verdict = judgeSchemaVersion(version);
  if (verdict === 'known') return;
  const problem =
    verdict === 'newer'
      ? `${of} needs schema version "${version}" or newer, this importer knows up to 1.57.`
      : `${of} has the malformed schema version "${version}".`;
  if (!allowed) {
    throw log.fatal('SSN2_VERSION_TOO_NEW', `${problem} Nothing was imported.`, { version });
  }
  log.warn('SSN2_VERSION_TOO_NEW', `${problem} It was imported because this was asked for.`, {
    version,
  });
}

async function readOnlyRow(context: TableContext): Promise<SessionRow> {
  const { database, log } = context;
  const rows = database.connection.prepare('SELECT 1 FROM "Session" LIMIT 2').all();
  if (rows.length > 1) {
    throw log.fatal(
      'SSN2_MULTIPLE_SESSIONS',
      'the file holds more than one session, a recording has one. Nothing was imported.',
    );
  }
  const [row] = await readTable(context, 'Session', COLUMNS, 1);
  if (row !== undefined) return row;
  throw log.fatal('SSN2_NO_SESSION', 'the file holds no session. Nothing was imported.');
}

function checkRestrictions(context: TableContext, allowed: boolean): void {
  const tables = ['ApplicationGroupRda', 'SessionUnlockList', 'Licence'];
  const used = tables.filter((table) => hasRows(context, table));
  if (used.length === 0) return;
  const problem =
    'the owner has restricted access to parts of this recording. Import it only if you are entitled to the data';
  const detail = { tables: used };
  if (!allowed) {
    throw context.log.fatal(
      'SSN2_RESTRICTED',
      `${problem}, and confirm it. Nothing was imported.`,
      {
        ...detail,
        needsConfirmation: true,
      },
    );
  }
  context.log.warn('SSN2_RESTRICTED', `${problem}.`, detail, true);
}

/** The instant of ts 0: the midnight of the epoch date or start, unless the start columns disagree. */
function findEpoch(log: FindingLog, row: SessionRow) {
  const start = parseDate(log, 'SessionStartDateTime', row.SessionStartDateTime, true);
  const epoch = row.EpochDate ? parseDate(log, 'EpochDate', row.EpochDate, false) : null;
  const midnight = (epoch ?? start).midnight;
  const difference = start.instant - (midnight + row.SessionStartTS);
  // A start without a fraction is the timestamp cut to the second.
  const agree = start.hasFraction ? difference === 0n : difference <= 0n && difference > -SECOND;
  if (!agree) {
    log.warn(
      'SSN2_START_MISMATCH',
      `the session starts at ${row.SessionStartDateTime}, but its first timestamp is ${row.SessionStartTS} ns after midnight. All times were taken relative to the former.`,
      { startDateTime: row.SessionStartDateTime, startTs: String(row.SessionStartTS) },
    );
  }
  const epochMidnight = agree ? midnight : midnight + difference;
  for (const ts of [0n, row.SessionStartTS, row.SessionEndTS]) {
    const instant = epochMidnight + ts;
    if (instant < INT64_MIN + DAY || instant > INT64_MAX - DAY) {
      throw log.fatal(
        'SSN2_BAD_VALUE',
        'the session lies outside the years 1678 to 2261. Nothing was imported.',
        { table: 'Session', epochMidnight: String(epochMidnight), ts: String(ts) },
      );
    }
  }
  return { epochMidnight, epochDate: epoch && row.EpochDate ? row.EpochDate.slice(0, 10) : null };
}

function parseDate(log: FindingLog, column: string, value: string, withTime: boolean): WallClock {
  const clock = parseWallClock(value);
  if (clock !== null && (clock.hasTime || !withTime)) return clock;
  throw log.fatal(
    'SSN2_BAD_VALUE',
    `Session.${column} is "${value}", which is no date${withTime ? ' and time' : ''}. Nothing was imported.`,
    { table: 'Session', column },
  );
}
