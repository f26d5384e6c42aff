import { builder } from '../schema/builder.ts';
import { TimeRangeInput } from '../schema/refs.ts';
import { SessionStateEnum } from './session.type.ts';

const KeyValueInput = builder.inputType('KeyValueInput', {
  description: 'A detail that is a text.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Name, 1 to 512 characters.' }),
    value: t.string({ required: true, description: 'Text.' }),
  }),
});

const DetailsInput = builder.inputType('DetailsInput', {
  description: 'Details that are texts.',
  fields: (t) => ({
    category: t.string({ description: 'Category of `extDetails`; absent or empty for `details`.' }),
    details: t.field({ type: [KeyValueInput], required: true, description: 'The details.' }),
  }),
});

const DetailsJsonInput = builder.inputType('DetailsJsonInput', {
  description: 'Details of any type.',
  fields: (t) => ({
    category: t.string({ description: 'Category of `extDetails`; absent or empty for `details`.' }),
    json: t.field({
      type: 'JSONObject',
      required: true,
      description:
        'Values by key: strings, numbers, booleans, or {"dateTime": "2026-01-01T00:00:00Z"}, {"long": "9007199254740993"}, {"double": 3}, {"bytes": "base64"}. A string stays a string, whatever it looks like.',
    }),
  }),
});

const DetailKeysInput = builder.inputType('DetailKeysInput', {
  description: 'Names of details.',
  fields: (t) => ({
    category: t.string({ description: 'Category of `extDetails`; absent or empty for `details`.' }),
    keys: t.stringList({ required: true, description: 'Names; unknown ones are passed over.' }),
  }),
});

const MarkerInput = builder.inputType('MarkerInput', {
  description: 'A labelled point or range.',
  fields: (t) => ({
    markerId: t.string({ required: true, description: 'Id, unique in the session.' }),
    type: t.string({ description: 'Type; empty if absent.' }),
    label: t.string({ description: 'Label; empty if absent.' }),
    description: t.string({ description: 'Long text.' }),
    startTime: t.field({
      type: 'Nanoseconds',
      description:
        "First instant, in nanoseconds since the Unix epoch; absent: the session's start.",
    }),
    endTime: t.field({
      type: 'Nanoseconds',
      description: "Last instant, in nanoseconds since the Unix epoch; absent: the session's end.",
    }),
    details: t.field({ type: 'JSONObject', description: 'Free details.' }),
  }),
});

const MarkersInput = builder.inputType('MarkersInput', {
  description: 'Markers of one category.',
  fields: (t) => ({
    category: t.string({ required: true, description: 'The category.' }),
    markers: t.field({ type: [MarkerInput], required: true, description: 'The markers.' }),
  }),
});

const ConfigBindingInput = builder.inputType('ConfigBindingInput', {
  description: 'A configuration set to use.',
  fields: (t) => ({
    identifier: t.string({
      required: true,
      description: 'Identifier of the set, which may be published later.',
    }),
    channelOffset: t.field({
      type: 'UInt32',
      defaultValue: 0,
      description: 'Added to every channel number of the set.',
    }),
  }),
});

const DataBindingKeyInput = builder.inputType('DataBindingKeyInput', {
  description: 'What tells the data bindings of a session apart.',
  fields: (t) => ({
    source: t.string({
      required: true,
      description: 'Name of a data service, 1 to 1000 characters.',
    }),
    identity: t.string({
      required: true,
      description: 'Key of the data within its source, 1 to 1000 characters.',
    }),
    timeRef: t.field({
      type: 'Nanoseconds',
      defaultValue: 0n,
      description: 'Any number that tells bindings of the same data apart; 0 if absent.',
    }),
  }),
});

