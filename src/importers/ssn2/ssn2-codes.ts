/**
 * What a finding means for the import. `fatal`: nothing is imported. `stream`: that stream of
 * blocks is left out, fatal when it was the only one. `block`: that block is left out. `warn`:
 * imported, and reported.
 */
export type Ssn2Class = 'fatal' | 'stream' | 'block' | 'warn';

interface Ssn2CodeEntry {
  readonly class: Ssn2Class;
  readonly meaning: string;
}

/** Every code the importer of `.ssn2` recordings reports, in the order of its checks. */
export const SSN2_CODES = {
  SSN2_FILE_UNREADABLE: fatal('The file cannot be opened, read or copied.'),
  SSN2_FILE_TOO_LARGE: fatal('The file is larger than the configured limit.'),
  SSN2_EMPTY_FILE: fatal('The file has no bytes.'),
  SSN2_NOT_SQLITE: fatal('The file is not a SQLite database.'),
  SSN2_FILE_TRUNCATED: fatal('The file is shorter than its header says, or ends within a page.'),
  SSN2_WAL_MODE: warn('The database is in WAL mode: what its side file held is not imported.'),
  SSN2_SQLITE_CORRUPT: fatal('SQLite finds the database damaged.'),
  SSN2_NOT_SSN2: fatal('The database has none of the tables of a recording.'),
  SSN2_MISSING_TABLE: fatal('A required table is missing.'),
  SSN2_MISSING_COLUMN: fatal('A required column is missing.'),
  SSN2_BAD_VALUE: fatal('A required value is of the wrong type, malformed or out of range.'),
  SSN2_LIMIT_EXCEEDED: fatal('The file holds more rows, blocks or samples than allowed.'),
  SSN2_NO_SESSION: fatal('The file holds no session.'),
  SSN2_MULTIPLE_SESSIONS: fatal('The file holds more than one session.'),
  SSN2_VERSION_TOO_NEW: fatal(
    'The schema version is newer than 1.57 or malformed; a warning when the user insists.',
  ),
  SSN2_RESTRICTED: fatal(
    'The file carries access restrictions; a warning once the user has confirmed.',
  ),
  SSN2_CONFIG_UNSUPPORTED: fatal('The configuration is stored in a form that is not documented.'),
  SSN2_SESSION_NOT_FINISHED: warn('The recording was not finished.'),
  SSN2_SESSION_DELETED: warn('The recording is marked as deleted.'),
  SSN2_START_MISMATCH: warn('The two columns of the session start disagree.'),
  SSN2_LAP_OUTSIDE: warn('A lap starts outside the session; it is kept.'),
  SSN2_LINK_BROKEN: warn('A row refers to another that does not exist; the link is left out.'),
  SSN2_CHANNEL_CLASH: warn('Two configuration sets give different channels the same number.'),
  SSN2_CONVERSION_MISSING: warn('A parameter names an unknown conversion; raw values are shown.'),
  SSN2_CONVERSION_UNAVAILABLE: warn('A conversion cannot be read; raw values are shown.'),
  SSN2_RATIONAL_UNCONFIRMED: warn('The direction of a rational conversion is not confirmed.'),
  SSN2_VIRTUAL_PARAMETER: warn('A computed parameter is imported as a definition only.'),
  SSN2_ITEM_UNPLACED: warn('An item or constant cannot be placed or read; it is left out.'),
  SSN2_NOT_IMPORTED: warn('The file holds records of a kind that is not imported.'),
  SSN2_TEXT_TRUNCATED: warn('A text is longer than allowed; its end is left out.'),
  SSN2_STREAM_KIND_UNSUPPORTED: warn('A stream holds something other than channel samples.'),
  SSN2_BLOB_MISSING: stream('The data of a stream is missing.'),
  SSN2_BLOB_TOO_LARGE: stream('The data of a stream is larger than the configured limit.'),
  SSN2_INDEX_LENGTH: stream('The index of a stream does not have the length its count demands.'),
  SSN2_DELTAS_LENGTH: warn('The timing index does not have the length its count demands.'),
  SSN2_BLOCK_OUT_OF_RANGE: block('A block lies outside the data.'),
  SSN2_BLOCK_TOO_LARGE: block('A block declares more than 16 MiB.'),
  SSN2_BLOCK_ENCODING: block('A block is neither plain nor Snappy.'),
  SSN2_UNKNOWN_CHANNEL: block('A block belongs to no configured channel.'),
  SSN2_DATATYPE_UNKNOWN: block('The data type of a channel is not supported.'),
  SSN2_BYTE_ORDER_UNSUPPORTED: block('A channel is not declared little-endian.'),
  SSN2_INTERVAL_INVALID: block('The interval of a channel is not positive.'),
  SSN2_BLOCK_INCONSISTENT: block('Sample count, time span and length of a block contradict.'),
  SSN2_DELTA_MISSING: warn('A block has no timing block; the timing of the index is used.'),
  SSN2_DELTA_UNSUPPORTED: block('The timing block has a form that is not documented.'),
  SSN2_DELTA_MISMATCH: block('The timing block contradicts the index.'),
  SSN2_SNAPPY_CORRUPT: block('The compressed bytes of a block are damaged.'),
  SSN2_SNAPPY_LENGTH: block('A block does not decompress to the length the index says.'),
  SSN2_BLOCK_OVERLAP: warn('Blocks of a channel overlap in time.'),
  SSN2_COUNT_MISMATCH: warn('A channel has not the number of samples the file declares.'),
  SSN2_TS_MISMATCH: warn('A channel does not start or end when the file declares.'),
  SSN2_SESSION_RANGE: warn('The samples do not start and end with the session.'),
  SSN2_NO_DATA: fatal('No samples could be read.'),
} as const satisfies Record<string, Ssn2CodeEntry>;

/** One of the codes of `SSN2_CODES`. */
export type Ssn2Code = keyof typeof SSN2_CODES;

function fatal<const T extends string>(meaning: T) {
  return { class: 'fatal', meaning } as const;
}

function stream<const T extends string>(meaning: T) {
  return { class: 'stream', meaning } as const;
}

function block<const T extends string>(meaning: T) {
  return { class: 'block', meaning } as const;
}

function warn<const T extends string>(meaning: T) {
  return { class: 'warn', meaning } as const;
}
