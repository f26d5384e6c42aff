import { toConnection, toPageRequest } from '../lib/connection.ts';
import { builder } from '../schema/builder.ts';
import { findClientSessionGroup, pageClientSessionGroups } from './client-session-group.service.ts';
import { ClientSessionGroupRef } from './client-session-group.type.ts';

builder.queryField('clientSessionGroup', (t) =>
  t.field({
    type: ClientSessionGroupRef,
    nullable: true,
    description: 'A group of sessions by its id; null when no session is in it.',
    args: {
      clientSessionGroupId: t.arg.string({
        required: true,
        description: 'The id that its sessions have.',
      }),
    },
    resolve: (_root, { clientSessionGroupId }, context) =>
      findClientSessionGroup(context, clientSessionGroupId),
  }),
);

builder.queryField('clientSessionGroups', (t) =>
  t.connection(
    {
      type: ClientSessionGroupRef,
      description: 'All groups of sessions, by id.',
      resolve: async (_root, args, context) => {
        const page = toPageRequest(args, context.limits, ['text']);
        const rows = await pageClientSessionGroups(context, page);
        return toConnection(rows, page, ({ clientSessionGroupId }) => [clientSessionGroupId]);
      },
    },
    { name: 'ClientSessionGroupConnection', description: 'A page of groups of sessions.' },
    {
      name: 'ClientSessionGroupEdge',
      description: 'A group of sessions and its place in the list.',
    },
  ),
);
