import { builder } from '../schema/builder.ts';

export const PutFolderInput = builder.inputType('PutFolderInput', {
  description: 'A folder to make or to change.',
  fields: (t) => ({
    identity: t.string({
      required: true,
      description: 'Key, 1 to 512 characters; an empty one is the root, which never changes.',
    }),
    parentIdentity: t.string({
      defaultValue: '',
      description:
        'The folder it is to be directly below. Absent: the root, also for a folder that was elsewhere.',
    }),
    label: t.string({ required: true, description: 'Name for people, 1 to 1000 characters.' }),
    description: t.string({
      description: 'Text for people, at most 10,000 characters; absent: none.',
    }),
  }),
});
