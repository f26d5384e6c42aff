import { toConnection, toPageRequest } from '../lib/connection.ts';
import { builder } from '../schema/builder.ts';
import { pageLabels } from './label.service.ts';
import { LabelRef } from './label.type.ts';

builder.queryField('labels', (t) =>
  t.connection(
    {
      type: LabelRef,
      description: 'All labels that sessions have, in alphabetical order by code point.',
      args: {
        text: t.arg.string({
          description:
            'Only labels that hold it, whatever its case; at most 1,000 characters. Looked for in the 20,000 labels from the cursor on.',
        }),
      },
      resolve: async (_root, { text, ...args }, context) => {
        const page = toPageRequest(args, context.limits, ['text']);
        const rows = await pageLabels(context, text, page);
        return toConnection(rows, page, ({ label }) => [label]);
      },
    },
    { name: 'LabelConnection', description: 'A page of labels.' },
    { name: 'LabelEdge', description: 'A label and its place in the list.' },
  ),
);
