import { groupRows } from './group-rows.ts';
import { type Row, readTable, requireUnique, type TableContext } from './read-table.ts';
import type { Ssn2Lap, Ssn2Marker, Ssn2MarkerLabel, Ssn2Session } from './ssn2-recording.ts';
import { bool, guid, int64, integer, nullable, optional, text } from './table-columns.ts';

const LAP = {
  LapId: integer(),
  SessionId: int64,
  LapNumber: integer(),
  LapName: text(150),
  LapStartTS: int64,
  LapFinishTS: optional(nullable(int64), null),
  LapTriggerSource: integer(),
  CountForFastestLap: bool,
};
const MARKER = {
  MarkerId: integer(),
  SessionId: int64,
  Text: text(4000),
  Timestamp: int64,
  EndTimestamp: optional(nullable(int64), null),
  MarkerType: optional(text(150), ''),
  StatusText: optional(text(4000), ''),
  MarkerGuid: optional(nullable(guid), null),
};
const LABEL = {
  MarkerId: integer(),
  Name: optional(text(4000), ''),
  Label: optional(text(4000), ''),
  Value: optional(text(4000), ''),
  Format: optional(text(150), ''),
  Description: optional(text(4000), ''),
  Unit: optional(text(150), ''),
};

/** Laps in order of start, with a warning for each that starts outside the session. */
export async function readLaps(
  context: TableContext,
  sessionId: bigint,
  session: Ssn2Session,
  maxRows: number,
): Promise<Ssn2Lap[]> {
  const rows = await readTable(context, 'Lap', LAP, maxRows);
  requireUnique(context.log, 'Lap', rows, (row) => row.LapId);
  const laps = rows
    .filter((row) => row.SessionId === sessionId)
    .map(toLap)
    .sort((a, b) => byStart(a, b) || a.lapId - b.lapId);
  for (const { name, number, startTs } of laps) {
    if (startTs >= session.startTs && startTs <= session.endTs) continue;
    context.log.warn(
      'SSN2_LAP_OUTSIDE',
      `lap ${number} ("${name}") starts at ${startTs} ns, outside the session. It is kept.`,
      { number, startTs: String(startTs) },
    );
  }
  return laps;
}

/** Markers in order of start, with their labels. */
export async function readMarkers(
  context: TableContext,
  sessionId: bigint,
  maxRows: number,
): Promise<Ssn2Marker[]> {
  const rows = await readTable(context, 'Marker', MARKER, maxRows);
  requireUnique(context.log, 'Marker', rows, (row) => row.MarkerId);
  const labels = await readTable(context, 'MarkerLabel', LABEL, maxRows);
  const labelsOf = groupRows(labels, (row) => row.MarkerId);
  return rows
    .filter((row) => row.SessionId === sessionId)
    .map((row) => ({
      markerId: row.MarkerId,
      label: row.Text,
      type: row.MarkerType,
      description: row.StatusText,
      startTs: row.Timestamp,
      endTs: row.EndTimestamp,
      guid: row.MarkerGuid,
      labels: (labelsOf.get(row.MarkerId) ?? []).map(toLabel),
    }))
    .sort((a, b) => byStart(a, b) || a.markerId - b.markerId);
}

function toLap(row: Row<typeof LAP>): Ssn2Lap {
  return {
    lapId: row.LapId,
    number: row.LapNumber,
    name: row.LapName,
    startTs: row.LapStartTS,
    storedFinishTs: row.LapFinishTS,
    triggerSource: row.LapTriggerSource,
    countForFastestLap: row.CountForFastestLap,
  };
}

function toLabel(row: Row<typeof LABEL>): Ssn2MarkerLabel {
  const { Name, Label, Value, Format, Description, Unit } = row;
  return {
    name: Name,
    label: Label,
    value: Value,
    format: Format,
    description: Description,
    unit: Unit,
  };
}

function byStart(a: { readonly startTs: bigint }, b: { readonly startTs: bigint }): number {
  if (a.startTs === b.startTs) return 0;
  return a.startTs < b.startTs ? -1 : 1;
}
