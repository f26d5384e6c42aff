import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';
import type { DataBinding, DataChannelBinding } from './data-binding.service.ts';
import { latestPerGroup } from './related-session.service.ts';

// What ties a session to others and to its data: fields added to its type.

const DataChannelBindingRef = builder.objectRef<DataChannelBinding>('DataChannelBinding');

DataChannelBindingRef.implement({
  description: 'A range of channels of a session, and the channels of the data that it shows.',
  fields: (t) => ({
    firstDataChannel: t.expose('firstDataChannel', {
      type: 'UInt32',
      description: 'Channel of the data that the first channel of the range shows.',
    }),
    firstSessionChannel: t.expose('firstSessionChannel', {
      type: 'UInt32',
      description: 'First channel of the range.',
    }),
    lastSessionChannel: t.expose('lastSessionChannel', {
      type: 'UInt32',
      description: 'Last channel of the range, which belongs to it.',
    }),
  }),
});

const DataBindingRef = builder.objectRef<DataBinding>('DataBinding');

DataBindingRef.implement({
  description: 'Where data of a session lives, and how the session shows it.',
  fields: (t) => ({
    source: t.exposeString('source', { description: 'Name of a data service.' }),
    identity: t.exposeString('identity', { description: 'Key of the data within its source.' }),
    timeRef: t.expose('timeRef', {
      type: 'Nanoseconds',
      description: 'Tells bindings of the same data apart; usually the first instant shown.',
    }),
    sessionStartTime: t.expose('sessionStartTime', {
      type: 'Nanoseconds',
      nullable: true,
      description: 'First instant shown, in session time; null when unbounded.',
    }),
    sessionEndTime: t.expose('sessionEndTime', {
      type: 'Nanoseconds',
      nullable: true,
      description: 'Last instant shown, in session time; null when unbounded.',
    }),
    sessionTimeOffset: t.expose('sessionTimeOffset', {
      type: 'Nanoseconds',
      description: "Nanoseconds that session time is later than the data's own.",
    }),
    dataChannelBindings: t.field({
      type: [DataChannelBindingRef],
      description: 'Which channels; empty for all, by their own numbers.',
      resolve: ({ dataChannelBindings }) => [...dataChannelBindings],
    }),
  }),
});

const ORDER =
  'By group, those without one last; within a group the latest version first; then the newest first. Of more than 1,000 the newest are given.';

builder.objectFields(SessionRef, (t) => {
  const latestArgument = {
    latestPerGroup: t.arg.boolean({
      defaultValue: false,
      description:
        'Of each group only the sessions of its latest version, which are those to load together; without a version or a group all.',
    }),
  };
  return {
    isSubSession: t.exposeBoolean('isSubSession', {
      description:
        'Whether it is a child or an alternate of a session that is not in a circle with it: lists of sessions leave it out unless they are asked for it.',
    }),
    refAnchors: t.stringList({
      description: 'URIs by which other sessions refer to it, in alphabetical order.',
      resolve: ({ id }, _args, { loaders }) => loaders.refAnchorsOfSession.load(id),
    }),
    childOfRefs: t.stringList({
      description:
        'URIs by which it says whose child it is, in alphabetical order; of some there may be no session yet.',
      resolve: ({ id }, _args, { loaders }) => loaders.childOfRefsOfSession.load(id),
    }),
    alternateOfRefs: t.stringList({
      description:
        'URIs by which it says whose alternate it is, in alphabetical order; of some there may be no session yet.',
      resolve: ({ id }, _args, { loaders }) => loaders.alternateOfRefsOfSession.load(id),
    }),
    children: t.field({
      type: [SessionRef],
      description: `Sessions with more data, to load together with it. ${ORDER}`,
      args: latestArgument,
      resolve: async ({ id }, args, { loaders }) => {
        const sessions = await loaders.childrenOfSession.load(id);
        return args.latestPerGroup ? latestPerGroup(sessions) : sessions;
      },
    }),
    alternates: t.field({
      type: [SessionRef],
      description: `Sessions to load instead of it. ${ORDER}`,
      args: latestArgument,
      resolve: async ({ id }, args, { loaders }) => {
        const sessions = await loaders.alternatesOfSession.load(id);
        return args.latestPerGroup ? latestPerGroup(sessions) : sessions;
      },
    }),
    parents: t.field({
      type: [SessionRef],
      description: `Sessions it is a child of. ${ORDER}`,
      resolve: ({ id }, _args, { loaders }) => loaders.parentsOfSession.load(id),
    }),
    alternateOf: t.field({
      type: [SessionRef],
      description: `Sessions it is an alternate of. ${ORDER}`,
      resolve: ({ id }, _args, { loaders }) => loaders.originalsOfSession.load(id),
    }),
    dataBindings: t.field({
      type: [DataBindingRef],
      description:
        'Where its data lives, in order; empty when it lives here. These may be sensitive: they will be guarded when there is a log-in.',
      resolve: ({ id }, _args, { loaders }) => loaders.dataBindingsOfSession.load(id),
    }),
  };
});
