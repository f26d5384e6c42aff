import { toConnection, toPageRequest } from '../lib/connection.ts';
import { builder } from '../schema/builder.ts';
import { ConfigurationSetRef } from '../schema/refs.ts';
import { pageConfigurationSets } from './configuration-set.service.ts';

builder.queryField('configurationSet', (t) =>
  t.field({
    type: ConfigurationSetRef,
    nullable: true,
    description: 'A configuration set by its identifier; null when there is none.',
    args: { identifier: t.arg.string({ required: true, description: 'Identifier of the set.' }) },
    resolve: (_root, { identifier }, { loaders }) =>
      loaders.configurationSetByIdentifier.load(identifier),
  }),
);

builder.queryField('configurationSets', (t) =>
  t.connection(
    {
      type: ConfigurationSetRef,
      description: 'Configuration sets by identifier.',
      resolve: async (_root, args, context) => {
        const page = toPageRequest(args, context.limits, ['text']);
        const rows = await pageConfigurationSets(context, page);
        return toConnection(rows, page, ({ identifier }) => [identifier]);
      },
    },
    { name: 'ConfigurationSetConnection', description: 'A page of configuration sets.' },
    { name: 'ConfigurationSetEdge', description: 'A set and its place in the list.' },
  ),
);
