import { builder } from '../schema/builder.ts';
import { ConfigurationSetRef } from '../schema/refs.ts';
import { publishDocument } from './configuration-document.service.ts';
import { ConfigurationSetContentInput, ConfigurationSetInput } from './configuration-set.inputs.ts';
import {
  type ConfigurationResult,
  commitDraft,
  createDraft,
  type DeletedConfigurationSets,
  deleteConfigurationSets,
  extendDraft,
  publishConfiguration,
} from './publish-configuration.service.ts';
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
      'Publish a configuration set, which never changes afterwards; or begin one as a draft. The same content again succeeds and changes nothing. BAD_USER_INPUT lists all problems in extensions.problems; CONFLICT, with the first difference, when the identifier is taken by other content.',
    args: {
      input: t.arg({ type: ConfigurationSetInput, required: true, description: 'The set.' }),
      commit: t.arg.boolean({
        defaultValue: true,
        description: 'False to begin a draft, which is checked and seen only once committed.',
      }),
    },
    resolve: (_root, { input, commit }, context) => {
      const content = toConfigurationContent(input);
      return commit === false
        ? createDraft(context, input.identifier, content)
        : publishConfiguration(context, input.identifier, content);
    },
  }),
);

builder.mutationField('extendConfigurationSet', (t) =>
  t.field({
    type: ConfigurationSetPayloadRef,
    description:
      'Add content to a draft; applications and groups of the same name are joined, and what else has the same name takes the place of what was. The same again changes nothing. NOT_FOUND; CONFLICT when the set is committed.',
    args: {
      identifier: t.arg.string({ required: true, description: 'Identifier of the draft.' }),
      input: t.arg({
        type: ConfigurationSetContentInput,
        required: true,
        description: 'What to add.',
      }),
    },
    resolve: (_root, { identifier, input }, context) =>
      extendDraft(context, identifier, toConfigurationContent(input)),
  }),
);

builder.mutationField('commitConfigurationSet', (t) =>
  t.field({
    type: ConfigurationSetPayloadRef,
    description:
      'Check a draft as a whole and publish it. A committed set stays as it is. NOT_FOUND; BAD_USER_INPUT lists all problems, and the draft stays a draft.',
    args: { identifier: t.arg.string({ required: true, description: 'Identifier of the draft.' }) },
    resolve: (_root, { identifier }, context) => commitDraft(context, identifier),
  }),
);

builder.mutationField('importConfiguration', (t) =>
  t.field({
    type: ConfigurationSetPayloadRef,
    description:
      "Publish RTA's configuration document, as createConfigurationSet does. BAD_USER_INPUT lists all problems in extensions.problems, with their places in the document. A document larger than a request is sent by PUT to /configurations/{identifier}.json.",
    args: {
      identifier: t.arg.string({ required: true, description: 'Identifier of the set.' }),
      document: t.arg({ type: 'JSONObject', required: true, description: 'The document.' }),
    },
    resolve: (_root, { identifier, document }, context) =>
      publishDocument(context, identifier, Buffer.from(JSON.stringify(document))),
  }),
);

const DeleteConfigurationSetsPayloadRef = builder
  .objectRef<DeletedConfigurationSets>('DeleteConfigurationSetsPayload')
  .implement({
    description: 'What a deletion did.',
    fields: (t) => ({
      deleted: t.exposeStringList('deleted', { description: 'Identifiers of the sets deleted.' }),
      notFound: t.exposeStringList('notFound', {
        description: 'Identifiers of which there was no set, which is no error.',
      }),
    }),
  });

builder.mutationField('deleteConfigurationSets', (t) =>
  t.field({
    type: DeleteConfigurationSetsPayloadRef,
    description:
      'Delete configuration sets, all or none. CONFLICT, with the number of sessions by identifier, when one is in use.',
    args: {
      identifiers: t.arg.stringList({ required: true, description: 'Identifiers of the sets.' }),
    },
    resolve: (_root, { identifiers }, context) => deleteConfigurationSets(context, identifiers),
  }),
);
