import { compileFormat } from '../core/format/format-number.ts';
import type { Regression } from '../core/series/further-statistics.ts';
import { REDUCTION_METHODS, type ReductionMethod } from '../core/series/reduce-series.ts';
import { IDENTITY_CONVERSION } from '../parameters/identity-conversion.ts';
import { builder } from '../schema/builder.ts';
import { ParameterRef, TimeRangeRef } from '../schema/refs.ts';
import { readFurtherStatistics } from './further-statistics.service.ts';
import { readStatistics, type SampleSeries, type SampleStatistics } from './samples.service.ts';
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
export const SampleStatisticsRef = builder.objectRef<SampleStatistics>('SampleStatistics');
const RegressionRef = builder.objectRef<Regression>('Regression');

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

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function instant({ window }: SampleStatistics, time: number | null): bigint | null {
  return window && time !== null ? window.startTime + BigInt(time) : null;
}

SampleStatisticsRef.implement({
  description:
    'Statistics of a parameter in a window, over engineering values and every sample; nothing is estimated. Samples that are not a number are counted, and otherwise left out. Extremes, instants and counts are exact; sums, means and deviations of long windows are added up from those of blocks, and may differ from another order of addition in rounding.',
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
    count: t.exposeFloat('count', { description: 'Samples.' }),
    nanCount: t.exposeFloat('nanCount', { description: 'Samples that are not a number.' }),
    minimum: t.float({
      nullable: true,
      description: 'Least number; null when there is none, or it is not finite.',
      resolve: ({ minimum }) => finite(minimum),
    }),
    maximum: t.float({
      nullable: true,
      description: 'Greatest number; null when there is none, or it is not finite.',
      resolve: ({ maximum }) => finite(maximum),
    }),
    mean: t.float({
      nullable: true,
      description: 'Arithmetic mean; null when it is not finite.',
      resolve: ({ mean }) => finite(mean),
    }),
    standardDeviation: t.float({
      nullable: true,
      description: 'Of the sample, with n - 1; null for fewer than two values.',
      resolve: ({ standardDeviation }) => finite(standardDeviation),
    }),
    minimumAt: t.field({
      type: 'Nanoseconds',
      nullable: true,
      description: 'Instant of the first least value; null without one.',
      resolve: (statistics) => instant(statistics, statistics.minimumAt),
    }),
    maximumAt: t.field({
      type: 'Nanoseconds',
      nullable: true,
      description: 'Instant of the first greatest value; null without one.',
      resolve: (statistics) => instant(statistics, statistics.maximumAt),
    }),
    first: t.float({
      nullable: true,
      description: 'First value that is a number; null without one.',
      resolve: ({ first }) => finite(first),
    }),
    last: t.float({
      nullable: true,
      description: 'Last value that is a number; null without one.',
      resolve: ({ last }) => finite(last),
    }),
    outsideWarning: t.exposeFloat('outsideWarning', {
      description: "Values outside the parameter's warning limits; 0 when it has none.",
    }),
    sum: t.float({
      nullable: true,
      description: 'Sum of the values; null without one, or when it is not finite.',
      resolve: ({ sum }) => finite(sum),
    }),
    range: t.float({
      nullable: true,
      description: 'Greatest minus least value; null without one, or when it is not finite.',
      resolve: ({ minimum, maximum }) => difference(maximum, minimum),
    }),
    delta: t.float({
      nullable: true,
      description: 'Last minus first value; null without one, or when it is not finite.',
      resolve: ({ first, last }) => difference(last, first),
    }),
    absoluteMean: t.float({
      nullable: true,
      description:
        'Mean of the magnitudes; null when it is not finite. This field and those below it read the samples once more.',
      resolve: async (statistics, _args, context) =>
        finite((await readFurtherStatistics(context, statistics)).absoluteMean),
    }),
    geometricMean: t.float({
      nullable: true,
      description: 'Geometric mean of the values above 0; null without one.',
      resolve: async (statistics, _args, context) =>
        finite((await readFurtherStatistics(context, statistics)).geometricMean),
    }),
    regression: t.field({
      type: RegressionRef,
      nullable: true,
      description: 'The straight line that fits the values best; null for fewer than two.',
      resolve: async (statistics, _args, context) =>
        (await readFurtherStatistics(context, statistics)).regression,
    }),
    heldTime: t.field({
      type: 'Nanoseconds',
      description:
        'Nanoseconds that the values hold: each until the next sample, but not across a gap, nor past the last sample of the window.',
      resolve: async (statistics, _args, context) =>
        BigInt((await readFurtherStatistics(context, statistics)).heldTime),
    }),
    timeWeightedMean: t.float({
      nullable: true,
      description:
        'Mean over `heldTime`, in which each value counts for as long as it holds; null when that is 0.',
      resolve: async (statistics, _args, context) =>
        finite((await readFurtherStatistics(context, statistics)).timeWeightedMean),
    }),
    timeWeightedDeviation: t.float({
      nullable: true,
      description: 'Standard deviation over `heldTime`, of all of it; null when that is 0.',
      resolve: async (statistics, _args, context) =>
        finite((await readFurtherStatistics(context, statistics)).timeWeightedDeviation),
    }),
  }),
});

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : finite(a - b);
}

RegressionRef.implement({
  description:
    'A straight line by least squares: value = intercept + slope * position. Positions count all samples of the window from 1, those that are not a number too, though the line leaves them out.',
  fields: (t) => ({
    slope: t.float({
      nullable: true,
      description: 'Rise from one sample to the next; null when it is not finite.',
      resolve: ({ slope }) => finite(slope),
    }),
    intercept: t.float({
      nullable: true,
      description: 'Value of the line at position 0; null when it is not finite.',
      resolve: ({ intercept }) => finite(intercept),
    }),
    rSquared: t.float({
      nullable: true,
      description:
        'Part of the variance that the line explains, 0 to 1; null when all values are equal.',
      resolve: ({ rSquared }) => finite(rSquared),
    }),
    slopePerSecond: t.float({
      nullable: true,
      description:
        'Rise a second of the line that fits the values by their times; null when it is not finite.',
      resolve: ({ slopePerSecond }) => finite(slopePerSecond),
    }),
  }),
});
