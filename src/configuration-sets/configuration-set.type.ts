import { AppError } from '../errors.ts';
import { EventPriorityEnum } from '../events/event.type.ts';
import { toConnection, toPageRequest } from '../lib/connection.ts';
import { findChannel } from '../parameters/channel.service.ts';
import { ParameterFilterInput } from '../parameters/parameter.inputs.ts';
import { findParameter } from '../parameters/parameter.service.ts';
import { parameterConnection } from '../parameters/parameter-connection.ts';
import { builder } from '../schema/builder.ts';
import {
  ApplicationRef,
  ChannelRef,
  ConfigurationSetRef,
  ConversionRef,
  ErrorDefinitionRef,
  EventDefinitionRef,
  ParameterGroupRef,
  ParameterRef,
} from '../schema/refs.ts';
import type { EventPriority } from './configuration-content.ts';
import { readDocument } from './configuration-document.service.ts';
import type { Application } from './configuration-set.service.ts';

const ConfigurationStateEnum = builder.enumType('ConfigurationState', {
  description: 'Whether a configuration set may still change.',
  values: {
    DRAFT: { description: 'Being written; not usable yet.' },
    COMMITTED: { description: 'Published; it never changes again.' },
  },
});

builder.node(ConfigurationSetRef, {
  description: 'What channels mean: parameters, channels, conversions, event definitions.',
  id: { resolve: ({ identifier }) => identifier },
  loadWithoutCache: (identifier, { loaders }) =>
    loaders.configurationSetByIdentifier.load(identifier),
  fields: (t) => ({
    identifier: t.exposeString('identifier', { description: 'Unique identifier.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Text for people; null if unset.',
    }),
    state: t.field({
      type: ConfigurationStateEnum,
      description: 'Whether it may still change.',
      resolve: ({ state }) => state as 'DRAFT' | 'COMMITTED',
    }),
    hash: t.exposeString('hash', {
      nullable: true,
      description: 'SHA-256 of its content, in hexadecimal; null until it is committed.',
    }),
    rta: t.field({
      type: 'JSONObject',
      description:
        "The set as RTA's configuration document, which gives the same set again when it is imported; of a draft what it holds so far. PAYLOAD_TOO_LARGE for more than 5,000 parameters: then it is at /configurations/{identifier}.json.",
      resolve: async (set, _args, context) => ({ ...(await readDocument(context, set)) }),
    }),
    applications: t.field({
      type: [ApplicationRef],
      description: 'Applications, in the order they were published.',
      resolve: ({ id }, _args, { loaders }) => loaders.applicationsOfSet.load(id),
    }),
    parameters: t.connection(
      {
        type: ParameterRef,
        description: 'Parameters by identifier.',
        args: {
          filter: t.arg({ type: ParameterFilterInput, description: 'Only these parameters.' }),
        },
        resolve: ({ id }, args, context) =>
          parameterConnection(context, { owner: id, setIds: [id] }, args),
      },
      {
        name: 'ParameterConnection',
        description: 'A page of parameters.',
        fields: (fields) => ({
          totalCount: fields.int({
            description: 'How many parameters there are on all pages; counted only when selected.',
            resolve: (page, _args, { loaders }) => loaders.parameterCount.load(page as never),
          }),
        }),
      },
      { name: 'ParameterEdge', description: 'A parameter and its place in the list.' },
    ),
    parameter: t.field({
      type: ParameterRef,
      nullable: true,
      description: 'A parameter by its identifier; null when there is none.',
      args: { identifier: t.arg.string({ required: true, description: 'Such as "Speed:Car".' }) },
      resolve: ({ id }, { identifier }, context) => findParameter(context, id, identifier),
    }),
    channels: t.connection(
      {
        type: ChannelRef,
        description: 'Channels by number.',
        resolve: async ({ id }, args, { loaders, limits }) => {
          const page = toPageRequest(args, limits, ['int64']);
          const rows = await loaders.channelPage.load({ setId: id, page });
          return toConnection(rows, page, ({ channelId }) => [channelId]);
        },
      },
      { name: 'ChannelConnection', description: 'A page of channels.' },
      { name: 'ChannelEdge', description: 'A channel and its place in the list.' },
    ),
    channel: t.field({
      type: ChannelRef,
      nullable: true,
      description: 'A channel by its number; null when there is none.',
      args: {
        channelId: t.arg({
          type: 'UInt32',
          required: true,
          description: 'Number in the set, without the offset of a session.',
        }),
      },
      resolve: ({ id }, { channelId }, context) => findChannel(context, id, channelId),
    }),
    conversions: t.field({
      type: [ConversionRef],
      description: 'Conversions, in the order they were published.',
      resolve: ({ id }, _args, { loaders }) => loaders.conversionsOfSet.load(id),
    }),
    conversion: t.field({
      type: ConversionRef,
      nullable: true,
      description: 'A conversion by its name; null when there is none.',
      args: { name: t.arg.string({ required: true, description: 'Name of the conversion.' }) },
      resolve: async ({ id }, { name }, { loaders }) =>
        (await loaders.conversionsOfSet.load(id)).find((one) => one.name === name) ?? null,
    }),
    eventDefinitions: t.field({
      type: [EventDefinitionRef],
      description: 'Event definitions, in the order they were published.',
      resolve: ({ id }, _args, { loaders }) => loaders.eventDefinitionsOfSet.load(id),
    }),
    errorDefinitions: t.field({
      type: [ErrorDefinitionRef],
      description: 'Error definitions, in the order they were published.',
      resolve: ({ id }, _args, { loaders }) => loaders.errorDefinitionsOfSet.load(id),
    }),
  }),
});

