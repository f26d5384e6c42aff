/** How much of a file is read before it is refused. All are inclusive upper bounds. */
export interface Ssn2Limits {
  /** Bytes of the file, checked before anything of it is read. */
  readonly fileBytes: number;
  /** Bytes of the data of one stream; it is held in memory once, while it is copied out. */
  readonly blobBytes: number;
  /** Bytes of one block, stored or decompressed. */
  readonly blockBytes: number;
  /** Bytes all blocks together decompress to. */
  readonly decodedBytes: number;
  /** Blocks of all streams together. */
  readonly blocks: number;
  /** Streams, and rows of the table that holds their data. */
  readonly streams: number;
  /** Rows of each configuration table: channels, parameters, links, groups, conversions. */
  readonly configurationRows: number;
  /** Rows of each table of laps, markers, items, constants and associates. */
  readonly recordRows: number;
  /** Bytes of one binary item or constant. A larger one is left out with a warning. */
  readonly itemBytes: number;
}

/** The limits used where a caller gives none. Blocks of 16 MiB are what the format allows. */
export const DEFAULT_SSN2_LIMITS: Ssn2Limits = {
  fileBytes: 2 * 1024 ** 3,
  blobBytes: 512 * 1024 ** 2,
  blockBytes: 16 * 1024 ** 2,
  decodedBytes: 16 * 1024 ** 3,
  blocks: 1_000_000,
  streams: 10_000,
  configurationRows: 200_000,
  recordRows: 100_000,
  itemBytes: 1024 ** 2,
};
