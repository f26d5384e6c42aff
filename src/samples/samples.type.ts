import { compileFormat } from '../core/format/format-number.ts';
import { REDUCTION_METHODS, type ReductionMethod } from '../core/series/reduce-series.ts';
import { IDENTITY_CONVERSION } from '../parameters/identity-conversion.ts';
import { builder } from '../schema/builder.ts';
import { ParameterRef, TimeRangeRef } from '../schema/refs.ts';
import { SampleStatisticsRef } from './sample-statistics.type.ts';
import { readStatistics, type SampleSeries } from './samples.service.ts';
import { readComponents } from './triple-components.service.ts';

const METHOD_DESCRIPTIONS = {
  MIN_MAX:
    "The window is cut into equal buckets of time. Every bucket's first least and first greatest sample are kept, and the first and last sample of the window. Every point is a real sample; no extreme is lost.",
  LTTB: 'Largest triangle three buckets: real samples that keep the shape of the line; a single extreme may be lost. The first and last sample are kept.',
  MIN_MAX_LTTB: 'LTTB among the extremes of smaller buckets: nearly its shape, much faster.',
  MEAN: 'The mean time and mean value of every bucket of time. The points are not samples: they have no raw value.',
  FIRST: 'The first sample of every bucket of time, and the last of the window.',
  EVERY_NTH: 'Every nth sample from the first.',
} satisfies Record<ReductionMethod, string>;

export const ReductionMethodEnum = builder.enumType('ReductionMethod', {
  description: 'How samples are reduced to points. Nothing is random.',
  values: Object.fromEntries(
    REDUCTION_METHODS.map((name) => [name, { description: METHOD_DESCRIPTIONS[name] }]),
  ) as Record<ReductionMethod, { description: string }>,
});

export const ResolutionInput = builder.inputType('ResolutionInput', {
  description: 'How much of a series a screen can show.',
  fields: (t) => ({
    maxPoints: t.int({
      required: true,
      description: 'Most points of a series, from 4, gap separators included.',
    }),
    method: t.field({
      type: ReductionMethodEnum,
      defaultValue: 'MIN_MAX',
      description: 'How samples are reduced, when there are more than that.',
    }),
  }),
});

export const TIME_UNITS = { SECONDS: 1e9, MILLISECONDS: 1e6, NANOSECONDS: 1 } as const;

export const TimeUnitEnum = builder.enumType('TimeUnit', {
  description: 'Unit of times as numbers.',
  values: {
    SECONDS: { description: 'Seconds.' },
    MILLISECONDS: { description: 'Milliseconds.' },
    NANOSECONDS: { description: 'Nanoseconds; exact up to 2^53.' },
  },
});

export const TimeOriginEnum = builder.enumType('TimeOrigin', {
  description: 'Where times as numbers count from.',
  values: {
    EPOCH: { description: 'The Unix epoch. Numbers then hold no more than about 256 nanoseconds.' },
    SESSION: { description: "The session's first sample." },
    WINDOW: { description: "The window's start." },
  },
});

export const SampleSeriesRef = builder.objectRef<SampleSeries>('SampleSeries');

