import { inList } from '../db/in-list.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import type { Runtime } from '../runtime.ts';

/** Where data of a session lives, and how the session shows it. */
export interface DataBinding {
  /** Name of a data service, within which `identity` is the key of the data. */
  readonly source: string;
  readonly identity: string;
  /** Tells bindings of the same data apart. */
  readonly timeRef: bigint;
  /** First and last instant shown, inclusive, in session time; null: unbounded. */
  readonly sessionStartTime: bigint | null;
  readonly sessionEndTime: bigint | null;
  /** Nanoseconds that session time is later than the data's own. */
  readonly sessionTimeOffset: bigint;
  /** In the order they were given; with none, all channels by their own numbers. */
  readonly dataChannelBindings: readonly DataChannelBinding[];
}

/** A range of channels of a session, both ends inclusive, and the data's channel that it begins with. */
export interface DataChannelBinding {
  readonly firstDataChannel: number;
  readonly firstSessionChannel: number;
  readonly lastSessionChannel: number;
}

interface BindingRow {
  readonly id: number | bigint;
  readonly sessionId: number | bigint;
  readonly source: string;
  readonly identity: string;
  readonly timeRef: bigint;
  readonly sessionStartNs: bigint | null;
  readonly sessionEndNs: bigint | null;
  readonly sessionTimeOffsetNs: bigint;
}

type ChannelRow = Readonly<Record<'dataBindingId' | keyof DataChannelBinding, number | bigint>>;

/** The data bindings of each session, in order. */
export async function listDataBindings(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
): Promise<DataBinding[][]> {
  const { marks, values } = inList(sessionIds);
  const where = `WHERE b."sessionId" IN (${marks})`;
  const rows = await db.read.sql.all<BindingRow>(
    `SELECT b.* FROM "DataBinding" b ${where} ORDER BY b."ordinal"`,
    values,
  );
  const channels =
    rows.length === 0
      ? []
      : await db.read.sql.all<ChannelRow>(
          `SELECT c.* FROM "DataBinding" b
           JOIN "DataChannelBinding" c ON c."dataBindingId" = b."id"
           ${where} ORDER BY c."dataBindingId", c."ordinal"`,
          values,
        );
  const channelsOf = mapOfLists(channels, (row) => Number(row.dataBindingId), toChannelBinding);
  const bindingsOf = mapOfLists(
    rows,
    (row) => Number(row.sessionId),
    (row) => toDataBinding(row, channelsOf.get(Number(row.id)) ?? []),
  );
  return sessionIds.map((id) => bindingsOf.get(id) ?? []);
}

function toDataBinding(
  row: BindingRow,
  dataChannelBindings: readonly DataChannelBinding[],
): DataBinding {
  return {
    source: row.source,
    identity: row.identity,
    timeRef: row.timeRef,
    sessionStartTime: row.sessionStartNs,
    sessionEndTime: row.sessionEndNs,
    sessionTimeOffset: row.sessionTimeOffsetNs,
    dataChannelBindings,
  };
}

function toChannelBinding(row: ChannelRow): DataChannelBinding {
  return {
    firstDataChannel: Number(row.firstDataChannel),
    firstSessionChannel: Number(row.firstSessionChannel),
    lastSessionChannel: Number(row.lastSessionChannel),
  };
}
