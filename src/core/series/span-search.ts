import type { Series } from './series.ts';

/** Neighbouring samples for which a condition holds, with no gap among them. */
export interface MatchingSpan {
  /** Relative nanoseconds of the first and the last of them. */
  readonly startTime: number;
  readonly endTime: number;
  readonly sampleCount: number;
  /** Value of the first. */
  readonly firstValue: number;
}

/** What is searched for. */
export interface SpanSearchOptions {
  /** Whether the condition holds for a value; never asked of NaN. */
  readonly test: (value: number) => boolean;
  /** Least nanoseconds from the first sample of a span to its last; 0 for single ones too. */
  readonly minimumSpan: number;
  /** Most spans. */
  readonly maxSpans: number;
}

/** Finds spans in samples that arrive piece by piece. */
export interface SpanSearch {
  /** Take the next samples. @returns whether as many spans as asked for are known to their ends. */
  readonly add: (piece: Pick<Series, 'times' | 'values' | 'breaks'>) => boolean;
  /** The spans, in order of time; one that reaches the last sample ends there. */
  readonly finish: () => MatchingSpan[];
}

/** Begin a search; the spans are the same however the samples are cut into pieces. */
export function createSpanSearch({ test, minimumSpan, maxSpans }: SpanSearchOptions): SpanSearch {
  const spans: MatchingSpan[] = [];
  let sampleCount = 0;
  let startTime = 0;
  let endTime = 0;
  let firstValue = 0;

  const close = () => {
    const isLongEnough = sampleCount > 0 && endTime - startTime >= minimumSpan;
    if (isLongEnough && spans.length < maxSpans)
      spans.push({ startTime, endTime, sampleCount, firstValue });
    sampleCount = 0;
  };

  return {
    add({ times, values, breaks }) {
      let nextBreak = 0;
      for (let i = 0; i < values.length && spans.length < maxSpans; i++) {
        if (breaks[nextBreak] === i) {
          nextBreak++;
          close();
        }
        const value = values[i]!;
        if (Number.isNaN(value) || !test(value)) {
          if (sampleCount > 0) close();
          continue;
        }
        if (sampleCount++ === 0) {
          startTime = times[i]!;
          firstValue = value;
        }
        endTime = times[i]!;
      }
      return spans.length >= maxSpans;
    },
    finish() {
      close();
      return spans;
    },
  };
}
