import type { Series } from './series.ts';

/** A straight line fitted to numbers by least squares, with x their position in the window, from 1. */
export interface Regression {
  /** Rise from one sample to the next. */
  readonly slope: number;
  /** Height at position 0. */
  readonly intercept: number;
  /** From 0 to 1: how much of the variance the line explains; NaN when all numbers are equal. */
  readonly rSquared: number;
  /** Rise a second of the line fitted with the samples' times as x; NaN when they have one time. */
  readonly slopePerSecond: number;
}

/** Statistics that take another pass and more work than the usual ones. NaN samples are left out. */
export interface FurtherStatistics {
  /** Mean of the magnitudes; null without a number. */
  readonly absoluteMean: number | null;
  /** Of the numbers above 0; null when there are none. */
  readonly geometricMean: number | null;
  /** Null for fewer than two numbers; NaN fields with infinities. */
  readonly regression: Regression | null;
  /** Nanoseconds the numbers hold: each until the next sample, across no gap. */
  readonly heldTime: number;
  /** Mean over `heldTime`; null when that is 0. */
  readonly timeWeightedMean: number | null;
  /** Of all that time, not of a sample of it; null likewise. */
  readonly timeWeightedDeviation: number | null;
}

/** Collects further statistics of samples that arrive in chunks. */
export interface FurtherStatisticsCollector {
  readonly add: (piece: Pick<Series, 'times' | 'values' | 'breaks'>) => void;
  /** The same however the samples were cut into chunks. */
  readonly result: () => FurtherStatistics;
}

/** Begin further statistics of engineering values. */
export function createFurtherStatistics(): FurtherStatisticsCollector {
  const magnitudes = new Sum();
  const logarithms = new Sum();
  const line = new Line();
  const held = new Held();
  return {
    add: ({ times, values, breaks }) => {
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        if (Number.isNaN(value)) continue;
        magnitudes.add(Math.abs(value));
        if (value > 0) logarithms.add(Math.log(value));
      }
      line.add(times, values);
      held.add(times, values, breaks);
    },
    result: () => ({
      absoluteMean: magnitudes.mean(),
      geometricMean: logarithms.count === 0 ? null : Math.exp(logarithms.mean()!),
      regression: line.result(),
      ...held.result(),
    }),
  };
}

/** Neumaier's sum of numbers. */
class Sum {
  count = 0;
  #sum = 0;
  #lost = 0;
  #runningMean = 0;

  add(value: number): void {
    this.count++;
    const next = this.#sum + value;
    this.#lost +=
      Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
    this.#runningMean += (value - this.#runningMean) / this.count;
  }

  mean(): number | null {
    if (this.count === 0) return null;
    const total = this.#sum + this.#lost;
    if (Number.isFinite(total)) return total / this.count;
    // An infinity makes the compensation NaN; finite numbers may overflow, their running mean not.
    return Number.isFinite(this.#runningMean) ? this.#runningMean : this.#sum;
  }
}

/** Least squares by running means and moments, so that large offsets lose no digits. */
class Line {
  #samples = 0;
  #numbers = 0;
  #meanX = 0;
  #meanT = 0;
  #meanY = 0;
  #xx = 0;
  #tt = 0;
  #yy = 0;
  #xy = 0;
  #ty = 0;

  add(times: Float64Array, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      const x = ++this.#samples;
      const y = values[i]!;
      if (Number.isNaN(y)) continue;
      const t = times[i]! / 1e9;
      const n = ++this.#numbers;
      const [dx, dt, dy] = [x - this.#meanX, t - this.#meanT, y - this.#meanY];
      this.#meanX += dx / n;
      this.#meanT += dt / n;
      this.#meanY += dy / n;
      const restY = y - this.#meanY;
      this.#xx += dx * (x - this.#meanX);
      this.#tt += dt * (t - this.#meanT);
      this.#yy += dy * restY;
      this.#xy += dx * restY;
      this.#ty += dt * restY;
    }
  }

  result(): Regression | null {
    if (this.#numbers < 2) return null;
    const slope = this.#xy / this.#xx;
    return {
      slope,
      intercept: this.#meanY - slope * this.#meanX,
      rSquared: Math.min(1, (slope * this.#xy) / this.#yy),
      slopePerSecond: this.#ty / this.#tt,
    };
  }
}

/** Each number weighted by the time until the next sample. */
class Held {
  #time = Number.NaN;
  #value = Number.NaN;
  #weight = 0;
  #mean = 0;
  #squares = 0;

  add(times: Float64Array, values: Float64Array, breaks: Uint32Array): void {
    let nextBreak = 0;
    for (let i = 0; i < times.length; i++) {
      const time = times[i]!;
      const isBreak = breaks[nextBreak] === i;
      if (isBreak) nextBreak++;
      else if (time > this.#time && !Number.isNaN(this.#value)) this.#hold(time - this.#time);
      this.#time = time;
      this.#value = values[i]!;
    }
  }

  #hold(span: number): void {
    this.#weight += span;
    const delta = this.#value - this.#mean;
    this.#mean += (delta * span) / this.#weight;
    this.#squares += span * delta * (this.#value - this.#mean);
  }

  result() {
    const orNull = (value: number) => (this.#weight === 0 ? null : value);
    return {
      heldTime: this.#weight,
      timeWeightedMean: orNull(this.#mean),
      timeWeightedDeviation: orNull(Math.sqrt(Math.max(0, this.#squares) / this.#weight)),
    };
  }
}
