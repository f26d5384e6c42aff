import type { Regression } from '../core/series/further-statistics.ts';
import { builder } from '../schema/builder.ts';
import { ParameterRef, TimeRangeRef } from '../schema/refs.ts';
import { readFurtherStatistics } from './further-statistics.service.ts';
import type { SampleStatistics } from './samples.service.ts';

export const SampleStatisticsRef = builder.objectRef<SampleStatistics>('SampleStatistics');
const RegressionRef = builder.objectRef<Regression>('Regression');

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
