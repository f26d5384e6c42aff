import type { Statistics } from './statistics.ts';

/** Statistics of one stretch of a series, whose numbers are finite. */
export interface StatisticsPart extends Omit<Statistics, 'standardDeviation'> {
  /** Sum of the squared distances of the numbers from their mean. */
  readonly squares: number;
}

/** Joins statistics of successive stretches, in order of time. */
export interface StatisticsMerger {
  readonly add: (part: StatisticsPart) => void;
  /**
   * The statistics of all stretches: extremes and counts as if every sample had been seen, mean and
   * deviation but for rounding.
   */
  readonly result: () => Statistics;
}

/** Statistics as a stretch of longer ones. */
export function asPart({ standardDeviation, ...rest }: Statistics): StatisticsPart {
  const numbers = rest.count - rest.nanCount;
  return { ...rest, squares: (standardDeviation ?? 0) ** 2 * Math.max(0, numbers - 1) };
}

export function createStatisticsMerger(): StatisticsMerger {
  let count = 0;
  let nanCount = 0;
  let outsideWarning = 0;
  let numbers = 0;
  let minimum: number | null = null;
  let maximum: number | null = null;
  let minimumAt: number | null = null;
  let maximumAt: number | null = null;
  let first: number | null = null;
  let last: number | null = null;
  // Neumaier's sum for the mean; Chan's way to join squared distances.
  let sum = 0;
  let lost = 0;
  let mean = 0;
  let squares = 0;
  // Where the sum overflows, the compensation is no number.
  const total = () => (Number.isFinite(sum) ? sum + lost : sum);

  return {
    add(part) {
      count += part.count;
      nanCount += part.nanCount;
      outsideWarning += part.outsideWarning;
      const added = part.count - part.nanCount;
      if (added === 0 || part.minimum === null || part.maximum === null) return;
      if (minimum === null || part.minimum < minimum) {
        minimum = part.minimum;
        minimumAt = part.minimumAt;
      }
      if (maximum === null || part.maximum > maximum) {
        maximum = part.maximum;
        maximumAt = part.maximumAt;
      }
      first ??= part.first;
      last = part.last;

      const value = part.sum ?? 0;
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
      // Not by the sum, which may have overflowed.
      const distance = (part.mean ?? 0) - mean;
      squares += part.squares + (distance * distance * numbers * added) / (numbers + added);
      numbers += added;
      mean += (distance * added) / numbers;
    },
    result: () => ({
      count,
      nanCount,
      minimum,
      maximum,
      sum: numbers === 0 ? null : total(),
      // A sum of finite numbers may overflow; the running mean does not.
      mean: numbers === 0 ? null : Number.isFinite(total()) ? total() / numbers : mean,
      standardDeviation: numbers < 2 ? null : Math.sqrt(squares / (numbers - 1)),
      minimumAt,
      maximumAt,
      first,
      last,
      outsideWarning,
    }),
  };
}
