import { builder } from '../schema/builder.ts';
import { TimeRangeInput } from '../schema/refs.ts';
import { SessionStateEnum } from './session.type.ts';

export const SessionFilterInput = builder.inputType('SessionFilter', {
  description: 'Which sessions; fields given together must all match.',
  fields: (t) => ({
    state: t.field({ type: [SessionStateEnum], description: 'In one of these states.' }),
    isLive: t.boolean({ description: 'Whether data may still come.' }),
    hasData: t.boolean({ description: 'Whether there is any sample or event.' }),
  }),
});

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

const SessionUpdateInput = builder.inputType('SessionUpdate', {
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