const ApplicationIdentityRef = builder
  .objectRef<{ commsPath: string; applicationVersionId: string }>('ApplicationIdentity')
  .implement({
    description: 'Identity of a versioned application.',
    fields: (t) => ({
      commsPath: t.exposeString('commsPath', { description: 'Path that stands for a namespace.' }),
      applicationVersionId: t.exposeString('applicationVersionId', {
        description: 'Eight hexadecimal digits: the application, then its version.',
      }),
    }),
  });

const ApplicationRdaRef = builder
  .objectRef<{ ownerId: number; supported: boolean }>('ApplicationRda')
  .implement({
    description: 'Restricted data access of an application.',
    fields: (t) => ({
      ownerId: t.expose('ownerId', { type: 'UInt32', description: 'Owner; 65535 is unlocked.' }),
      supported: t.exposeBoolean('supported', { description: 'Whether access is restricted.' }),
    }),
  });

ApplicationRef.implement({
  description: 'An application: the top of a tree of parameters.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name, unique in its set.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Text for people; null if unset.',
    }),
    applicationId: t.field({
      type: 'UInt32',
      nullable: true,
      description: 'Number of the application in its control unit; null if unset.',
      resolve: ({ applicationId }) => (applicationId === null ? null : Number(applicationId)),
    }),
    identity: t.field({
      type: ApplicationIdentityRef,
      nullable: true,
      description: 'Identity of a versioned application; null if it has none.',
      resolve: ({ commsPath, versionId }) =>
        commsPath === null || versionId === null
          ? null
          : { commsPath, applicationVersionId: versionId },
    }),
    rda: t.field({
      type: ApplicationRdaRef,
      nullable: true,
      description: 'Restricted data access; null if nothing is said of it.',
      resolve: ({ rdaOwnerId, rdaSupported }) =>
        rdaOwnerId === null || rdaSupported === null
          ? null
          : { ownerId: Number(rdaOwnerId), supported: rdaSupported },
    }),
    groups: t.field({
      type: [ParameterGroupRef],
      description: 'Groups at the top; each has its own below it.',
      resolve: async ({ id }, _args, { loaders }) =>
        (await loaders.groupsOfApplication.load(id)).filter(({ parentId }) => parentId === null),
    }),
    parameters: t.field({
      type: [ParameterRef],
      description:
        'All its parameters. PAYLOAD_TOO_LARGE when they are more than a page holds: then page through those of the set, with a filter by application.',
      resolve: async (application, _args, { loaders, limits }) => {
        const rows = await loaders.parametersOfApplication.load(application.id);
        if (rows.length > limits.maxPageSize) throw tooMany(application, limits.maxPageSize);
        return rows;
      },
    }),
  }),
});

function tooMany({ name }: Application, most: number): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `Application "${name}" has more than ${most} parameters. Page through parameters(filter: { application: "${name}" }) of its configuration set.`,
  );
}

ParameterGroupRef.implement({
  description: 'A group of parameters.',
  fields: (t) => ({
    identifier: t.exposeString('identifier', { description: 'Unique in its set.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Text for people; null if unset.',
    }),
    groups: t.field({
      type: [ParameterGroupRef],
      description: 'Groups within it.',
      resolve: async ({ id, applicationId }, _args, { loaders }) =>
        (await loaders.groupsOfApplication.load(applicationId)).filter(
          ({ parentId }) => parentId === id,
        ),
    }),
    parameters: t.field({
      type: [ParameterRef],
      description: 'Parameters in it; a parameter may be in several groups.',
      resolve: ({ id }, _args, { loaders }) => loaders.parametersOfGroup.load(id),
    }),
  }),
});

EventDefinitionRef.implement({
  description: 'What an event means.',
  fields: (t) => ({
    eventDefinitionId: t.exposeInt('eventDefinitionId', {
      description: 'Id, unique together with the group.',
    }),
    code: t.exposeString('code', { nullable: true, description: 'Code; null if unset.' }),
    description: t.exposeString('description', { description: 'Title.' }),
    priority: t.field({
      type: EventPriorityEnum,
      description: 'How much it matters.',
      resolve: ({ priority }) => priority as EventPriority,
    }),
    groupName: t.exposeString('groupName', { description: 'Name of an application.' }),
    conversions: t.field({
      type: [ConversionRef],
      description: 'Conversions of the values, in order; those that are missing are left out.',
      resolve: async ({ conversions, configurationSetId }, _args, { loaders }) => {
        const names = JSON.parse(conversions) as string[];
        const all = await loaders.conversionsOfSet.load(configurationSetId);
        return names.flatMap((name) => all.filter((one) => one.name === name));
      },
    }),
  }),
});

ErrorDefinitionRef.implement({
  description: 'An error that two parameters tell of by one bit.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name, unique in its set.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Text for people; null if unset.',
    }),
    group: t.exposeString('group', { description: 'Group it is shown in.' }),
    currentParameter: t.exposeString('currentParameter', {
      description: 'Identifier of the parameter whose bit is set while the error lasts.',
    }),
    loggedParameter: t.exposeString('loggedParameter', {
      description: 'Identifier of the parameter whose bit stays set.',
    }),
    bit: t.exposeInt('bit', { description: 'The bit, from 0.' }),
  }),
});
