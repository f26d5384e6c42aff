import { builder } from '../schema/builder.ts';
import type { Label } from './label.service.ts';

export const LabelRef = builder.objectRef<Label>('Label');

LabelRef.implement({
  description: 'A label that sessions have.',
  fields: (t) => ({
    label: t.exposeString('label', { description: 'The label; upper and lower case differ.' }),
    sessionCount: t.int({
      description: 'How many sessions have it, sub-sessions included.',
      resolve: ({ label }, _args, { loaders }) => loaders.sessionCountOfLabel.load(label),
    }),
  }),
});
