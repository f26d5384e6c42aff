import { builder } from '../schema/builder.ts';
import { FolderRef } from '../schema/refs.ts';

builder.queryField('folder', (t) =>
  t.field({
    type: FolderRef,
    nullable: true,
    description: 'A folder by its identity; null when there is none.',
    args: {
      identity: t.arg.string({
        defaultValue: '',
        description: 'Key of the folder; empty or absent for the root, which always exists.',
      }),
    },
    resolve: (_root, { identity }, { loaders }) => loaders.folderByIdentity.load(identity ?? ''),
  }),
);