const DataChannelBindingInput = builder.inputType('DataChannelBindingInput', {
  description: 'A range of channels of a session, and the channels of the data that it shows.',
  fields: (t) => ({
    firstDataChannel: t.field({
      type: 'UInt32',
      required: true,
      description: 'Channel of the data that the first channel of the range shows.',
    }),
    firstSessionChannel: t.field({
      type: 'UInt32',
      required: true,
      description: 'First channel of the range.',
    }),
    lastSessionChannel: t.field({
      type: 'UInt32',
      required: true,
      description: 'Last channel of the range, which belongs to it.',
    }),
  }),
});

const DataBindingInput = builder.inputType('DataBindingInput', {
  description: 'Where data of a session lives, and how the session shows it.',
  fields: (t) => ({
    key: t.field({ type: DataBindingKeyInput, required: true, description: 'Which data.' }),
    sessionStartTime: t.field({
      type: 'Nanoseconds',
      description: 'First instant shown, in session time; absent: unbounded.',
    }),
    sessionEndTime: t.field({
      type: 'Nanoseconds',
      description: 'Last instant shown, in session time; absent: unbounded.',
    }),
    sessionTimeOffset: t.field({
      type: 'Nanoseconds',
      defaultValue: 0n,
      description: "Nanoseconds that session time is later than the data's own; 0 if absent.",
    }),
    dataChannelBindings: t.field({
      type: [DataChannelBindingInput],
      defaultValue: [],
      description: 'Which channels; absent or empty: all, by their own numbers.',
    }),
  }),
});

export const SessionUpdateInput = builder.inputType('SessionUpdate', {
  isOneOf: true,
  description: 'One update operation: exactly one field.',
  fields: (t) => ({
    updateHeartbeat: t.boolean({ description: 'Touch the heartbeat, and nothing else.' }),
    setState: t.field({ type: SessionStateEnum, description: 'Replace the state.' }),
    setTimestamp: t.field({ type: 'DateTime', description: 'Replace the official time.' }),
    setTimeRange: t.field({ type: TimeRangeInput, description: 'Replace the time range.' }),
    extendTimeRange: t.field({
      type: TimeRangeInput,
      description: 'Extend the time range so that it holds this one; it never shrinks.',
    }),
    clearTimeRange: t.boolean({ description: 'Say that there is no data.' }),
    setIdentifier: t.string({ description: 'Replace the name, 1 to 1000 characters.' }),
    setDetails: t.field({
      type: DetailsInput,
      description: 'Replace all details of a category by texts.',
    }),
    updateDetails: t.field({ type: DetailsInput, description: 'Add or replace texts by key.' }),
    setDetailsJson: t.field({
      type: DetailsJsonInput,
      description: 'Replace all details of a category.',
    }),
    updateDetailsJson: t.field({
      type: DetailsJsonInput,
      description: 'Add or replace details by key.',
    }),
    deleteDetails: t.field({ type: DetailKeysInput, description: 'Delete details by key.' }),
    setType: t.string({ description: 'Replace the type, 1 to 1000 characters.' }),
    clearType: t.boolean({ description: 'Unset the type.' }),
    setQuality: t.float({ description: 'Replace the quality, from 0 to 1.' }),
    clearQuality: t.boolean({ description: 'Unset the quality.' }),
    setGroup: t.string({ description: 'Replace the group, 1 to 1000 characters.' }),
    clearGroup: t.boolean({ description: 'Unset the group.' }),
    setVersion: t.string({ description: 'Replace the version, 1 to 1000 characters.' }),
    clearVersion: t.boolean({ description: 'Unset the version.' }),
    setMarkers: t.field({
      type: [MarkersInput],
      description: 'Replace all markers of all categories.',
    }),
    updateMarkers: t.field({
      type: [MarkersInput],
      description: 'Add or replace markers by id, also across categories.',
    }),
    deleteMarkers: t.stringList({ description: 'Delete markers by id.' }),
    setConfigBindings: t.field({
      type: [ConfigBindingInput],
      description: 'Replace the configuration sets in use.',
    }),
    updateConfigBindings: t.field({
      type: [ConfigBindingInput],
      description: 'Add configuration sets, or change their channel offset.',
    }),
    deleteConfigBindings: t.stringList({
      description: 'No longer use the sets of these identifiers.',
    }),
    setDataBindings: t.field({
      type: [DataBindingInput],
      description: 'Replace the data bindings.',
    }),
    updateDataBindings: t.field({
      type: [DataBindingInput],
      description: 'Add data bindings, or replace those of the same keys as a whole.',
    }),
    deleteDataBindings: t.field({
      type: [DataBindingKeyInput],
      description: 'Delete data bindings by key; unknown ones are passed over.',
    }),
    setFolders: t.stringList({
      description: 'Be in just these folders; with none, in the root. Unknown ones are refused.',
    }),
    updateFolders: t.stringList({
      description: 'Be in these folders too; a session in the root stays there as well.',
    }),
    deleteFolders: t.stringList({
      description:
        'No longer be in these folders; a session left without one is in the root. Unknown ones are passed over.',
    }),
    setRefAnchors: t.stringList({
      description:
        'Replace the anchors: URIs by which other sessions refer to it, 1 to 1000 characters each.',
    }),
    updateRefAnchors: t.stringList({ description: 'Add anchors.' }),
    deleteRefAnchors: t.stringList({
      description: 'Delete anchors; unknown ones are passed over.',
    }),
    setAlternateOfRefs: t.stringList({
      description: 'Be an alternate of the sessions with these anchors, which may come later.',
    }),
    updateAlternateOfRefs: t.stringList({
      description: 'Be an alternate of the sessions with these anchors too.',
    }),
    deleteAlternateOfRefs: t.stringList({
      description: 'No longer be an alternate by these URIs; unknown ones are passed over.',
    }),
    setChildOfRefs: t.stringList({
      description: 'Be a child of the sessions with these anchors, which may come later.',
    }),
    updateChildOfRefs: t.stringList({
      description: 'Be a child of the sessions with these anchors too.',
    }),
    deleteChildOfRefs: t.stringList({
      description: 'No longer be a child by these URIs; unknown ones are passed over.',
    }),
    setLabels: t.stringList({ description: 'Replace the labels.' }),
    updateLabels: t.stringList({ description: 'Add labels.' }),
    deleteLabels: t.stringList({ description: 'Delete labels.' }),
    setClientSessionGroupId: t.string({
      description: 'Replace the client session group, 1 to 64 characters.',
    }),
    clearClientSessionGroupId: t.boolean({ description: 'Unset the client session group.' }),
  }),
});

