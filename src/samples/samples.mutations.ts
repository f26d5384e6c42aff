import { EventInput } from '../events/event.type.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef, TimeRangeRef } from '../schema/refs.ts';
import { type WriteResult, writeData } from './write-data.service.ts';

const PeriodicDataInput = builder.inputType('PeriodicDataInput', {
  description: 'Evenly spaced samples of a PERIODIC channel.',
  fields: (t) => ({
    channelId: t.field({
      type: 'UInt32',
      required: true,
      description: "The session's number of the channel.",
    }),
    startTimestamp: t.field({
      type: 'Nanoseconds',
      required: true,
      description: 'First sample, in nanoseconds since the Unix epoch.',
    }),
    interval: t.field({
      type: 'Nanoseconds',
      required: true,
      description: "Nanoseconds between samples: the channel's interval.",
    }),
    samples: t.int({ required: true, description: 'How many samples.' }),
    buffer: t.field({
      type: 'Base64',
      required: true,
      description:
        "Samples of the channel's type without padding, little-endian unless its parameters say otherwise.",
    }),
  }),
});

const TimestampedDataInput = builder.inputType('TimestampedDataInput', {
  description: 'Samples with their own times, of a TIMESTAMPED, SYNCHRO or ROW_DATA channel.',
  fields: (t) => ({
    channelId: t.field({
      type: 'UInt32',
      required: true,
      description: "The session's number of the channel.",
    }),
    timestamps: t.field({
      type: ['Nanoseconds'],
      description: 'Instants, in nanoseconds since the Unix epoch, ascending.',
    }),
    timestampsBase64: t.field({
      type: 'Base64',
      description: 'The same as signed 64-bit integers, little-endian, instead of `timestamps`.',
    }),
    buffer: t.field({
      type: 'Base64',
      required: true,
      description: "Samples of the channel's type without padding, one an instant.",
    }),
  }),
});

const RowDataInput = builder.inputType('RowDataInput', {
  description: 'One sample each of several ROW_DATA channels, taken together.',
  fields: (t) => ({
    channelIds: t.field({
      type: ['UInt32'],
      required: true,
      description: "The session's numbers of the channels, in the order of the buffer.",
    }),
    timestamp: t.field({
      type: 'Nanoseconds',
      required: true,
      description: 'When they were taken, in nanoseconds since the Unix epoch.',
    }),
    buffer: t.field({
      type: 'Base64',
      required: true,
      description: 'The samples one after the other without padding.',
    }),
  }),
});

const DataMessageInput = builder.inputType('DataMessage', {
  isOneOf: true,
  description: 'A burst of samples, or an event: exactly one field.',
  fields: (t) => ({
    periodic: t.field({ type: PeriodicDataInput, description: 'Evenly spaced samples.' }),
    timestamped: t.field({ type: TimestampedDataInput, description: 'Samples with times.' }),
    row: t.field({ type: RowDataInput, description: 'One sample each of several channels.' }),
    event: t.field({ type: EventInput, description: 'An event.' }),
  }),
});

const WriteDataInput = builder.inputType('WriteDataInput', {
  description: 'Data of a session.',
  fields: (t) => ({
    session: t.string({ required: true, description: 'Identity of the session.' }),
    messages: t.field({
      type: [DataMessageInput],
      required: true,
      description: 'Bursts and events, in order; all are stored or none.',
    }),
  }),
});

const WriteDataPayloadRef = builder.objectRef<WriteResult>('WriteDataPayload').implement({
  description: 'What a write of data did. It is durable.',
  fields: (t) => ({
    session: t.expose('session', { type: SessionRef, description: 'The session as it is now.' }),
    accepted: t.exposeInt('accepted', { description: 'Messages taken.' }),
    sampleCount: t.float({
      description: 'Samples stored now.',
      resolve: ({ stored }) => stored,
    }),
    duplicates: t.exposeFloat('duplicates', {
      description: 'Samples that were stored already, with the same value, and stay as they are.',
    }),
    replaced: t.exposeFloat('replaced', {
      description: 'Samples that were stored with another value, and gave way.',
    }),
    timeRange: t.expose('timeRange', {
      type: TimeRangeRef,
      nullable: true,
      description: 'Range of the samples and events of this write; null when there were none.',
    }),
  }),
});

builder.mutationField('writeData', (t) =>
  t.field({
    type: WriteDataPayloadRef,
    description:
      'Write bursts and events of a session, and extend its time range. The same data again changes nothing, so a write may be repeated safely. NOT_FOUND; CONFLICT when the session has ended; BAD_USER_INPUT for an unknown channel, a wrong length, a wrong interval; PAYLOAD_TOO_LARGE.',
    args: { input: t.arg({ type: WriteDataInput, required: true, description: 'The data.' }) },
    resolve: (_root, { input }, context) => writeData(context, input.session, input.messages),
  }),
);
