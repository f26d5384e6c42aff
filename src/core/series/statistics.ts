/** Statistics of the samples of a window. */
export interface Statistics {
  /** Samples, NaN included. */
  readonly count: number;
  /** Samples that are NaN; everything below leaves them out. */
  readonly nanCount: number;
  /** Null when there is no number, here and below. Infinities count as numbers. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  /** With n - 1 in the denominator; null for fewer than two numbers, NaN with infinities. */
  readonly standardDeviation: number | null;
  /** Relative nanoseconds of the first sample that has the minimum. */
  readonly minimumAt: number | null;
  /** Relative nanoseconds of the first sample that has the maximum. */
  readonly maximumAt: number | null;
  /** First and last number. */
  readonly first: number | null;
  readonly last: number | null;
  /** Numbers below the warning minimum or above the warning maximum. */
  readonly outsideWarning: number;
}

/** Collects statistics of samples that arrive in chunks. */
export interface StatisticsCollector {
  /** Take the samples `from` up to but not including `to`; by default all. */
  readonly add: (times: Float64Array, values: Float64Array, from?: number, to?: number) => void;
  /** The statistics of the samples so far; the same however they were cut into chunks. */
  readonly result: () => Statistics;
}

/** Limits outside which a value is worth a warning; null for none. */
export interface WarningRange {
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** Begin statistics of engineering values. */
export function createStatistics(warning?: WarningRange): StatisticsCollector {
  const warnBelow = warning?.minimum ?? Number.NEGATIVE_INFINITY;
  const warnAbove = warning?.maximum ?? Number.POSITIVE_INFINITY;
  let count = 0;
  let numbers = 0;
  let minimum = Number.NaN;
  let maximum = Number.NaN;
  let minimumAt = Number.NaN;
  let maximumAt = Number.NaN;
  let first = Number.NaN;
  let last = Number.NaN;
  let outsideWarning = 0;
  // Neumaier's sum for the mean; Welford's recurrence for the deviation.
  let sum = 0;
  let lost = 0;
  let runningMean = 0;
  let squares = 0;

  return {
    add(times, values, from = 0, to = values.length) {
      for (let i = from; i < to; i++) {
        const value = values[i]!;
        if (Number.isNaN(value)) continue;
        if (numbers === 0) first = value;
        numbers++;
        last = value;
        if (!(value >= minimum)) {
          minimum = value;
          minimumAt = times[i]!;
        }
        if (!(value <= maximum)) {
          maximum = value;
          maximumAt = times[i]!;
        }
        if (value < warnBelow || value > warnAbove) outsideWarning++;

        const next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
        sum = next;
        const delta = value - runningMean;
        runningMean += delta / numbers;
        squares += delta * (value - runningMean);
      }
      count += Math.max(0, to - from);
    },

    result() {
      const orNull = (value: number) => (numbers === 0 ? null : value);
      return {
        count,
        nanCount: count - numbers,
        minimum: orNull(minimum),
        maximum: orNull(maximum),
        mean: orNull(mean()),
        standardDeviation: numbers < 2 ? null : deviation(),
        minimumAt: orNull(minimumAt),
        maximumAt: orNull(maximumAt),
        first: orNull(first),
        last: orNull(last),
        outsideWarning,
      };
    },
  };

  function mean(): number {
    const hasInfinity = !(Number.isFinite(minimum) && Number.isFinite(maximum));
    if (hasInfinity) return minimum + maximum;
    const total = sum + lost;
    // A sum of finite numbers may overflow; the running mean does not.
    return Number.isFinite(total) ? total / numbers : runningMean;
  }

  function deviation(): number {
    const hasInfinity = !(Number.isFinite(minimum) && Number.isFinite(maximum));
    return hasInfinity ? Number.NaN : Math.sqrt(Math.max(0, squares) / (numbers - 1));
  }
}