const CreateSessionInput = builder.inputType('CreateSessionInput', {
  description: 'What a session starts from if it does not exist.',
  fields: (t) => ({
    state: t.field({ type: SessionStateEnum, defaultValue: 'CLOSED', description: 'State.' }),
    timestamp: t.field({ type: 'DateTime', description: 'Official time; absent: now.' }),
    identifier: t.string({ description: 'Name; absent: the identity.' }),
  }),
});

export const CreateOrUpdateSessionInput = builder.inputType('CreateOrUpdateSessionInput', {
  description: 'A session to create or update.',
  fields: (t) => ({
    identity: t.string({ description: 'Key, 1 to 512 characters; absent: a new UUID.' }),
    sequence: t.field({
      type: 'Nanoseconds',
      description:
        'A signed 64-bit number: the request applies only if it is greater than the last applied one.',
    }),
    expectedVersion: t.field({
      type: 'Nanoseconds',
      description:
        'Write only if `metadataVersion` of the session is this, 0 for a session that is not there; else CONFLICT, whose `extensions.version` says what it is.',
    }),
    createIfNotExists: t.field({
      type: CreateSessionInput,
      description: 'Create the session if it is not there; absent: it must be there.',
    }),
    updates: t.field({
      type: [SessionUpdateInput],
      defaultValue: [],
      description: 'Operations, in order; all are applied or none.',
    }),
  }),
});
