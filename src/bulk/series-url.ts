import type { SampleSeries } from '../samples/samples.service.ts';
import { type BulkFormat, EXTENSIONS } from './bulk-format.ts';

/**
 * The path and query of a bulk read that selects what a series does: its window as instants, and its
 * resolution. Of a series without data, the path selects all of the session, if it has none, else
 * the nanosecond after its last sample.
 */
export function toSeriesUrl(
  { session, source, window, resolution }: SampleSeries,
  format: BulkFormat,
): string {
  const query = new URLSearchParams({ parameters: source.parameter.identifier });
  const after = session.timeRange && session.timeRange.endTime + 1n;
  const range = window ?? (after === null ? null : { startTime: after, endTime: after });
  if (range) {
    query.set('startTime', String(range.startTime));
    query.set('endTime', String(range.endTime));
  }
  if (resolution) {
    query.set('maxPoints', String(resolution.maxPoints));
    query.set('method', resolution.method ?? 'MIN_MAX');
  }
  const identity = encodeURIComponent(session.identity);
  return `/sessions/${identity}/samples.${EXTENSIONS[format]}?${query}`;
}
