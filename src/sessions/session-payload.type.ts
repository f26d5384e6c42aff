import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import type { SessionResult } from './create-or-update-session.ts';

export const SessionPayloadRef = builder.objectRef<SessionResult>('SessionPayload');

SessionPayloadRef.implement({
  description: 'A session after a mutation.',
  fields: (t) => ({
    session: t.expose('session', { type: SessionRef, description: 'The session as it is now.' }),
    created: t.exposeBoolean('created', { description: 'Whether this request created it.' }),
    applied: t.exposeBoolean('applied', {
      description: 'False when the sequence number was stale: nothing changed then.',
    }),
  }),
});
