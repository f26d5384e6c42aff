import type { Writer } from '../db/db.ts';
import type { Event as EventRow } from '../db/generated/sqlite/client.ts';
import { badInput } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import type { PageRequest } from '../lib/connection.ts';
import { checkListLength } from '../lib/max-keys.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { Runtime } from '../runtime.ts';

export interface EventArgument {
  readonly eventDefinitionId: number;
  readonly groupName?: string | null | undefined;
  readonly timestamp: bigint;
  readonly values?: readonly number[] | null | undefined;
  readonly statusText?: string | null | undefined;
  readonly isDefault?: boolean | null | undefined;
}

/** Something that happened at an instant. */
export interface Event {
  readonly id: bigint;
  readonly sessionId: number;
  readonly eventDefinitionId: number;
  readonly groupName: string;
  readonly timestamp: bigint;
  /** Raw values, in the order of the definition's conversions. */
  readonly values: readonly number[];
  /** Shown instead of the formatted values; null when there is none. */
  readonly statusText: string | null;
  readonly isDefault: boolean;
}

const MAX_VALUES = 64;
const MAX_GROUP_NAME_LENGTH = 512;

/**
 * Check an event before it is written.
 *
 * @param path Where it stands in the request.
 * @throws {AppError} BAD_USER_INPUT.
 */
export function checkEvent({ values, groupName }: EventArgument, path: string): void {
  if ((values?.length ?? 0) > MAX_VALUES) {
    throw badInput(
      `${path}.values`,
      `Expected at most ${MAX_VALUES} values, got ${values?.length}.`,
    );
  }
  if ((groupName?.length ?? 0) > MAX_GROUP_NAME_LENGTH) {
    throw badInput(
      `${path}.groupName`,
      `Expected at most ${MAX_GROUP_NAME_LENGTH} characters, got ${groupName?.length}.`,
    );
  }
}

/**
 * Write events that are not stored yet: two events that are equal in everything but `isDefault` are
 * one, whether they come together or one after the other.
 */
export async function insertEvents(
  { prisma }: Writer,
  sessionId: number,
  events: readonly EventArgument[],
): Promise<void> {
  for (const some of chunks(events, 500)) {
    const times = [...new Set(some.map(({ timestamp }) => timestamp))];
    const stored = await prisma.event.findMany({
      where: { sessionId, timestampNs: { in: times } },
    });
    const known = new Set(stored.map(keyOf));
    const rows = some.map((event) => toRow(sessionId, event));
    const fresh = rows.filter((row) => {
      const key = keyOf(row);
      const isNew = !known.has(key);
      known.add(key);
      return isNew;
    });
    await prisma.event.createMany({ data: fresh });
  }
}

type NewRow = Omit<EventRow, 'id'>;

function keyOf({
  eventDefinitionId,
  groupName,
  timestampNs,
  rawValues,
  statusText,
}: NewRow): string {
  const values = Buffer.from(rawValues).toString('hex');
  return JSON.stringify([eventDefinitionId, groupName, String(timestampNs), values, statusText]);
}

function toRow(sessionId: number, event: EventArgument): NewRow {
  return {
    sessionId,
    eventDefinitionId: event.eventDefinitionId,
    groupName: event.groupName ?? '',
    timestampNs: event.timestamp,
    rawValues: encodeValues(event.values ?? []),
    statusText: event.statusText ?? null,
    isDefault: event.isDefault ?? false,
  };
}

function encodeValues(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return bytes;
}

function decodeValues(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, i) => view.getFloat64(i * 8, true));
}

export interface EventFilter {
  readonly eventDefinitionIds?: readonly number[] | null | undefined;
  readonly groupName?: string | null | undefined;
}

/** One page of a session's events by time, then by arrival. */
export async function pageEvents(
  { db }: Pick<Runtime, 'db'>,
  sessionId: number,
  { eventDefinitionIds, groupName }: EventFilter,
  window: TimeRange | null,
  { take, after, before, backwards }: PageRequest,
): Promise<Event[]> {
  checkListLength(eventDefinitionIds, 'filter.eventDefinitionIds');
  const beyond = (key: PageRequest['after'], op: 'gt' | 'lt') =>
    key
      ? {
          timestampNs: { [`${op}e`]: BigInt(key[0] ?? 0) },
          OR: [
            { timestampNs: { [op]: BigInt(key[0] ?? 0) } },
            { id: { [op]: BigInt(key[1] ?? 0) } },
          ],
        }
      : {};
  const sort = backwards ? 'desc' : 'asc';
  const rows = await db.read.prisma.event.findMany({
    where: {
      sessionId,
      AND: [
        window ? { timestampNs: { gte: window.startTime, lte: window.endTime } } : {},
        eventDefinitionIds ? { eventDefinitionId: { in: [...eventDefinitionIds] } } : {},
        typeof groupName === 'string' ? { groupName } : {},
        beyond(after, 'gt'),
        beyond(before, 'lt'),
      ],
    },
    orderBy: [{ timestampNs: sort }, { id: sort }],
    take,
  });
  return rows.map(toEvent);
}

function toEvent({ timestampNs, rawValues, ...row }: EventRow): Event {
  return { ...row, timestamp: timestampNs, values: decodeValues(rawValues) };
}
