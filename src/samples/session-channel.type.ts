import { builder } from '../schema/builder.ts';
import { ChannelRef, TimeRangeRef, WindowInput } from '../schema/refs.ts';
import type { Session } from '../sessions/session.service.ts';
import { readCoverage } from './coverage.service.ts';
import { CoverageRef } from './coverage.type.ts';
import type { SessionChannel } from './session-channel.service.ts';

/** A channel, and the session it is of. */
export interface ChannelOfSession extends SessionChannel {
  readonly session: Session;
}

export const SessionChannelRef = builder.objectRef<ChannelOfSession>('SessionChannel').implement({
  description: 'A channel of a session: configured, or with data, or both.',
  fields: (t) => ({
    channelId: t.expose('channelId', {
      type: 'UInt32',
      description: "The session's number of it: the set's number plus the offset of the binding.",
    }),
    channel: t.expose('channel', {
      type: ChannelRef,
      nullable: true,
      description: 'What is configured of it; null when no published set in use defines it.',
    }),
    sampleCount: t.exposeFloat('sampleCount', { description: 'Samples.' }),
    timeRange: t.expose('timeRange', {
      type: TimeRangeRef,
      nullable: true,
      description: 'First and last sample; null without data.',
    }),
    byteLength: t.exposeFloat('byteLength', { description: 'Bytes of its samples, as recorded.' }),
    coverage: t.field({
      type: CoverageRef,
      description: 'When it has samples.',
      args: {
        maxSegments: t.arg.int({
          defaultValue: 1_000,
          description: 'Most segments, from 1 to 10,000.',
        }),
        window: t.arg({ type: WindowInput, description: 'Only within it; absent: the session.' }),
      },
      resolve: (channel, { window, maxSegments }, context) =>
        readCoverage(context, channel.session, [channel], {
          window,
          maxSegments: maxSegments ?? 1_000,
        }),
    }),
  }),
});