SampleSeriesRef.implement({
  description:
    'Samples of a parameter, in engineering values; all arrays have one entry a point. When a resolution was asked for, a point whose value is null, one nanosecond after a sample, stands where samples are missing, so that no line is drawn across a gap.',
  fields: (t) => ({
    parameter: t.field({
      type: ParameterRef,
      description: 'The parameter.',
      resolve: ({ source }) => source.parameter,
    }),
    window: t.expose('window', {
      type: TimeRangeRef,
      nullable: true,
      description: 'The range that was read; null when the session holds no data in it.',
    }),
    sourceCount: t.exposeFloat('sourceCount', {
      description: 'Samples in the window before reduction.',
    }),
    count: t.int({
      description: 'Points returned, gap separators included.',
      resolve: ({ times }) => times.length,
    }),
    method: t.expose('method', {
      type: ReductionMethodEnum,
      nullable: true,
      description: 'How samples were reduced; null when every sample is there.',
    }),
    buckets: t.exposeInt('buckets', {
      nullable: true,
      description:
        'Buckets that the reduction used; null when every sample is there, or the method has none. For MIN_MAX bucket k of n holds the instants from start + ceil(k * span / n) up to, not including, the next, where span counts both ends of the window.',
    }),
    timestamps: t.field({
      type: 'NanosecondsList',
      description: 'Instants, in nanoseconds since the Unix epoch.',
      resolve: ({ window, times }) => {
        const start = window?.startTime ?? 0n;
        return Array.from(times, (time) => String(start + BigInt(time)));
      },
    }),
    times: t.field({
      type: 'Floats',
      description: 'Instants as numbers.',
      args: {
        unit: t.arg({ type: TimeUnitEnum, defaultValue: 'SECONDS', description: 'Their unit.' }),
        origin: t.arg({
          type: TimeOriginEnum,
          defaultValue: 'WINDOW',
          description: 'Where they count from.',
        }),
      },
      resolve: (series, { unit, origin }) => {
        const start = series.window ? series.window.startTime - originOf(series, origin) : 0n;
        const size = TIME_UNITS[unit ?? 'SECONDS'];
        const offset = Number(start);
        return Number.isSafeInteger(offset)
          ? series.times.map((time) => (offset + time) / size)
          : series.times.map((time) => Number(start + BigInt(time)) / size);
      },
    }),
    values: t.field({
      type: 'Floats',
      description: 'Engineering values; null where there is none, or it is not finite.',
      resolve: ({ values }) => values,
    }),
    rawValues: t.field({
      type: 'Floats',
      description: 'Values as decoded, before shift, mask and conversion; null for means.',
      resolve: ({ raw }) => raw,
    }),
    texts: t.field({
      type: 'Strings',
      nullable: true,
      description:
        'Texts of the values, null for gaps; null altogether unless the conversion is a table of texts.',
      resolve: ({ values, textOf }) =>
        textOf && Array.from(values, (value) => (Number.isNaN(value) ? null : textOf(value))),
    }),
    formatted: t.field({
      type: 'Strings',
      description: "Values in the parameter's format, without the unit; null where there is none.",
      resolve: ({ values, textOf, source: { parameter, conversion } }) => {
        const format = compileFormat(
          parameter.format ?? conversion?.format ?? IDENTITY_CONVERSION.format,
        );
        return Array.from(values, (value) =>
          Number.isNaN(value) ? null : format(value, textOf?.(value)),
        );
      },
    }),
    timestampsBase64: t.field({
      type: 'Base64',
      description: 'Instants as signed 64-bit integers, little-endian.',
      resolve: ({ window, times }) => {
        const start = window?.startTime ?? 0n;
        const view = new DataView(new ArrayBuffer(times.length * 8));
        times.forEach((time, i) => {
          view.setBigInt64(i * 8, start + BigInt(time), true);
        });
        return new Uint8Array(view.buffer);
      },
    }),
    valuesBase64: t.field({
      type: 'Base64',
      description:
        'Engineering values as 64-bit floating point numbers, little-endian; NaN for gaps.',
      resolve: ({ values }) => littleEndian(values),
    }),
    rawValuesBase64: t.field({
      type: 'Base64',
      description: 'Raw values as 64-bit floating point numbers, little-endian; NaN for gaps.',
      resolve: ({ raw }) => littleEndian(raw),
    }),
    components: t.field({
      type: ['Floats'],
      nullable: true,
      description:
        'Of samples that are triples: the raw first, second and third numbers of the same points, null for gaps and means. Null altogether unless the parameter has one channel, of triples.',
      resolve: (series, _args, context) => readComponents(context, series),
    }),
    statistics: t.field({
      type: SampleStatisticsRef,
      description: 'Statistics over every sample of the window, not over the points.',
      resolve: ({ source, window }, _args, context) => readStatistics(context, source, window),
    }),
  }),
});

function originOf(
  { window, session }: SampleSeries,
  origin: 'EPOCH' | 'SESSION' | 'WINDOW' | null | undefined,
): bigint {
  switch (origin ?? 'WINDOW') {
    case 'EPOCH':
      return 0n;
    case 'SESSION':
      return session.timeRange?.startTime ?? 0n;
    case 'WINDOW':
      return window?.startTime ?? 0n;
  }
}

/** Numbers as 64-bit floating point, little-endian. */
export function littleEndian(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return new Uint8Array(view.buffer);
}
