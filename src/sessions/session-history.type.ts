import { toConnection, toPageRequest } from '../lib/connection.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import { type ChangeRecord, pageChanges } from './session-history.service.ts';

// What became of a session, write by write: fields added to its type.

const ChangeRecordRef = builder.objectRef<ChangeRecord>('ChangeRecord');

ChangeRecordRef.implement({
  description: 'What one write changed in the metadata of a session.',
  fields: (t) => ({
    version: t.expose('version', {
      type: 'Nanoseconds',
      description: '`Session.metadataVersion` after the write: a number, not a time.',
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When, UTC.' }),
    author: t.exposeString('author', {
      nullable: true,
      description:
        'Who wrote, in the words of the writer (header `x-paddock-author`), which nobody has checked; null when it did not say.',
    }),
    changed: t.stringList({
      description: 'Names of the fields that changed; `heartbeat` alone for a mere touch.',
      resolve: ({ changed }) => [...changed],
    }),
    operations: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The update operations of the write as they were sent, in a list; of very long ones only the names. Null for writes of other mutations.',
      resolve: ({ operations }) => operations,
    }),
  }),
});

builder.objectField(SessionRef, 'metadataVersion', (t) =>
  t.field({
    type: 'Nanoseconds',
    description:
      'A number that grows with each change of the metadata; data alone does not change it. Give it as `expectedVersion` to write only if nobody else has.',
    resolve: ({ metadataRevision }) => metadataRevision,
  }),
);

builder.objectField(SessionRef, 'changes', (t) =>
  t.connection(
    {
      type: ChangeRecordRef,
      description:
        'The history of its metadata, the newest change first: what changed, when and by whom. Data alone is not in it, and with the session its history is deleted.',
      resolve: async ({ id }, args, context) => {
        const page = toPageRequest(args, context.limits, ['int64']);
        const rows = await pageChanges(context, id, page);
        return toConnection(rows, page, ({ version }) => [version]);
      },
    },
    { name: 'ChangeRecordConnection', description: 'A page of changes.' },
    { name: 'ChangeRecordEdge', description: 'A change and its place in the history.' },
  ),
);
