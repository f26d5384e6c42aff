import { toConnection, toPageRequest } from '../lib/connection.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import { SessionFilterInput } from './session.inputs.ts';
import { countSessions, findSession, listSessions, type SessionFilter } from './session.service.ts';

builder.queryField('session', (t) =>
  t.field({
    type: SessionRef,
    nullable: true,
    description: 'A session by its identity; null when there is none.',
    args: { identity: t.arg.string({ required: true, description: 'Key of the session.' }) },
    resolve: (_root, { identity }, context) => findSession(context, identity),
  }),
);

builder.queryField('sessions', (t) =>
  t.connection(
    {
      type: SessionRef,
      description: 'Sessions, the newest timestamp first.',
      args: { filter: t.arg({ type: SessionFilterInput, description: 'Only these sessions.' }) },
      resolve: async (_root, { filter, ...args }, context) => {
        const page = toPageRequest(args, context.limits, ['int64', 'int32']);
        const rows = await listSessions(context, filter ?? {}, page);
        const connection = toConnection(rows, page, ({ timestamp, id }) => [
          timestamp.instantNs,
          id,
        ]);
        return { ...connection, filter: filter ?? {} };
      },
    },
    {
      name: 'SessionConnection',
      description: 'A page of sessions.',
      fields: (fields) => ({
        totalCount: fields.int({
          description: 'How many sessions there are on all pages; counted only when selected.',
          resolve: (connection, _args, context) =>
            countSessions(context, (connection as unknown as { filter: SessionFilter }).filter),
        }),
      }),
    },
    { name: 'SessionEdge', description: 'A session and its place in the list.' },
  ),
);
