import { builder } from '../schema/builder.ts';
import { SessionRef, TimeRangeRef } from '../schema/refs.ts';
import {
  pageSessions,
  SessionConnectionRef,
  SessionEdgeRef,
} from '../sessions/session-connection.type.ts';
import { type ClientSessionGroup, selectGroup } from './client-session-group.service.ts';

export const ClientSessionGroupRef = builder.objectRef<ClientSessionGroup>('ClientSessionGroup');

ClientSessionGroupRef.implement({
  description:
    'Sessions that belong to one interaction: those with one `clientSessionGroupId`. It is there as long as a session is in it.',
  fields: (t) => ({
    clientSessionGroupId: t.exposeString('clientSessionGroupId', {
      description: 'The id that its sessions have.',
    }),
    sessionCount: t.int({
      description: 'How many sessions are in it, sub-sessions included.',
      resolve: async ({ clientSessionGroupId }, _args, { loaders }) =>
        (await loaders.clientSessionGroup.load(clientSessionGroupId)).sessionCount,
    }),
    timeRange: t.field({
      type: TimeRangeRef,
      nullable: true,
      description:
        'From the earliest sample of its sessions to the latest; null without data, and for more than 20,000 sessions.',
      resolve: ({ clientSessionGroupId }, _args, { loaders }) =>
        loaders.timeRangeOfClientSessionGroup.load(clientSessionGroupId),
    }),
    firstTimestamp: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The earliest official time of its sessions; null when the last has left it.',
      resolve: async ({ clientSessionGroupId }, _args, { loaders }) =>
        (await loaders.clientSessionGroup.load(clientSessionGroupId)).firstTimestamp,
    }),
    lastTimestamp: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The latest official time of its sessions; null when the last has left it.',
      resolve: async ({ clientSessionGroupId }, _args, { loaders }) =>
        (await loaders.clientSessionGroup.load(clientSessionGroupId)).lastTimestamp,
    }),
    sessions: t.connection(
      {
        type: SessionRef,
        description: 'Its sessions, the newest timestamp first, sub-sessions included.',
        resolve: (group, args, context) => pageSessions(context, selectGroup(group), args),
      },
      SessionConnectionRef,
      SessionEdgeRef,
    ),
  }),
});

builder.objectField(SessionRef, 'clientSessionGroup', (t) =>
  t.field({
    type: ClientSessionGroupRef,
    nullable: true,
    description: 'The group of its `clientSessionGroupId`, with all its sessions; null if unset.',
    resolve: ({ clientSessionGroupId }) =>
      clientSessionGroupId === null ? null : { clientSessionGroupId },
  }),
);
