import { inList } from '../db/in-list.ts';
import { groupByKey } from '../lib/group-by-key.ts';
import { inTurns } from '../lib/in-turns.ts';
import type { Runtime } from '../runtime.ts';
import { listRelatedSessions } from '../sessions/related-session.service.ts';
import type { Session } from '../sessions/session.service.ts';
import { listDetails } from '../sessions/session-detail.service.ts';
import { chooseDetails, type RtaMarker, toRtaSession } from './rta-session.ts';

/** Sessions whose parts one statement reads. */
const SESSIONS_PER_STATEMENT = 200;

/** Markers of one document; a session may have any number, and a list shows many sessions. */
const MAX_MARKERS = 1_000;

/**
 * Sessions as RTA's JSON model has them, in their order, for `toJsonText`. Each shows at most 1,000
 * markers: the connection `Session.markers` pages through all.
 *
 * @param properties As in `chooseDetails`.
 */
export async function listRtaSessions(
  runtime: Pick<Runtime, 'db'>,
  sessions: readonly Session[],
  properties: readonly string[] | null,
): Promise<Record<string, unknown>[]> {
  const documents: Record<string, unknown>[] = [];
  const showsDetail = chooseDetails(properties);
  for await (const some of inTurns(sessions, SESSIONS_PER_STATEMENT)) {
    const ids = some.map(({ id }) => id);
    const [details, children, alternates, bindings, markers] = await Promise.all([
      listDetails(runtime, ids),
      listRelatedSessions(runtime, ids, 'children'),
      listRelatedSessions(runtime, ids, 'alternates'),
      listBindings(runtime, ids),
      listMarkers(runtime, ids),
    ]);
    const detailsOf = groupByKey(ids, details, ({ sessionId }) => sessionId);
    some.forEach((session, i) => {
      const parts = {
        details: detailsOf[i] ?? [],
        children: identitiesOf(children[i]),
        alternates: identitiesOf(alternates[i]),
        configBindings: bindings[i] ?? [],
        markers: markers[i] ?? [],
      };
      documents.push(toRtaSession(session, parts, showsDetail));
    });
  }
  return documents;
}

function identitiesOf(sessions: readonly Session[] = []): string[] {
  return sessions.map(({ identity }) => identity);
}

interface BindingRow {
  readonly sessionId: number | bigint;
  readonly identifier: string;
  readonly channelOffset: bigint;
}

async function listBindings({ db }: Pick<Runtime, 'db'>, ids: readonly number[]) {
  const { marks, values } = inList(ids);
  const rows = await db.read.sql.all<BindingRow>(
    `SELECT "sessionId", "identifier", "channelOffset" FROM "ConfigBinding"
     WHERE "sessionId" IN (${marks}) ORDER BY "ordinal"`,
    values,
  );
  return groupByKey(ids, rows, ({ sessionId }) => Number(sessionId)).map((list) =>
    list.map(({ identifier, channelOffset }) => ({
      identifier,
      channelOffset: Number(channelOffset),
    })),
  );
}

interface MarkerRow extends RtaMarker {
  readonly sessionId: number | bigint;
}

async function listMarkers({ db }: Pick<Runtime, 'db'>, ids: readonly number[]) {
  const { marks, values } = inList(ids);
  const rows = await db.read.sql.all<MarkerRow>(
    `SELECT q.* FROM (
       SELECT m."sessionId", m."markerId", m."category", m."type", m."label", m."description",
         m."startNs" AS "startTime", m."endNs" AS "endTime", m."details", m."ordinal",
         ROW_NUMBER() OVER (PARTITION BY m."sessionId" ORDER BY m."ordinal") AS "place"
       FROM "Marker" m WHERE m."sessionId" IN (${marks})) q
     WHERE q."place" <= ? ORDER BY q."sessionId", q."ordinal"`,
    [...values, MAX_MARKERS],
  );
  return groupByKey(ids, rows, ({ sessionId }) => Number(sessionId));
}
