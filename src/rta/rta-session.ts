import { mapOfLists } from '../lib/group-by-key.ts';
import { JsonInteger } from '../lib/json-text.ts';
import { toZonedInstant } from '../lib/zoned-instant.ts';
import type { Session } from '../sessions/session.service.ts';
import type { SessionDetail } from '../sessions/session-detail.service.ts';
import { detailValue } from '../sessions/session-details.ts';

/** A marker as RTA's JSON has it. */
export interface RtaMarker {
  readonly markerId: string;
  readonly category: string;
  readonly type: string;
  readonly label: string;
  readonly description: string | null;
  readonly startTime: bigint | null;
  readonly endTime: bigint | null;
  /** A JSON object as text. */
  readonly details: string;
}

/** What a session's document is made of, beside the session. */
export interface RtaSessionParts {
  readonly details: readonly SessionDetail[];
  readonly children: readonly string[];
  readonly alternates: readonly string[];
  readonly configBindings: readonly {
    readonly identifier: string;
    readonly channelOffset: number;
  }[];
  readonly markers: readonly RtaMarker[];
}

/** Which extended details are shown. */
export type ShowsDetail = (detail: Pick<SessionDetail, 'category' | 'key'>) => boolean;

/**
 * Choose extended details by names such as `extDetails.Setup.RideHeight`, or `extDetails.Setup` for
 * all of a category: they are shown to those who ask for them. Null chooses all.
 */
export function chooseDetails(properties: readonly string[] | null): ShowsDetail {
  if (!properties) return () => true;
  const names = new Set(properties);
  return ({ category, key }) =>
    names.has(`extDetails.${category}`) || names.has(`extDetails.${category}.${key}`);
}

/**
 * A session as RTA's JSON model has it, for `toJsonText`: what is null or empty is left out, names of
 * states are in lower case, and times are 64-bit numbers.
 */
export function toRtaSession(
  session: Session,
  parts: RtaSessionParts,
  showsDetail: ShowsDetail,
): Record<string, unknown> {
  const { timeRange, timestamp } = session;
  const plain = parts.details.filter(({ category }) => category === '');
  const extended = parts.details.filter((one) => one.category !== '' && showsDetail(one));
  const categories = mapOfLists(
    extended,
    ({ category }) => category,
    (detail) => detail,
  );
  return withoutEmpty({
    identity: session.identity,
    state: session.state.toLowerCase(),
    timestamp: timestamp.text,
    identifier: session.identifier,
    startTimestamp: timeRange && toZonedInstant(timeRange.startTime, timestamp.text).text,
    endTimestamp: timeRange && toZonedInstant(timeRange.endTime, timestamp.text).text,
    timeRange: timeRange && {
      startTime: new JsonInteger(timeRange.startTime),
      endTime: new JsonInteger(timeRange.endTime),
    },
    details: toValues(plain),
    extDetails: Object.fromEntries([...categories].map(([name, list]) => [name, toValues(list)])),
    type: session.type,
    quality: session.quality,
    group: session.group,
    version: session.version,
    children: parts.children,
    alternates: parts.alternates,
    configBindings: parts.configBindings,
    markers: parts.markers.map(toRtaMarker),
  });
}

function toRtaMarker({ markerId, startTime, endTime, details, ...marker }: RtaMarker) {
  return withoutEmpty({
    id: markerId,
    category: marker.category,
    type: marker.type || null,
    label: marker.label || null,
    description: marker.description,
    startTime: startTime === null ? null : new JsonInteger(startTime),
    endTime: endTime === null ? null : new JsonInteger(endTime),
    details: JSON.parse(details) as Record<string, unknown>,
  });
}

function toValues(details: readonly SessionDetail[]): Record<string, unknown> {
  return Object.fromEntries(
    details.map((detail) => [
      detail.key,
      detail.type === 'LONG' && detail.long !== null
        ? new JsonInteger(detail.long)
        : detailValue(detail),
    ]),
  );
}

/** An object without what is null, an empty list or an empty object. */
function withoutEmpty(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
