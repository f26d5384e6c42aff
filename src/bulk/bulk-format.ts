/** How a table of samples is written. */
export const BULK_FORMATS = ['ARROW', 'PARQUET', 'CSV', 'FLOAT64'] as const;

/** A way to write a table of samples. */
export type BulkFormat = (typeof BULK_FORMATS)[number];

/** Instants: as nanoseconds since the epoch, as RFC 3339, as seconds after the window's start. */
export const TIME_FORMS = ['ns', 'iso', 's'] as const;

/** A way to write instants. */
export type TimeForm = (typeof TIME_FORMS)[number];

/** The ways that can be asked for; each format has one of its own besides. */
export const TIMES_OF_FORMAT: Readonly<Record<BulkFormat, readonly TimeForm[]>> = {
  ARROW: [],
  // Readers that keep no nanoseconds in timestamps, DuckDB for one, do in integers.
  PARQUET: ['ns'],
  CSV: TIME_FORMS,
  FLOAT64: [],
};

/** What the path of a format ends with. */
export const EXTENSIONS: Readonly<Record<BulkFormat, string>> = {
  ARROW: 'arrow',
  PARQUET: 'parquet',
  CSV: 'csv',
  FLOAT64: 'f64',
};

/** The media type of a format. */
export const MEDIA_TYPES: Readonly<Record<BulkFormat, string>> = {
  ARROW: 'application/vnd.apache.arrow.stream',
  PARQUET: 'application/vnd.apache.parquet',
  CSV: 'text/csv; charset=utf-8; header=present',
  FLOAT64: 'application/octet-stream',
};

/** The format of a path's end; null when there is none. */
export function formatOf(extension: string): BulkFormat | null {
  return BULK_FORMATS.find((format) => EXTENSIONS[format] === extension) ?? null;
}
