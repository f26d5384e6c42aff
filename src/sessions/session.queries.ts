import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import { findSession } from './session.service.ts';
import { pageSessions, SessionConnectionRef, SessionEdgeRef } from './session-connection.type.ts';
import { SessionFilterInput, SessionOrderInput } from './session-filter.inputs.ts';
import { toSelection } from './session-selection.ts';

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
      description:
        'Sessions, the newest timestamp first unless `orderBy` says otherwise. `filter`, `query`, `search` and `folder` may be given together: all must hold then.',
      args: {
        filter: t.arg({ type: SessionFilterInput, description: 'Only these sessions.' }),
        query: t.arg({
          type: 'JSONObject',
          description:
            'The same in RTA\'s query dialect: {"details.Driver": {"$startsWith": "A"}}, with $eq $neq $gt $gte $lt $lte $in $nin $startsWith $endsWith $contains $not $and $or $nor.',
        }),
        search: t.arg.string({
          description:
            'The same as people type it: words, "several words", key:value, key:>10, key:1..5, key:*, -not, OR. At most 1,000 characters.',
        }),
        folder: t.arg.string({
          description:
            'Identity of a folder: only sessions in it or in a folder below it. Empty: all.',
        }),
        includeSubSessions: t.arg.boolean({
          defaultValue: false,
          description: 'Whether children and alternates of other sessions are listed too.',
        }),
        orderBy: t.arg({
          type: [SessionOrderInput],
          description:
            'Properties to sort by, the most important first, at most five; unknown ones are passed over. Of equal sessions the newest timestamp comes first, then the lesser identity.',
        }),
      },
      resolve: async (_root, { orderBy, ...args }, context) =>
        pageSessions(context, await toSelection(context, args), args, orderBy),
    },
    SessionConnectionRef,
    SessionEdgeRef,
  ),
);
