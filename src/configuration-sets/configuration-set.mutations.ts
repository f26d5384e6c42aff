import { builder } from '../schema/builder.ts';
import { ConfigurationSetRef } from '../schema/refs.ts';
import { ConfigurationSetInput } from './configuration-set.inputs.ts';
import { type ConfigurationResult, createConfigurationSet } from './configuration-set.service.ts';
import { toConfigurationContent } from './to-configuration-content.ts';
import type { ConfigurationProblem } from './validate-configuration.ts';

const ConfigurationWarningRef = builder
  .objectRef<ConfigurationProblem>('ConfigurationWarning')
  .implement({
    description: 'Something in a configuration that is accepted, and may not be meant.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Kind of warning.' }),
      path: t.exposeString('path', { description: 'Place in the request.' }),
      message: t.exposeString('message', { description: 'What is odd, for people.' }),
    }),
  });

const ConfigurationSetPayloadRef = builder
  .objectRef<ConfigurationResult>('ConfigurationSetPayload')
  .implement({
    description: 'A configuration set after a mutation.',
    fields: (t) => ({
      configurationSet: t.expose('configurationSet', {
        type: ConfigurationSetRef,
        description: 'The set.',
      }),
      created: t.exposeBoolean('created', {
        description: 'False when the very same content was published before.',
      }),
      warnings: t.expose('warnings', {
        type: [ConfigurationWarningRef],
        description: 'What may not be meant.',
      }),
    }),
  });

builder.mutationField('createConfigurationSet', (t) =>
  t.field({
    type: ConfigurationSetPayloadRef,
    description:
      'Publish a configuration set, which never changes afterwards. The same content again succeeds and changes nothing. BAD_USER_INPUT lists all problems in extensions.problems; CONFLICT when the identifier is taken by other content.',
    args: {
      input: t.arg({ type: ConfigurationSetInput, required: true, description: 'The set.' }),
    },
    resolve: (_root, { input }, context) =>
      createConfigurationSet(context, input.identifier, toConfigurationContent(input)),
  }),
);
