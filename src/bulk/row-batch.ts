/** Consecutive rows of a table: one instant each, and a cell a column. */
export interface RowBatch {
  readonly rowCount: number;
  /** Nanoseconds after the table's origin: whole numbers that do not descend. */
  readonly times: Float64Array;
  readonly columns: readonly CellColumn[];
}

/** The cells of one column in a batch. */
export interface CellColumn {
  /** One number a row; NaN where there is none. */
  readonly values: Float64Array;
  /** 1 for a row that has a number, which may be NaN, else 0; null when every row has one. */
  readonly present: Uint8Array | null;
  readonly missingCount: number;
}

/** Cells of a batch, at about this many: little enough to be written at one go. */
const CELLS = 65_536;

const MAX_ROWS = 16_384;
const MIN_ROWS = 256;

/** Rows of a batch of so many columns. */
export function rowsPerBatch(columnCount: number): number {
  return Math.max(MIN_ROWS, Math.min(MAX_ROWS, Math.floor(CELLS / (columnCount + 1))));
}
