import { SampleSeriesRef } from '../samples/samples.type.ts';
import { builder } from '../schema/builder.ts';
import { BULK_FORMATS, type BulkFormat } from './bulk-format.ts';
import { toSeriesUrl } from './series-url.ts';

const FORMAT_DESCRIPTIONS = {
  ARROW: 'An Arrow IPC stream (.arrow).',
  PARQUET: 'A Parquet file (.parquet).',
  CSV: 'Comma-separated values, with a row of names and a row of units (.csv).',
  FLOAT64:
    'Rows of a 64-bit integer, the instant, and a 64-bit floating point number a parameter, little-endian (.f64).',
} satisfies Record<BulkFormat, string>;

const BulkFormatEnum = builder.enumType('BulkFormat', {
  description: 'How samples are written over plain HTTP.',
  values: Object.fromEntries(
    BULK_FORMATS.map((name) => [name, { description: FORMAT_DESCRIPTIONS[name] }]),
  ) as Record<BulkFormat, { description: string }>,
});

builder.objectField(SampleSeriesRef, 'url', (t) =>
  t.string({
    description:
      'Path and query of the same samples over plain HTTP, for anything large: a table of instants and values, of any number of samples when there is no resolution.',
    args: {
      format: t.arg({ type: BulkFormatEnum, required: true, description: 'How it is written.' }),
    },
    resolve: (series, { format }) => toSeriesUrl(series, format),
  }),
);
