import { ALIGN_MODES, type AlignMode } from '../core/series/align-mode.ts';
import { builder } from '../schema/builder.ts';
import { ParameterRef, SessionRef, WindowInput } from '../schema/refs.ts';
import {
  type AlignedColumn,
  type AlignedSamples,
  readAligned,
  readSamplesAt,
} from './aligned-samples.service.ts';
import { requestSignal } from './request-signal.ts';
import { littleEndian, TIME_UNITS, TimeOriginEnum, TimeUnitEnum } from './samples.type.ts';

const MODE_DESCRIPTIONS = {
  HOLD: 'The last sample at or before the instant; it holds past the last sample of all.',
  LINEAR:
    'On the straight line between the samples about the instant; null before the first and after the last sample of all.',
  NEAREST:
    'The nearer sample, the earlier one on a tie. Within a gap, and beyond the first and the last sample, only when it lies within half an interval of the grid.',
} satisfies Record<AlignMode, string>;

const AlignModeEnum = builder.enumType('AlignMode', {
  description: 'How a value is taken between two samples. In gaps there is none.',
  values: Object.fromEntries(
    ALIGN_MODES.map((name) => [name, { description: MODE_DESCRIPTIONS[name] }]),
  ) as Record<AlignMode, { description: string }>,
});

const AlignedColumnRef = builder.objectRef<AlignedColumn>('AlignedColumn').implement({
  description: 'The values of one parameter at the instants of an alignment.',
  fields: (t) => ({
    parameter: t.field({
      type: ParameterRef,
      description: 'The parameter.',
      resolve: ({ source }) => source.parameter,
    }),
    values: t.field({
      type: 'Floats',
      description:
        'Engineering values, one an instant; null where there is none, or it is not finite.',
      resolve: ({ values }) => values,
    }),
    valuesBase64: t.field({
      type: 'Base64',
      description:
        'The same as 64-bit floating point numbers, little-endian; NaN where there is none.',
      resolve: ({ values }) => littleEndian(values),
    }),
  }),
});

const AlignedSamplesRef = builder.objectRef<AlignedSamples>('AlignedSamples').implement({
  description: 'Values of several parameters at the same instants.',
  fields: (t) => ({
    count: t.int({
      description: 'Instants.',
      resolve: ({ offsets }) => offsets.length,
    }),
    timestamps: t.field({
      type: 'NanosecondsList',
      description: 'The instants, in nanoseconds since the Unix epoch.',
      resolve: ({ origin, offsets }) =>
        Array.from(offsets, (offset) => String(origin + BigInt(offset))),
    }),
    times: t.field({
      type: 'Floats',
      description:
        "The instants as numbers. For chosen instants the window's start is the earliest of them.",
      args: {
        unit: t.arg({ type: TimeUnitEnum, defaultValue: 'SECONDS', description: 'Their unit.' }),
        origin: t.arg({
          type: TimeOriginEnum,
          defaultValue: 'WINDOW',
          description: 'Where they count from.',
        }),
      },
      resolve: (aligned, { unit, origin }) => {
        const start = aligned.origin - originOf(aligned, origin ?? 'WINDOW');
        const size = TIME_UNITS[unit ?? 'SECONDS'];
        const offset = Number(start);
        return Number.isSafeInteger(offset)
          ? aligned.offsets.map((time) => (offset + time) / size)
          : aligned.offsets.map((time) => Number(start + BigInt(time)) / size);
      },
    }),
    columns: t.expose('columns', {
      type: [AlignedColumnRef],
      description: 'One a parameter, in the order asked for.',
    }),
  }),
});

function originOf(
  { origin, session }: AlignedSamples,
  from: 'EPOCH' | 'SESSION' | 'WINDOW',
): bigint {
  switch (from) {
    case 'EPOCH':
      return 0n;
    case 'SESSION':
      return session.timeRange?.startTime ?? 0n;
    case 'WINDOW':
      return origin;
  }
}

builder.objectFields(SessionRef, (t) => ({
  aligned: t.field({
    type: AlignedSamplesRef,
    description:
      "Values of parameters on one grid of time: from the window's start on, in steps of the interval, as far as the window's end. Samples next to the window count too, and gaps stay empty. PAYLOAD_TOO_LARGE for more instants than a series may have points, or more values than a request may.",
    args: {
      parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }),
      window: t.arg({ type: WindowInput, description: 'Absent: the session.' }),
      interval: t.arg({
        type: 'Nanoseconds',
        required: true,
        description: 'Nanoseconds between instants, from 1.',
      }),
      mode: t.arg({
        type: AlignModeEnum,
        defaultValue: 'HOLD',
        description: 'How values are taken between samples.',
      }),
    },
    resolve: (session, { parameters, window, interval, mode }, context) => {
      const signal = requestSignal(context);
      return readAligned(context, session, parameters, window, interval, mode ?? 'HOLD', signal);
    },
  }),
  samplesAt: t.field({
    type: AlignedSamplesRef,
    description:
      'Values of parameters at chosen instants, in the order given. With NEAREST, in a gap or beyond the first and the last sample of all, only a sample at the instant itself. PAYLOAD_TOO_LARGE as for `aligned`.',
    args: {
      parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }),
      timestamps: t.arg({
        type: ['Nanoseconds'],
        required: true,
        description:
          'Instants, in nanoseconds since the Unix epoch, in any order, within 104 days of each other.',
      }),
      mode: t.arg({
        type: AlignModeEnum,
        defaultValue: 'HOLD',
        description: 'How values are taken between samples.',
      }),
    },
    resolve: (session, { parameters, timestamps, mode }, context) => {
      const signal = requestSignal(context);
      return readSamplesAt(context, session, parameters, timestamps, mode ?? 'HOLD', signal);
    },
  }),
}));
