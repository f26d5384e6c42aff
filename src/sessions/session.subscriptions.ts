import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import { followSession, SESSION_CHANGE_KINDS, type SessionChange } from './follow-session.ts';

const KIND_DESCRIPTIONS = {
  CURRENT: 'The session as it was when the subscription began.',
  UPDATED: 'The session changed.',
  ENDED: 'The session takes no more data; the subscription completes.',
  DELETED: 'The session is gone; the subscription completes.',
} satisfies Record<(typeof SESSION_CHANGE_KINDS)[number], string>;

const SessionChangeKindEnum = builder.enumType('SessionChangeKind', {
  description: 'What became of a session.',
  values: Object.fromEntries(
    SESSION_CHANGE_KINDS.map((kind) => [kind, { description: KIND_DESCRIPTIONS[kind] }]),
  ) as Record<(typeof SESSION_CHANGE_KINDS)[number], { description: string }>,
});

const SessionChangeRef = builder.objectRef<SessionChange>('SessionChange').implement({
  description: 'A change of a session.',
  fields: (t) => ({
    kind: t.expose('kind', { type: SessionChangeKindEnum, description: 'What became of it.' }),
    identity: t.exposeString('identity', { description: 'Key of the session.' }),
    session: t.expose('session', {
      type: SessionRef,
      nullable: true,
      description: 'The session as it is now; null when it was deleted.',
    }),
    changed: t.exposeStringList('changed', {
      description:
        'Names of the fields that changed since the message before. Changes that come while a client reads are one message.',
    }),
  }),
});

builder.subscriptionField('sessionChanged', (t) =>
  t.field({
    type: SessionChangeRef,
    description:
      'A session as it is now, then after each change, until it ends or is deleted; one that has ended before, until it is deleted. NOT_FOUND.',
    args: { identity: t.arg.string({ required: true, description: 'Key of the session.' }) },
    subscribe: (_root, { identity }, context) => followSession(context, identity),
    resolve: (change) => change,
  }),
);
