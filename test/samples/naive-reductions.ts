/** Every sample of a series in memory, by time. */
export interface NaiveSeries {
  /** Whole nanoseconds after an instant of the test's own. */
  readonly times: Float64Array;
  readonly raw: Float64Array;
  readonly values: Float64Array;
  /** Usual nanoseconds between samples; 0 when there is no such spacing, and so no gap. */
  readonly interval: number;
}

/** What a MIN_MAX reduction gives. */
export interface NaivePoints {
  readonly sourceCount: number;
  readonly method: 'MIN_MAX' | null;
  readonly buckets: number | null;
  readonly times: number[];
  readonly values: number[];
  readonly raw: number[];
}

/** The samples from one time to another, both included. */
export function samplesBetween(series: NaiveSeries, from: number, to: number): NaiveSeries {
  const first = indexFrom(series.times, from);
  const end = indexFrom(series.times, to + 1);
  return {
    times: series.times.subarray(first, end),
    raw: series.raw.subarray(first, end),
    values: series.values.subarray(first, end),
    interval: series.interval,
  };
}

function indexFrom(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** MIN_MAX as the schema describes it, from every sample of the window, one after the other. */
export function reduceNaively(
  series: NaiveSeries,
  from: number,
  to: number,
  maxPoints: number,
): NaivePoints {
  const inside = samplesBetween(series, from, to);
  const { times, values } = inside;
  const sourceCount = times.length;
  const gaps = findGaps(inside);
  if (sourceCount + gaps.length <= maxPoints) {
    const all = Array.from(times, (_, i) => i);
    return { sourceCount, method: null, buckets: null, ...toPoints(inside, all, new Set(gaps)) };
  }

  const reserve = Math.min(gaps.length, Math.floor(maxPoints / 4), maxPoints - 4);
  const buckets = Math.floor((maxPoints - 2 - reserve) / 2);
  const kept = new Set([0, sourceCount - 1]);
  for (let bucket = 0, at = 0; bucket < buckets; bucket++) {
    const end = startOfBucket(from, to, bucket + 1, buckets);
    let least = at;
    let greatest = at;
    const first = at;
    for (; at < sourceCount && times[at]! < end; at++) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(values[least]!) || value < values[least]!) least = at;
      if (Number.isNaN(values[greatest]!) || value > values[greatest]!) greatest = at;
    }
    if (at > first) kept.add(least).add(greatest);
  }
  const indices = [...kept].sort((a, b) => a - b);
  const separated = chooseGaps(inside, gaps, indices, maxPoints - indices.length);
  return { sourceCount, method: 'MIN_MAX', buckets, ...toPoints(inside, indices, separated) };
}

/** First instant of a bucket: start + ceil(k * span / n). */
function startOfBucket(from: number, to: number, bucket: number, buckets: number): number {
  const span = BigInt(to) - BigInt(from) + 1n;
  const [k, n] = [BigInt(bucket), BigInt(buckets)];
  return from + Number((k * span + n - 1n) / n);
}

/** Positions of the samples before which samples are missing. */
function findGaps({ times, interval }: NaiveSeries): number[] {
  const gaps: number[] = [];
  if (interval === 0) return gaps;
  for (let i = 1; i < times.length; i++) {
    if ((times[i]! - times[i - 1]!) * 2 > interval * 3) gaps.push(i);
  }
  return gaps;
}

/** Kept samples before which a separator stands: the longest gaps first, then the earlier ones. */
function chooseGaps(
  { times }: NaiveSeries,
  gaps: readonly number[],
  indices: readonly number[],
  room: number,
): Set<number> {
  const lengths: { index: number; length: number }[] = [];
  let at = 0;
  for (const index of indices) {
    let length = -1;
    for (; at < gaps.length && gaps[at]! <= index; at++) {
      length = Math.max(length, times[gaps[at]!]! - times[gaps[at]! - 1]!);
    }
    if (length >= 0) lengths.push({ index, length });
  }
  lengths.sort((a, b) => b.length - a.length || a.index - b.index);
  return new Set(lengths.slice(0, room).map(({ index }) => index));
}

function toPoints(
  { times, raw, values }: NaiveSeries,
  indices: readonly number[],
  separated: ReadonlySet<number>,
): Pick<NaivePoints, 'times' | 'values' | 'raw'> {
  const points = { times: [] as number[], values: [] as number[], raw: [] as number[] };
  const put = (time: number, value: number, rawValue: number) => {
    points.times.push(time);
    points.values.push(value);
    points.raw.push(rawValue);
  };
  indices.forEach((index, i) => {
    if (separated.has(index)) put(times[indices[i - 1]!]! + 1, Number.NaN, Number.NaN);
    put(times[index]!, values[index]!, raw[index]!);
  });
  return points;
}

/** Statistics as the API has them, times after the same instant as the samples. */
export interface NaiveStatistics {
  readonly count: number;
  readonly nanCount: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly minimumAt: number | null;
  readonly maximumAt: number | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly outsideWarning: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
}

/** Statistics from every sample of the window; what is not finite is null, as the API has it. */
export function summariseNaively(
  series: NaiveSeries,
  from: number,
  to: number,
  warning: { readonly minimum: number; readonly maximum: number } | null,
): NaiveStatistics {
  const { times, values } = samplesBetween(series, from, to);
  const places = Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]!));
  const numbers = places.map((i) => values[i]!);
  const least = places.reduce<number | null>(
    (best, i) => (best === null || values[i]! < values[best]! ? i : best),
    null,
  );
  const greatest = places.reduce<number | null>(
    (best, i) => (best === null || values[i]! > values[best]! ? i : best),
    null,
  );
  const isOutside = (value: number) =>
    warning !== null && (value < warning.minimum || value > warning.maximum);
  const mean = meanOf(numbers);
  const squares = numbers.map((value) => (value - mean) ** 2);
  const variance = (meanOf(squares) * numbers.length) / (numbers.length - 1);
  return {
    count: values.length,
    nanCount: values.length - numbers.length,
    minimum: finiteOrNull(least === null ? null : values[least]!),
    maximum: finiteOrNull(greatest === null ? null : values[greatest]!),
    minimumAt: least === null ? null : times[least]!,
    maximumAt: greatest === null ? null : times[greatest]!,
    first: finiteOrNull(numbers[0] ?? null),
    last: finiteOrNull(numbers.at(-1) ?? null),
    outsideWarning: numbers.filter(isOutside).length,
    mean: finiteOrNull(mean),
    standardDeviation: numbers.length < 2 ? null : finiteOrNull(Math.sqrt(variance)),
  };
}

/** Halves are added up, pairs of pairs, so that errors stay as small as their logarithm. */
function meanOf(numbers: readonly number[]): number {
  const share = 1 / numbers.length;
  const sum = (from: number, to: number): number => {
    if (to - from > 32) {
      const middle = (from + to) >>> 1;
      return sum(from, middle) + sum(middle, to);
    }
    let total = 0;
    for (let i = from; i < to; i++) total += numbers[i]! * share;
    return total;
  };
  return numbers.length === 0 ? Number.NaN : sum(0, numbers.length);
}

/** JSON knows neither infinities nor a negative zero. */
function finiteOrNull(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value + 0;
}
