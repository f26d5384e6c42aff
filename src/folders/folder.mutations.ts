import { builder } from '../schema/builder.ts';
import { FolderRef } from '../schema/refs.ts';
import { type DeletedFolders, deleteFolders } from './delete-folders.ts';
import { PutFolderInput } from './folder.inputs.ts';
import { type PutFolderResult, putFolder } from './folder.service.ts';

const FolderPayloadRef = builder.objectRef<PutFolderResult>('FolderPayload').implement({
  description: 'A folder after a mutation.',
  fields: (t) => ({
    folder: t.expose('folder', { type: FolderRef, description: 'The folder as it is now.' }),
    created: t.exposeBoolean('created', { description: 'Whether this request made it.' }),
  }),
});

builder.mutationField('putFolder', (t) =>
  t.field({
    type: FolderPayloadRef,
    description:
      'Make a folder, or replace all that is known of it: its label, its description and its place. The sessions and folders in it stay in it. CONFLICT when its parent has 5,000 folders already.',
    args: {
      input: t.arg({ type: PutFolderInput, required: true, description: 'The folder.' }),
    },
    resolve: (_root, { input }, context) => putFolder(context, input),
  }),
);

const DeleteFoldersPayloadRef = builder
  .objectRef<DeletedFolders>('DeleteFoldersPayload')
  .implement({
    description: 'What a deletion of folders did.',
    fields: (t) => ({
      deleted: t.stringList({
        description: 'Keys of all folders deleted, also of those that were below the ones named.',
        resolve: ({ deleted }) => [...deleted],
      }),
      notFound: t.stringList({
        description: 'Keys of which there was no folder, which is no error.',
        resolve: ({ notFound }) => [...notFound],
      }),
      reparentedSessions: t.exposeInt('reparentedSessions', {
        description: 'Sessions that are in the root now, because they were in no other folder.',
      }),
    }),
  });

builder.mutationField('deleteFolders', (t) =>
  t.field({
    type: DeleteFoldersPayloadRef,
    description:
      'Delete folders with all that is below them. No session is deleted: one that was in no other folder is in the root then, which is not logged among its changes. BAD_USER_INPUT for the root.',
    args: {
      identities: t.arg.stringList({
        required: true,
        description: 'Keys of the folders, at most 1,000; unknown ones are passed over.',
      }),
    },
    resolve: (_root, { identities }, context) => deleteFolders(context, identities),
  }),
);
