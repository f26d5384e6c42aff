import { isInt64 } from '../../core/time/nanoseconds.ts';
import { toZonedInstant } from '../../lib/zoned-instant.ts';
import type { SessionUpdate } from '../../sessions/session-update-arguments.ts';
import { ImportError } from '../import-error.ts';
import type { Ssn2Item, Ssn2Recording } from './ssn2-recording.ts';

/** The update operations that give a session what a recording says of it. */
export function updatesOf(
  { session, channels, markers, items, constants }: Ssn2Recording,
  bindings: readonly { identifier: string; channelOffset: number }[],
): SessionUpdate[] {
  const { epochMidnight } = session;
  const updates: SessionUpdate[] = [{ setConfigBindings: bindings }];
  const first = channels.flatMap(({ firstTs }) => (firstTs === null ? [] : [firstTs]));
  const last = channels.flatMap(({ lastTs }) => (lastTs === null ? [] : [lastTs]));
  if (first.length > 0) {
    updates.push({
      setTimeRange: {
        startTime: epochMidnight + first.reduce((a, b) => (a < b ? a : b)),
        endTime: epochMidnight + last.reduce((a, b) => (a > b ? a : b)),
      },
    });
  }
  if (session.sessionTypeString) {
    updates.push({ setType: session.sessionTypeString.slice(0, 1_000) });
  }
  const details = Object.entries({
    versionUsedToRecord: session.versionUsedToRecord,
    minimumVersionToRead: session.minimumVersionToRead,
    sessionStartDateTime: session.startDateTime,
    timeZoneId: session.timeZoneId,
    epochDate: session.epochDate,
    state: session.state,
    sessionType: session.sessionType,
  }).filter(([, value]) => value !== null && value !== '');
  updates.push({ setDetailsJson: { category: 'ssn2', json: Object.fromEntries(details) } });
  const texts = constants.filter((constant) => toNumber(constant) === null);
  for (const [category, list] of [
    ['', items.filter(({ lapNumber }) => lapNumber === null)],
    ['constants', texts.filter(({ lapNumber }) => lapNumber === null)],
  ] as const) {
    const json = Object.fromEntries(list.flatMap((item) => (item.name ? [toDetail(item)] : [])));
    if (Object.keys(json).length > 0) updates.push({ updateDetailsJson: { category, json } });
  }
  if (markers.length > 0) {
    const ids = new Set<string>();
    updates.push({
      setMarkers: markers.map((marker) => {
        const id = marker.guid && !ids.has(marker.guid) ? marker.guid : `marker-${marker.markerId}`;
        ids.add(id);
        const { endTs } = marker;
        return {
          category: marker.type,
          markers: [
            {
              markerId: id,
              type: marker.type,
              label: marker.label,
              description: marker.description || null,
              startTime: toInstant(epochMidnight, marker.startTs, `marker ${marker.markerId}`),
              // An end before the start says nothing that can be shown.
              endTime:
                endTs === null || endTs < marker.startTs
                  ? null
                  : toInstant(epochMidnight, endTs, `the end of marker ${marker.markerId}`),
              details: Object.fromEntries(
                marker.labels.map(({ name, label, value }) => [name || label, value]),
              ),
            },
          ],
        };
      }),
    });
  }
  return updates;
}

function toDetail(item: Ssn2Item): [string, unknown] {
  const key = item.name.slice(0, 512);
  switch (item.type) {
    case 'LONG':
      return [key, { long: String(item.value) }];
    case 'DOUBLE':
      return [key, Number.isFinite(item.value) ? { double: item.value } : String(item.value)];
    case 'DATETIME':
      return [key, { dateTime: toZonedInstant(item.instant).text }];
    case 'BINARY':
      return [key, { bytes: Buffer.from(item.value).toString('base64') }];
    case 'TEXT':
    case 'BOOLEAN':
      return [key, item.value];
  }
}

function toNumber(item: Ssn2Item): number | null {
  if (item.type === 'DOUBLE' && Number.isFinite(item.value)) return item.value;
  return item.type === 'LONG' ? Number(item.value) : null;
}

/** The constants of a whole session that are numbers. */
export function constantsOf(constants: readonly Ssn2Item[]) {
  return constants.flatMap((constant) => {
    const value = toNumber(constant);
    if (value === null || constant.lapNumber !== null || !constant.name) return [];
    const { description, units, format } = constant;
    return [
      {
        name: constant.name.slice(0, 150),
        value,
        description: description || null,
        unit: units || null,
        format: format || null,
      },
    ];
  });
}

/**
 * The instant of a time of the file.
 *
 * @throws {ImportError} SSN2_BAD_VALUE when it lies beyond 64 bits.
 */
export function toInstant(epochMidnight: bigint, ts: bigint, what: string): bigint {
  const instant = epochMidnight + ts;
  if (isInt64(instant)) return instant;
  throw new ImportError(
    'SSN2_BAD_VALUE',
    `The time of ${what} is out of range. Nothing was imported.`,
    { ts: String(ts) },
  );
}
