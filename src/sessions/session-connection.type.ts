import type { Context } from '../context.ts';
import { type Connection, type PageArgs, toConnection, toPageRequest } from '../lib/connection.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import {
  countSessions,
  listSessions,
  type SessionSelection,
} from './query/list-sessions.service.ts';
import {
  cursorParts,
  type OrderArgument,
  toCursorKey,
  toSessionOrder,
} from './query/session-order.ts';
import type { Session } from './session.service.ts';

/** A page of sessions, and which sessions there are on all pages. */
export interface SessionPage extends Connection<Session> {
  readonly selection: SessionSelection;
}

/** One page of the sessions selected: what every connection of sessions resolves to. */
export async function pageSessions(
  context: Context,
  selection: SessionSelection,
  args: PageArgs,
  orderBy?: readonly OrderArgument[] | null,
): Promise<SessionPage> {
  const order = toSessionOrder(orderBy);
  const page = toPageRequest(args, context.limits, cursorParts(order));
  const rows = await listSessions(context, { ...selection, order, page });
  const connection = toConnection(rows, page, ({ values }) => toCursorKey(order, values));
  return {
    ...connection,
    edges: connection.edges.map((edge) => ({
      get cursor() {
        return edge.cursor;
      },
      node: edge.node.session,
    })),
    selection,
  };
}

export const SessionEdgeRef = builder.edgeObject({
  type: SessionRef,
  name: 'SessionEdge',
  description: 'A session and its place in the list.',
});

export const SessionConnectionRef = builder.connectionObject(
  {
    type: SessionRef,
    name: 'SessionConnection',
    description: 'A page of sessions.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many sessions there are on all pages; counted only when selected.',
        resolve: (page, _args, context) =>
          countSessions(context, (page as unknown as SessionPage).selection),
      }),
    }),
  },
  SessionEdgeRef,
);
