import { builder } from '../schema/builder.ts';
import { createOrUpdateSession } from './create-or-update-session.ts';
import { CreateOrUpdateSessionInput } from './session.inputs.ts';
import { deleteSessions, endSession } from './session.service.ts';
import { SessionStateEnum } from './session.type.ts';
import { SessionPayloadRef } from './session-payload.type.ts';

builder.mutationField('createOrUpdateSession', (t) =>
  t.field({
    type: SessionPayloadRef,
    description:
      'Create a session if it does not exist, and apply update operations in order, all or none. NOT_FOUND when it does not exist and may not be created.',
    args: {
      input: t.arg({
        type: CreateOrUpdateSessionInput,
        required: true,
        description: 'What to do.',
      }),
    },
    resolve: (_root, { input }, context) => createOrUpdateSession(context, input),
  }),
);

builder.mutationField('endSession', (t) =>
  t.field({
    type: SessionPayloadRef,
    description:
      'End a session, so that it takes no more data. NOT_FOUND; CONFLICT when it has ended already.',
    args: {
      identity: t.arg.string({ required: true, description: 'Key of the session.' }),
      state: t.arg({
        type: SessionStateEnum,
        defaultValue: 'CLOSED',
        description: 'How it ended: CLOSED, TRUNCATED, FAILED or ABANDONED.',
      }),
      expectedVersion: t.arg({
        type: 'Nanoseconds',
        description: 'End it only if `metadataVersion` of the session is this; else CONFLICT.',
      }),
    },
    resolve: async (_root, { identity, state, expectedVersion }, context) => ({
      session: await endSession(context, identity, state ?? 'CLOSED', expectedVersion),
      created: false,
      applied: true,
    }),
  }),
);

const DeleteSessionsPayloadRef = builder
  .objectRef<{ deleted: string[]; notFound: string[] }>('DeleteSessionsPayload')
  .implement({
    description: 'What a deletion did.',
    fields: (t) => ({
      deleted: t.exposeStringList('deleted', { description: 'Keys of the sessions deleted.' }),
      notFound: t.exposeStringList('notFound', {
        description: 'Keys of which there was no session, which is no error.',
      }),
    }),
  });

builder.mutationField('deleteSessions', (t) =>
  t.field({
    type: DeleteSessionsPayloadRef,
    description: 'Delete sessions with all their data. Configuration sets stay.',
    args: {
      identities: t.arg.stringList({ required: true, description: 'Keys of the sessions.' }),
    },
    resolve: (_root, { identities }, context) => deleteSessions(context, identities),
  }),
);
