import { decodeSamples } from '../core/blocks/decode-samples.ts';
import { DataTypeEnum } from '../parameters/parameter.type.ts';
import { builder } from '../schema/builder.ts';
import type { Burst } from './blocks/burst.ts';

export const SampleBlockRef = builder.objectRef<Burst>('SampleBlock').implement({
  description: 'Consecutive samples of a channel as they are stored.',
  fields: (t) => ({
    channelId: t.expose('channelId', {
      type: 'UInt32',
      description: "The session's number of the channel.",
    }),
    startTime: t.field({
      type: 'Nanoseconds',
      description: 'First sample, in nanoseconds since the Unix epoch.',
      resolve: ({ startNs }) => startNs,
    }),
    endTime: t.field({
      type: 'Nanoseconds',
      description: 'Last sample, in nanoseconds since the Unix epoch.',
      resolve: ({ endNs }) => endNs,
    }),
    interval: t.field({
      type: 'Nanoseconds',
      description: 'Nanoseconds between samples; 0 when `timestamps` has their times.',
      resolve: ({ intervalNs, times }) => (times ? 0n : intervalNs),
    }),
    sampleCount: t.exposeInt('sampleCount', { description: 'Samples.' }),
    dataType: t.expose('dataType', { type: DataTypeEnum, description: 'How a sample is stored.' }),
    data: t.expose('data', {
      type: 'Base64',
      description: 'Samples without padding, in the byte order they were recorded in.',
    }),
    timestamps: t.field({
      type: 'Base64',
      nullable: true,
      description:
        'Instants as signed 64-bit integers, little-endian; null when they follow from the interval.',
      resolve: ({ times }) => times && littleEndianTimes(times),
    }),
    values: t.field({
      type: 'Floats',
      description: 'Raw values, taken as little-endian; of triple numbers the first.',
      resolve: ({ data, dataType, sampleCount }) => decodeSamples(data, dataType, sampleCount),
    }),
  }),
});

function littleEndianTimes(times: BigInt64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(times.length * 8));
  times.forEach((time, i) => {
    view.setBigInt64(i * 8, time, true);
  });
  return new Uint8Array(view.buffer);
}
