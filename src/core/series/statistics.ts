/** Statistics of the samples of a window. */
export interface Statistics {
  /** Samples, NaN included. */
  readonly count: number;
  /** Samples that are NaN; everything below leaves them out. */
  readonly nanCount: number;
  /** Null when there is no number, here and below. Infinities count as numbers. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Infinite when it is beyond the largest number. */
  readonly sum: number | null;
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
  const collector = new Collector(
    warning?.minimum ?? Number.NEGATIVE_INFINITY,
    warning?.maximum ?? Number.POSITIVE_INFINITY,
  );
  return {
    add: (times, values, from = 0, to = values.length) => collector.add(times, values, from, to),
    result: () => collector.result(),
  };
}

class Collector {
  readonly #warnBelow: number;
  readonly #warnAbove: number;
  #count = 0;
  #numbers = 0;
  #minimum = Number.NaN;
  #maximum = Number.NaN;
  #minimumAt = Number.NaN;
  #maximumAt = Number.NaN;
  #first = Number.NaN;
  #last = Number.NaN;
  #outsideWarning = 0;
  // Neumaier's sum for the mean; Welford's recurrence for the deviation.
  #sum = 0;
  #lost = 0;
  #runningMean = 0;
  #squares = 0;

  constructor(warnBelow: number, warnAbove: number) {
    this.#warnBelow = warnBelow;
    this.#warnAbove = warnAbove;
  }

  add(times: Float64Array, values: Float64Array, from: number, to: number): void {
    this.#noteEnds(values, from, to);
    this.#countOutside(values, from, to);
    this.#addExtremes(times, values, from, to);
    this.#addMoments(values, from, to);
    this.#count += Math.max(0, to - from);
  }

  // Each loop works on locals: a field written in the loop would go through memory every time.

  #addExtremes(times: Float64Array, values: Float64Array, from: number, to: number): void {
    let minimum = this.#minimum;
    let maximum = this.#maximum;
    let minimumIndex = -1;
    let maximumIndex = -1;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      // One test for the most values; NaN, and the first number, fail it too.
      if (value >= minimum && value <= maximum) continue;
      if (Number.isNaN(value)) continue;
      if (!(value >= minimum)) {
        minimum = value;
        minimumIndex = i;
      }
      if (!(value <= maximum)) {
        maximum = value;
        maximumIndex = i;
      }
    }
    this.#minimum = minimum;
    this.#maximum = maximum;
    if (minimumIndex >= 0) this.#minimumAt = times[minimumIndex]!;
    if (maximumIndex >= 0) this.#maximumAt = times[maximumIndex]!;
  }

  #countOutside(values: Float64Array, from: number, to: number): void {
    const [below, above] = [this.#warnBelow, this.#warnAbove];
    if (below === Number.NEGATIVE_INFINITY && above === Number.POSITIVE_INFINITY) return;
    let outside = 0;
    for (let i = from; i < to; i++) if (values[i]! < below || values[i]! > above) outside++;
    this.#outsideWarning += outside;
  }

  #noteEnds(values: Float64Array, from: number, to: number): void {
    let first = from;
    while (first < to && Number.isNaN(values[first]!)) first++;
    if (first >= to) return;
    let last = to - 1;
    while (Number.isNaN(values[last]!)) last--;
    if (this.#numbers === 0) this.#first = values[first]!;
    this.#last = values[last]!;
  }

  #addMoments(values: Float64Array, from: number, to: number): void {
    let numbers = this.#numbers;
    let sum = this.#sum;
    let lost = this.#lost;
    let runningMean = this.#runningMean;
    let squares = this.#squares;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      numbers++;
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
      const delta = value - runningMean;
      runningMean += delta / numbers;
      squares += delta * (value - runningMean);
    }
    this.#numbers = numbers;
    this.#sum = sum;
    this.#lost = lost;
    this.#runningMean = runningMean;
    this.#squares = squares;
  }

  result(): Statistics {
    const numbers = this.#numbers;
    const orNull = (value: number) => (numbers === 0 ? null : value);
    return {
      count: this.#count,
      nanCount: this.#count - numbers,
      minimum: orNull(this.#minimum),
      maximum: orNull(this.#maximum),
      sum: orNull(this.#total()),
      mean: orNull(this.#mean()),
      standardDeviation: numbers < 2 ? null : this.#deviation(),
      minimumAt: orNull(this.#minimumAt),
      maximumAt: orNull(this.#maximumAt),
      first: orNull(this.#first),
      last: orNull(this.#last),
      outsideWarning: this.#outsideWarning,
    };
  }

  get #hasInfinity(): boolean {
    return !(Number.isFinite(this.#minimum) && Number.isFinite(this.#maximum));
  }

  #total(): number {
    if (this.#hasInfinity) return this.#minimum + this.#maximum;
    const total = this.#sum + this.#lost;
    // Where the sum overflows the compensation is no number.
    return Number.isNaN(total) ? this.#sum : total;
  }

  #mean(): number {
    if (this.#hasInfinity) return this.#minimum + this.#maximum;
    const total = this.#sum + this.#lost;
    // A sum of finite numbers may overflow; the running mean does not.
    return Number.isFinite(total) ? total / this.#numbers : this.#runningMean;
  }

  #deviation(): number {
    if (this.#hasInfinity) return Number.NaN;
    return Math.sqrt(Math.max(0, this.#squares) / (this.#numbers - 1));
  }
}
