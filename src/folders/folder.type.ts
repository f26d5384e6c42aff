import { builder } from '../schema/builder.ts';
import { FolderRef, SessionRef } from '../schema/refs.ts';
import {
  pageSessions,
  SessionConnectionRef,
  SessionEdgeRef,
} from '../sessions/session-connection.type.ts';
import { selectFolder } from './folder-sessions.ts';

builder.node(FolderRef, {
  description: 'A symbolic grouping of sessions. A session is in at least one, and may be in many.',
  id: { resolve: ({ identity }) => identity },
  loadWithoutCache: (identity, { loaders }) => loaders.folderByIdentity.load(identity),
  fields: (t) => ({
    identity: t.exposeString('identity', {
      description: 'Unique key, in any format; empty for the root.',
    }),
    label: t.exposeString('label', { description: 'Name for people; not unique.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Text for people; null if unset.',
    }),
    parent: t.field({
      type: FolderRef,
      nullable: true,
      description: 'The folder it is directly below; null for the root.',
      resolve: ({ parentIdentity }, _args, { loaders }) =>
        parentIdentity === null ? null : loaders.folderByIdentity.load(parentIdentity),
    }),
    ancestors: t.field({
      type: [FolderRef],
      description: 'The folders it is below, the root first; none for the root.',
      resolve: ({ identity }, _args, { loaders }) => loaders.ancestorsOfFolder.load(identity),
    }),
    folders: t.field({
      type: [FolderRef],
      description: 'The folders directly below it, by label; at most 5,000.',
      resolve: ({ identity }, _args, { loaders }) => loaders.foldersOfFolder.load(identity),
    }),
    hasChildren: t.boolean({
      description: 'Whether there are folders below it.',
      resolve: ({ identity }, _args, { loaders }) => loaders.hasFolders.load(identity),
    }),
    sessions: t.connection(
      {
        type: SessionRef,
        description:
          'The sessions in it, the newest timestamp first, children and alternates of other sessions too.',
        args: {
          subtree: t.arg.boolean({
            defaultValue: true,
            description: 'Whether those in folders below it are listed too; of the root, all.',
          }),
        },
        resolve: async ({ identity }, { subtree, ...args }, context) =>
          pageSessions(context, await selectFolder(context, identity, subtree ?? true), args),
      },
      SessionConnectionRef,
      SessionEdgeRef,
    ),
  }),
});

builder.objectField(SessionRef, 'folders', (t) =>
  t.field({
    type: [FolderRef],
    description: 'The folders it is in, by label; at least one.',
    resolve: ({ id }, _args, { loaders }) => loaders.foldersOfSession.load(id),
  }),
);
