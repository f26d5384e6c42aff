import { uncompressSync } from 'snappy';

/** What a Parquet reader needs to read compressed pages. */
export const compressors = {
  SNAPPY: (input: Uint8Array) => uncompressSync(input, { asBuffer: true }) as Uint8Array,
};
